"""What a button of LibreOffice does: the command of the registry, on the workbook of its window."""

from __future__ import annotations

from typing import Any

ACCEPT_ENTRY = ".uno:AcceptFormula"


def run(context: Any, frame: Any, ident: str) -> None:
    """Finish what the user was typing, as Excel does when a button is pressed, and run the command on that workbook."""
    from cartera_xl.excel import commands
    from cartera_xl.excel.extension.foreign_formulas import enter_again
    from cartera_xl.hosts.libreoffice import engine

    accept_entry(context, frame)
    document = frame.Controller.Model
    enter_again(document)
    app = engine.attach(context)
    book = next(book for book in app.books if book.api.RuntimeUID == document.RuntimeUID)
    commands.run(ident, book)


def accept_entry(context: Any, frame: Any) -> None:
    """Enter in its cell what is being typed: otherwise it would land there after the command, over its result."""
    dispatcher = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.DispatchHelper", context)
    dispatcher.executeDispatch(frame, ACCEPT_ENTRY, "", 0, ())
