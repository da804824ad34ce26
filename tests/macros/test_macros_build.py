"""El complemento y la plantilla con macros: siempre iguales, sin faltas, y con los módulos que se escribieron.

olevba (oletools) hace de lector ajeno y se ejecuta aparte, como programa: su dependencia pcodedmp es GPL y aquí ni se
importa ni se reparte. La opción `--no-pcode` evita además que él la use.
"""

import json
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import olefile
import pytest
from openpyxl import load_workbook
from pyopenvba import ExcelFile, check_file

from cartera_xl.excel.registry import COMMANDS
from cartera_xl.hosts.ooxml.linter import check_package
from macros import build
from macros.package import ADD_IN, WITH_MACROS, read_package, replaced, with_texts
from tests.support.sdk_validator import VARIABLE, find_validator, sdk_errors
from workbook_templates.build import template

CADA_ARCHIVO = pytest.mark.parametrize("archivo", [build.ADD_IN_FILE, build.TEMPLATE_FILE], ids=lambda ruta: ruta.name)
SIN_CODIGO = {"Sheet1", "Dictionary", *(f"Sheet{n}" for n in range(1, 11))}


@pytest.mark.parametrize(
    ("archivo", "construir"),
    [(build.ADD_IN_FILE, build.add_in), (build.TEMPLATE_FILE, build.template_with_macros)],
    ids=["complemento", "plantilla"],
)
def test_lo_guardado_es_lo_que_sale_de_construirlo_byte_a_byte(archivo: Path, construir: Callable[[], bytes]) -> None:
    primera = construir()

    assert primera == construir()
    assert primera == archivo.read_bytes(), "Ejecute: python -m macros.build"


@CADA_ARCHIVO
def test_ninguna_falta_que_haga_a_excel_proponer_repararlo(archivo: Path) -> None:
    assert check_package(archivo) == []
    informe = check_file(archivo)
    assert (informe.ok, informe.issues) == (True, ())


@CADA_ARCHIVO
def test_el_validador_de_microsoft_no_encuentra_nada(archivo: Path) -> None:
    validador = find_validator()
    if validador is None:
        pytest.skip(f"falta el validador: scripts/preparar.sh --pruebas (o diga dónde está en {VARIABLE})")

    assert sdk_errors(validador, archivo) == Counter()


@CADA_ARCHIVO
def test_olevba_lee_los_modulos_enteros_con_sus_tildes(archivo: Path) -> None:
    leidos = olevba(archivo)
    escritos = {**build.vba_modules(), "ThisWorkbook": build.workbook_code()}

    assert set(leidos) - SIN_CODIGO == set(escritos)
    for nombre, texto in escritos.items():
        assert leidos[nombre] == sin_cabecera(texto), nombre
    assert "Recalculando segmentos…" in leidos["CarteraCinta"]
    assert "«Recalcular" not in leidos["CarteraFunciones"]


@CADA_ARCHIVO
def test_no_hay_codigo_compilado_que_pueda_decir_otra_cosa_que_el_texto(archivo: Path) -> None:
    """Sin caché, Excel compila lo que se lee: lo que hace la macro es lo que un antivirus ve."""
    proyecto = olefile.OleFileIO(BytesIO(read_package(archivo.read_bytes())["xl/vbaProject.bin"]))

    assert proyecto.openstream("VBA/_VBA_PROJECT").read() == bytes.fromhex("cc61ffff000100")
    assert not [nombre for nombre in proyecto.listdir() if nombre[-1].startswith("__SRP_")]
    with ExcelFile(archivo) as libro:
        assert {modulo.text_offset for modulo in libro.vba_project().modules} == {0}


@CADA_ARCHIVO
def test_los_nombres_de_codigo_casan_con_los_modulos_de_documento(archivo: Path) -> None:
    partes = read_package(archivo.read_bytes())
    hojas = [nombre for nombre in partes if nombre.startswith("xl/worksheets/sheet")]
    proyecto = olefile.OleFileIO(BytesIO(partes["xl/vbaProject.bin"])).openstream("PROJECT").read().decode("cp1252")

    assert b'codeName="ThisWorkbook"' in partes["xl/workbook.xml"]
    for numero in range(1, len(hojas) + 1):
        assert f'codeName="Sheet{numero}"'.encode() in partes[f"xl/worksheets/sheet{numero}.xml"]
        assert f"Document=Sheet{numero}/&H00000000" in proyecto
    assert "Class=Dictionary" in proyecto


@CADA_ARCHIVO
def test_las_partes_no_llevan_fecha_ni_sistema_ni_persona(archivo: Path) -> None:
    with zipfile.ZipFile(archivo) as paquete:
        assert {(p.date_time, p.create_system) for p in paquete.infolist()} == {((1980, 1, 1, 0, 0, 0), 0)}
        propiedades = paquete.read("docProps/core.xml").decode()
    assert "<dc:creator>cartera-xl</dc:creator>" in propiedades
    assert propiedades.count("2025-01-01T00:00:00Z") == 2


