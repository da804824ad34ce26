"""Where the commands leave their files: the right ending, and an error that says what to do."""

from collections.abc import Callable
from pathlib import Path

from cartera_xl.nucleo.errores import ConfiguracionErronea, LibroNoEditable


def require_suffix(path: Path | None, suffix: str, option: str) -> None:
    """Refuse to write, say, a calendar over a workbook."""
    if path is not None and path.suffix.lower() != suffix:
        raise ConfiguracionErronea(
            f"«{path.name}» no termina en {suffix}.",
            donde=f"opción {option}",
            remedio=f"Escriba {option} {path.stem}{suffix}",
        )


def written(path: Path, write: Callable[[Path], None]) -> None:
    """Write a file of ours, its folder too if it is missing."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write(path)
    except OSError as error:
        raise LibroNoEditable(
            f"No se puede guardar «{path.name}»: {error.strerror}.",
            donde=f"carpeta «{path.parent}»",
            remedio="Ciérrelo si está abierto, o elija una carpeta en la que pueda escribir",
        ) from error
