"""What the VBA of the workbook and the LibreOffice extension call: one line per button.

`RunPython "from cartera_xl.excel import macros; macros.run('recalcular_segmentos')"`
"""


def run(command_id: str) -> None:
    """Run that command on the workbook that called."""
    from xlwings import Book

    from cartera_xl.excel import commands
    from cartera_xl.excel.xlwings_exit import leave_other_excels_alone

    leave_other_excels_alone()
    commands.run(command_id, Book.caller())
