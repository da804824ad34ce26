"""The definition of the table that a zone is: which columns it gains, loses or calls by another name."""

from collections.abc import Sequence

from cartera_xl.hosts.ooxml import tables
from cartera_xl.hosts.ooxml.mentions import column_is_mentioned
from cartera_xl.hosts.ooxml.package import Package
from cartera_xl.hosts.ooxml.tables import TablePart
from cartera_xl.nucleo.errores import LibroNoEditable
from cartera_xl.nucleo.plan import PlanEscritura


def renamed(plan: PlanEscritura) -> dict[int, str]:
    """New title of each existing column that gets one."""
    return {c.columna: c.titulo for c in plan.columnas if c.columna is not None and c.renombrar}


def refuse_unusable(table: TablePart, plan: PlanEscritura, where: str) -> None:
    """A table without header row cannot be told its new columns, nor one with two of the same name be opened."""
    if not table.has_header:
        raise LibroNoEditable(
            f"La tabla «{table.name}» no muestra su fila de cabecera.",
            donde=where,
            remedio="Actívela en Excel (Diseño de tabla > Fila de encabezado) y vuelva a intentarlo",
        )
    titles = renamed(plan)
    old = [n for place, n in enumerate(table.columns, table.range.columna1) if place not in titles]
    seen = {name.casefold() for name in old}
    for title in [*titles.values(), *(c.titulo for c in plan.columnas if c.columna is None)]:
        if title.casefold() in seen:
            raise LibroNoEditable(
                f"La tabla «{table.name}» ya tiene una columna «{title}».",
                donde=where,
                remedio="Cambie el nombre de una de las dos (en la hoja o en Configuración) y vuelva a intentarlo",
            )
        seen.add(title.casefold())


def write_table(package: Package, table: TablePart, plan: PlanEscritura, where: str) -> None:
    """Adds, takes away and renames the columns of the table that the plan says, in its definition and its query."""
    new = [column for column in plan.columnas if column.columna is None]
    data = package.text(table.part)
    query = tables.query_part(package, table)
    gone = last_columns(table, plan.quitar)
    if gone:
        if query:
            tables.remove_query_fields(package, query, tables.column_ids(data)[-gone:])
        data = tables.without_last_columns(data, gone)
    names = _new_names(package, table, plan, where)
    if names:
        data = tables.with_names(data, names)
    if new:
        fields: list[int] = []
        if query:
            first_id = max(tables.column_ids(data), default=0) + 1
            fields = tables.add_query_fields(package, query, first_id, len(new))
        data = tables.with_columns(data, [column.titulo for column in new], fields)
    package.set(table.part, data)


def _new_names(package: Package, table: TablePart, plan: PlanEscritura, where: str) -> dict[int, str]:
    """Columns of the table that change their name, by their place in it.

    Formulas and slicers call a table column by its name: if any does, the change is refused, since only the
    spreadsheet program can follow it everywhere.
    """
    places = {place - table.range.columna1: title for place, title in renamed(plan).items()}
    for place, title in places.items():
        old = table.columns[place]
        if column_is_mentioned(package, table, old):
            raise LibroNoEditable(
                f"Hay fórmulas que usan la columna «{old}» de la tabla «{table.name}»: no se puede cambiar su título.",
                donde=where,
                remedio=f"Escriba «{title}» en la cabecera de la tabla con Excel, que corrige las fórmulas",
            )
    return places


def last_columns(table: TablePart, removed: Sequence[int]) -> int:
    """How many of the removed columns are the last ones of the table.

    One in the middle stays in the table with its cells empty: taking it out would shift the columns at its right, and
    with them every formula and chart that looks at them.
    """
    count = 0
    while table.range.columna2 - count in removed and table.range.columna2 - count > table.range.columna1:
        count += 1
    return count


def inner_columns(table: TablePart, removed: Sequence[int]) -> set[int]:
    """Removed columns that stay in the table, whose header cell must keep saying their name."""
    edge = table.range.columna2 - last_columns(table, removed)
    return {column for column in removed if table.range.columna1 <= column <= edge}
