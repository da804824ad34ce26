"""Synthetic workbooks, always the same: no clock and a fixed seed.

`python -m benchmarks.books KIND SIZE BOOK` builds one. It is a process of its own because the kernel counts the memory
of whoever starts a process as the process's: the one that measures must stay small.
"""

import random
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import chain, islice
from pathlib import Path

import xlsxwriter

SEED = 20_250_630
LAST_DAY = datetime(2025, 6, 30)
_NIF_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"  # Orden INT/2058/2008: the rest of dividing the number by 23.
_TOWNS = (("Madrid", "28013"), ("Sevilla", "41001"), ("Gijón", "33201"), ("Valencia", "46002"), ("Bilbao", "48001"))
_SECTORS = ("Hostelería", "Alimentación", "Construcción", "Sanidad", "Enseñanza", "Transporte", "Comercio")
_SALES_STAFF = tuple(f"Comercial {letter}" for letter in "ABCDEFGH")
_FAMILIES = ("Bebidas", "Conservas", "Frescos", "Limpieza", "Menaje")
_DATE_COLUMNS = {"Fecha de alta", "Última compra", "Última visita"}
_MONEY_COLUMNS = {"Importe", "Límite de crédito", "Saldo pendiente"}

SUMMARY_HEADERS = (
    "Código", "Nombre", "NIF", "Correo electrónico", "Teléfono", "Dirección", "Código postal", "Población", "Provincia",
    "Sector", "Comercial", "Fecha de alta", "Última compra", "Número de compras", "Importe", "Última visita",
    "Límite de crédito", "Saldo pendiente", "Descuento", "Empleados", "Tarifa", "Forma de pago", "Días de pago", "Ruta",
    "Zona", "Delegación", "Pedidos abiertos", "Reclamaciones", "Valoración", "Observaciones",
)  # fmt: skip
MOVEMENT_HEADERS = ("Cliente", "Fecha", "Importe", "Familia", "Documento")

Row = tuple[str | float | int | datetime, ...]


def build_summary_book(path: Path, clients: int) -> None:
    """One sheet of `clients` rows and 30 columns: who, since when, last purchase, count and amount."""
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        _write_sheet(book, "Clientes", SUMMARY_HEADERS, summary_rows(clients))


def build_button_book(path: Path, clients: int) -> None:
    """The same sheet with its first 20 columns."""
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        _write_sheet(book, "Clientes", SUMMARY_HEADERS[:20], (row[:20] for row in summary_rows(clients)))


def build_movements_book(path: Path, movements: int) -> None:
    """A sheet of clients (one for each 20 movements) and a sheet of movements."""
    clients = max(movements // 20, 10)
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        _write_sheet(book, "Clientes", SUMMARY_HEADERS[:12], (row[:12] for row in summary_rows(clients)))
        _write_sheet(book, "Movimientos", MOVEMENT_HEADERS, _movement_rows(movements, clients))


def _write_sheet(book: xlsxwriter.Workbook, name: str, headers: tuple[str, ...], rows: Iterator[Row]) -> None:
    sheet = book.add_worksheet(name)
    day, money = book.add_format({"num_format": "dd/mm/yyyy"}), book.add_format({"num_format": "#,##0.00"})
    formats = [day if h in _DATE_COLUMNS or h == "Fecha" else money if h in _MONEY_COLUMNS else None for h in headers]
    sheet.freeze_panes(1, 0)
    for number, row in enumerate(chain([headers], rows)):
        for column, value in enumerate(row):
            if isinstance(value, datetime):
                sheet.write_datetime(number, column, value, formats[column])
            elif isinstance(value, str):
                sheet.write_string(number, column, value)
            else:
                sheet.write_number(number, column, value, formats[column])


def summary_rows(clients: int) -> Iterator[Row]:
    """The rows of the summary book, under `SUMMARY_HEADERS`."""
    chance = random.Random(SEED)
    for i in range(1, clients + 1):
        town, postcode = _TOWNS[i % len(_TOWNS)]
        purchases = 1 + int(chance.expovariate(1 / 8))
        joined = LAST_DAY - timedelta(days=chance.randrange(30, 3650))
        last = joined + timedelta(days=chance.randrange((LAST_DAY - joined).days + 1))
        nif = f"{10_000_000 + i}{_NIF_LETTERS[(10_000_000 + i) % 23]}"
        yield (
            f"C{i:06}", f"Cliente {i:06}", nif, f"cliente{i:06}@example.com", f"91{1_000_000 + i}",
            f"Calle Mayor, {i % 200 + 1}", postcode, town, town, _SECTORS[i % 7], _SALES_STAFF[i % 8],
            joined, last, purchases, round(chance.lognormvariate(4, 1) * purchases, 2), last + timedelta(days=i % 20),
            1000 * (i % 12), round(chance.random() * 900, 2), i % 15, i % 250, f"Tarifa {i % 4}",
            "Transferencia" if i % 3 else "Recibo", 30 * (i % 4), f"R{i % 60:02}", f"Zona {i % 9}",
            f"Delegación {i % 5}", i % 4, i % 3, i % 11, "" if i % 5 else "Prefiere que le llamen por la tarde",
        )  # fmt: skip


def _movement_rows(movements: int, clients: int) -> Iterator[Row]:
    chance = random.Random(SEED)
    endless = iter(lambda: chance.randrange(clients) + 1, None)
    for i, client in enumerate(islice(endless, movements), 1):
        amount = round(chance.lognormvariate(4, 1), 2)
        day = LAST_DAY - timedelta(days=chance.randrange(1460))
        yield f"C{client:06}", day, -amount if i % 40 == 0 else amount, _FAMILIES[i % 5], f"F{i:07}"


BUILDERS: dict[str, Callable[[Path, int], None]] = {
    "resumen": build_summary_book,
    "movimientos": build_movements_book,
    "boton": build_button_book,
}

if __name__ == "__main__":
    BUILDERS[sys.argv[1]](Path(sys.argv[3]), int(sys.argv[2]))
