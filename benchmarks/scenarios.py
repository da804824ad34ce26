"""What is measured, against whom and how far it should get."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.button_scenario import button_scenario
from benchmarks.common import Line, Settings, built, environment
from benchmarks.measure import Contender, ProcessFailed, Weight, weigh_in_turns
from benchmarks.model_scenarios import models_scenario

CARTERA = str(Path(sys.executable).with_name("cartera"))
CHANGES_GOAL = 2.3
FUNCTIONS_GOAL = 2.0
DONE_WITH_ISSUES = 3  # «hecho con datos fuera», see `cartera --ayuda`.


def summary_scenario(settings: Settings) -> Iterator[Line]:
    """The whole job on a sheet with summary columns, against just reading it and against rewriting it with openpyxl."""
    title = f"{settings.clients} clientes × 30 columnas"
    original = _book(settings.folder, "resumen", settings.clients)
    found = weigh_in_turns(
        [
            _cartera(original, settings.times),
            _peer("calamine", original, settings.times),
            _peer("openpyxl", original, settings.slow_times),
        ],
        environment(settings.folder),
    )
    ours, read, rewrite = found["cartera recalcular"], found["calamine"], found["openpyxl"]
    over_read, under_rewrite = ours.cpu_seconds / read.cpu_seconds, rewrite.cpu_seconds / ours.cpu_seconds
    yield Line(title, "cartera recalcular", ours, goal="menos de 400 MB", met=ours.peak_mb < 400)
    yield Line(title, "calamine, solo leer", read, f"cartera: {over_read:.2f} veces", "2 veces o menos", over_read <= 2)
    yield Line(
        title,
        "openpyxl, leer y guardar",
        rewrite,
        f"cartera: {under_rewrite:.1f} veces menos",
        "15 veces menos o mejor",
        under_rewrite >= 15,
    )


def movements_scenario(settings: Settings) -> Iterator[Line]:
    """The whole job computing from movements: ten times as many should not cost more than about ten times as much."""
    per_movement: list[float] = []
    for movements in settings.movements:
        title = f"{movements} movimientos"
        original = _book(settings.folder, "movimientos", movements)
        contenders = [_cartera(original, settings.times), _peer("calamine", original, settings.times)]
        found = weigh_in_turns(contenders, environment(settings.folder))
        ours, read = found["cartera recalcular"], found["calamine"]
        per_movement.append(ours.cpu_seconds / movements)
        linear = per_movement[-1] <= per_movement[0]
        cost = f"{per_movement[-1] * 1e6:.1f} µs por movimiento"
        yield Line(title, "cartera recalcular", ours, cost, "no más por movimiento que el menor", linear)
        yield Line(title, "calamine, solo leer", read, f"cartera: {ours.cpu_seconds / read.cpu_seconds:.2f} veces")


def help_scenario(settings: Settings) -> Iterator[Line]:
    """How long it takes to answer before doing anything."""
    title = "ayuda de la orden"
    bare, asked = "python -c pass", "cartera --help"
    times = max(settings.times, 5)
    contenders = [
        Contender(bare, [sys.executable, "-c", "pass"], times=times),
        Contender(asked, [CARTERA, "--help"], times=times),
    ]
    found = weigh_in_turns(contenders, environment(settings.folder))
    limit = 3 * found[bare].cpu_seconds + 0.15
    ratio = found[asked].cpu_seconds / found[bare].cpu_seconds
    yield Line(title, bare, found[bare])
    yield Line(
        title, asked, found[asked], f"{ratio:.1f} veces", f"{limit:.2f} s o menos", found[asked].cpu_seconds <= limit
    )


def changes_scenario(settings: Settings) -> Iterator[Line]:
    """What would move every client, and when each drops, against scoring them: same process, only those two calls."""
    for kind, title in (("resumen", "sin movimientos"), ("movimientos", "con movimientos")):
        found = _reported("changes", kind, str(settings.clients), str(settings.times), folder=settings.folder)
        scoring, changing = (Weight(found[name], found["peak_mb"]) for name in ("puntuar", "con_cambios"))
        ratio = changing.cpu_seconds / scoring.cpu_seconds
        case = f"{settings.clients} clientes {title}"
        yield Line(case, "puntuar", scoring)
        goal = f"{CHANGES_GOAL} veces o menos"
        yield Line(case, "con_cambios", changing, f"{ratio:.2f} veces puntuar", goal, ratio <= CHANGES_GOAL)


def functions_scenario(settings: Settings) -> Iterator[Line]:
    """Each worksheet function over a column in one call; and cell by cell on a sample, extrapolated to the column."""
    rows = settings.clients // 10
    found = _reported("functions", str(rows), str(settings.times), folder=settings.folder)
    peak, sample = found.pop("peak_mb"), int(found.pop("sample"))
    case, by_cell = f"{rows} filas × 8 columnas", "CARTERA_SEGMENTO celda a celda"
    together = Weight(found.pop("todas"), peak)
    goal = f"{FUNCTIONS_GOAL} s o menos"
    yield Line(case, "las nueve que puntúan", together, "un solo estudio", goal, together.cpu_seconds <= FUNCTIONS_GOAL)
    sampled = {name: cpu for name, cpu in found.items() if name.endswith("celda a celda")}
    for name in (known for known in found if known not in sampled):
        slow = sampled.get(f"{name} celda a celda", sampled[by_cell])
        ratio = f"{slow / found[name]:.0f} veces menos que celda a celda"
        yield Line(case, name, Weight(found[name], peak), ratio)
    for name, cpu in sampled.items():
        yield Line(case, f"{name}, extrapolado de {sample}", Weight(cpu, peak))


def _reported(module: str, *arguments: str, folder: Path) -> dict[str, float]:
    """What a process that measures itself prints in its last line."""
    command = [sys.executable, "-m", f"benchmarks.{module}", *arguments]
    done = subprocess.run(command, capture_output=True, env={**os.environ, **environment(folder)})
    if done.returncode:
        raise ProcessFailed(f"{' '.join(command)}\n{done.stderr.decode(errors='replace')[-2000:]}")
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


SCENARIOS = {
    "resumen": summary_scenario,
    "movimientos": movements_scenario,
    "ayuda": help_scenario,
    "modelos": models_scenario,
    "cambios": changes_scenario,
    "funciones": functions_scenario,
    "boton": button_scenario,
}


def _book(folder: Path, kind: str, size: int) -> Path:
    """The synthetic workbook."""
    return built(folder, "books", kind, size, ".xlsx")


def _cartera(original: Path, times: int) -> Contender:
    copy = original.with_name("en-obras.xlsx")
    command = [CARTERA, "recalcular", str(copy), "--sin-copia", "--json"]
    fine = frozenset({0, DONE_WITH_ISSUES})
    return Contender("cartera recalcular", command, lambda: _copy(original, copy), times, fine)


def _peer(name: str, original: Path, times: int) -> Contender:
    copy = original.with_name(f"copia-{name}.xlsx")
    command = [sys.executable, "-m", "benchmarks.peers", name, str(copy)]
    return Contender(name, command, lambda: _copy(original, copy), times)


def _copy(original: Path, copy: Path) -> None:
    shutil.copyfile(original, copy)
