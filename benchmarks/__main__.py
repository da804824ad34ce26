"""Mide lo que cuesta recalcular una cartera, comparado con otras bibliotecas en la misma ejecución."""

import argparse
import json
import platform
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from benchmarks.measure import ProcessFailed
from benchmarks.scenarios import SCENARIOS, Line, Settings

HEADERS = ("Caso", "Quién", "CPU (s)", "Memoria máxima (MB)", "Comparación", "Objetivo", "¿Cumple?")


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
    parser.add_argument("--carpeta", type=Path, help="dónde guardar los libros, para no volver a crearlos")
    parser.add_argument("--json", type=Path, metavar="FICHERO", help="guarda también los resultados en JSON")
    return parser.parse_args()


def settings_of(options: argparse.Namespace, folder: Path) -> Settings:
    """Sizes of the run: the full ones, or a tenth."""
    scale = 10 if options.rapido else 1
    movements = tuple(size // scale for size in (10_000, 100_000, 1_000_000))
    return Settings(folder, 100_000 // scale, movements, options.veces, options.veces_openpyxl)


def measure(settings: Settings, names: Sequence[str]) -> list[Line]:
    """Results of the scenarios, announcing each on the error output."""
    lines: list[Line] = []
    for name in names:
        print(f"Midiendo: {name}…", file=sys.stderr)
        lines += SCENARIOS[name](settings)
    return lines


def print_table(lines: Sequence[Line]) -> None:
    """Markdown, with the machine that gave the figures."""
    print(f"Python {platform.python_version()}, {platform.system()} {platform.machine()}\n")
    print(f"| {' | '.join(HEADERS)} |")
    print("|---|---|---:|---:|---|---|---|")
    for line in lines:
        cells = (
            line.scenario,
            line.contender,
            spanish(line.weight.cpu_seconds, 2),
            spanish(line.weight.peak_mb, 0),
            line.ratio.replace(".", ","),
            line.goal.replace(".", ","),
            {None: "", True: "sí", False: "no"}[line.met],
        )
        print(f"| {' | '.join(cells)} |")


def spanish(value: float, decimals: int) -> str:
    """A number with decimal comma."""
    return f"{value:.{decimals}f}".replace(".", ",")


if __name__ == "__main__":
    sys.exit(main())
