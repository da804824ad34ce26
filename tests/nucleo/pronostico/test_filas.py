"""El pronóstico en cada fila: la misma fila da lo mismo sola, en lote y en cualquier motor, y mueve los ejes."""

from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl
import pytest

from cartera_xl.nucleo.baremo import Baremo, calibrar, calibrar_sin_pronostico
from cartera_xl.nucleo.compras import hechos_de_movimientos, registro_de_movimientos
from cartera_xl.nucleo.compras_lineas import numero_de_dia
from cartera_xl.nucleo.configuracion import Configuracion
from cartera_xl.nucleo.palabras import NO_SE_ESPERA, POR_SU_RITMO, con_palabras, notas_de_pronostico
from cartera_xl.nucleo.percentiles import TablaPercentiles, tabla_de
from cartera_xl.nucleo.pronostico.candidatos import CANDIDATOS
from cartera_xl.nucleo.pronostico.espera import por_tramos
from cartera_xl.nucleo.pronostico.filas import tabla_de_clv
from cartera_xl.nucleo.puntuacion import PRONOSTICADAS, puntuar

CORTE = date(2025, 12, 31)
AJUSTES = Configuracion()
DE_COMPRA = [c for c in PRONOSTICADAS if c not in ("prob_renovacion", "valor_contrato")]


