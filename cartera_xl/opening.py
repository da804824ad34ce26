"""Where the parts are put together: which host opens a file, which journal, which request."""

import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import click

from cartera_xl import settings
from cartera_xl.casos.peticion import MovimientosAparte, Peticion
from cartera_xl.casos.puertos import BookEraser
from cartera_xl.hosts.closed_file import ClosedFile
from cartera_xl.hosts.sqlite_journal import SqliteJournal
from cartera_xl.nucleo.corrida import Corrida
from cartera_xl.nucleo.errores import ConfiguracionErronea, LibroCifrado, LibroNoEditable

EDITABLE = {".xlsx", ".xlsm"}
PASSWORD_VARIABLE = "CARTERA_CLAVE"


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line said."""

    libro: Path
    hoja: str | None = None
    pais: str | None = None
    corte: date | None = None
    columnas: tuple[str, ...] = ()
    movimientos: Path | None = None
    as_json: bool = False
    simular: bool = False
    salida: Path | None = None
    recalibrar: bool = False
    respetar_manual: bool = True
    sin_copia: bool = False
    romper_firma: bool = False


@dataclass(frozen=True, slots=True)
class OpenBook:
    """An open workbook and how to know, after writing, where its backup is."""

    host: BookEraser
    backup_path: Callable[[], Path | None]


@contextmanager
def open_book(options: Options) -> Iterator[OpenBook]:
    """Open the workbook of the command; formats that are read only are converted when there is an output."""
    gc.disable()  # one short run with millions of live objects and no cycles worth looking for
    with tempfile.TemporaryDirectory(prefix="cartera-") as folder:
        source = options.libro
        if source.suffix.lower() not in EDITABLE:
            source = _converted(options, Path(folder))
        yield _closed_file(source, options)


def _converted(options: Options, folder: Path) -> Path:
    from cartera_xl.hosts.new_book import convert_to_xlsx

    if options.salida is None and not options.simular:
        raise LibroNoEditable(
            f"En un archivo «{options.libro.suffix}» no se puede escribir sin perder cosas.",
            donde=f"libro «{options.libro.name}»",
            remedio=f"Diga dónde dejar el resultado: --salida {options.libro.stem}.xlsx",
        )
    copy = folder / f"{options.libro.stem}.xlsx"
    convert_to_xlsx(options.libro, copy)
    return copy


def _closed_file(source: Path, options: Options) -> OpenBook:
    if options.salida is not None and options.salida.suffix.lower() != source.suffix.lower():
        raise LibroNoEditable(
            f"La salida «{options.salida.name}» ha de terminar en {source.suffix}.",
            donde=f"opción --salida «{options.salida}»",
            remedio=f"Escriba --salida {options.salida.stem}{source.suffix}",
        )

    if options.salida is not None and options.salida.exists() and not options.simular:
        raise LibroNoEditable(
            f"Ya existe «{options.salida.name}» y no se sobrescribe.",
            donde=f"opción --salida «{options.salida}»",
            remedio="Elija otro nombre o mueva el que hay",
        )

    def attempt(password: str | None) -> ClosedFile:
        host = ClosedFile(
            source,
            output=options.salida,
            password=password,
            backup=not options.sin_copia,
            break_signature=options.romper_firma,
        )
        host.info()
        return host

    try:
        host = attempt(os.environ.get(PASSWORD_VARIABLE))
    except LibroCifrado:
        if not sys.stdin.isatty() or os.environ.get(PASSWORD_VARIABLE):
            raise
        host = attempt(click.prompt(f"Contraseña de «{options.libro.name}»", hide_input=True, err=True))
    return OpenBook(host, lambda: host.backup_path)


def open_journal() -> SqliteJournal:
    """The journal of this user."""
    return SqliteJournal(settings.journal_path())


def request(options: Options, advance: Callable[[str], None] | None) -> Peticion:
    """The request of a use case, with the clock and the user put in."""
    fields: dict[str, Any] = {"avance": advance} if advance else {}
    return Peticion(
        momento=settings.now(),
        usuario=settings.user_name(),
        hoja=options.hoja,
        pais=options.pais.upper() if options.pais else None,
        corte=options.corte,
        columnas=dict(_assignment(text) for text in options.columnas),
        movimientos=_movements(options.movimientos),
        recalibrar=options.recalibrar,
        respetar_manual=options.respetar_manual,
        simular=options.simular,
        a_otro_libro=options.salida is not None,
        **fields,
    )


def _assignment(text: str) -> tuple[str, str]:
    field, equals, title = text.partition("=")
    if not equals or not field.strip() or not title.strip():
        raise ConfiguracionErronea(
            f"«{text}» no dice qué columna es cada dato.",
            donde="opción --columna",
            remedio='Escriba campo="Título", por ejemplo --columna importe_neto="Facturado 2025"',
        )
    return field.strip(), title.strip()


def _movements(path: Path | None) -> MovimientosAparte | None:
    if path is None:
        return None
    from cartera_xl.motores.files import read_movements

    table = read_movements(path)
    return MovimientosAparte(path.name, tuple(table.titles), tuple(table.columns), table.header_row)


def new_book(path: Path, *, example: bool, replace: bool = False) -> Path:
    """Copy the template (or the example) to `path`; an existing file is never overwritten unless `replace`.

    If the name ends in `.xlsm`, the template is the one with the ribbon and the functions inside.
    """
    from cartera_xl.resources import workbook_template

    with_macros = path.suffix.lower() == ".xlsm"
    if with_macros and example:
        raise LibroNoEditable(
            "El libro de ejemplo no lleva macros.",
            donde=f"nombre «{path.name}»",
            remedio=f"Escriba {path.stem}.xlsx, o quite --ejemplo para tener un libro vacío con macros",
        )
    if path.suffix.lower() not in EDITABLE:
        path = path.with_name(path.name + ".xlsx")
    if path.exists() and not replace:
        raise LibroNoEditable(
            f"Ya existe «{path.name}» y no se sobrescribe.",
            donde=f"carpeta «{path.parent.resolve()}»",
            remedio="Elija otro nombre o mueva el que hay",
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        template = "ejemplo.xlsx" if example else f"cartera{path.suffix.lower()}"
        shutil.copyfile(workbook_template(template), path)
    except OSError as error:
        raise LibroNoEditable(
            f"No se puede crear «{path.name}»: {error.strerror}.",
            donde=f"carpeta «{path.parent.resolve()}»",
            remedio="Elija una carpeta en la que pueda escribir",
        ) from error
    return path


def run_to_dict(run: Corrida) -> dict[str, Any]:
    """A run of the history with JSON types."""
    return {
        "id": run.id,
        "momento": run.momento.isoformat(),
        "usuario": run.usuario,
        "accion": run.accion.value,
        "hoja": run.hoja,
        "cifras": dict(run.cifras),
        "deshecha": run.deshecha.isoformat() if run.deshecha else None,
    }
