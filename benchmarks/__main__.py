"""Mide lo que cuesta recalcular una cartera y ajustar los modelos, junto a otras bibliotecas en la misma ejecución."""

import argparse
import json
import platform
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from benchmarks.common import Line, Settings
from benchmarks.measure import ProcessFailed
from benchmarks.scenarios import SCENARIOS

HEADERS = ("Caso", "Quién", "CPU (s)", "Memoria máxima (MB)", "Comparación", "Objetivo", "¿Cumple?")
FIT_HEADERS = (*HEADERS[:3], "Solo el ajuste (s)", HEADERS[3], "Log-verosimilitud", *HEADERS[4:])


def main() -> int:
    """Runs the scenarios asked for and prints a Markdown table. Exit code 1 if a process fails."""
    options = read_options()
    with tempfile.TemporaryDirectory(prefix="cartera-medidas-") as temporary:
        folder = options.carpeta or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        try:
            lines = measure(settings_of(options, folder), options.solo or list(SCENARIOS))
        except ProcessFailed as failure:
            print(f"Un proceso medido ha fallado y sus cifras no valen.\n{failure}", file=sys.stderr)
            return 1
    print_table(lines)
    if options.json:
        options.json.write_text(json.dumps([asdict(line) for line in lines], ensure_ascii=False, indent=2), "utf-8")
    return 0


def read_options() -> argparse.Namespace:
    """Options of the command line, in Spanish."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rapido", action="store_true", help="tamaños diez veces menores, para probar que todo va")
    parser.add_argument("--solo", action="append", choices=list(SCENARIOS), help="solo este caso; se puede repetir")
    parser.add_argument("--veces", type=int, default=3, help="repeticiones de cada uno (por defecto, 3)")
    parser.add_argument("--veces-openpyxl", type=int, default=1, help="repeticiones de openpyxl, que es lento")
    parser.add_argument("--carpeta", type=Path, help="dónde guardar los libros y datos, para no volver a crearlos")
    parser.add_argument("--pares", type=Path, metavar="CARPETA", help="entornos ya hechos: lifetimes y pymc-marketing")
    parser.add_argument("--json", type=Path, metavar="FICHERO", help="guarda también los resultados en JSON")
    return parser.parse_args()


def settings_of(options: argparse.Namespace, folder: Path) -> Settings:
    """Sizes of the run: the full ones, or a tenth."""
    scale = 10 if options.rapido else 1
    movements = tuple(size // scale for size in (10_000, 100_000, 1_000_000))
    return Settings(
        folder.absolute(),
        clients=100_000 // scale,
        movements=movements,
        times=options.veces,
        slow_times=options.veces_openpyxl,
        simulated=1_000_000 // scale,
        cpu_limit=300 // scale,
        peers=options.pares.absolute() if options.pares else None,
    )


def measure(settings: Settings, names: Sequence[str]) -> list[Line]:
    """Results of the scenarios, announcing each on the error output."""
    lines: list[Line] = []
    for name in names:
        print(f"Midiendo: {name}…", file=sys.stderr)
        lines += SCENARIOS[name](settings)
    return lines


def print_table(lines: Sequence[Line]) -> None:
    """Markdown, with the machine that gave the figures; the fits have two columns more, in a table of their own."""
    print(f"Python {platform.python_version()}, {platform.system()} {platform.machine()}")
    fits = [line for line in lines if line.is_fit]
    others = [line for line in lines if not line.is_fit]
    for headers, some in ((HEADERS, others), (FIT_HEADERS, fits)):
        if some:
            print(f"\n| {' | '.join(headers)} |")
            print("|---|---|" + "---:|" * (len(headers) - 5) + "---|---|---|")
            for line in some:
                print(f"| {' | '.join(cells_of(line))} |")


def cells_of(line: Line) -> tuple[str, ...]:
    """The cells of a row of its table."""
    weight = line.weight
    cpu, memory = spanish(weight.cpu_seconds, 2), spanish(weight.peak_mb, 0)
    fit = spanish(weight.fit_seconds, 4), spanish(weight.log_likelihood, 2)
    figures = (cpu, fit[0], memory, fit[1]) if line.is_fit else (cpu, memory)
    said = (line.ratio.replace(".", ","), line.goal.replace(".", ","), {None: "", True: "sí", False: "no"}[line.met])
    return line.scenario, line.contender, *figures, *said


def spanish(value: float | None, decimals: int) -> str:
    """A number with decimal comma; nothing if there is none."""
    return "" if value is None else f"{value:.{decimals}f}".replace(".", ",")


if __name__ == "__main__":
    sys.exit(main())
