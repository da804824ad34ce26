"""The button in an open workbook, against writing the same cells one by one."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator

from benchmarks.common import Line, Settings, built, environment
from benchmarks.measure import ProcessFailed, Weight

TOTAL = "del clic a la última celda"
PARTS = {
    "leer": "leer",
    "puntuar": "puntuar",
    "escribir": "escribir",
    TOTAL: TOTAL,
    "otro día": f"otro día, con compras del 1 %: {TOTAL}",
}
GOAL = 20.0


def button_scenario(settings: Settings) -> Iterator[Line]:
    """A tenth of the clients and all of them, 20 columns each, in a LibreOffice of its own."""
    for clients in (settings.clients // 10, settings.clients):
        yield from _clicks(settings, clients)


def _clicks(settings: Settings, clients: int) -> Iterator[Line]:
    original = built(settings.folder, "books", "boton", clients, ".xlsx")
    command = [sys.executable, "-m", "benchmarks.button", str(original), str(settings.times)]
    done = subprocess.run(command, capture_output=True, env={**os.environ, **environment(settings.folder)})
    if done.returncode:
        raise ProcessFailed(f"{' '.join(command)}\n{done.stderr.decode(errors='replace')[-2000:]}")
    found = json.loads(done.stdout.splitlines()[-1])
    case, cells = f"{clients} clientes × 20 columnas", found["celdas"]
    for part, name in PARTS.items():
        cpu, clock = found["partes"][part]
        yield Line(case, name, Weight(cpu, found["peak_mb"]), f"{clock:.1f} s de reloj")
    cpu, clock = (cells * each for each in found["partes"]["una celda"])
    ratio = clock / found["partes"]["escribir"][1]
    yield Line(
        case,
        f"las {cells} celdas, una a una (de una muestra)",
        Weight(cpu, found["peak_mb"]),
        f"{clock:.0f} s de reloj; escribir: {ratio:.0f} veces menos",
        f"{GOAL:.0f} veces menos o mejor",
        ratio >= GOAL,
    )
