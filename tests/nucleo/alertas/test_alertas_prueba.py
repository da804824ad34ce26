"""¿Aciertan? En CDNOW, con la verdad a la vista, y contra lo más sencillo: quién lleva más días sin comprar."""

import json
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd
import pytest

from cartera_xl.nucleo.alertas.prueba import AciertoDeAlertas, AciertoDeSenal, probar_alertas
from cartera_xl.nucleo.compras import registro_de_movimientos
from cartera_xl.nucleo.configuracion import Configuracion
from cartera_xl.nucleo.pronostico.acierto import DIAS_ANTES_DEL_CORTE, FaltaHistoria
from tests.support.alertas import CORTE, Linea, compras
from tests.support.cdnow import CALIBRACION, compras_cdnow

FIN = date(1998, 6, 30)


def _probar(lineas: Sequence[Linea], hasta: date = CORTE, dias: int = 180) -> Any:
    clave, fecha, importe = zip(*lineas, strict=True)
    cuantos = max(clave) + 1
    hoja = pd.DataFrame({"fila": np.arange(2, cuantos + 2), "clave": np.arange(cuantos)})
    tabla = pd.DataFrame({"clave": clave, "fecha": pd.to_datetime(list(fecha)), "importe": list(map(float, importe))})
    clientes, movimientos = (nw.from_native(marco, eager_only=True) for marco in (hoja, tabla))
    registro = registro_de_movimientos(movimientos, hasta)
    return probar_alertas(clientes, movimientos, registro, Configuracion(), hasta, dias)


@cache
def _cdnow() -> AciertoDeAlertas:
    """39 semanas para conocerlos y 39 para ver quién vuelve, como en la literatura."""
    cliente, dia, dolares = compras_cdnow()
    lineas = zip(cliente.tolist(), dia.astype("datetime64[D]").tolist(), dolares.tolist(), strict=True)
    acierto = _probar(list(lineas), FIN, (FIN - CALIBRACION).days)
    assert isinstance(acierto, AciertoDeAlertas)
    return acierto


def _senal(nombre: str) -> AciertoDeSenal:
    return next(senal for senal in _cdnow().senales if senal.nombre == nombre)


def _de_cien(*partes: float | None) -> list[float]:
    return [round(100 * (parte or 0.0), 1) for parte in partes]


def test_en_cdnow_se_parte_en_la_semana_39() -> None:
    assert (_cdnow().corte, _cdnow().hasta) == (CALIBRACION, FIN)


@pytest.mark.parametrize(
    ("nombre", "clientes", "perdidos", "senalados", "alertas", "recencia"),
    [
        ("Silencio", 507, 173, 89, [61.8, 31.8, 68.1, 47.0], [60.7, 31.2, 74.3, 40.3]),
        ("En riesgo", 882, 411, 348, [63.8, 54.0, 60.4, 50.8], [64.7, 54.7, 61.9, 48.1]),
        ("Riesgo alto", 2357, 1673, 1823, [81.4, 88.7, 75.0, 75.7], [81.6, 88.9, 76.1, 74.4]),
    ],
)
def test_lo_que_aciertan_en_cdnow(
    nombre: str, clientes: int, perdidos: int, senalados: int, alertas: list[float], recencia: list[float]
) -> None:
    """Precisión y cobertura, en clientes y en dinero, en tanto por ciento.

    Señalar por días sin comprar acierta casi lo mismo en clientes; las alertas encuentran más del dinero que se pierde.
    """
    senal = _senal(nombre)

    assert (senal.clientes, senal.perdidos, senal.senalados) == (clientes, perdidos, senalados)
    for medida, esperada in ((senal.alertas, alertas), (senal.recencia, recencia)):
        partes = (medida.precision, medida.cobertura, medida.precision_en_dinero, medida.cobertura_en_dinero)
        assert _de_cien(*partes) == pytest.approx(esperada, abs=0.6)


@pytest.mark.parametrize("nombre", ["Silencio", "En riesgo", "Riesgo alto"])
def test_las_alertas_hallan_mas_del_dinero_perdido_que_la_recencia(nombre: str) -> None:
    senal = _senal(nombre)

    assert (senal.alertas.cobertura_en_dinero or 0) > (senal.recencia.cobertura_en_dinero or 1)


