"""Builds the ugly books from the text of `casos/*.json`, so that no binary file is kept and every book is reproducible.

A case says its sheets row by row. In a cell, JSON's own values stand for themselves, and a text that starts with one
of these marks stands for something that JSON cannot say:

* `=fecha:2024-03-31` and `=fecha:2024-03-31T10:30`: a date with date format;
* `=error:#N/A`: a formula whose result is that error;
* `=formula:B2*2` a formula saved without its result, `=formula:B2*2:14` with it;
* `=pct:0.125`: a number with percent format.

Run it with a folder as argument to look at the books: `python tests/corpus/build_corpus.py carpeta`.
"""

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter

CASES = Path(__file__).parent / "casos"


def cases() -> list[Path]:
    """The case files, in order."""
    return sorted(CASES.glob("*.json"))


def load(case: Path) -> dict[str, Any]:
    """One case: `formato`, `pais`, `clase`, `hojas`, optional `tablas`, `combinadas`, `opciones`, and `esperado`."""
    content: dict[str, Any] = json.loads(case.read_text(encoding="utf-8"))
    return content


def build(case: Path, folder: Path) -> Path:
    """Writes the book of a case and returns its path."""
    content = load(case)
    path = folder / f"{case.stem}.{content['formato']}"
    if content["formato"] in ("csv", "txt"):
        path.write_bytes(_bytes_of_text(content))
    elif content["formato"] == "ods":
        _write_ods(path, content["hojas"])
    else:
        _write_xlsx(path, content)
    return path


def _bytes_of_text(content: dict[str, Any]) -> bytes:
    text = content.get("salto", "\n").join(content["texto"])
    return text.encode(content.get("codificacion", "utf-8"))


def _write_xlsx(path: Path, content: dict[str, Any]) -> None:
    with xlsxwriter.Workbook(str(path), content.get("opciones", {})) as book:
        formats = {
            "fecha": book.add_format({"num_format": "dd/mm/yyyy"}),
            "pct": book.add_format({"num_format": "0.0%"}),
        }
        for name, rows in content["hojas"].items():
            sheet = book.add_worksheet(name)
            for r, row in enumerate(rows):
                for c, value in enumerate(row):
                    _write_cell(sheet, r, c, value, formats)
            for merged in content.get("combinadas", {}).get(name, ()):
                sheet.merge_range(merged, None)
                first = xlsxwriter.utility.xl_cell_to_rowcol(merged.partition(":")[0])
                _write_cell(sheet, *first, rows[first[0]][first[1]], formats)
            for table in content.get("tablas", {}).get(name, ()):
                columns = [{"header": header} for header in table["titulos"]]
                sheet.add_table(table["rango"], {"name": table["nombre"], "columns": columns, "autofilter": False})


def _write_cell(sheet: Any, row: int, column: int, value: Any, formats: dict[str, Any]) -> None:
    if value is None:
        return
    if not isinstance(value, str) or not value.startswith("="):
        sheet.write(row, column, value) if not isinstance(value, str) else sheet.write_string(row, column, value)
        return
    mark, _, rest = value[1:].partition(":")
    if mark == "fecha":
        sheet.write_datetime(row, column, datetime.fromisoformat(rest), formats["fecha"])
    elif mark == "pct":
        sheet.write_number(row, column, float(rest), formats["pct"])
    elif mark == "error":
        sheet.write_formula(row, column, "=NA()", None, rest)
    else:
        formula, _, result = rest.partition(":")
        sheet.write_formula(row, column, f"={formula}", None, float(result) if result else "")


_ODS_CONTENT = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">'
    "<office:body><office:spreadsheet>{}</office:spreadsheet></office:body></office:document-content>"
)


def _write_ods(path: Path, sheets: dict[str, list[list[Any]]]) -> None:
    """A minimal OpenDocument spreadsheet: enough for values of every kind."""
    from xml.sax.saxutils import escape, quoteattr
    from zipfile import ZIP_STORED, ZipFile

    tables = []
    for name, rows in sheets.items():
        lines = "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows)
        tables.append(f"<table:table table:name={quoteattr(escape(name))}>{lines}</table:table>")
    mime = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest'
        ' xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{mime}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    with ZipFile(path, "w", ZIP_STORED) as package:
        package.writestr("mimetype", mime)
        package.writestr("content.xml", _ODS_CONTENT.format("".join(tables)))
        package.writestr("META-INF/manifest.xml", manifest)


def _ods_cell(value: Any) -> str:
    from xml.sax.saxutils import escape

    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, bool):
        kind = f'office:value-type="boolean" office:boolean-value="{str(value).lower()}"'
    elif isinstance(value, int | float):
        kind = f'office:value-type="float" office:value="{value}"'
    elif value.startswith("=fecha:"):
        kind, value = f'office:value-type="date" office:date-value="{value[7:]}"', value[7:]
    else:
        kind = 'office:value-type="string"'
    return f"<table:table-cell {kind}><text:p>{escape(str(value))}</text:p></table:table-cell>"


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    for each in cases():
        print(build(each, target))
