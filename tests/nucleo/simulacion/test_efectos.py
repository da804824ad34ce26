"""El efecto de una hipótesis: sin cambios no cambia nadie; con ellos, lo que puntuar diga y nada más."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cartera_xl.nucleo.baremo import calibrar
from cartera_xl.nucleo.configuracion import Configuracion
from cartera_xl.nucleo.puntuacion import puntuar
from cartera_xl.nucleo.reglas import Segmento
from cartera_xl.nucleo.simulacion.efectos import baremo_de, comparar, con_otros_ajustes
from cartera_xl.nucleo.simulacion.esfuerzo import TRATO_DE_PARTIDA, Trato, esfuerzo_de
from cartera_xl.nucleo.simulacion.hipotesis import AL_CALIBRAR, CambioDeBorde, Hipotesis, con_hipotesis
from cartera_xl.nucleo.simulacion.retener import Clientela, SupuestosDeRetencion, retener_o_captar
from tests.nucleo.fabrica import CARTERAS, CORTE, PAUSADO, cliente, hechos, potencial

POCOS = settings(PAUSADO, max_examples=7)
DE_HOY = Configuracion()
FILAS = [
    *(cliente(dias=10 * i, compras=1 + i % 7, neto=100.0 * (30 - i), importe_12m=50.0 * (30 - i)) for i in range(30)),
    potencial(gasto=500, encaje=70),
]


def _puntuados(filas: list[dict[str, Any]], motor: str = "pandas") -> tuple[Any, Any, Any]:
    sin_manual = hechos(filas, motor)
    baremo = calibrar(sin_manual, DE_HOY, CORTE)
    manual = hechos(filas, motor)["categoria_principal"].alias("segmento_manual")
    return sin_manual, puntuar(sin_manual.with_columns(manual), baremo, DE_HOY), baremo


@POCOS
@given(CARTERAS)
def test_una_simulacion_sin_cambios_no_cambia_a_nadie(filas: list[dict[str, Any]]) -> None:
    marco, puntuados, baremo = _puntuados(filas)
    igual = con_hipotesis(DE_HOY, Hipotesis(), "la orden")
    efecto = comparar(puntuados, con_otros_ajustes(marco, puntuados, baremo, igual))

    assert not efecto.cambian
    assert not efecto.pasos
    assert not efecto.nuevos_en_riesgo
    assert efecto.cambian_de_rango == 0
    assert all(segmento.hoy == segmento.despues for segmento in (*efecto.segmentos, efecto.total))


@POCOS
@given(CARTERAS, st.integers(41, 99), st.floats(0.3, 0.6))
def test_las_cuentas_del_efecto_cuadran(filas: list[dict[str, Any]], borde: int, riesgo: float) -> None:
    marco, puntuados, baremo = _puntuados(filas)
    hipotesis = Hipotesis({"riesgo_alto": riesgo}, (CambioDeBorde("valor", 80, borde),))
    efecto = comparar(
        puntuados, con_otros_ajustes(marco, puntuados, baremo, con_hipotesis(DE_HOY, hipotesis, "la orden"))
    )

    assert sum(s.hoy.clientes for s in efecto.segmentos) == len(filas) == efecto.total.despues.clientes
    assert sum(s.despues.clientes for s in efecto.segmentos) == len(filas)
    assert sum(paso.clientes for paso in efecto.pasos) == len(efecto.cambian)
    assert sum(s.hoy.neto for s in efecto.segmentos) == pytest.approx(efecto.total.despues.neto, abs=1e-6)
    for segmento in efecto.segmentos:
        entran = sum(p.clientes for p in efecto.pasos if p.a == segmento.segmento)
        salen = sum(p.clientes for p in efecto.pasos if p.de == segmento.segmento)
        assert segmento.despues.clientes - segmento.hoy.clientes == entran - salen


def test_bajar_el_borde_del_valor_sube_a_estrategico_a_los_que_lo_pasan() -> None:
    marco, puntuados, baremo = _puntuados(FILAS)
    supuesta = con_hipotesis(DE_HOY, Hipotesis({}, (CambioDeBorde("valor", 80, 60),)), "la orden")
    despues = con_otros_ajustes(marco, puntuados, baremo, supuesta)
    efecto = comparar(puntuados, despues)

    assert efecto.cambian
    assert all(despues["valor"][i] >= 60 > 0 and puntuados["valor"][i] < 80 for i in efecto.cambian)
    netos = [puntuados["importe_12m"][i] for i in efecto.cambian]
    assert netos == sorted(netos, reverse=True)
    assert efecto.neto_de_12_meses


def test_el_segmento_impuesto_a_mano_no_lo_cambia_ninguna_hipotesis() -> None:
    filas = [fila | {"categoria_principal": "Bajo valor"} for fila in FILAS]
    marco, puntuados, baremo = _puntuados(filas)
    supuesta = con_hipotesis(DE_HOY, Hipotesis({}, (CambioDeBorde("valor", 80, 60),)), "la orden")

    assert not comparar(puntuados, con_otros_ajustes(marco, puntuados, baremo, supuesta)).cambian


def test_el_baremo_solo_se_mide_otra_vez_si_cambia_algo_que_cuenta_al_calibrar() -> None:
    marco, _, baremo = _puntuados(FILAS)
    sin_mas = con_hipotesis(DE_HOY, Hipotesis({"riesgo_alto": 0.5, "recencia": 3.0}), "la orden")
    con_cortes = con_hipotesis(DE_HOY, Hipotesis({"cortes": "cuantil tipo 7 más uno"}), "la orden")

    assert baremo_de(marco, baremo, (DE_HOY, sin_mas), None) == replace(baremo, pesos=sin_mas.pesos)
    assert baremo_de(marco, baremo, (DE_HOY, con_cortes), None) == calibrar(marco, con_cortes, CORTE)


def test_lo_que_cuenta_al_calibrar_son_campos_de_la_configuracion() -> None:
    assert set(Configuracion.__slots__) >= AL_CALIBRAR


def test_sin_importes_de_12_meses_se_usa_todo_el_neto() -> None:
    _, puntuados, _ = _puntuados([cliente(neto=100), cliente(neto=200)])
    efecto = comparar(puntuados, puntuados)

    assert not efecto.neto_de_12_meses
    assert efecto.total.hoy.neto == 300


@pytest.mark.parametrize(
    ("subida", "clientes", "ingresos", "margen"),
    [(0.05, 5, 5_000, 2_000), (-0.1, -10, -10_000, -4_000), (0.0, 0, 0, 0), (0.5, 20, 20_000, 8_000)],
)
def test_retener_a_mas_da_lo_que_deja_de_media_uno(
    subida: float, clientes: float, ingresos: float, margen: float
) -> None:
    """Con una retención del 80 % no se puede subir más de 20 puntos."""
    cuenta = retener_o_captar(Clientela(100, 30, 100_000.0, 0.4, 0.8), SupuestosDeRetencion(subida))

    assert (cuenta.clientes, cuenta.ingresos, cuenta.margen) == pytest.approx((clientes, ingresos, margen))


def test_captar_cuesta_las_veces_que_se_diga() -> None:
    cuenta = retener_o_captar(Clientela(100, 30, 100_000.0, 0.4, 0.8), SupuestosDeRetencion(0.05, 20.0, 5, 25))

    assert (cuenta.coste_de_todos, cuenta.coste_de_los_de_riesgo) == (2_000, 600)
    assert cuenta.captar_desde == pytest.approx(500)
    assert cuenta.captar_hasta == pytest.approx(2_500)
    assert cuenta.gasto_de_equilibrio == pytest.approx(20)
    assert cuenta.puntos_de_equilibrio == pytest.approx(0.05)


def test_sin_coste_no_se_inventa_ninguno() -> None:
    cuenta = retener_o_captar(Clientela(100, 30, 100_000.0, 0.4), SupuestosDeRetencion(0.05))

    assert cuenta.coste_de_todos is cuenta.captar_desde is cuenta.captar_hasta is cuenta.puntos_de_equilibrio is None
    assert cuenta.gasto_de_equilibrio == pytest.approx(20)


@given(st.floats(0.001, 0.2), st.floats(0.01, 1000))
def test_en_los_puntos_de_equilibrio_el_margen_paga_el_coste(retenible: float, coste: float) -> None:
    clientela = Clientela(100, 30, 100_000.0, 0.4)
    equilibrio = retener_o_captar(clientela, SupuestosDeRetencion(retenible, coste)).puntos_de_equilibrio
    assert equilibrio is not None
    if equilibrio <= 1:
        cuenta = retener_o_captar(clientela, SupuestosDeRetencion(equilibrio, coste))
        assert cuenta.margen == pytest.approx(cuenta.coste_de_todos)


def test_el_esfuerzo_es_clientes_por_contactos_por_horas() -> None:
    _, puntuados, _ = _puntuados(FILAS)
    efecto = comparar(puntuados, puntuados)
    trato = dict(TRATO_DE_PARTIDA) | {Segmento.CLAVE: Trato(6, 12, 0.5)}
    lineas = {linea.segmento: linea for linea in esfuerzo_de(efecto.segmentos, trato, 30.0)}
    claves = next(s for s in efecto.segmentos if s.segmento == "Clave").hoy.clientes

    assert lineas["Clave"].horas_hoy == claves * 3
    assert lineas["Clave"].horas_despues == claves * 6
    assert lineas["Clave"].coste_despues == claves * 6 * 30
    assert lineas["Total"].horas_hoy == pytest.approx(sum(lineas[s.value].horas_hoy for s in Segmento))
    assert esfuerzo_de(efecto.segmentos, trato, 0.0)[-1].coste_hoy is None
