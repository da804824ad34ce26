"""The ribbon commands: one module per id of `excel.registry.COMMANDS`, with its `answer(desk)`.

They take an `xlwings.Book` and use only its public API, so that they are the same in Excel and in LibreOffice.
"""

from cartera_xl.excel.commands.dialogs import AppDialogs, Dialogs, RecordedDialogs
from cartera_xl.excel.commands.notices import Level, Notice
from cartera_xl.excel.commands.runner import run

__all__ = ["AppDialogs", "Dialogs", "Level", "Notice", "RecordedDialogs", "run"]
