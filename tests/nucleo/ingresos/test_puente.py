"""El puente cierra al céntimo, pase lo que pase, y cada cliente está en una clase y en una sola."""

from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartera_xl.nucleo.compras_lineas import numero_de_dia
from cartera_xl.nucleo.ingresos.periodos import (
    Ingresos,
    Periodos,
    ingresos_de_dos_veces,
    ingresos_de_movimientos,
)
from cartera_xl.nucleo.ingresos.puente import CLASES, FUERA, ClaseDeIngreso, clasificar, mayores, puente_de, puentes_por
from cartera_xl.nucleo.pronostico.registro import Registro
from tests.nucleo.fabrica import RAPIDO

CORTE = date(2025, 12, 31)
PERIODOS = Periodos.hasta(CORTE)
ANTES, BASE, AHORA = date(2023, 6, 1), date(2024, 6, 1), date(2025, 6, 1)
Linea = tuple[int, date, float, bool]


def registro(lineas: list[Linea], claves: int | None = None) -> Registro:
    """(clave, día, neto, es compra), sin repetir cliente y día."""
    ordenadas = sorted(lineas, key=lambda linea: linea[:2])
    clave = np.array([linea[0] for linea in ordenadas], dtype=np.int64)
    return Registro(
        clave,
        np.array([numero_de_dia(linea[1]) for linea in ordenadas], dtype=np.int64),
        np.array([linea[2] for linea in ordenadas], dtype=np.float64),
        np.array([linea[3] for linea in ordenadas], dtype=bool),
        claves or int(clave.max(initial=-1)) + 1,
    )


def clases(ingresos: Ingresos) -> list[str]:
    return ["" if codigo == FUERA else CLASES[codigo].name for codigo in clasificar(ingresos)]


@pytest.mark.parametrize(
    ("lineas", "clase", "centimos"),
    [
        pytest.param([(0, AHORA, 10.0, True)], "ALTA", 1000, id="primera compra ahora"),
        pytest.param([(0, ANTES, 5.0, True), (0, AHORA, 10.0, True)], "RECUPERADO", 1000, id="compró antes de la base"),
        pytest.param([(0, BASE, 10.0, True)], "BAJA", -1000, id="no ha vuelto"),
        pytest.param([(0, BASE, 10.0, True), (0, AHORA, -3.0, False)], "BAJA", -1300, id="no ha vuelto y devuelve"),
        pytest.param([(0, BASE, 10.0, True), (0, AHORA, 12.5, True)], "SUBE", 250, id="compra más"),
        pytest.param([(0, BASE, 10.0, True), (0, AHORA, 9.99, True)], "REDUCE", -1, id="compra un céntimo menos"),
        pytest.param([(0, BASE, 10.0, True), (0, AHORA, 10.0, True)], "IGUAL", 0, id="compra lo mismo"),
        pytest.param([(0, BASE, 0.0, True), (0, AHORA, 0.0, True)], "IGUAL", 0, id="solo regalos"),
        pytest.param([(0, ANTES, 10.0, True), (0, BASE, -4.0, False)], "AJUSTE", 400, id="solo devolvió en la base"),
        pytest.param([(0, ANTES, 10.0, True), (0, AHORA, -4.0, False)], "AJUSTE", -400, id="solo devuelve ahora"),
        pytest.param([(0, ANTES, 10.0, True)], "", 0, id="nada en los dos"),
        pytest.param(
            [(0, BASE, -4.0, False), (0, AHORA, 10.0, True)],
            "ALTA",
            1400,
            id="devolvió en la base algo que no consta",
        ),
    ],
)
def test_cada_historia_es_de_una_clase(lineas: list[Linea], clase: str, centimos: int) -> None:
    ingresos = ingresos_de_movimientos(registro(lineas), PERIODOS)

    assert clases(ingresos) == [clase]
    assert ingresos.diferencia.tolist() == [centimos]


@pytest.mark.parametrize(
    ("dia", "clase"),
    [
        pytest.param(date(2023, 12, 31), "", id="la víspera de la base queda fuera"),
        pytest.param(date(2024, 1, 1), "BAJA", id="el primer día de la base"),
        pytest.param(date(2024, 12, 31), "BAJA", id="el último de la base"),
        pytest.param(date(2025, 1, 1), "ALTA", id="el primero de ahora"),
        pytest.param(CORTE, "ALTA", id="el corte"),
    ],
)
def test_los_bordes_de_los_periodos(dia: date, clase: str) -> None:
    assert clases(ingresos_de_movimientos(registro([(0, dia, 10.0, True)]), PERIODOS)) == [clase]


def test_si_hay_un_hueco_entre_periodos_quien_empezo_en_el_hueco_es_alta() -> None:
    lejos = Periodos.hasta(CORTE, date(2023, 12, 31))
    lineas = [(0, date(2024, 5, 1), 10.0, True), (0, AHORA, 10.0, True)]

    assert clases(ingresos_de_movimientos(registro(lineas), lejos)) == ["ALTA"]


def test_la_primera_compra_de_la_hoja_dice_que_no_es_un_alta() -> None:
    """El registro puede empezar después de que el cliente empezara a comprar."""
    de_la_hoja = np.array([float(numero_de_dia(date(2019, 1, 1))), np.nan])
    lineas = [(0, AHORA, 10.0, True), (1, AHORA, 10.0, True)]

    assert clases(ingresos_de_movimientos(registro(lineas), PERIODOS, de_la_hoja)) == ["RECUPERADO", "ALTA"]


