"""Escribir solo hojas propias: nada más cambia, consta en Historial y se deshace por su id."""

import pytest
from conftest import CABECERA, Banco, filas_de_ejemplo, peticion

from cartera_xl.casos.apertura import abrir
from cartera_xl.casos.deshacer import deshacer
from cartera_xl.casos.hojas import buscar_hoja, escribir_hojas, reescrita
from cartera_xl.nucleo.celdas import Celda, Cuadro
from cartera_xl.nucleo.plan import CeldaSalida


def _nuestra(cuadro: Cuadro) -> bool:
    return not cuadro or cuadro[0][:1] == ["Título"]


@pytest.fixture
def libro(montar) -> Banco:
    return montar({"Clientes": [CABECERA, *filas_de_ejemplo(5)]})


def _escribir(banco: Banco, minutos: int, *valores: Celda) -> str:
    anfitrion = banco.abrir()
    abierto = abrir(anfitrion)
    hoja = buscar_hoja(anfitrion, abierto, "Hoy", _nuestra)
    celdas = {(i, 1): CeldaSalida(valor) for i, valor in enumerate(("Título", *valores), 1)}
    return escribir_hojas(anfitrion, banco.diario, abierto, peticion(minutos), [reescrita(hoja, celdas, {1: 20.0})])


def _columna(banco: Banco, hoja: str = "Hoy") -> list[Celda]:
    return [fila[0] for fila in banco.cuadro(hoja) if fila and fila[0] is not None]


def test_la_hoja_se_reescribe_entera_y_la_de_clientes_no_cambia(libro: Banco) -> None:
    antes = libro.cuadro()

    _escribir(libro, 0, "a", "b", "c")
    _escribir(libro, 1, "d")

    assert _columna(libro) == ["Título", "d"]
    assert libro.cuadro() == antes


def test_si_no_cambia_nada_no_se_escribe(libro: Banco) -> None:
    assert _escribir(libro, 0, "a")
    lineas = libro.cuadro("Historial")

    assert _escribir(libro, 1, "a") == ""
    assert libro.cuadro("Historial") == lineas


def test_se_deshace_por_su_id(libro: Banco) -> None:
    _escribir(libro, 0, "a", "b")
    ejecucion = _escribir(libro, 1, "c")

    hecho = deshacer(libro.abrir(), libro.diario, peticion(2), ejecucion)

    assert hecho.escrito
    assert _columna(libro) == ["Título", "a", "b"]


def test_una_hoja_de_la_persona_con_ese_nombre_se_deja_como_esta(montar) -> None:
    banco = montar({"Clientes": [CABECERA, *filas_de_ejemplo(5)], "Hoy": [["Mis notas", "de hoy"], ["x", "y"]]})

    _escribir(banco, 0, "a")

    assert banco.cuadro("Hoy") == [["Mis notas", "de hoy"], ["x", "y"]]
    assert _columna(banco, "Hoy (Cartera)") == ["Título", "a"]
