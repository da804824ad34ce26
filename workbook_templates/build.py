"""Builds `cartera.xlsx` and `ejemplo.xlsx`, byte for byte the same every time.

    python -m workbook_templates.build

The parts are stored without compression: deflated bytes depend on the zlib at hand, and the files must not.
"""

import zipfile
from datetime import datetime
from io import BytesIO
from pathlib import Path

import xlsxwriter

from cartera_xl.nucleo.configuracion import Configuracion
from workbook_templates.example_data import Portfolio, Row, portfolio
from workbook_templates.help_sheet import write_help
from workbook_templates.own_sheets import write_own_sheets
from workbook_templates.settings_sheet import write_settings
from workbook_templates.style import FONT, Pen
from workbook_templates.summary_sheet import write_summary
from workbook_templates.tables import client_columns, contact_columns, movement_columns, write_table

FOLDER = Path(__file__).parent
CREATED = datetime(2025, 1, 1)
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_DELETE_ME = "Fila de ejemplo: bórrela o escriba encima"


def template() -> bytes:
    """The workbook of `cartera nueva`: every sheet ready, three clients to be overwritten."""
    return _book(_starter_rows(), Configuracion(), "Cartera de clientes")


def example() -> bytes:
    """The workbook of `cartera demo`: an invented portfolio, not yet scored."""
    return _book(portfolio(), Configuracion(pais="ES", moneda="EUR"), "Cartera de clientes de ejemplo")


def _book(rows: Portfolio, settings: Configuracion, title: str) -> bytes:
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "default_format_properties": FONT})
    book.set_properties({"title": title, "author": "cartera-xl", "created": CREATED})
    book.set_size(2200, 1400)
    pen = Pen(book)
    write_table(pen, "Clientes", client_columns(), rows.clients)
    write_table(pen, "Movimientos", movement_columns(), rows.movements)
    write_table(pen, "Contactos", contact_columns(), rows.contacts)
    write_summary(pen)
    write_own_sheets(pen, rows.own)
    write_settings(pen, settings)
    write_help(pen)
    book.close()
    return _stored(stream.getvalue())


def _stored(package: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(package)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _ZIP_DATE)
            entry.create_system = 0
            target.writestr(entry, source.read(name))
    return out.getvalue()


def _starter_rows() -> Portfolio:
    names = ("Ejemplo Uno, S.L.", "Ejemplo Dos, S.A.", "Ejemplo Tres")
    clients: list[Row] = [
        {
            "id_cliente": f"C000{number}",
            "nombre": name,
            "correo": f"compras@ejemplo{number}.example.com",
            "estado": "Cliente",
            "fecha_alta": datetime(2024, 1, number).date(),
            "notas": _DELETE_ME,
        }
        for number, name in enumerate(names, 1)
    ]
    clients[2] |= {"estado": "Potencial", "gasto_previsto": 4000.0, "encaje": 70}
    sales = ((0, 2, 850.0), (1, 3, 120.5), (0, 5, 910.25), (0, 6, -60.0), (1, 8, 240.0), (0, 9, 1020.4))
    movements: list[Row] = [
        {
            "fecha": datetime(2025, month, 12).date(),
            "documento": f"F25-{number:05d}",
            "id_cliente": clients[client]["id_cliente"],
            "nombre": clients[client]["nombre"],
            "importe": amount,
            "tipo_movimiento": "Factura" if amount > 0 else "Abono",
        }
        for number, (client, month, amount) in enumerate(sales, 1)
    ]
    contacts: list[Row] = [
        {"id_cliente": client["id_cliente"], "cliente": client["nombre"], "nombre": "Departamento de compras"}
        for client in clients
    ]
    return Portfolio(clients, movements, contacts)


def main() -> None:
    """Write both workbooks next to this file."""
    for name, build in (("cartera.xlsx", template), ("ejemplo.xlsx", example)):
        (FOLDER / name).write_bytes(build())


if __name__ == "__main__":
    main()
