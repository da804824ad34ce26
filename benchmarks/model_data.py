"""Data of the model fits, always the same: `python -m benchmarks.model_data KIND SIZE FILE`.

A process of its own for the reason given in `books`: whoever measures must stay small.
"""

import gzip
import sys
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Columns: TypeAlias = dict[str, NDArray[np.float64]]

SEED = 20_250_630
DATA = Path(__file__).parents[1] / "tests" / "datos"
END_OF_CALIBRATION = date(1997, 9, 30).toordinal()
BG_TRUTH = (0.243, 4.414 * 7, 0.793, 2.426)
"""r, alpha (days), a, b: the BG/NBD fit of the CDNOW sample printed in Fader, Hardie and Lee (2005), table 2."""


def cdnow_purchases(_: int) -> Columns:
    """Repeat purchases, age at the last one and age, in weeks, of the sample's clients on 30/9/1997."""
    histories = _cdnow_histories().values()
    days = [sorted(day for day in history if day <= END_OF_CALIBRATION) for history in histories]
    x = [len(of_client) - 1 for of_client in days]
    tx = [(of_client[-1] - of_client[0]) / 7 for of_client in days]
    t = [(END_OF_CALIBRATION - of_client[0]) / 7 for of_client in days]
    return {"x": np.array(x, float), "tx": np.array(tx), "t": np.array(t)}


def cdnow_spend(_: int) -> Columns:
    """Repeat purchases and their mean amount, of those who bought again before 1/10/1997."""
    x, mean = [], []
    for history in _cdnow_histories().values():
        amounts = [amount for day, amount in sorted(history.items()) if day <= END_OF_CALIBRATION][1:]
        if sum(amounts) > 0:
            x.append(len(amounts))
            mean.append(sum(amounts) / len(amounts))
    return {"x": np.array(x, float), "mean": np.array(mean)}


def donations(_: int) -> Columns:
    """Gifts, last gift, occasions and donors: Fader, Hardie and Shang (2010), table 1."""
    x, tx, t, n = np.loadtxt(DATA / "donations.csv", delimiter=",", skiprows=1).T
    return {"x": x, "tx": tx, "t": t, "n": n}


def simulated(clients: int) -> Columns:
    """BG/NBD clients aged from half a year to two; days are whole, as in any purchase log."""
    chance = np.random.default_rng(SEED)
    r, alpha, a, b = BG_TRUTH
    age = chance.integers(180, 732, clients).astype(float)
    rate, dropout = chance.gamma(r, 1 / alpha, clients), chance.beta(a, b, clients)
    x, last, alive = np.zeros(clients), np.zeros(clients), np.arange(clients)
    while len(alive):
        day = np.ceil(last[alive] + chance.exponential(1 / rate[alive]))
        alive, day = alive[day <= age[alive]], day[day <= age[alive]]
        x[alive] += 1
        last[alive] = day
        alive = alive[chance.random(len(alive)) >= dropout[alive]]
    return {"x": x, "tx": last, "t": age}


def _cdnow_histories() -> dict[str, dict[int, float]]:
    """Amount of each client's day."""
    histories: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    with gzip.open(DATA / "CDNOW_sample.txt.gz", "rt") as lines:
        for line in lines:
            client, _, day, _, amount = line.split()
            histories[client][date.fromisoformat(day).toordinal()] += float(amount)
    return histories


BUILDERS: dict[str, Callable[[int], Columns]] = {
    "cdnow": cdnow_purchases,
    "gasto": cdnow_spend,
    "donantes": donations,
    "simulados": simulated,
}

if __name__ == "__main__":
    np.savez(sys.argv[3], **BUILDERS[sys.argv[1]](int(sys.argv[2])))  # type: ignore[arg-type]
