"""The names by which LibreOffice knows the extension; documents keep some of them, so they never change."""

from typing import Final

IDENTIFIER: Final = "cartera-xl.libreoffice"
"""Of the extension, for the extension manager."""
FUNCTIONS_SERVICE: Final = "cartera.xl.Funciones"
"""A document of LibreOffice keeps a function as this and its id, in capitals."""
FUNCTIONS_INTERFACE: Final = "cartera.xl.XFunciones"
COMMANDS_SERVICE: Final = "cartera.xl.Ordenes"
TOOLBAR: Final = "cartera.xl.barra"
TOOLBAR_URL: Final = f"private:resource/toolbar/addon_{TOOLBAR}"
CALLER: Final = "documento"
"""Parameter that LibreOffice fills with the document of the formula; the user does not see it."""


def command_url(ident: str) -> str:
    """Address that runs a command; its icon hangs from it as well."""
    return f"service:{COMMANDS_SERVICE}?{ident}"


def parameter_name(place: int, name: str) -> str:
    """Name inside LibreOffice of the argument in that place, from 1: it orders them by the alphabet."""
    return f"a{place}{name}"
