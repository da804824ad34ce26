"""What the VBA of the workbook and the LibreOffice extension call: one line per button.

`RunPython "from cartera_xl.excel import macros; macros.run('recalcular_segmentos')"`
"""


def run(command_id: str) -> None:
    """Run that command on the workbook that called."""
    from xlwings import Book

    from cartera_xl.excel import commands

    commands.run(command_id, Book.caller())
