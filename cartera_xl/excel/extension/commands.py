"""What a button of LibreOffice does: the command of the registry, on the workbook of its window."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

ACCEPT_ENTRY = ".uno:AcceptFormula"


def run(context: Any, frame: Any, ident: str) -> None:
    """Finish what the user was typing, run the command on that workbook, and bring its formulas up to date."""
    from cartera_xl.excel import commands
    from cartera_xl.excel.extension.formulas import recognise
    from cartera_xl.excel.extension.functions import own_sheets
    from cartera_xl.hosts.libreoffice import engine

    accept_entry(context, frame)
    document = frame.Controller.Model
    recognise(document)
    before = own_sheets(document)
    app = engine.attach(context)
    book = next(book for book in app.books if book.api.RuntimeUID == document.RuntimeUID)
    commands.run(ident, book)
    _bring_up_to_date(document, before)


def accept_entry(context: Any, frame: Any) -> None:
    """Enter in its cell what is being typed: otherwise it would be lost, or land over the result of the command."""
    dispatcher = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.DispatchHelper", context)
    dispatcher.executeDispatch(frame, ACCEPT_ENTRY, "", 0, ())


def _bring_up_to_date(document: Any, before: Any) -> None:
    """The formulas that depend on the own sheets, if the command has changed them; the book may have been closed."""
    from cartera_xl.excel.extension.formulas import calculate_again
    from cartera_xl.excel.extension.functions import own_sheets
    from cartera_xl.hosts.libreoffice.uno_import import import_uno

    with suppress(import_uno().getClass("com.sun.star.lang.DisposedException")):
        if own_sheets(document) != before:
            calculate_again(document)
