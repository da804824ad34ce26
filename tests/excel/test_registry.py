"""El registro de funciones y órdenes: lo que Excel y LibreOffice admiten, y que todo esté explicado."""

import re

import pytest

from cartera_xl.excel.evaluate import evaluate
from cartera_xl.excel.registry import COMMANDS, FUNCTIONS, Command, Function, command, function
from cartera_xl.nucleo.resultados import RESULTADOS

TOPE_DEL_ASISTENTE = 255
ARGUMENTOS_DEL_ASISTENTE = 20
CELDA = re.compile(r"[A-Z]{1,3}\d+|[LR]\d*[CF]\d*", re.IGNORECASE)
POR_ID = pytest.mark.parametrize("funcion", FUNCTIONS, ids=lambda f: f.id)


@POR_ID
def test_la_ayuda_cabe_en_el_asistente(funcion: Function) -> None:
    ayudas = [funcion.help, *(argumento.help for argumento in funcion.arguments)]

    assert all(ayuda.strip() and len(ayuda) <= TOPE_DEL_ASISTENTE and ayuda.isprintable() for ayuda in ayudas)
    assert len(funcion.arguments) <= ARGUMENTOS_DEL_ASISTENTE


@POR_ID
def test_el_nombre_no_es_una_celda_ni_una_funcion_de_la_hoja(funcion: Function) -> None:
    """Ninguna función de Excel ni de LibreOffice, en ningún idioma, lleva guion bajo: se separan con punto."""
    assert re.fullmatch(r"CARTERA_[A-Z]+(_[A-Z]+)*", funcion.id)
    assert not CELDA.fullmatch(funcion.id)


@POR_ID
def test_los_argumentos_valen_en_vba_y_en_idl(funcion: Function) -> None:
    nombres = [argumento.name for argumento in funcion.arguments]

    assert all(re.fullmatch(r"[a-z]+", nombre) for nombre in nombres)
    assert len(nombres) == len(set(nombres))
    opcionales = [argumento.optional for argumento in funcion.arguments]
    assert opcionales == sorted(opcionales), "los obligatorios, delante"


@POR_ID
def test_lo_que_responde_es_una_columna_que_se_escribe(funcion: Function) -> None:
    assert funcion.result is None or funcion.result in {
        resultado.id for resultado in RESULTADOS if resultado.por_defecto
    }


@POR_ID
def test_toda_funcion_responde(funcion: Function) -> None:
    respuesta = evaluate(funcion.id, [None] * len(funcion.arguments))

    assert len(respuesta) == 1
    assert isinstance(respuesta[0][0], str)


@pytest.mark.parametrize("orden", COMMANDS, ids=lambda o: o.id)
def test_cada_orden_se_explica_y_se_alcanza_con_el_teclado(orden: Command) -> None:
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", orden.id)
    assert all(texto.strip() and texto.isprintable() for texto in (orden.label, orden.screentip, orden.supertip))
    assert re.fullmatch(r"[A-Z]", orden.keytip)


def test_nada_se_repite() -> None:
    assert len({orden.keytip for orden in COMMANDS}) == len(COMMANDS)
    assert all(command(orden.id) is orden for orden in COMMANDS)
    assert all(function(funcion.id) is funcion for funcion in FUNCTIONS)


def test_un_nombre_que_no_existe_es_un_defecto_nuestro() -> None:
    with pytest.raises(KeyError):
        evaluate("CARTERA_NADA", [])