@pytest.mark.parametrize(
    ("nombre", "plazo", "dichas", "hubo"),
    [("Silencio", 136, 39.8, 26), ("En riesgo", 180, 61.6, 106), ("Riesgo alto", 180, 202.3, 280)],
)
def test_las_falsas_alarmas_que_se_dicen_y_las_que_hay(nombre: str, plazo: int, dichas: float, hubo: int) -> None:
    """Las de silencio, con los de 136 días antes, salen algo de más; las del riesgo, con el modelo, de menos."""
    senal = _senal(nombre)

    assert (senal.plazo, senal.falsas) == (plazo, hubo)
    assert senal.falsas_esperadas == pytest.approx(dichas, abs=1.0)


def test_quien_calla_y_no_vuelve_es_un_acierto_y_quien_vuelve_una_falsa_alarma() -> None:
    """Ocho regulares; uno se va, y otro calla medio año y vuelve el último día."""
    corte = CORTE - timedelta(days=180)
    regulares = [linea for k in range(2, 10) for linea in compras(k, CORTE, cada=20, veces=40)]
    se_va = compras(0, corte - timedelta(days=100), cada=20, veces=25)
    vuelve = [*compras(1, corte - timedelta(days=120), cada=20, veces=25), (1, CORTE, 10.0)]

    silencio = _probar([*regulares, *se_va, *vuelve]).senales[0]

    assert (silencio.clientes, silencio.perdidos, silencio.senalados, silencio.falsas) == (10, 1, 2, 1)
    assert (silencio.alertas.precision, silencio.alertas.cobertura) == (0.5, 1.0)
    assert silencio.recencia == silencio.alertas


def test_los_empatados_en_recencia_se_reparten() -> None:
    """Se señala a uno y hay dos que llevan lo mismo sin comprar: medio acierto, valga el orden que valga."""
    corte = CORTE - timedelta(days=180)
    regulares = [linea for k in range(2, 10) for linea in compras(k, CORTE, cada=20, veces=40)]
    se_va = compras(0, corte - timedelta(days=100), cada=20, veces=25)
    lento = [(1, corte - timedelta(days=100 + 250 * i), 10.0) for i in range(4)] + [(1, CORTE, 10.0)]

    silencio = _probar([*regulares, *se_va, *lento]).senales[0]

    assert (silencio.senalados, silencio.alertas.aciertos, silencio.recencia.aciertos) == (1, 1.0, 0.5)


def test_lo_posterior_al_corte_no_cuenta_al_senalar() -> None:
    corte = CORTE - timedelta(days=180)
    lineas = [linea for k in range(10) for linea in compras(k, corte - timedelta(days=9 * k), cada=20, veces=25)]
    futuras = [(k, CORTE - timedelta(days=k), 1e6) for k in range(10)]

    sin_futuro = _probar([*lineas, (0, CORTE, 1.0)]).senales
    con_futuro = _probar([*lineas, *futuras]).senales

    assert [s.senalados for s in sin_futuro] == [s.senalados for s in con_futuro]


@pytest.mark.parametrize(("dias", "alcanza"), [(180 + DIAS_ANTES_DEL_CORTE, True), (179 + DIAS_ANTES_DEL_CORTE, False)])
def test_hace_falta_historia_antes_del_corte(dias: int, alcanza: bool) -> None:
    lineas = [*compras(0, CORTE, cada=dias, veces=2), *compras(1, CORTE, cada=30, veces=2)]
    acierto = _probar(lineas)

    assert isinstance(acierto, AciertoDeAlertas) is alcanza
    if not alcanza:
        assert acierto == FaltaHistoria(180 + DIAS_ANTES_DEL_CORTE, dias)


def test_va_a_json() -> None:
    ida_y_vuelta = json.loads(json.dumps(_cdnow().a_dict()))

    assert ida_y_vuelta["corte"] == "1997-09-30"
    assert ida_y_vuelta["senales"][0]["alertas"]["precision"] == _senal("Silencio").alertas.precision
