"""CSV files that a spreadsheet opens without running anything: a text that looks like a formula is made harmless."""

import csv
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

_FORMULA_START = ("=", "+", "-", "@", "\t", "\r", "\n")
_PHONE = re.compile(r"\+\d[\d ]*")


def write_csv(
    path: Path, headers: Sequence[str], rows: Iterable[Sequence[str | float | None]], *, decimal_mark: str = ","
) -> None:
    """For Excel: separated by semicolons, UTF-8 with its mark, and decimals as the country writes them."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow([safe(title) for title in headers])
        writer.writerows([_cell(value, decimal_mark) for value in row] for row in rows)


def write_plain_csv(path: Path, headers: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """For other programs, which want commas and no mark."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(headers)
        writer.writerows([safe(value) for value in row] for row in rows)


def safe(text: str) -> str:
    """The text with an apostrophe before it if a spreadsheet would run it; an international phone stays as it is.

    >>> safe("=1+1"), safe("@suma"), safe("+34 600 000 000"), safe("Ana")
    ("'=1+1", "'@suma", '+34 600 000 000', 'Ana')
    """
    if text.lstrip(" ").startswith(_FORMULA_START) and not _PHONE.fullmatch(text):
        return "'" + text
    return text


def _cell(value: str | float | None, decimal_mark: str) -> str:
    if value is None:
        return ""
    return safe(value) if isinstance(value, str) else f"{value:.15g}".replace(".", decimal_mark)
