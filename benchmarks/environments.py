"""A Python of its own for each peer of the model fits: their packages are never installed in the project's."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from benchmarks.measure import ProcessFailed

PEERS: Mapping[str, tuple[str, ...]] = {
    "lifetimes": ("lifetimes==0.11.3", "numpy==2.4.6", "pandas==3.1.1", "scipy==1.17.1", "autograd==1.9.1"),
    "pymc-marketing": ("pymc-marketing==0.19.2", "pymc==5.28.5", "pytensor==2.38.3", "numpy==2.4.6", "scipy==1.17.1"),
}
"""The versions the published figures were measured with."""


def peer_python(folder: Path, peer: str) -> str:
    """Its interpreter in `folder/peer`, which is created and filled from the package registry if it is not there."""
    environment = folder / peer
    if not environment.exists():
        print(f"Instalando {peer} en {environment}…", file=sys.stderr)
        unfinished = environment.with_name(f"{peer}.tmp")
        _run([sys.executable, "-m", "venv", "--clear", str(unfinished)])
        _run([str(unfinished / "bin" / "python"), "-m", "pip", "install", "--quiet", *PEERS[peer]])
        unfinished.rename(environment)  # «python -m» does not mind; the scripts of the environment are not used.
    return str(environment / "bin" / "python")


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ProcessFailed(f"{' '.join(command)}\n{done.stderr[-2000:]}")
