"""The example portfolio: 120 invented clients and 30 months of sales, the same every time.

Each client follows a story (loyal, asleep, growing, seasonal…) so that every segment, life-cycle stage and alert has
someone in it. A handful of bad data is added on purpose. Only `Random.random()` is used: it is the one method whose
sequence Python promises to keep from version to version.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any, TypeVar

from stdnum.es import cif

from cartera_xl.nucleo.celdas import Celda
from workbook_templates import example_words as words
from workbook_templates.example_activity import own_rows, plant_coffee
from workbook_templates.own_sheets import Filled
from workbook_templates.tables import CHANNELS

SEED = 20250930
LAST_DAY = date(2025, 9, 30)
MONTHS = 30
POTENTIALS = 13
SEASON = (0.85, 0.85, 0.95, 1.0, 1.05, 1.15, 1.2, 1.1, 1.0, 0.95, 1.0, 1.25)
"""Weight of each month of the year, January to December, in the size of the orders."""

_STRIDE = 37  # shares no divisor with the number of clients, so that none is taken twice

Row = dict[str, Celda]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Story:
    """How a group of clients buys.

    From `start` to `stop` months before the last day, `per_month` orders of about `ticket` euros that change by
    `growth` a year; only in `months` of the year, if given. `once` means a single order.
    """

    clients: int
    per_month: float
    ticket: float
    growth: float = 0.0
    start: float = MONTHS
    stop: float = 0.0
    months: tuple[int, ...] = ()
    once: bool = False
    contract: float = 0.0


STORIES: tuple[Story, ...] = (
    Story(8, 2.0, 1500, growth=0.15),
    Story(2, 1.6, 1900, growth=0.1, contract=60_000.0),
    Story(1, 1.0, 900, contract=125_000.0),
    Story(4, 1.5, 2000, stop=5.5),
    Story(5, 0.9, 2600, growth=-0.25, stop=1.0),
    Story(16, 1.2, 700),
    Story(9, 0.5, 420, growth=1.3, start=13),
    Story(10, 1.0, 650, growth=-0.5),
    Story(8, 1.5, 480, months=(6, 7, 8, 12)),
    Story(18, 0.45, 170),
    Story(10, 1.0, 260, start=22, stop=6, once=True),
    Story(9, 0.8, 320, stop=13),
    Story(6, 1.3, 380, start=2),
)


@dataclass(frozen=True, slots=True)
class Portfolio:
    """Rows of the three tables, by field id, and those of our own sheets."""

    clients: list[Row]
    movements: list[Row]
    contacts: list[Row]
    own: Filled = field(default_factory=dict)


class Dice:
    """A seeded source of choices built on `Random.random()` alone."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)

    def between(self, low: float, high: float) -> float:
        return low + (high - low) * self._random.random()

    def chance(self, probability: float) -> bool:
        return self._random.random() < probability

    def pick(self, options: Sequence[T]) -> T:
        return options[int(self._random.random() * len(options))]


def portfolio() -> Portfolio:
    """The whole example, bad data included."""
    dice = Dice(SEED)
    stories = _mixed([story for story in STORIES for _ in range(story.clients)])
    clients = [_client(dice, number) for number in range(1, len(stories) + POTENTIALS + 1)]
    movements: list[Row] = []
    for client, story in zip(clients, stories, strict=False):
        own = list(_orders(dice, client, story))
        client["fecha_alta"] = min(_day(row) for row in own) - timedelta(days=int(dice.between(3, 40)))
        if story.contract:
            client |= {"importe_contrato": story.contract, "fin_contrato": date(2026, 6, 30)}
        movements += own
    for client in clients[len(stories) :]:
        _make_potential(dice, client)
    clients.append(_duplicate_of(clients[20], len(clients) + 1))
    movements.sort(key=lambda row: (_day(row), str(row["id_cliente"])))
    _number(movements)
    plant_coffee(clients, movements)
    _spoil(clients, movements)
    contacts = [_contact(dice, client) for client in clients[:40]]
    return Portfolio(clients, movements, contacts, own_rows(clients, LAST_DAY))


def _mixed(items: list[T]) -> list[T]:
    """The same items, spread out: neighbours end up far from each other."""
    return [items[place * _STRIDE % len(items)] for place in range(len(items))]


def _day(row: Row) -> date:
    day = row["fecha"]
    assert isinstance(day, date)
    return day


