"""The few UNO structures that the engine builds."""

import os
from pathlib import Path
from typing import Any

from cartera_xl.hosts.libreoffice.uno_import import import_uno


def struct(name: str, *values: Any) -> Any:
    """A UNO structure, named without its `com.sun.star.`."""
    return import_uno().createUnoStruct(f"com.sun.star.{name}", *values)


def enum(name: str, value: str) -> Any:
    """A value of a UNO enumeration, named without its `com.sun.star.`."""
    return import_uno().Enum(f"com.sun.star.{name}", value)


def properties(**values: Any) -> tuple[Any, ...]:
    """Options as LibreOffice wants them; those that are `None` are left out."""
    given = {name: value for name, value in values.items() if value is not None}
    return tuple(struct("beans.PropertyValue", name, 0, value, 0) for name, value in given.items())


def url_of(path: str | os.PathLike[str]) -> str:
    """The address of a file of this computer."""
    return str(import_uno().systemPathToFileUrl(str(Path(path).absolute())))


def path_of(url: str) -> str:
    """The file of an address; the address itself if it is not of this computer."""
    return str(import_uno().fileUrlToSystemPath(url)) if url.startswith("file:") else url


def area_of(area: Any) -> tuple[int, int, int, int]:
    """Rows and columns, counted from 1 and inclusive, of a `CellRangeAddress`."""
    return area.StartRow + 1, area.StartColumn + 1, area.EndRow + 1, area.EndColumn + 1


def rgb(color: int) -> tuple[int, int, int]:
    """Red, green and blue of a colour."""
    return (color >> 16) & 255, (color >> 8) & 255, color & 255


def color_number(color: Any) -> int:
    """A colour as LibreOffice wants it: from a triple, `#RRGGBB` or xlwings' number (blue first)."""
    if isinstance(color, str):
        return int(color.lstrip("#"), 16)
    if isinstance(color, int):
        red, green, blue = color & 255, (color >> 8) & 255, (color >> 16) & 255
        return (red << 16) | (green << 8) | blue
    red, green, blue = color
    return (int(red) << 16) | (int(green) << 8) | int(blue)
