"""Simular: lo mismo que daría recalcular tras editar Configuración, y sin tocar nada."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from cartera_xl.casos.deshacer import deshacer
from cartera_xl.casos.recalcular import recalcular
from cartera_xl.casos.simular import simular
from cartera_xl.hosts.memory import MemoryHost
from cartera_xl.hosts.sqlite_journal import SqliteJournal
from cartera_xl.nucleo.celdas import Celda, Cuadro
from cartera_xl.nucleo.errores import ReglasErroneas
from cartera_xl.nucleo.simulacion.escenario_texto import EnLaOrden
from tests.casos.conftest import Banco, peticion
from tests.support.libro_con_ventas import hojas

Montar = Callable[[dict[str, Cuadro]], Banco]
CORTE = date(2025, 12, 31)


@pytest.fixture
def diario(tmp_path: Path) -> SqliteJournal:
    return SqliteJournal(tmp_path / "diario.sqlite3")


def _editar(libro: MemoryHost, etiqueta: str, columna: int, valor: Celda) -> None:
    cuadro = libro.grid("Configuración")
    fila = next(i for i, celdas in enumerate(cuadro, 1) if celdas and celdas[0] == etiqueta)
    libro._put("Configuración", fila, columna, valor)


def _segmentos(libro: MemoryHost) -> dict[Celda, Celda]:
    cuadro = libro.grid("Clientes")
    sitio = cuadro[0].index("Segmento")
    return {fila[1]: fila[sitio] for fila in cuadro[1:]}


@pytest.mark.parametrize(
    ("orden", "ediciones", "recalibrar"),
    [
        pytest.param(
            EnLaOrden(bordes=("constancia 50=20", "potencial 60=30")),
            [
                ("constante", 5, ">= 20"),
                ("creciente", 5, "< 20"),
                ("creciente", 7, ">= 30"),
                ("promesa", 7, ">= 30"),
                ("creciente sin historia", 7, ">= 30"),
                ("encaje alto", 7, ">= 30"),
            ],
            False,
            id="bordes",
        ),
        pytest.param(
            EnLaOrden(ajustes=("riesgo_alto=0,55", "umbral_alto=55"), pesos=("recencia=0,9",)),
            [("Riesgo alto por debajo de", 2, 0.55), ("Alto desde", 2, 55), ("Recencia", 2, 0.9)],
            False,
            id="ajustes y pesos",
        ),
        pytest.param(
            EnLaOrden(ajustes=("horizonte=365", "margen=0,3")),
            [("Horizonte (días)", 2, 365), ("Margen", 2, 0.3)],
            True,
            id="recalibrando",
        ),
    ],
)
def test_da_lo_mismo_que_editar_configuracion_y_recalcular(
    orden: EnLaOrden, ediciones: list[tuple[str, int, Celda]], recalibrar: bool, diario: SqliteJournal
) -> None:
    libro = MemoryHost(hojas())
    recalcular(libro, diario, peticion(corte=CORTE))
    de_antes = _segmentos(libro)
    simulada = simular(libro, diario, peticion(1, corte=CORTE, recalibrar=recalibrar), orden)
    assert _segmentos(libro) == de_antes

    for etiqueta, columna, valor in ediciones:
        _editar(libro, etiqueta, columna, valor)
    balance = recalcular(libro, diario, peticion(2, corte=CORTE, recalibrar=recalibrar))

    de_verdad = _segmentos(libro)
    assert {c.nombre: (c.de, c.a) for c in simulada.cambian} == {
        nombre: (de, de_verdad[nombre]) for nombre, de in de_antes.items() if de != de_verdad[nombre]
    }
    despues = {s.segmento: s.despues for s in simulada.efecto.segmentos}
    for grupo in balance.resumen.segmentos:
        assert despues[grupo.nombre].clientes == grupo.clientes
        assert despues[grupo.nombre].en_riesgo == grupo.en_riesgo
    rangos = {nivel.grupo.nombre: nivel.grupo.clientes for nivel in balance.resumen.rangos}
    assert sum(rangos.values()) == 18


def test_sin_hipotesis_no_cambia_nadie_y_dice_lo_que_se_puede_cambiar(diario: SqliteJournal) -> None:
    simulada = simular(MemoryHost(hojas()), diario, peticion(corte=CORTE), EnLaOrden())

    assert not simulada.cambian
    assert not simulada.escenario.supone_algo
    assert simulada.ajustables["riesgo_alto"] == 0.3
    assert "valor 80" in simulada.bordes


def test_unas_reglas_que_se_solapan_se_rechazan_y_el_libro_queda_igual(diario: SqliteJournal) -> None:
    libro = MemoryHost(hojas())
    with pytest.raises(ReglasErroneas, match="la cumplen"):
        simular(libro, diario, peticion(corte=CORTE), EnLaOrden(reglas=("valor y potencial.valor=75",)), guardar=True)

    assert [hoja.nombre for hoja in libro.info().hojas] == ["Clientes", "Ventas"]


def test_sin_recalibrar_el_horizonte_no_cambia_nada_y_se_dice(diario: SqliteJournal) -> None:
    libro = MemoryHost(hojas())
    recalcular(libro, diario, peticion(corte=CORTE))
    simulada = simular(libro, diario, peticion(1, corte=CORTE), EnLaOrden(ajustes=("horizonte=365",)))

    assert not simulada.cambian
    assert any("Repita con --recalibrar" in nota for nota in simulada.notas)


def test_retener_usa_la_retencion_del_puente(diario: SqliteJournal) -> None:
    orden = EnLaOrden(retencion="+5", ajustes=("coste_retencion=10",))
    simulada = simular(MemoryHost(hojas()), diario, peticion(corte=CORTE), orden)

    assert simulada.clientela.clientes == 15
    assert simulada.clientela.retencion == pytest.approx(9 / 13)
    assert simulada.retener.clientes == pytest.approx(0.75)
    assert simulada.retener.coste_de_todos == 150


def test_la_hoja_guarda_las_hipotesis_que_valen_la_vez_siguiente(montar: Montar) -> None:
    banco = montar(hojas())
    antes = banco.cuadro()
    orden = EnLaOrden(bordes=("valor 80=60",), retencion="+5")
    primera = simular(banco.abrir(), banco.diario, peticion(corte=CORTE), orden, guardar=True)
    otra_vez = simular(banco.abrir(), banco.diario, peticion(1, corte=CORTE), EnLaOrden(), guardar=True)

    assert primera.cambian
    assert otra_vez.cambian == primera.cambian
    assert otra_vez.escenario.subida == 5
    assert otra_vez.escrita == "", "la hoja ya lo decía"
    assert banco.cuadro() == antes


def test_lo_que_la_persona_borra_de_la_hoja_deja_de_suponerse_y_se_deshace(diario: SqliteJournal) -> None:
    libro = MemoryHost(hojas())
    antes = libro.grid("Clientes")
    simular(libro, diario, peticion(corte=CORTE), EnLaOrden(bordes=("valor 80=60",)), guardar=True)
    cuadro = libro.grid("Simulación")
    fila = next(i for i, celdas in enumerate(cuadro, 1) if celdas and celdas[0] == "valor 80")
    libro._put("Simulación", fila, 2, None)

    de_la_hoja = simular(libro, diario, peticion(1, corte=CORTE), EnLaOrden(), guardar=True)
    assert not de_la_hoja.cambian
    assert de_la_hoja.escrita

    deshacer(libro, diario, peticion(2), de_la_hoja.escrita)
    assert libro.grid("Clientes") == antes