def _client(dice: Dice, number: int) -> Row:
    business, sector = words.BUSINESSES[number % len(words.BUSINESSES)]
    place = words.PLACES[(number * 7 + number // len(words.BUSINESSES)) % len(words.PLACES)]
    city, province, postal, manager = dice.pick(words.CITIES)
    base = f"00{number * 761 % 100000:05d}"
    complete = dice.chance(0.85)
    return {
        "id_cliente": f"C{number:04d}",
        "nombre": f"{business} {place}, {dice.pick(words.LEGAL_FORMS)}",
        "id_fiscal": f"B{base}{cif.calc_check_digits('B' + base)[0]}",
        "correo": f"compras@{_host(business)}-{_host(place)}.example.com" if complete else None,
        "telefono": f"+34 910 000 {number:03d}" if complete or dice.chance(0.5) else None,
        "direccion": f"{dice.pick(words.STREETS)} {int(dice.between(1, 90))}" if complete else None,
        "codigo_postal": f"{postal}{int(dice.between(1, 20)):02d}",
        "ciudad": city,
        "provincia": province,
        "sector": sector,
        "canal": dice.pick(CHANNELS),
        "responsable": manager,
        "estado": "Cliente",
        "consentimiento": "Sí" if dice.chance(0.8) else "No",
    }


def _host(text: str) -> str:
    return text.lower().translate(str.maketrans("áéíóúüñ ", "aeiouun-"))


def _orders(dice: Dice, client: Row, story: Story) -> Iterator[Row]:
    """The orders of a client, oldest first, each with one or two lines; one in fifty brings a return."""
    size = dice.between(0.7, 1.35)
    day = LAST_DAY - timedelta(days=int(story.start * 30.4 - dice.between(0, 30.4 / max(story.per_month, 1))))
    last = LAST_DAY - timedelta(days=int(story.stop * 30.4))
    while day <= last:
        if not story.months or day.month in story.months:
            yield from _order(dice, client, day, size * story.ticket * _drift(story, day))
            if story.once:
                return
        day += timedelta(days=max(1, round(30.4 / story.per_month * dice.between(0.6, 1.4))))


def _drift(story: Story, day: date) -> float:
    """Growth since the story began, times the season."""
    years = (day - LAST_DAY).days / 365 + story.start / 12
    return float((1 + story.growth) ** years) * SEASON[day.month - 1]


def _order(dice: Dice, client: Row, day: date, ticket: float) -> Iterator[Row]:
    day += timedelta(days=1 if day.weekday() == 6 and day < LAST_DAY else 0)
    lines = 2 if dice.chance(0.25) else 1
    for _ in range(lines):
        amount = round(ticket * dice.between(0.8, 1.2) / lines, 2)
        line = _line(dice, client, day, amount)
        yield line
        if dice.chance(0.02) and day + timedelta(days=9) <= LAST_DAY:
            back: Row = {"fecha": day + timedelta(days=9), "importe": -round(amount * dice.between(0.2, 0.6), 2)}
            yield line | back | {"cantidad": -1, "tipo_movimiento": "Abono"}


def _line(dice: Dice, client: Row, day: date, amount: float) -> Row:
    category, product, weight = dice.pick(words.PRODUCTS)
    return {
        "fecha": day,
        "id_cliente": client["id_cliente"],
        "nombre": client["nombre"],
        "categoria": category,
        "producto": product,
        "cantidad": max(1, round(amount / (25 * weight))),
        "importe": amount,
        "canal": client["canal"],
        "tipo_movimiento": "Factura",
    }


def _make_potential(dice: Dice, client: Row) -> None:
    client |= {
        "estado": "Potencial",
        "fecha_alta": LAST_DAY - timedelta(days=int(dice.between(10, 200))),
        "gasto_previsto": float(round(dice.between(1500, 30000), -2)),
        "encaje": int(dice.between(20, 98)),
    }


def _duplicate_of(client: Row, number: int) -> Row:
    """The same company written by someone else: same tax id, another name and code, no purchases."""
    name = str(client["nombre"]).split(",")[0].upper()
    return client | {
        "id_cliente": f"C{number:04d}",
        "nombre": f"{name} SL",
        "correo": None,
        "notas": "Alta de la feria",
    }


def _number(movements: list[Row]) -> None:
    for number, row in enumerate(movements, 1):
        letter = "A" if row["tipo_movimiento"] == "Abono" else "F"
        row["documento"] = f"{letter}{_day(row):%y}-{number:05d}"


def _spoil(clients: list[Row], movements: list[Row]) -> None:
    """Bad data as they turn up in real sheets; the program must list them and go on."""
    movements[300]["importe"] = "12.5O"
    movements[700]["importe"] = "#¡VALOR!"
    movements[900]["fecha"] = f"{_day(movements[900]):%d/%m/%Y}"
    movements[1500]["fecha"] = "31/02/2025"
    movements[1800] |= {"id_cliente": "C9999", "nombre": "Cliente sin ficha"}
    clients[30]["id_fiscal"] = "B00123456"
    clients[45]["correo"] = "compras@ejemplo"
    clients[60]["codigo_postal"] = "5000"


def _contact(dice: Dice, client: Row) -> Row:
    department, position = dice.pick(words.POSITIONS)
    fields: dict[str, Any] = {field: client.get(field) for field in ("id_cliente", "correo", "telefono")}
    own = {"cliente": client["nombre"], "nombre": f"Departamento de {department.lower()}", "cargo": position}
    return fields | own | {"preferente": "Sí", "consentimiento": client["consentimiento"]}
