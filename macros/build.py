"""Builds `macros/cartera.xlam` and `workbook_templates/cartera.xlsm`, byte for byte the same every time.

    python -m macros.build

The VBA is kept as text beside this file: three modules are written from the registry, the others by hand, and two are
xlwings' own. No Excel is needed.
"""

from io import BytesIO
from pathlib import Path

import xlsxwriter

from cartera_xl.excel.registry import RIBBON_TAB, command
from cartera_xl.excel.vba import modules as generated_modules
from macros.button import DRAWING, button_xml
from macros.icons import FOLDER as ICONS
from macros.package import (
    ADD_IN,
    PLAIN,
    WITH_MACROS,
    Parts,
    of_kind,
    read_package,
    replaced,
    with_macros,
    with_ribbon,
    with_texts,
    write_package,
)
from macros.xlwings_vba import dictionary_class, xlwings_module
from workbook_templates.build import CREATED, template
from workbook_templates.help_sheet import NOTES, START
from workbook_templates.summary_sheet import NOT_YET

FOLDER = Path(__file__).parent
ADD_IN_FILE = FOLDER / "cartera.xlam"
TEMPLATE_FILE = FOLDER.parent / "workbook_templates" / "cartera.xlsm"
HAND_WRITTEN = ("CarteraEntorno", "CarteraOrdenes", "CarteraCalculo")

_UNDO_NOTE = dict(NOTES)["Sus datos"]
TEXTS_WITH_BUTTONS = {
    NOT_YET: "Todavía no hay cifras: pulse Recalcular segmentos, aquí al lado o en la pestaña Cartera",
    START[2]: "Borre las filas de ejemplo.",
    START[3]: "Pulse Recalcular segmentos, en la pestaña Cartera o en la hoja Resumen.",
    _UNDO_NOTE: _UNDO_NOTE.split("Para volver atrás")[0]
    + "Para volver atrás: Deshacer último recálculo, en la pestaña Cartera.",
}
"""What the template says where the plain one names an order of the command line."""

_BUTTON_SHAPE_ID = 100


def add_in() -> bytes:
    """The add-in: the ribbon and the functions for every workbook that is opened."""
    parts = with_macros(_macro_kind(read_package(_empty_book())), vba_modules(), workbook_code(), _classes())
    return write_package(with_ribbon(of_kind(parts, WITH_MACROS, ADD_IN), ICONS, gives_way=False))


def template_with_macros() -> bytes:
    """The workbook of `cartera nueva libro.xlsm`: the plain template with ribbon, functions and a button of its own."""
    parts = with_texts(read_package(template()), TEXTS_WITH_BUTTONS)
    button = button_xml(command("recalcular_segmentos"), _BUTTON_SHAPE_ID)
    parts[DRAWING] = replaced(parts[DRAWING], "</xdr:wsDr>", f"{button}</xdr:wsDr>")
    parts = with_macros(_macro_kind(parts), vba_modules(), workbook_code(), _classes())
    return write_package(with_ribbon(parts, ICONS, gives_way=True))


def vba_modules() -> dict[str, str]:
    """Every standard module of ours and of xlwings, as it is put into the files."""
    names = (*HAND_WRITTEN, *generated_modules())
    return {"xlwings": xlwings_module(), **{name: _text(f"{name}.bas") for name in names}}


def workbook_code() -> str:
    """The code of the workbook itself."""
    return _text("ThisWorkbook.cls")


def _classes() -> dict[str, str]:
    return {"Dictionary": dictionary_class()}


def _text(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def _macro_kind(parts: Parts) -> Parts:
    return of_kind(parts, PLAIN, WITH_MACROS)


def _empty_book() -> bytes:
    """A workbook with an empty sheet; its title and comments are what Excel's list of add-ins shows."""
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.set_properties(
        {
            "title": RIBBON_TAB,
            "comments": "Puntúa y segmenta la cartera de clientes en el propio libro.",
            "author": "cartera-xl",
            "created": CREATED,
        }
    )
    book.add_worksheet(RIBBON_TAB)
    book.close()
    return stream.getvalue()


def main() -> None:
    """Write the generated modules and then both files."""
    for name, text in generated_modules().items():
        (FOLDER / f"{name}.bas").write_text(text, encoding="utf-8", newline="\n")
    ADD_IN_FILE.write_bytes(add_in())
    TEMPLATE_FILE.write_bytes(template_with_macros())


if __name__ == "__main__":
    main()
