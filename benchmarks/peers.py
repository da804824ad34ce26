"""What the peers do with a workbook, each run as a process of its own: `python -m benchmarks.peers NAME BOOK`."""

import sys
from collections.abc import Callable
from pathlib import Path


def read_with_calamine(book: Path) -> None:
    """Just reads every cell of every sheet."""
    from python_calamine import CalamineWorkbook

    workbook = CalamineWorkbook.from_path(str(book))
    for name in workbook.sheet_names:
        workbook.get_sheet_by_name(name).to_python()


def rewrite_with_openpyxl(book: Path) -> None:
    """Loads the workbook, fills one new column of its first sheet and saves it."""
    from openpyxl import load_workbook

    workbook = load_workbook(book)
    sheet = workbook.worksheets[0]
    column = sheet.max_column + 1
    for row in range(1, sheet.max_row + 1):
        sheet.cell(row, column, row)
    workbook.save(book)


PEERS: dict[str, Callable[[Path], None]] = {"calamine": read_with_calamine, "openpyxl": rewrite_with_openpyxl}

if __name__ == "__main__":
    PEERS[sys.argv[1]](Path(sys.argv[2]))
