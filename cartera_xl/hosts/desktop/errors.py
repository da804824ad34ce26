"""What a spreadsheet program answers when it cannot, in words of whoever is using it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from cartera_xl.hosts.libreoffice.errors import BookGone, SheetProtected
from cartera_xl.nucleo.errores import ErrorCartera, LibroCambiado, LibroNoEditable, LibroOcupado

OPEN_BOOK: Final = "libro abierto"
_CLOSED: Final = "El libro ya no está abierto."
_BUSY: Final = frozenset(
    {
        0x800AC472,  # VBA_E_IGNORE: the object model is suspended
        0x80010001,  # RPC_E_CALL_REJECTED
        0x8001010A,  # RPC_E_SERVERCALL_RETRYLATER
        0x800A03EC,  # Excel's answer to almost anything that it will not do now
    }
)
_GONE: Final = frozenset(
    {
        0x800706BA,  # RPC_S_SERVER_UNAVAILABLE
        0x800706BE,  # RPC_S_CALL_FAILED
        0x80010108,  # RPC_E_DISCONNECTED
        0x800401A8,  # the object that was asked no longer exists
        0x800401FD,  # CO_E_OBJNOTCONNECTED
    }
)
_MAC_BUSY: Final = frozenset({-1712, -50})  # errAETimeout, paramErr
_MAC_GONE: Final = frozenset({-609, -600, -1728})  # connectionInvalid, procNotFound, errAENoSuchObject


def as_user_error(error: BaseException, where: str = OPEN_BOOK) -> ErrorCartera | None:
    """What to tell the person about a failure of the spreadsheet program; `None` if it is none of theirs to solve."""
    if isinstance(error, ErrorCartera):
        return error
    if isinstance(error, BookGone):
        return closed(where)
    if isinstance(error, SheetProtected):
        return protected(where)
    codes = _com_codes(error)
    number = getattr(error, "errornumber", None)
    if codes & _GONE or number in _MAC_GONE:
        return closed(where)
    if codes & _BUSY or number in _MAC_BUSY or type(error).__name__ == "ExcelBusyError":
        return busy(where)
    return None


@contextmanager
def in_user_words(where: str) -> Iterator[None]:
    """Turns what the person can act upon into an `ErrorCartera`; anything else passes as it is."""
    try:
        yield
    except Exception as error:
        said = as_user_error(error, where)
        if said is None or said is error:
            raise
        raise said from error


def busy(where: str) -> LibroOcupado:
    """Somebody is typing in a cell, or a box is open: the program takes no orders meanwhile."""
    return LibroOcupado(
        "Excel está editando una celda o tiene una ventana abierta, y no admite cambios.",
        donde=where,
        remedio="Pulse Intro o Esc en la hoja, cierre la ventana que esté abierta y vuelva a intentarlo",
    )


def closed(where: str) -> LibroNoEditable:
    """The book, or the program, is no longer there."""
    return LibroNoEditable(
        _CLOSED,
        donde=where,
        remedio="Ábralo de nuevo y repita la orden",
    )


def half_done(where: str) -> LibroNoEditable:
    """The worst: neither could it be finished nor taken back."""
    return LibroNoEditable(
        "No se ha podido escribir todo, ni devolver el libro a como estaba.",
        donde=where,
        remedio="Cierre el libro sin guardar los cambios, ábralo de nuevo y repita la orden",
    )


def is_gone(error: BaseException) -> bool:
    """Whether the error says that the book is no longer open: then there is nothing to take back."""
    said = as_user_error(error)
    return said is not None and said.que == _CLOSED


def protected(where: str) -> LibroNoEditable:
    """The sheet, as far as is known, takes no changes."""
    return LibroNoEditable(
        "La hoja está protegida.",
        donde=where,
        remedio="Desprotéjala (Revisar > Desproteger hoja) y vuelva a intentarlo",
    )


def changed(what: str, where: str) -> LibroCambiado:
    """Somebody changed what had been read; nothing of ours is left half done."""
    return LibroCambiado(
        f"{what} mientras se calculaba, y no se ha escrito nada.",
        donde=where,
        remedio="Repita la orden",
    )


def _com_codes(error: BaseException) -> set[int]:
    """The result codes of an error of COM, unsigned: its own and the one that the program adds."""
    if type(error).__name__ != "com_error":
        return set()
    arguments = error.args
    inner = arguments[2] if len(arguments) > 2 else None
    found = [getattr(error, "hresult", None), arguments[0] if arguments else None, inner[5] if inner else None]
    return {code & 0xFFFFFFFF for code in found if isinstance(code, int)}