def _cartera(clientes: int, semilla: int = 3) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Clientes y sus compras de dos años y medio: unos vivos hasta el final, otros que no; contrato, uno de tres."""
    azar = np.random.default_rng(semilla)
    lineas = []
    for clave in range(clientes):
        dia, fin = azar.integers(0, 400), azar.exponential(900)
        nacido, paso = dia, azar.gamma(2, 40) + 5
        while dia < min(900, nacido + fin) or dia == nacido:
            lineas.append((clave, CORTE - timedelta(days=int(900 - dia)), round(float(azar.gamma(3, 20)) + 1, 2)))
            dia += max(1, azar.exponential(paso))
    movimientos = pd.DataFrame(lineas, columns=["clave", "fecha", "importe"])
    movimientos["fecha"] = pd.to_datetime(movimientos["fecha"])
    movimientos.insert(0, "fila", np.arange(len(lineas)) + 2)
    tabla = pd.DataFrame({"fila": np.arange(clientes) + 2, "clave": np.arange(clientes)})
    vence = [CORTE + timedelta(days=int(d)) for d in azar.integers(-60, 300, clientes)]
    tabla["fin_contrato"] = pd.to_datetime(pd.Series(vence)).where(tabla["clave"] % 3 == 0)
    tabla["renovaciones"] = azar.integers(0, 4, clientes).astype(float)
    tabla["importe_contrato"] = 1200.0
    return tabla, movimientos


@cache
def _calibrada(clientes: int = 120) -> tuple[nw.DataFrame, Baremo]:
    tabla, movimientos = _cartera(clientes)
    hechos, _ = hechos_de_movimientos(tabla, movimientos, CORTE)
    return hechos, calibrar(hechos, AJUSTES, CORTE, registro=registro_de_movimientos(movimientos, CORTE))


def _lista(marco, columna: str) -> list:
    serie = (marco.collect() if isinstance(marco, nw.LazyFrame) else marco)[columna]
    nulos = serie.is_null().to_list()
    return [None if nulo or v != v else v for v, nulo in zip(serie.to_list(), nulos, strict=True)]


def test_con_movimientos_todo_cliente_tiene_su_pronostico_y_cabe_en_sus_limites() -> None:
    hechos, baremo = _calibrada()
    salida = puntuar(hechos, baremo, AJUSTES)

    prob, clv = (np.array(_lista(salida, c), dtype=float) for c in ("prob_volver", "clv"))
    assert ((prob > 0) & (prob < 1)).all()
    assert (clv >= 0).all()
    desde, hasta = (np.array(_lista(salida, c), dtype=float) for c in ("clv_desde", "clv_hasta"))
    assert (desde <= hasta).all()
    assert any(v is not None for v in _lista(salida, "proxima"))


@pytest.mark.parametrize("motor", [pl.DataFrame, pl.LazyFrame])
def test_otro_motor_da_lo_mismo_bit_a_bit(motor) -> None:
    hechos, baremo = _calibrada()
    otro = nw.from_native(motor(pl.from_pandas(hechos.to_native())))
    de_pandas, de_otro = puntuar(hechos, baremo, AJUSTES), puntuar(otro, baremo, AJUSTES)

    for columna in (*PRONOSTICADAS, "riesgo", "actividad", "valor", "segmento"):
        assert _lista(de_otro.sort("fila"), columna) == _lista(de_pandas, columna), columna


def test_una_fila_sola_da_lo_mismo_que_en_el_lote() -> None:
    hechos, baremo = _calibrada()
    entero = puntuar(hechos, baremo, AJUSTES)

    for fila in (0, 17, 80):
        sola = puntuar(hechos[[fila]], baremo, AJUSTES)
        assert {c: _lista(sola, c) for c in PRONOSTICADAS} == {
            c: _lista(entero, c)[fila : fila + 1] for c in PRONOSTICADAS
        }


def test_sin_movimientos_no_hay_numero_y_se_dice() -> None:
    hechos, _baremo = _calibrada()
    sin = calibrar_sin_pronostico(hechos, AJUSTES, CORTE)
    salida = puntuar(hechos, sin, AJUSTES)

    assert all(_lista(salida, columna) == [None] * len(salida) for columna in PRONOSTICADAS)
    assert "Sin movimientos" in notas_de_pronostico(sin, hay_movimientos=False)[0]
    assert _lista(salida, "actividad") == _lista(salida, "p_r")


def test_con_menos_de_veinte_no_hay_probabilidad_ni_intervalo_y_se_dice() -> None:
    hechos, baremo = _calibrada(12)
    salida = puntuar(hechos, baremo, AJUSTES)

    for columna in ("prob_volver", "clv_desde", "clv_hasta"):
        assert _lista(salida, columna) == [None] * 12
    assert all(v is not None for v in _lista(salida, "clv"))
    assert "muestra insuficiente" in notas_de_pronostico(baremo, hay_movimientos=True)[0]


def test_el_eje_actividad_es_la_probabilidad_solo_si_se_ha_probado() -> None:
    hechos, baremo = _calibrada()
    assert baremo.pronostico is not None
    assert baremo.pronostico.prueba is not None
    probado = puntuar(hechos, baremo, AJUSTES)
    sin_probar = puntuar(hechos, replace(baremo, pronostico=replace(baremo.pronostico, prueba=None)), AJUSTES)

    assert _lista(probado, "actividad") == pytest.approx([100 * p for p in _lista(probado, "prob_volver")], abs=1e-6)
    assert _lista(sin_probar, "actividad") == _lista(sin_probar, "p_r")
    assert all(v is not None for v in _lista(sin_probar, "prob_volver"))


def test_el_eje_valor_usa_el_clv_solo_si_hay_tabla_de_clv() -> None:
    hechos, baremo = _calibrada()
    con = puntuar(hechos, replace(baremo, tabla_clv=TablaPercentiles((0.0, 1e9), (0.0, 100.0))), AJUSTES)
    sin = puntuar(hechos, replace(baremo, tabla_clv=TablaPercentiles()), AJUSTES)

    assert _lista(con, "valor") == pytest.approx([clv / 1e7 for clv in _lista(con, "clv")], abs=1e-6)
    assert _lista(sin, "valor") != _lista(con, "valor")


def test_la_tabla_de_clv_son_los_percentiles_de_la_columna_que_se_escribe() -> None:
    hechos, baremo = _calibrada()
    prueba = replace(baremo.pronostico.prueba, captura_clv=0.9, captura_12m=0.1)
    validado = replace(baremo, pronostico=replace(baremo.pronostico, prueba=prueba))
    escritos = np.array(_lista(puntuar(hechos, validado, AJUSTES), "clv"), dtype=float)

    assert tabla_de_clv(hechos, validado, AJUSTES) == tabla_de(escritos)
    peor = replace(prueba, captura_clv=0.1, captura_12m=0.9)
    assert not tabla_de_clv(hechos, replace(validado, pronostico=replace(validado.pronostico, prueba=peor)), AJUSTES)


def test_el_margen_de_la_fila_manda_sobre_el_de_configuracion_y_uno_imposible_no_cuenta() -> None:
    hechos, baremo = _calibrada()
    margenes = hechos.with_columns(
        nw.new_series("margen", [0.5, 7.0, float("nan")] + [1.0] * 117, nw.Float64, backend="pandas")
    )
    entero = _lista(puntuar(hechos, baremo, AJUSTES), "clv")
    salida = _lista(puntuar(margenes, baremo, replace(AJUSTES, margen=0.2)), "clv")

    factores = [0.5, 0.2, 0.2, 1.0]
    assert salida[:4] == pytest.approx([f * v for f, v in zip(factores, entero, strict=False)], abs=0.011)


def test_mas_tasa_o_mas_coste_baja_el_clv_y_mas_meses_lo_suben() -> None:
    hechos, baremo = _calibrada()

    def total(**cambios) -> float:
        return sum(_lista(puntuar(hechos, baremo, replace(AJUSTES, **cambios)), "clv"))

    base = total()
    assert total(tasa_anual=0.5) < base < total(meses_clv=24)
    assert total(coste_retencion=12.0) == pytest.approx(base - 120 * 12 * 0.9534, rel=1e-2)


def test_los_contratos_tienen_probabilidad_de_renovar_y_valor_y_los_vencidos_no() -> None:
    hechos, baremo = _calibrada()
    salida = puntuar(hechos, baremo, AJUSTES)
    vence, prob, valor = (_lista(salida, c) for c in ("vence", "prob_renovacion", "valor_contrato"))

    vivos = [v is not None and v >= 0 for v in vence]
    assert [p is not None for p in prob] == vivos
    assert [v is not None for v in valor] == vivos
    assert any(vivos)
    assert all(0 < p < 1 for p in prob if p is not None)


def test_solo_con_contratos_y_sin_movimientos_hay_renovacion_y_nada_mas() -> None:
    hechos, _ = _calibrada()
    baremo = calibrar(hechos, AJUSTES, CORTE)
    salida = puntuar(hechos, baremo, AJUSTES)

    assert any(v is not None for v in _lista(salida, "prob_renovacion"))
    assert all(v is None for columna in DE_COMPRA for v in _lista(salida, columna))


@pytest.mark.parametrize("metodo", sorted(CANDIDATOS))
def test_con_cualquier_metodo_que_gane_hay_intervalo_y_orden_en_las_fechas(metodo) -> None:
    hechos, baremo = _calibrada()
    registro = registro_de_movimientos(_cartera(120)[1], CORTE)
    ajuste = CANDIDATOS[metodo].entrenar(registro, numero_de_dia(CORTE), 365, 0.5)
    salida = puntuar(hechos, replace(baremo, pronostico=replace(baremo.pronostico, ajuste=ajuste)), AJUSTES)
    desde, clv, hasta = (np.array(_lista(salida, c), dtype=float) for c in ("clv_desde", "clv", "clv_hasta"))

    assert np.isfinite(clv).all()
    assert (clv >= 0).all()
    assert (desde >= 0).all()
    assert (desde <= hasta).all()
    assert (hasta >= clv * 0.9).mean() > 0.5
    primera, media, ultima = (_lista(salida, c) for c in ("proxima_desde", "proxima", "proxima_hasta"))
    con_margen = [i for i, v in enumerate(primera) if v is not None]
    assert bool(con_margen) == CANDIDATOS[metodo].es_modelo
    assert all(0 <= primera[i] <= media[i] <= ultima[i] <= 365 for i in con_margen)


def test_por_tramos_invierte_una_probabilidad_conocida() -> None:
    recta = por_tramos(lambda h: np.array([h / 1000, 0.0]), 365, (0.1, 0.5, 0.9))
    assert recta[:, 0] == pytest.approx([36.5, 182.5, 328.5])
    assert recta[:, 1] == pytest.approx([36.5, 182.5, 328.5])


def test_la_proxima_compra_se_dice_con_fechas_o_con_que_no_se_espera() -> None:
    hechos, baremo = _calibrada()
    salida = con_palabras(puntuar(hechos, baremo, AJUSTES), baremo, CORTE)
    dias, fechas, rangos = (_lista(salida, c) for c in ("proxima", "proxima_compra", "proxima_rango"))

    for dia, fecha, rango in zip(dias, fechas, rangos, strict=True):
        if dia is None:
            assert (fecha, rango) == (None, NO_SE_ESPERA)
        else:
            assert fecha == CORTE + timedelta(days=round(dia))
            if rango == POR_SU_RITMO:
                continue
            desde, hasta = (date(int(t[6:]), int(t[3:5]), int(t[:2])) for t in rango.split(" – "))
            assert CORTE <= desde <= fecha <= hasta


def test_lo_que_se_guarda_sobrevive_a_quien_solo_conserva_quince_cifras() -> None:
    """Algunos programas guardan los números del libro con quince cifras: la huella ha de seguir casando."""
    _, baremo = _calibrada()

    def quince(valor):
        return float(f"{valor:.15g}")

    pronostico = baremo.pronostico
    assert pronostico.ajuste.parametros == tuple(map(quince, pronostico.ajuste.parametros))
    assert pronostico.gasto.parametros == tuple(map(quince, pronostico.gasto.parametros))
    assert pronostico.prueba.recalibracion == tuple(map(quince, pronostico.prueba.recalibracion))
    assert all(c.mae == quince(c.mae) and type(c.mae) is float for c in pronostico.prueba.comparados)
    assert baremo.contratos.covarianza == tuple(tuple(map(quince, fila)) for fila in baremo.contratos.covarianza)
    assert baremo.reparto_r == tuple(map(quince, baremo.reparto_r))
