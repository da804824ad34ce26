"""Workbooks made on purpose for the tests, and a way to spoil them part by part."""

import re
import warnings
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import xlsxwriter

Edit = Callable[[bytes], bytes]

_CALC_CHAIN = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<calcChain xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b'<c r="M2" i="1"/><c r="M3"/><c r="A1" i="2"/></calcChain>'
)
_CALC_CHAIN_TYPE = (
    b'<Override PartName="/xl/calcChain.xml" '
    b'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"/>'
)
_CALC_CHAIN_LINK = (
    b'<Relationship Id="rId99" Target="calcChain.xml" '
    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain"/>'
)
CITIES = ("Madrid", "Sevilla", "Gijón")


def write_rich_workbook(path: Path, *, clients: int = 20) -> None:
    """A workbook with most of what a portfolio has: table with totals, rules, lists, merges, chart, comments…

    Sheet «Clientes» holds the table `tblClientes` in A1:D(clients + 2), last row of totals included, with other
    things further right in its first rows.
    """
    with xlsxwriter.Workbook(path) as book:
        clientes, resumen = book.add_worksheet("Clientes"), book.add_worksheet("Resumen")
        _fill_clients(book, clientes, clients)
        resumen.write_formula("A1", "=Clientes!M2", None, 315)
        resumen.autofilter("A3:C10")
        for column, title in enumerate(("Zona", "Clientes", "Importe")):
            resumen.write_string(2, column, title)
        resumen.write_dynamic_array_formula("E3:E5", "=UNIQUE(Clientes!D2:D21)", None, CITIES[0])
        resumen.add_sparkline("G3", {"range": "Clientes!C2:C21"})
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=Clientes!$C$2:$C$21"})
        resumen.insert_chart("I3", chart)
        book.define_name("total", "=Clientes!$M$2")
        book.define_name("Resumen!parcial", "=Resumen!$A$1")
    _add_calc_chain(path)


def write_1904_workbook(path: Path) -> None:
    """A plain range with dates counted from 1904, as in workbooks born on a Mac."""
    with xlsxwriter.Workbook(path, {"date_1904": True}) as book:
        sheet = book.add_worksheet("Clientes")
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for column, title in enumerate(("Nombre", "Última compra", "Importe")):
            sheet.write_string(1, column, title)
        for i in range(12):
            sheet.write_string(2 + i, 0, f"Cliente {i}")
            sheet.write_datetime(2 + i, 1, datetime(2024, 1 + i, 28), day)
            sheet.write_number(2 + i, 2, 100 + i)


def _fill_clients(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet, clients: int) -> None:
    rows = [[i, f"Cliente {i}", i * 1.5, CITIES[i % 3]] for i in range(1, clients + 1)]
    columns = [
        {"header": "id", "total_string": "Total"},
        {"header": "nombre"},
        {"header": "importe", "total_function": "sum", "total_value": 315},
        {"header": "ciudad"},
    ]
    options = {"name": "tblClientes", "data": rows, "columns": columns, "total_row": True}
    sheet.add_table(0, 0, clients + 1, 3, options)
    realce = book.add_format({"bold": True, "bg_color": "#FFCC00", "num_format": "0.000"})
    sheet.conditional_format("C2:C21", {"type": "cell", "criteria": ">", "value": 10, "format": realce})
    sheet.conditional_format("D2:D21", {"type": "duplicate", "format": realce})
    sheet.data_validation("D2:D21", {"validate": "list", "source": list(CITIES)})
    sheet.merge_range("P1:R1", "combinada")
    sheet.merge_range("P3:R3", "otra")
    sheet.set_column("A:A", 8)
    sheet.set_column("B:D", 14)
    sheet.write_formula("M2", "=SUM(C2:C21)", realce, 315)
    sheet.write_formula("M3", "=M2*2", None, 630)
    sheet.write_boolean("M6", True)
    sheet.write_url("M5", "https://example.com")
    sheet.write_comment("B2", "Llamar por la tarde")
    sheet.freeze_panes(1, 0)


def _add_calc_chain(path: Path) -> None:
    repack(
        path,
        path,
        {
            "[Content_Types].xml": replacing(b"</Types>", _CALC_CHAIN_TYPE + b"</Types>"),
            "xl/_rels/workbook.xml.rels": replacing(b"</Relationships>", _CALC_CHAIN_LINK + b"</Relationships>"),
        },
        added={"xl/calcChain.xml": _CALC_CHAIN},
    )


def replacing(old: bytes, new: bytes) -> Edit:
    """An edit that replaces every `old`; fails if there is none."""

    def edit(data: bytes) -> bytes:
        assert old in data, f"{old!r} no está en la parte"
        return data.replace(old, new)

    return edit


def substituting(pattern: bytes, replacement: bytes | Callable[[re.Match[bytes]], bytes]) -> Edit:
    """An edit that substitutes the first match of a pattern; fails if there is none."""

    def edit(data: bytes) -> bytes:
        result, times = re.subn(pattern, replacement, data, count=1, flags=re.DOTALL)
        assert times, f"{pattern!r} no está en la parte"
        return result

    return edit


def repack(
    source: Path,
    target: Path,
    edits: Mapping[str, Edit],
    *,
    added: Mapping[str, bytes] | None = None,
    removed: frozenset[str] = frozenset(),
) -> None:
    """Copies a package with some parts edited, added (again, even) or removed."""
    with ZipFile(source) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist() if name not in removed]
    with warnings.catch_warnings(), ZipFile(target, "w", ZIP_DEFLATED) as archive:
        warnings.filterwarnings("ignore", message="Duplicate name")
        for name, data in [*parts, *(added or {}).items()]:
            archive.writestr(name, edits[name](data) if name in edits else data)
