"""Where the workbook templates are: in a source checkout, or inside the installed package."""

from importlib.resources import files
from pathlib import Path


def workbook_template(name: str) -> Path:
    """The path of a template (`cartera.xlsx`, `ejemplo.xlsx`); `FileNotFoundError` if there is none of that name."""
    package = Path(str(files("cartera_xl")))
    for folder in (package / "plantillas" / "libros", package.parent / "workbook_templates"):
        if (folder / name).is_file():
            return folder / name
    raise FileNotFoundError(f"no workbook template called {name!r}")
