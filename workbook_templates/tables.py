"""The three sheets that the user fills: Clientes, Movimientos and Contactos, each with one Excel table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cartera_xl.nucleo.celdas import Celda
from cartera_xl.nucleo.columnas import Clase, campo
from cartera_xl.nucleo.plan import Aspecto
from workbook_templates.style import TABLE_STYLE, Pen, print_setup, write_value

LAST_VALIDATED_ROW = 5000
YES_NO = ("Sí", "No")
CHANNELS = ("Visita comercial", "Teléfono", "Tienda en línea", "Mostrador", "Feria")
_DATE = "1900-01-01"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its title, look and width, and the rule that Excel checks when the user types."""

    title: str
    width: float
    aspect: Aspecto = Aspecto.TEXTO
    rule: Mapping[str, Any] = field(default_factory=dict)


def _rule(kind: str, message: str, **criteria: Any) -> Mapping[str, Any]:
    """A rule that warns but lets the user go on: the program lists bad data, it does not forbid them."""
    return {
        "validate": kind,
        "error_type": "warning",
        "error_title": "¿Seguro?",
        "error_message": message,
        **criteria,
    }


def _choice(*values: str) -> Mapping[str, Any]:
    return _rule("list", f"Lo habitual es: {', '.join(values)}.", source=list(values))


_PERCENT = _rule("decimal", "Se espera un número de 0 a 100.", criteria="between", minimum=0, maximum=100)
_AMOUNT = _rule("decimal", "Se espera un importe: solo cifras.", criteria="between", minimum=-1e12, maximum=1e12)
_DAY = _rule("date", "Se espera una fecha: día/mes/año.", criteria=">=", value=_DATE)


def _client(identifier: str, width: float, aspect: Aspecto = Aspecto.TEXTO, rule: Any = None) -> Column:
    return Column(campo(Clase.CLIENTES, identifier).nombre, width, aspect, rule or {})


def _movement(identifier: str, width: float, aspect: Aspecto = Aspecto.TEXTO, rule: Any = None) -> Column:
    return Column(campo(Clase.MOVIMIENTOS, identifier).nombre, width, aspect, rule or {})


def client_columns() -> dict[str, Column]:
    """Columns of Clientes by field id; the titles are the dictionary's own, so they are always recognised."""
    return {
        "id_cliente": _client("id_cliente", 13),
        "nombre": _client("nombre", 36),
        "id_fiscal": _client("id_fiscal", 13),
        "correo": _client("correo", 40),
        "telefono": _client("telefono", 17),
        "direccion": _client("direccion", 28),
        "codigo_postal": _client("codigo_postal", 13),
        "ciudad": _client("ciudad", 16),
        "provincia": _client("provincia", 14),
        "sector": _client("sector", 15),
        "canal": _client("canal", 17, rule=_choice(*CHANNELS)),
        "responsable": _client("responsable", 18),
        "estado": _client("estado", 11, rule=_choice("Cliente", "Potencial")),
        "fecha_alta": _client("fecha_alta", 14, Aspecto.FECHA, _DAY),
        "gasto_previsto": _client("gasto_previsto", 15, Aspecto.IMPORTE, _AMOUNT),
        "encaje": _client("encaje", 9, Aspecto.ENTERO, _PERCENT),
        "potencial": _client("potencial", 10, Aspecto.ENTERO, _PERCENT),
        "importe_contrato": _client("importe_contrato", 19, Aspecto.IMPORTE, _AMOUNT),
        "fin_contrato": _client("fin_contrato", 15, Aspecto.FECHA, _DAY),
        "consentimiento": _client("consentimiento", 15, rule=_choice(*YES_NO)),
        "notas": _client("notas", 34),
    }


def movement_columns() -> dict[str, Column]:
    """Columns of Movimientos by field id."""
    return {
        "fecha": _movement("fecha", 12, Aspecto.FECHA, _DAY),
        "documento": Column("Factura", 14),
        "id_cliente": _movement("id_cliente", 14),
        "nombre": _movement("nombre", 36),
        "categoria": _movement("categoria", 14),
        "producto": _movement("producto", 30),
        "cantidad": _movement("cantidad", 10, Aspecto.ENTERO),
        "importe": _movement("importe", 13, Aspecto.IMPORTE, _AMOUNT),
        "canal": _movement("canal", 17, rule=_choice(*CHANNELS)),
        "tipo_movimiento": _movement("tipo_movimiento", 18, rule=_choice("Factura", "Abono")),
    }


def contact_columns() -> dict[str, Column]:
    """Columns of Contactos: the people to talk to, several per client if needed."""
    return {
        "id_cliente": _client("id_cliente", 14),
        "cliente": Column("Cliente", 36),
        "nombre": Column("Contacto", 28),
        "cargo": Column("Cargo", 20),
        "correo": _client("correo", 40),
        "telefono": _client("telefono", 17),
        "preferente": Column("Preferente", 12, rule=_choice(*YES_NO)),
        "consentimiento": _client("consentimiento", 15, rule=_choice(*YES_NO)),
    }


def write_table(pen: Pen, name: str, columns: Mapping[str, Column], rows: Sequence[Mapping[str, Celda]]) -> None:
    """A sheet and the table that fills it, both called `name`; a field that a row does not give stays empty."""
    sheet = pen.book.add_worksheet(name)
    header = pen.format(Aspecto.CABECERA)
    for position, (identifier, column) in enumerate(columns.items()):
        body = pen.format(column.aspect)
        sheet.set_column(position, position, column.width, pen.format())
        for number, row in enumerate(rows, 1):
            write_value(sheet, number, position, row.get(identifier), body)
        if column.rule:
            sheet.data_validation(1, position, LAST_VALIDATED_ROW - 1, position, dict(column.rule))
    titles = [
        {"header": column.title, "header_format": header, "format": pen.format(column.aspect)}
        for column in columns.values()
    ]
    area = (0, 0, max(len(rows), 1), len(columns) - 1)
    sheet.add_table(*area, {"name": name, "style": TABLE_STYLE, "columns": titles})
    sheet.set_row(0, 22)
    sheet.freeze_panes(1, 2)
    print_setup(sheet, repeat_rows=1)
