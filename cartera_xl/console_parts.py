"""Pieces that several screens share: prose that fits the window and tables that look alike."""

import textwrap
from collections.abc import Iterable

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

MORE_THAN_ANY_WINDOW = 10_000


def text_table(*headings: str) -> Table:
    """A table of the house; the columns given are of text and fold."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


def first_that_fits(console: Console, tables: Iterable[Table]) -> Table:
    """The first table whose figures are not cut in this window, or the last one; they go from more to less."""
    endless, chosen = console.options.update_width(MORE_THAN_ANY_WINDOW), Table()
    for chosen in tables:
        if console.measure(chosen, options=endless).maximum <= console.width:
            break
    return chosen


def show_table(console: Console, table: Table) -> None:
    """A table between two blank lines."""
    console.print()
    console.print(table)
    console.print()


def paragraph(console: Console, text: str, *, style: str = "", mark: str = "") -> None:
    """Prose that never breaks between a number and what it counts; after a mark, the next lines go under the first."""
    indent = "  " if mark else ""
    width = max(20, console.width - len(indent))
    lines = textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
    body = f"\n{indent}".join(escape(line) for line in lines)
    console.print(f"{mark} {body}" if mark else body, soft_wrap=True, style=style or None)
