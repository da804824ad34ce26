"""The documents that are handed over: escaped, without network, and whole."""

import subprocess
from pathlib import Path
from shutil import which
from typing import Any

import pytest

from cartera_xl.reports.documents import closed_fetcher, html, person_pdf, templates_folder

pytestmark = pytest.mark.filterwarnings("ignore:HarfBuzz-Subset:DeprecationWarning")  # an old Debian may not have it

FACT = {"titulo": "Nombre", "valor": "Ñúñez <b>&</b> «Hijos»", "calculado": False, "explicacion": ""}


def held(**changes: Any) -> dict[str, Any]:
    rows = [["01/02/2025", "C1", "Café"], ["03/02/2025", "C1", "Té"]]
    content = {
        "libro": "cartera.xlsx",
        "fecha": "2026-03-01",
        "persona": {"nombre": "Ñúñez <script>", "hoja": "Clientes", "fila": 4},
        "ficha": [FACT],
        "compras": {"hoja": "Ventas", "titulos": ["Fecha", "Código", "Producto"], "lineas": rows},
        "apariciones": [],
        "fuera_de_las_celdas": [{"sitio": "comentario", "texto": "<img src=file:///etc/passwd>"}],
        "diario": [{"id": "R-1", "momento": "2026-01-31T10:00:00", "columnas": ["Segmento"], "hojas": ["Hoy"]}],
        "perfil": [FACT],
        "para_que_se_usa": "Para decidir.",
        "permisos": {"Publicidad por correo": "No consta."},
        "nota_de_pais": "España: rige el RGPD.",
        "derechos": [
            {"tema": "acceso", "norma": "RGPD", "articulo": "art. 15", "que": "Copia.", "consultada": "2026-11-22"},
            {"tema": "oposición", "norma": "RGPD", "articulo": "", "que": "No.", "consultada": None},
        ],
        "aviso": "No es asesoramiento jurídico.",
        "no_se_ha_buscado": "Otras formas.",
    }
    return content | changes


def text_of(data: bytes, folder: Path) -> str:
    (folder / "x.pdf").write_bytes(data)
    reading = ["pdftotext", "-layout", str(folder / "x.pdf"), "-"]
    return subprocess.run(reading, capture_output=True, text=True, check=True, encoding="utf-8").stdout


def test_every_value_is_escaped() -> None:
    page = html("interesado.html.j2", held())

    assert "<script>" not in page
    assert "<b>" not in page
    assert "<img" not in page


def test_what_is_the_same_in_every_purchase_is_said_once() -> None:
    page = html("interesado.html.j2", held())

    assert "En todas: Código, C1." in " ".join(page.split())
    assert page.count("C1") == 1


@pytest.mark.skipif(which("pdftotext") is None, reason="sin poppler")
def test_the_pdf_says_it_all(tmp_path: Path) -> None:
    text = " ".join(text_of(person_pdf(held()), tmp_path).split())

    for expected in (
        "Datos personales de Ñúñez <script>",
        "el 01/03/2026",
        "03/02/2025",
        "31/01/2026",
        "22/11/2026",
        "no verificado",
        "No es asesoramiento jurídico.",
    ):
        assert expected in text


def test_without_purchases_nor_appearances_it_is_made_too() -> None:
    empty = held(compras=None, fuera_de_las_celdas=[], diario=[], derechos=[])

    assert person_pdf(empty).startswith(b"%PDF")


@pytest.mark.parametrize(
    "url",
    ["https://example.com/a.css", "file:///etc/passwd", "http://localhost/", "ftp://example.com/", "data:text/css,a"],
)
def test_nothing_outside_the_folder_of_templates_is_read(url: str) -> None:
    with pytest.raises(BaseException, match="not allowed in a report"):
        closed_fetcher(templates_folder()).fetch(url)


def test_the_style_sheet_of_the_house_is_read() -> None:
    folder = templates_folder().resolve()

    assert b"@page" in closed_fetcher(folder).fetch((folder / "informe.css").as_uri()).read()
