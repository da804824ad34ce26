"""What the staff of the example did: calls, visits and mails, and what goes with what. All invented."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from cartera_xl.nucleo.celdas import Celda
from workbook_templates.own_sheets import Filled

Row = dict[str, Celda]

COFFEE, MILK = ("Cafetería", "Café en grano"), ("Cafetería", "Leche de larga duración")
_EVERY_COFFEE, _EVERY_MILK = 6, 8
_ONLY_COFFEE = 5
"""One client in five of those who buy coffee never takes milk: to them it will be offered."""


def plant_coffee(clients: Sequence[Row], movements: Sequence[Row]) -> None:
    """Give the cafés of the example two products that go together, so that there is something to discover."""
    buyers = [c["id_cliente"] for c in clients if c["sector"] == "Hostelería"]
    seen: dict[Celda, int] = {}
    for row in movements:
        client = row["id_cliente"]
        if client not in buyers:
            continue
        seen[client] = seen.get(client, 0) + 1
        with_milk = buyers.index(client) % _ONLY_COFFEE != 0
        if seen[client] % _EVERY_COFFEE == 2:
            row["categoria"], row["producto"] = COFFEE
        elif with_milk and seen[client] % _EVERY_MILK == 3:
            row["categoria"], row["producto"] = MILK


def own_rows(clients: Sequence[Row], last_day: date) -> Filled:
    """The rows of the sheets that the user fills in."""
    return {
        ("Registro de contactos", "Registro de contactos"): list(_contacts(clients, last_day)),
        ("Complementos", "Producto superior"): [
            ("Desengrasante", "Desengrasante concentrado", "Rinde el triple"),
        ],
        ("Complementos", "Complementos"): [
            ("Vajilla de porcelana", "Cristalería", None),
            ("Repuestos de lavavajillas", "Detergente lavavajillas", None),
        ],
    }


def _contacts(clients: Sequence[Row], last_day: date) -> Iterator[tuple[Celda, ...]]:
    """Who, how many days ago, by whom, how, why, if the client called and when the answer was given."""
    log = (
        (3, 75, None, "visita", "Revisión del año", None, None),
        (0, 62, None, "visita", "Revisión del año", None, None),
        (24, 48, None, "teléfono", "Retraso en una entrega", "sí", 47),
        (9, 40, None, "correo", "Catálogo nuevo", None, None),
        (9, 33, None, "teléfono", "Catálogo nuevo", None, None),
        (9, 21, None, "teléfono", "Catálogo nuevo", None, None),
        (9, 12, None, "correo", "Catálogo nuevo", None, None),
        (6, 16, None, "teléfono", "Contrato", None, None),
        (6, 9, "Equipo Centro", "visita", "Contrato", None, None),
        (40, 5, None, "correo", "Pide precios de cristalería", "sí", None),
        (15, 4, None, "teléfono", "Abono pendiente", "sí", 4),
    )
    for client, ago, who, channel, why, incoming, answered in log:
        row = clients[client]
        answer = None if answered is None else _moment(last_day, answered, 16)
        yield (
            last_day - timedelta(days=ago),
            "10:30",
            row["id_cliente"],
            who or row["responsable"],
            channel,
            why,
            incoming,
            answer,
        )


def _moment(last_day: date, ago: int, hour: int) -> datetime:
    return datetime.combine(last_day - timedelta(days=ago), datetime.min.time()).replace(hour=hour)
