"""How long it takes to say what would move every client, against scoring them, in one process and by turns.

`python -m benchmarks.changes KIND CLIENTS TIMES` prints the medians as JSON: processor seconds of each, and the peak of
the process. KIND is `resumen` (facts from summary columns) or `movimientos` (four years of purchases, with forecast).
"""

import json
import resource
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from cartera_xl.nucleo.baremo import calibrar
from cartera_xl.nucleo.cambio.cambios import con_cambios
from cartera_xl.nucleo.compras import hechos_de_movimientos, hechos_de_resumen, registro_de_movimientos
from cartera_xl.nucleo.configuracion import Configuracion
from cartera_xl.nucleo.puntuacion import puntuar

SEED = 20_250_630
LAST_DAY = date(2025, 6, 30)
DAYS = 1460
_BYTES_PER_UNIT = 1 if sys.platform == "darwin" else 1024  # getrusage(2): ru_maxrss is in KiB on Linux.

Both = tuple[Callable[[], Any], Callable[[Any], Any]]
"""Scoring, and what would move what has been scored."""


def summary(clients: int) -> Both:
    """Clients with first and last purchase, how many and for how much; a third with a potential given by hand."""
    chance = np.random.default_rng(SEED)
    first = chance.integers(30, 3650, clients)
    last = (first * chance.random(clients)).astype(int)
    purchases = 1 + chance.poisson(7, clients)
    potential = np.where(chance.random(clients) < 1 / 3, chance.integers(0, 21, clients) * 5.0, np.nan)
    book = pd.DataFrame(
        {
            "fila": np.arange(clients) + 2,
            "primera_compra": _dates(first),
            "ultima_compra": _dates(last),
            "compras": purchases.astype(float),
            "importe_neto": np.round(purchases * chance.lognormal(4, 1, clients), 2),
            "potencial": potential,
        }
    )
    settings = Configuracion()
    facts, _ = hechos_de_resumen(book, LAST_DAY)
    scale = calibrar(facts, settings, LAST_DAY)
    return lambda: puntuar(facts, scale, settings), lambda scored: con_cambios(scored, scale, settings, LAST_DAY)


def movements(clients: int) -> Both:
    """Clients who arrive, buy at their own pace, give something back now and then and leave."""
    chance = np.random.default_rng(SEED)
    arrival = chance.integers(0, DAYS - 1, clients)
    pace, life = chance.gamma(0.9, 1 / 60, clients), chance.exponential(600, clients)
    left = np.minimum(DAYS - 1, arrival + life)
    repeats = chance.poisson(pace * (left - arrival))
    who = np.concatenate([np.arange(clients), np.repeat(np.arange(clients), repeats)])
    share = np.concatenate([np.zeros(clients), chance.random(len(who) - clients)])
    day = (arrival[who] + share * (left - arrival)[who]).astype(int)
    amount = np.round(chance.lognormal(4, 0.8, clients)[who] * chance.gamma(4, 0.25, len(who)) + 1, 2)
    amount[chance.random(len(who)) < 0.025] *= -1
    lines = pd.DataFrame({"clave": who, "fecha": _dates(DAYS - 1 - day), "importe": amount})
    book = pd.DataFrame({"fila": np.arange(clients) + 2, "clave": np.arange(clients)})
    settings = Configuracion()
    facts, _ = hechos_de_movimientos(book, lines, LAST_DAY)
    record = registro_de_movimientos(lines, LAST_DAY)
    scale = calibrar(facts, settings, LAST_DAY, registro=record)
    past = record, nw.from_native(book)
    return lambda: puntuar(facts, scale, settings), lambda scored: con_cambios(scored, scale, settings, LAST_DAY, *past)


KINDS: dict[str, Callable[[int], Both]] = {"resumen": summary, "movimientos": movements}


def main(kind: str, clients: int, times: int) -> None:
    """By turns, after one of each to warm up; importing and preparing are outside the clock."""
    score, change = KINDS[kind](clients)
    change(score())
    seconds: dict[str, list[float]] = {"puntuar": [], "con_cambios": []}
    for _ in range(times):
        started = time.process_time()
        scored = score()
        between = time.process_time()
        change(scored)
        seconds["puntuar"].append(between - started)
        seconds["con_cambios"].append(time.process_time() - between)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _BYTES_PER_UNIT / 1e6
    print(json.dumps({name: statistics.median(values) for name, values in seconds.items()} | {"peak_mb": peak}))


def _dates(days_ago: Any) -> Any:
    """Dates that many days before the last one, at midnight."""
    return np.datetime64(LAST_DAY, "us") - np.asarray(days_ago).astype("timedelta64[D]")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
