"""El texto de los módulos: el que sale del registro, dentro de lo que VBA admite, y nada público de más."""

import re
from pathlib import Path

import pytest
from pyopenvba.interpreter import Interpreter

from cartera_xl.excel import vba
from cartera_xl.excel.registry import COMMANDS, FUNCTIONS, OWN_SHEETS, Function
from macros import xlwings_vba
from macros.build import FOLDER, HAND_WRITTEN

NUESTROS = sorted(FOLDER.glob("*.bas")) + sorted(FOLDER.glob("*.cls"))
CADA_MODULO = pytest.mark.parametrize("archivo", NUESTROS, ids=lambda ruta: ruta.name)
PUBLICO = re.compile(r"^Public (?:Sub|Function) (\w+)", re.MULTILINE)


def leer(nombre: str) -> str:
    return (FOLDER / f"{nombre}.bas").read_text(encoding="utf-8")


def test_no_hay_mas_modulos_que_los_escritos_a_mano_y_los_generados() -> None:
    assert {ruta.stem for ruta in NUESTROS} == {*HAND_WRITTEN, *vba.modules(), "ThisWorkbook"}


@pytest.mark.parametrize("nombre", vba.modules())
def test_el_modulo_guardado_es_el_que_sale_del_registro(nombre: str) -> None:
    assert leer(nombre) == vba.modules()[nombre], "Ejecute: python -m macros.build"


@CADA_MODULO
def test_cabe_en_windows_1252(archivo: Path) -> None:
    texto = archivo.read_text(encoding="utf-8")

    assert texto.encode("cp1252").decode("cp1252") == texto
    assert "\r" not in texto


@CADA_MODULO
def test_las_lineas_y_sus_continuaciones_caben_en_vba(archivo: Path) -> None:
    lineas = archivo.read_text(encoding="utf-8").splitlines()

    assert max(map(len, lineas)) <= 1023
    seguidas = 0
    for linea in lineas:
        seguidas = seguidas + 1 if linea.endswith(" _") else 0
        assert seguidas <= 24, f"VBA admite 24 continuaciones: {linea}"


@CADA_MODULO
def test_los_identificadores_son_ascii(archivo: Path) -> None:
    for linea in archivo.read_text(encoding="utf-8").splitlines():
        codigo = re.sub(r'"[^"]*"', '""', linea).split("'")[0]
        assert codigo.isascii(), linea


@CADA_MODULO
def test_se_exige_declarar_las_variables(archivo: Path) -> None:
    assert "\nOption Explicit\n" in f"\n{archivo.read_text(encoding='utf-8')}"


@pytest.mark.parametrize("nombre", [*HAND_WRITTEN, *vba.modules()])
def test_compila(nombre: str) -> None:
    Interpreter().add_module(leer(nombre), name=nombre)


def test_un_modulo_mal_escrito_no_compila() -> None:
    with pytest.raises(Exception, match="CarteraCinta"):
        Interpreter().add_module(leer("CarteraCinta").replace("End Sub", "", 1), name="CarteraCinta")


def test_excel_solo_ofrece_las_funciones_y_las_macros_de_los_botones() -> None:
    visibles = {nombre for nombre in (*HAND_WRITTEN, *vba.modules()) if "Option Private Module" not in leer(nombre)}

    assert visibles == {"CarteraFunciones", "CarteraCinta"}
    assert set(PUBLICO.findall(leer("CarteraFunciones"))) == {funcion.id for funcion in FUNCTIONS}
    assert set(PUBLICO.findall(leer("CarteraCinta"))) == {
        *(vba.macro_name(orden) for orden in COMMANDS),
        *(vba.callback_name(orden) for orden in COMMANDS),
        vba.VISIBLE_CALLBACK,
    }
    assert "Option Private Module\n" in xlwings_vba.xlwings_module()


