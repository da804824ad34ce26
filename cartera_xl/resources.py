"""Where the files that are not code are: in a source checkout, or inside the installed package."""

from importlib.resources import files
from pathlib import Path


def workbook_template(name: str) -> Path:
    """The path of a template (`cartera.xlsx`, `ejemplo.xlsx`); `FileNotFoundError` if there is none of that name."""
    return _file("libros", "workbook_templates", name)


def macro_file(name: str) -> Path:
    """The path of an add-in (`cartera.xlam`, `cartera.oxt`); `FileNotFoundError` if there is none of that name."""
    return _file("macros", "macros", name)


def _file(inside: str, checkout: str, name: str) -> Path:
    package = Path(str(files("cartera_xl")))
    for folder in (package / "plantillas" / inside, package.parent / checkout):
        if (folder / name).is_file():
            return folder / name
    raise FileNotFoundError(f"no file called {name!r} in {checkout}")
