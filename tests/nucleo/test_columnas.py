"""El diccionario de columnas: bien escrito, sin choques dentro de una clase y con lo que se promete."""

import pytest

from cartera_xl.nucleo import sinonimos
from cartera_xl.nucleo.columnas import CAMPOS, CAMPOS_CLIENTES, Clase, Tipo, campo, separar
from cartera_xl.nucleo.lectura.textos import clave

COMPARTIDOS = {"cliente", "customer", "client"}
"""Titulan tanto un código como un nombre: deciden los valores."""


@pytest.mark.parametrize("clase", list(Clase))
def test_los_sinonimos_estan_como_los_deja_la_clave(clase: Clase) -> None:
    for c in CAMPOS[clase]:
        assert [clave(s) for s in c.sinonimos] == list(c.sinonimos), c.id


@pytest.mark.parametrize("clase", list(Clase))
def test_un_sinonimo_es_de_un_solo_campo(clase: Clase) -> None:
    de_quien: dict[str, str] = {}
    for c in CAMPOS[clase]:
        for sinonimo in set(c.sinonimos) - COMPARTIDOS:
            assert de_quien.setdefault(sinonimo, c.id) == c.id, sinonimo


@pytest.mark.parametrize("clase", list(Clase))
def test_el_nombre_de_un_campo_es_uno_de_sus_sinonimos_o_lo_contiene(clase: Clase) -> None:
    for c in CAMPOS[clase]:
        assert clave(c.nombre) in c.sinonimos or any(s in clave(c.nombre) for s in c.sinonimos), c.id


def test_lo_sensible_queda_marcado() -> None:
    sensibles = {c.id for c in CAMPOS_CLIENTES if c.sensible}

    de_persona = {"fecha_nacimiento", "genero", "estado_civil", "ingresos", "nivel_socioeconomico"}
    articulos_9_y_10 = {"salud", "religion", "ideologia", "sindicato", "origen_etnico", "orientacion_sexual"}
    assert sensibles == de_persona | articulos_9_y_10 | {"biometria", "antecedentes"}


def test_la_fecha_de_un_movimiento_no_es_la_de_un_cliente() -> None:
    assert campo(Clase.MOVIMIENTOS, "fecha").tipo is Tipo.FECHA
    with pytest.raises(KeyError):
        campo(Clase.CLIENTES, "fecha")


def test_todas_las_listas_de_sinonimos_se_usan() -> None:
    usados = {c.id for clase in Clase for c in CAMPOS[clase]}

    assert {*sinonimos.IDENTIDAD, *sinonimos.CLIENTES, *sinonimos.MOVIMIENTOS} == usados


def test_una_lista_se_separa_sin_saltos_de_linea() -> None:
    assert separar("\n  uno | dos\n   tres |\n cuatro ") == ("uno", "dos tres", "cuatro")
