"""Small books of clients opened in a real spreadsheet program, and what a user may do to them while cartera works."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import xlwings

TITLES = ("Código", "Cliente", "Última compra", "Nº compras", "Ventas netas")
FIRST, CODE, NAME, SALES = 2, 1, 2, 5
CLIENTS: list[list[Any]] = [
    [f"C{n:02}", f"Empresa {n}", date(2025, 1 + n % 9, 3 + n), 1 + n * 7 % 11, 150.0 * (n * n % 17) + 10 * n]
    for n in range(1, 13)
]
LAST = FIRST + len(CLIENTS) - 1

Change = Callable[["xlwings.Sheet"], None]


def write_clients(path: Path, *, table: bool = True, rows: list[list[Any]] | None = None, totals: bool = False) -> Path:
    """A book with its clients in «Clientes», as a table or as a plain range, and a sheet of the user's."""
    import xlsxwriter

    data = CLIENTS if rows is None else rows
    with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy"}) as book:
        sheet = book.add_worksheet("Clientes")
        for number, row in enumerate([list(TITLES), *data]):
            sheet.write_row(number, 0, row)
        if table:
            columns = [{"header": title} for title in TITLES]
            options = {"name": "Cartera", "columns": columns, "total_row": totals}
            sheet.add_table(0, 0, len(data) + totals, len(TITLES) - 1, options)
        notes = book.add_worksheet("Notas")
        notes.write(0, 0, "Llamar el lunes")
        notes.write_formula(1, 0, "=Clientes!E2*2", None, CLIENTS[0][4] * 2)
    return path


def rows_of(sheet: "xlwings.Sheet", width: int) -> list[list[Any]]:
    """The clients' rows as they are now, down to the first empty one."""
    found: list[list[Any]] = sheet.range((FIRST, 1), (LAST + 6, width)).options(ndim=2).value
    return [row for row in found if row[CODE - 1] is not None]


def by_code(sheet: "xlwings.Sheet", width: int, first: int = len(TITLES) + 1) -> dict[str, tuple[Any, ...]]:
    """What each client has from a column on."""
    return {row[CODE - 1]: tuple(map(as_day, row[first - 1 :])) for row in rows_of(sheet, width)}


def sort(sheet: "xlwings.Sheet") -> None:
    """All that a row says moves with it: the user sorts by sales, from less to more."""
    width = sheet.used_range.last_cell.column
    rows = sheet.range((FIRST, 1), (LAST, width))
    rows.value = sorted(rows.options(ndim=2).value, key=lambda row: (row[SALES - 1], row[CODE - 1]))


def filter_rows(sheet: "xlwings.Sheet") -> None:
    """Only clients with many purchases stay in sight, with a filter of LibreOffice's."""
    from cartera_xl.hosts.libreoffice.uno_values import enum, struct

    native = sheet.range((1, 1), (LAST, len(TITLES))).api
    greater = enum("sheet.FilterOperator", "GREATER")
    condition = struct("sheet.TableFilterField", enum("sheet.FilterConnection", "AND"), 3, greater, True, 5.0, "")
    descriptor = native.createFilterDescriptor(True)
    descriptor.ContainsHeader = True
    descriptor.setFilterFields((condition,))
    native.filter(descriptor)


def edit_input(sheet: "xlwings.Sheet") -> None:
    """Another amount for one client."""
    sheet.range((FIRST + 3, SALES)).value = 999_999


def insert_row(sheet: "xlwings.Sheet") -> None:
    """A new client in the middle."""
    sheet.range((FIRST + 4, 1), (FIRST + 4, 40)).insert("down")
    sheet.range((FIRST + 4, 1), (FIRST + 4, len(TITLES))).value = ["C99", "Nueva", datetime(2025, 9, 1), 3, 700]


def delete_row(sheet: "xlwings.Sheet") -> None:
    """A client goes away."""
    sheet.range((FIRST + 4, 1), (FIRST + 4, 40)).delete("up")


def rename_sheet(sheet: "xlwings.Sheet") -> None:
    """The tab gets another name."""
    sheet.name = "Mis clientes"


def rename_title(sheet: "xlwings.Sheet") -> None:
    """A title says another thing."""
    sheet.range((1, SALES)).value = "Compras del año"


def insert_column(sheet: "xlwings.Sheet") -> None:
    """A new column among those of the user."""
    sheet.range((1, 2), (LAST, 2)).insert("right")
    sheet.range((1, 2)).value = "Zona"


def delete_sheet(sheet: "xlwings.Sheet") -> None:
    """The sheet goes away."""
    sheet.delete()


def close_book(sheet: "xlwings.Sheet") -> None:
    """The book is closed without saving."""
    sheet.book.close()


def as_day(value: Any) -> Any:
    """A moment as its day, to compare what different hosts read."""
    return value.date() if isinstance(value, datetime) else value
