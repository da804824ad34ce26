"""What every scenario needs: its sizes, the rows it gives and the files it works on."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import Weight


@dataclass(frozen=True, slots=True)
class Settings:
    """Sizes and repetitions of a run; `folder` keeps the files from one run to the next.

    `peers` holds a Python environment for each peer of the models, if they are already there; `cpu_limit` is in
    seconds, for the peer that would not finish.
    """

    folder: Path
    clients: int
    movements: tuple[int, ...]
    times: int
    slow_times: int
    simulated: int
    cpu_limit: int
    peers: Path | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the results: `goal` and `met` are empty where nothing is asked. A fit tells more of itself."""

    scenario: str
    contender: str
    weight: Weight
    ratio: str = ""
    goal: str = ""
    met: bool | None = None
    is_fit: bool = False


def built(folder: Path, builder: str, kind: str, size: int, suffix: str) -> Path:
    """The file that `python -m benchmarks.BUILDER KIND SIZE FILE` writes, built if it is not there."""
    path = folder / f"{kind}-{size}{suffix}"
    if not path.exists():
        unfinished = path.with_suffix(f".tmp{suffix}")
        command = [sys.executable, "-m", f"benchmarks.{builder}", kind, str(size), str(unfinished)]
        subprocess.run(command, check=True, env={**os.environ, **environment(folder)})
        unfinished.rename(path)
    return path


def environment(folder: Path) -> dict[str, str]:
    """A journal of our own, so that the user's is not touched; and compiled modules, as any installed program has."""
    return {
        "CARTERA_DATOS": str(folder / "datos"),
        "PYTHONPATH": str(Path(__file__).parents[1]),
        "PYTHONDONTWRITEBYTECODE": "",
        "PYTHONPYCACHEPREFIX": str(folder / "compilado"),
        "PYTENSOR_FLAGS": f"base_compiledir={folder / 'pytensor'}",
    }