@pytest.mark.parametrize("funcion", FUNCTIONS, ids=lambda funcion: funcion.id)
def test_el_envoltorio_declara_los_argumentos_del_registro_y_los_pasa_todos(funcion: Function) -> None:
    codigo = leer("CarteraFunciones").replace(" _\n    ", " ")
    declarado = re.search(rf"^Public Function {funcion.id}\((.*)\) As Variant$", codigo, re.MULTILINE)
    pasado = re.search(rf'Calcular\("{funcion.id}", Array\((.*)\), (True|False)\)', codigo)

    assert declarado is not None
    assert pasado is not None
    assert declarado[1].split(", ") == [
        f"{'Optional ' if argumento.optional else ''}{argumento.name} As Variant" for argumento in funcion.arguments
    ]
    assert pasado[1].split(", ") == [argumento.name for argumento in funcion.arguments]
    assert pasado[2] == str(funcion.needs_book)


@pytest.mark.parametrize("funcion", FUNCTIONS, ids=lambda funcion: funcion.id)
def test_la_ayuda_de_cada_funcion_y_argumento_llega_al_asistente(funcion: Function) -> None:
    ayuda = leer("CarteraAyuda")
    trozo = ayuda[ayuda.index(f'Describir("{funcion.id}"') :].split("Then DescribirFunciones")[0]

    for texto in (funcion.help, *(argumento.help for argumento in funcion.arguments)):
        assert vba.literal(texto) in trozo
        assert len(texto) <= 255


def test_las_hojas_propias_no_dependen_del_alfabeto_del_equipo() -> None:
    interprete = Interpreter()
    interprete.add_module(leer("CarteraAyuda"), name="CarteraAyuda")
    linea = next(linea for linea in leer("CarteraAyuda").splitlines() if "HojasPropias = Array" in linea)

    assert linea.isascii()
    assert [str(nombre) for nombre in lista(interprete.run("HojasPropias"))] == list(OWN_SHEETS)


def lista(valor: object) -> list[object]:
    return list(getattr(valor, "items", None) or valor)  # type: ignore[call-overload]


def test_una_comilla_del_texto_se_dobla() -> None:
    assert vba.literal('el "tipo"') == '"el ""tipo"""'


@pytest.mark.parametrize("cambio", xlwings_vba.CHANGES, ids=lambda cambio: cambio.old[:30])
def test_cada_cambio_al_modulo_de_xlwings_esta_hecho(cambio: xlwings_vba.Change) -> None:
    texto = xlwings_vba.xlwings_module()

    assert texto.count(cambio.new) >= cambio.times
    assert cambio.old not in texto or cambio.old in cambio.new


def test_otra_version_de_xlwings_no_se_cuela_sin_mirarla(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlwings_vba, "CHANGES", (xlwings_vba.Change("PROJECT_NAME", "x", times=99),))
    with pytest.raises(ValueError, match="is not there 99 times"):
        xlwings_vba.xlwings_module()

    monkeypatch.setattr(xlwings_vba, "version", lambda paquete: "0.99.0")
    with pytest.raises(ValueError, match=r"not of xlwings 0\.99\.0"):
        xlwings_vba.xlwings_module()


def test_la_licencia_de_xlwings_y_la_del_diccionario_van_en_sus_modulos_y_en_el_archivo_de_licencias() -> None:
    licencias = (FOLDER / "LICENCIAS.md").read_text(encoding="utf-8")
    modulo = xlwings_vba.xlwings_module()

    assert "Copyright (C) 2014-present, Zoomer Analytics LLC." in modulo
    assert "Redistributions in binary form must reproduce the above copyright notice" in " ".join(
        modulo.replace("\n'", " ").split()
    )
    assert "'Modificado por cartera-xl" in modulo
    assert "Tim Hall" in xlwings_vba.dictionary_class()
    for nombre in ("Zoomer Analytics", "Tim Hall", "BSD", "MIT"):
        assert nombre in licencias


def test_el_modulo_de_xlwings_solo_mira_los_ajustes_del_usuario() -> None:
    texto = xlwings_vba.xlwings_module()

    assert 'Optional source As String = "user"' in texto
    assert "GetConfigFromSheet(ActiveWorkbook)" in texto.split('source = "sheet" Then')[1]
    assert not re.search(r'GetConfig\("[^"]*"(?:, [^,()]*)?, "(?:sheet|directory)"', texto)