def test_las_fracciones_de_centimo_se_dicen() -> None:
    lineas = [(i, AHORA, 0.0049, True) for i in range(100)]
    ingresos = ingresos_de_movimientos(registro(lineas), PERIODOS)

    assert puente_de(ingresos, clasificar(ingresos)).ahora == 0
    assert ingresos.perdido == pytest.approx(49.0)


IMPORTES = st.integers(-10_000_000, 10_000_000).map(lambda n: n / 10_000)
LINEAS = st.lists(
    st.tuples(st.integers(0, 8), st.dates(date(2022, 1, 1), CORTE), IMPORTES, st.booleans()),
    max_size=60,
    unique_by=lambda linea: linea[:2],
)


@RAPIDO
@given(LINEAS, st.none() | st.dates(date(2023, 1, 1), CORTE), st.lists(st.sampled_from("abc"), min_size=9, max_size=9))
def test_siempre_cierra_en_total_y_en_cada_grupo(lineas: list[Linea], desde: date | None, grupos: list[str]) -> None:
    ingresos = ingresos_de_movimientos(registro(lineas, 9), Periodos.hasta(CORTE, desde))
    codigos = clasificar(ingresos)
    total, partes = puente_de(ingresos, codigos), puentes_por(ingresos, codigos, grupos)

    for puente in (total, *partes):
        assert puente.antes + sum(e.centimos for e in puente.escalones) == puente.ahora
    assert sum(p.antes for p in partes) == total.antes
    assert sum(p.ahora for p in partes) == total.ahora
    for clase in CLASES:
        assert sum(p.centimos(clase) for p in partes) == total.centimos(clase)
        assert sum(p.clientes(clase) for p in partes) == total.clientes(clase)


@RAPIDO
@given(LINEAS)
def test_ninguna_clase_va_en_la_direccion_contraria(lineas: list[Linea]) -> None:
    ingresos = ingresos_de_movimientos(registro(lineas, 9), PERIODOS)
    puente = puente_de(ingresos, clasificar(ingresos))

    assert puente.centimos(ClaseDeIngreso.SUBE) >= puente.clientes(ClaseDeIngreso.SUBE)
    assert puente.centimos(ClaseDeIngreso.REDUCE) <= -puente.clientes(ClaseDeIngreso.REDUCE)
    assert puente.centimos(ClaseDeIngreso.IGUAL) == 0


IMPORTE_DE_HOJA = st.none() | st.integers(-1_000_000, 1_000_000).map(lambda n: n / 100)
FILAS = st.lists(st.tuples(IMPORTE_DE_HOJA, IMPORTE_DE_HOJA, st.booleans(), st.booleans()), min_size=1, max_size=30)


@RAPIDO
@given(FILAS)
def test_entre_dos_ejecuciones_tambien_cierra(filas: list[tuple[Any, ...]]) -> None:
    antes, ahora = (np.array([np.nan if fila[i] is None else fila[i] for fila in filas]) for i in (0, 1))
    estaba, esta = (np.array([fila[i] for fila in filas]) for i in (2, 3))
    ingresos = ingresos_de_dos_veces(antes, ahora, estaba, esta)
    puente = puente_de(ingresos, clasificar(ingresos))

    assert puente.antes + sum(e.centimos for e in puente.escalones) == puente.ahora
    assert puente.ahora == round(100 * sum(fila[1] or 0 for fila in filas if fila[3]))


def test_entre_dos_ejecuciones_quien_no_estaba_es_alta_y_quien_ya_no_esta_es_baja() -> None:
    antes, ahora = np.array([0.0, 50.0, 0.0, 0.0]), np.array([10.0, 0.0, 20.0, 30.0])
    estaba, esta = np.array([False, True, True, True]), np.array([True, False, True, True])
    ingresos = ingresos_de_dos_veces(antes, ahora, estaba, esta, np.array([False, True, True, False]))

    assert clases(ingresos) == ["ALTA", "BAJA", "RECUPERADO", "ALTA"]


def test_los_que_mas_cambian_van_de_mas_a_menos_y_sin_quien_no_cambia() -> None:
    lineas = [(0, BASE, 10.0, True), (1, AHORA, 30.0, True), (2, BASE, 20.0, True), (3, ANTES, 5.0, True)]
    ingresos = ingresos_de_movimientos(registro(lineas), PERIODOS)

    assert mayores(ingresos, clasificar(ingresos), 10) == [1, 2, 0]
    assert mayores(ingresos, clasificar(ingresos), 1) == [1]


def test_las_retenciones_salen_del_puente() -> None:
    """100 en la base: 60 siguen y pasan a 90, 30 bajan a 10 y 10 se van."""
    lineas = [
        *[(0, BASE, 60.0, True), (0, AHORA, 90.0, True)],
        *[(1, BASE, 30.0, True), (1, AHORA, 10.0, True)],
        (2, BASE, 10.0, True),
        (3, AHORA, 500.0, True),
    ]
    ingresos = ingresos_de_movimientos(registro(lineas), PERIODOS)
    puente = puente_de(ingresos, clasificar(ingresos))

    assert puente.retencion_neta == pytest.approx(1.0)
    assert puente.retencion_bruta == pytest.approx(0.7)
    assert puente.retencion_de_clientes == pytest.approx(2 / 3)
    assert puente.crecimiento == pytest.approx(5.0)


def test_el_importe_de_cada_clase_en_json_lleva_dos_decimales() -> None:
    ingresos = ingresos_de_movimientos(registro([(0, AHORA, 10.1, True), (1, AHORA, 0.2, True)]), PERIODOS)

    assert puente_de(ingresos, clasificar(ingresos)).a_dict()["clases"]["alta"] == {"clientes": 2, "importe": 10.3}