def test_cada_archivo_se_declara_de_su_clase() -> None:
    assert ADD_IN in read_package(build.ADD_IN_FILE.read_bytes())["[Content_Types].xml"].decode()
    assert WITH_MACROS in read_package(build.TEMPLATE_FILE.read_bytes())["[Content_Types].xml"].decode()


def test_la_lista_de_complementos_de_excel_dice_para_que_sirve() -> None:
    propiedades = read_package(build.ADD_IN_FILE.read_bytes())["docProps/core.xml"].decode()

    assert "<dc:title>Cartera</dc:title>" in propiedades
    assert "<dc:description>Puntúa y segmenta la cartera de clientes" in propiedades


def test_la_plantilla_es_la_de_siempre_con_macros_cinta_y_un_boton() -> None:
    antes, despues = read_package(template()), read_package(build.TEMPLATE_FILE.read_bytes())
    hojas = {nombre for nombre in antes if nombre.startswith("xl/worksheets/sheet")}
    cambiadas = {nombre for nombre in antes if antes[nombre] != despues.get(nombre)}

    assert cambiadas - hojas == {
        "[Content_Types].xml",
        "_rels/.rels",
        "xl/_rels/workbook.xml.rels",
        "xl/workbook.xml",
        "xl/sharedStrings.xml",
        "xl/drawings/drawing1.xml",
    }
    assert set(despues) - set(antes) == {
        "xl/vbaProject.bin",
        "customUI/customUI14.xml",
        "customUI/_rels/customUI14.xml.rels",
        *(f"customUI/images/{orden.id}-32.png" for orden in COMMANDS),
    }
    assert load_workbook(build.TEMPLATE_FILE).sheetnames == load_workbook(BytesIO(template())).sheetnames


def test_donde_la_plantilla_nombra_una_orden_la_de_macros_nombra_el_boton() -> None:
    textos = read_package(build.TEMPLATE_FILE.read_bytes())["xl/sharedStrings.xml"].decode()

    assert "cartera recalcular" not in textos
    assert "cartera deshacer" not in textos
    assert "Pulse Recalcular segmentos" in textos


def test_el_boton_del_resumen_ejecuta_recalcular_y_no_se_imprime() -> None:
    dibujo = read_package(build.TEMPLATE_FILE.read_bytes())["xl/drawings/drawing1.xml"].decode()

    assert 'macro="[0]!Cartera_recalcular_segmentos"' in dibujo
    assert "<a:t>Recalcular segmentos</a:t>" in dibujo
    assert 'descr="' in dibujo.split("oneCellAnchor")[1]
    assert '<xdr:clientData fPrintsWithSheet="0"/>' in dibujo


def test_un_texto_que_ya_no_esta_en_la_plantilla_se_dice() -> None:
    with pytest.raises(ValueError, match="0 times"):
        with_texts(read_package(template()), {"no está": "da igual"})
    with pytest.raises(ValueError, match="2 times"):
        replaced(b"a-a", "a", "b")


def test_la_orden_de_construir_escribe_los_modulos_y_los_dos_archivos(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for ruta in build.FOLDER.iterdir():
        if ruta.suffix in {".bas", ".cls"}:
            (tmp_path / ruta.name).write_bytes(ruta.read_bytes())
    (tmp_path / "CarteraCinta.bas").unlink()
    monkeypatch.setattr(build, "FOLDER", tmp_path)
    monkeypatch.setattr(build, "ADD_IN_FILE", tmp_path / "cartera.xlam")
    monkeypatch.setattr(build, "TEMPLATE_FILE", tmp_path / "cartera.xlsm")

    build.main()

    assert (tmp_path / "cartera.xlam").is_file()
    assert (tmp_path / "cartera.xlsm").is_file()
    assert "Cartera_recalcular_segmentos" in (tmp_path / "CarteraCinta.bas").read_text(encoding="utf-8")


def olevba(archivo: Path) -> dict[str, str]:
    """Nombre y texto de cada módulo, leídos por olevba en otro proceso."""
    orden = [sys.executable, "-m", "oletools.olevba", "--json", "--code", "--no-pcode", str(archivo)]
    salida = subprocess.run(orden, capture_output=True, check=True, timeout=60).stdout
    respuesta: list[dict[str, Any]] = json.loads(salida)
    modulos = next(parte["macros"] for parte in respuesta if parte.get("macros"))
    return {modulo["vba_filename"].rsplit(".", 1)[0]: limpio(modulo["code"]) for modulo in modulos}


def sin_cabecera(texto: str) -> str:
    """Lo que olevba enseña de un módulo: sin sus atributos."""
    return limpio("\n".join(linea for linea in texto.splitlines() if not linea.startswith("Attribute VB_Name")))


def limpio(texto: str) -> str:
    return "\n".join(linea.rstrip() for linea in texto.splitlines()).strip()
