"""El perfil ideal: condiciones, encaje y explicación."""

from datetime import date, datetime

import numpy as np
import pytest

from cartera_xl.nucleo.celdas import Celda, Cuadro
from cartera_xl.nucleo.errores import ConfiguracionErronea
from cartera_xl.nucleo.hechos import numeros
from cartera_xl.nucleo.indicadores.perfil import (
    CondicionDePerfil,
    Operador,
    PerfilIdeal,
    con_encaje,
    encajar,
    leer_valores,
)
from cartera_xl.nucleo.indicadores.perfil_hoja import avisos_de_perfil, celdas_de_perfil, es_perfil, leer_perfil
from tests.nucleo.fabrica import cliente, hechos, potencial
from tests.nucleo.indicadores.hojas_de_prueba import cuadro_de, fila_de


@pytest.mark.parametrize(
    ("operador", "valor", "celda", "cumple"),
    [
        (Operador.ES, "Hostelería", "hosteleria ", True),
        (Operador.ES, "sí", True, True),
        (Operador.ES, "sí", "x", True),
        (Operador.ES, "no", "No", True),
        (Operador.ES, "sí", "quizá", False),
        (Operador.ES, 10.0, 10, True),
        (Operador.ES, 10.0, "10", True),
        (Operador.NO_ES, "Industria", "Sanidad", True),
        (Operador.NO_ES, "Industria", "industria", False),
        (Operador.DESDE, 10.0, 10.0, True),
        (Operador.DESDE, 10.0, 9.99, False),
        (Operador.HASTA, 10.0, 10.0, True),
        (Operador.HASTA, 10.0, 10.01, False),
        (Operador.ENTRE, "10 y 50", 10.0, True),
        (Operador.ENTRE, "10 y 50", 50.0, True),
        (Operador.ENTRE, "10 y 50", 50.01, False),
        (Operador.CONTIENE, "madrid", "Comunidad de Madrid", True),
        (Operador.UNO_DE, "Hostelería, Sanidad", "SANIDAD", True),
        (Operador.UNO_DE, "Hostelería, Sanidad", "Industria", False),
        (Operador.DESDE, date(2025, 1, 1), datetime(2025, 1, 1, 9), True),
        (Operador.DESDE, date(2025, 1, 1), date(2024, 12, 31), False),
    ],
)
def test_cada_condicion_con_sus_bordes(operador: Operador, valor: Celda, celda: Celda, cumple: bool) -> None:
    perfil = PerfilIdeal((CondicionDePerfil("Dato", operador, leer_valores(valor, operador)),))
    assert encajar(perfil, {"dato": [celda]}, 1).puntos[0] == (100.0 if cumple else 0.0)


@pytest.mark.parametrize("celda", [None, "", "n/d", float("nan"), "  "])
def test_lo_que_no_consta_ni_cumple_ni_falla(celda: Celda) -> None:
    perfil = PerfilIdeal((CondicionDePerfil("Dato", Operador.ES, ("a",)),))
    assert np.isnan(encajar(perfil, {"dato": [celda]}, 1).puntos[0])


PERFIL = PerfilIdeal(
    (
        CondicionDePerfil("Sector", Operador.UNO_DE, ("Hostelería", "Sanidad"), 3.0),
        CondicionDePerfil("Empleados", Operador.DESDE, (10.0,), 1.0),
        CondicionDePerfil("¿Tiene terraza?", Operador.ES, ("sí",), 2.0),
    )
)


def test_el_encaje_es_el_peso_que_se_cumple_del_que_consta_y_se_explica() -> None:
    columnas: dict[str, list[Celda]] = {
        "sector": ["Sanidad", "Industria", None],
        "empleados": [12.0, 8.0, 30.0],
        "tiene terraza": [None, "sí", None],
    }
    encajes = encajar(PERFIL, columnas, 3)
    assert encajes.puntos[:2].tolist() == [100.0, 33.0]
    assert np.isnan(encajes.puntos[2])  # solo consta 1 de 6
    assert encajes.explicaciones[0] == (
        "No consta: ¿Tiene terraza?. Cumple: Sector uno de Hostelería, Sanidad; Empleados ≥ 10."
    )
    assert encajes.explicaciones[1].startswith("No cumple: Sector uno de Hostelería, Sanidad; Empleados ≥ 10.")


def test_una_columna_que_no_esta_no_consta_en_nadie() -> None:
    assert np.isnan(encajar(PERFIL, {}, 2).puntos).all()
    assert encajar(PerfilIdeal(), {}, 2).explicaciones == ("", "")


@pytest.mark.parametrize("motor", ["pandas", "polars"])
def test_solo_llena_el_encaje_de_los_potenciales_que_no_lo_traen(motor: str) -> None:
    marco = hechos([potencial(encaje=20), potencial(), potencial(), cliente()], motor)
    con = con_encaje(marco, np.array([90.0, 80.0, np.nan, 70.0]))
    assert numeros(con, "encaje").tolist()[:2] == [20.0, 80.0]
    assert con["encaje"].is_null().to_list() == [False, False, True, True]


TITULOS = ("Nombre", "Sector", "¿Tiene terraza?", "Sexo")


def _hoja(*celdas: Celda) -> Cuadro:
    cuadro = cuadro_de(celdas_de_perfil([]))
    cuadro[fila_de(cuadro, "Dato") + 1][: len(celdas)] = celdas
    return cuadro


def test_la_hoja_de_partida_no_pide_nada_todavia() -> None:
    assert es_perfil(_hoja())
    assert leer_perfil(_hoja(), TITULOS) == PerfilIdeal()


def test_vale_cualquier_columna_de_la_hoja_y_cualquier_forma_de_la_condicion() -> None:
    condicion = leer_perfil(_hoja("tiene terraza", None, "sí", None), TITULOS).condiciones[0]
    assert (condicion.operador, condicion.valores, condicion.peso) == (Operador.ES, ("sí",), 1.0)
    assert leer_perfil(_hoja("Sector", "UNO  DE", "a; b", 2.0), TITULOS).condiciones[0].valores == ("a", "b")


@pytest.mark.parametrize(
    ("celdas", "dice"),
    [
        (("Sectr", "es", "a", 1.0), "¿Quiere decir «Sector»?"),
        (("Sector", "parecido a", "a", 1.0), "uno de"),
        (("Gasto previsto", "≥", "mucho", 1.0), "Escriba un número o una fecha"),
        (("Gasto previsto", "entre", "50 y 10", 1.0), "el menor delante"),
        (("Sector", "=", "a", 0.0), "mayor que 0"),
    ],
)
def test_una_condicion_mal_escrita_dice_que_escribir(celdas: tuple[Celda, ...], dice: str) -> None:
    with pytest.raises(ConfiguracionErronea) as error:
        leer_perfil(_hoja(*celdas), TITULOS)
    assert dice in error.value.remedio


def test_mirar_un_dato_delicado_se_puede_pero_avisa() -> None:
    perfil = leer_perfil(_hoja("Sexo", "=", "Mujer", 1.0), TITULOS)
    avisos = avisos_de_perfil(perfil, {"genero": "Sexo"})
    assert [aviso.clase for aviso in avisos] == ["dato_sensible"]
    assert avisos_de_perfil(leer_perfil(_hoja("Sector", "=", "a", 1.0), TITULOS), {}) == []
