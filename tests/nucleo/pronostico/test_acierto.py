"""¿Acertó la última vez?: nada posterior al corte de entonces cuenta, y lo que pasó después se cuenta entero."""

import json
import math
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any

import narwhals as nw
import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from cartera_xl.nucleo.baremo import Baremo
from cartera_xl.nucleo.compras import registro_de_movimientos
from cartera_xl.nucleo.configuracion import Configuracion
from cartera_xl.nucleo.pronostico.acierto import (
    DIAS_ANTES_DEL_CORTE,
    FALLOS_QUE_SE_LISTAN,
    Acierto,
    FaltaHistoria,
    probar_segmentos,
    puntuar_como_en,
)
from cartera_xl.nucleo.resumen_tipos import SEGMENTOS

CORTE, ENTONCES = date(2025, 12, 31), date(2024, 12, 31)
CONFIGURACION = Configuracion()
POCOS = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""Cada ejemplo calibra y puntúa de verdad."""
Linea = tuple[int, date, float]


def _movimientos(lineas: Sequence[Linea]) -> Any:
    clave, fecha, importe = zip(*lineas, strict=True)
    return nw.from_native(pl.DataFrame({"clave": clave, "fecha": fecha, "importe": list(map(float, importe))}))


def _clientes(lineas: Sequence[Linea], **columnas: Any) -> Any:
    cuantos = max(clave for clave, _, _ in lineas) + 1
    nombres = [f"Cliente {i}" for i in range(cuantos)]
    datos = {"fila": range(2, cuantos + 2), "clave": range(cuantos), "nombre": nombres}
    return nw.from_native(pl.DataFrame(datos | {columna: [valor] * cuantos for columna, valor in columnas.items()}))


def _probar(lineas: Sequence[Linea], corte: date = CORTE, configuracion: Configuracion = CONFIGURACION) -> Any:
    movimientos = _movimientos(lineas)
    registro = registro_de_movimientos(movimientos, corte)
    return probar_segmentos(_clientes(lineas), movimientos, registro, configuracion, corte)


def _acierto(lineas: Sequence[Linea], corte: date = CORTE) -> Acierto:
    resultado = _probar(lineas, corte)
    assert isinstance(resultado, Acierto)
    return resultado


def _compras(clave: int, desde: date, hasta: date, *, cada: int, importe: float) -> list[Linea]:
    """Una compra cada tantos días, de `desde` a `hasta` (incluidos)."""
    cuantas = (hasta - desde).days // cada + 1
    return [(clave, desde + timedelta(days=cada * i), importe) for i in range(cuantas)]


def _cartera(clientes: int = 16) -> list[Linea]:
    """Dos años en que nadie cambia: el número k compra cada 20 + 10k días y gasta un 7 % menos que el anterior.

    Son pocos para que calibrar no tarde.
    """
    inicio = date(2024, 1, 1)
    return [
        linea
        for k in range(clientes)
        for linea in _compras(k, inicio + timedelta(days=k), CORTE, cada=20 + 10 * k, importe=round(200 * 0.93**k, 2))
    ]


def _de_ese_ano(lineas: Sequence[Linea], corte: date = ENTONCES) -> list[Linea]:
    return [linea for linea in lineas if linea[1] > corte]


def _hasta(lineas: Sequence[Linea], corte: date = ENTONCES) -> list[Linea]:
    return [linea for linea in lineas if linea[1] <= corte]


def _segmentos(lineas: Sequence[Linea]) -> dict[int, str]:
    puntuados, _ = puntuar_como_en(_clientes(lineas), _movimientos(lineas), CONFIGURACION, ENTONCES)
    return dict(zip(puntuados["fila"].to_list(), puntuados["segmento"].to_list(), strict=True))


def test_los_segmentos_suman_el_total_y_el_total_es_el_neto_de_ese_ano() -> None:
    lineas = _cartera()

    acierto = _acierto(lineas)

    assert [grupo.segmento for grupo in acierto.grupos] == ["Estratégico", "Clave", "Emergente", "Bajo valor"]
    assert acierto.total.clientes == sum(grupo.clientes for grupo in acierto.grupos) == 16
    assert acierto.total.neto == pytest.approx(math.fsum(importe for _, _, importe in _de_ese_ano(lineas)))
    assert acierto.total.neto == pytest.approx(sum(grupo.neto for grupo in acierto.grupos))
    assert acierto.total.compras == sum(grupo.compras for grupo in acierto.grupos) == len(_de_ese_ano(lineas))
    assert sum(grupo.cuota_neto or 0 for grupo in acierto.grupos) == pytest.approx(1)
    assert (acierto.corte, acierto.hasta) == (ENTONCES, CORTE)


def test_si_cada_segmento_da_despues_mas_que_el_de_debajo_el_orden_se_cumple() -> None:
    antes = _hasta(_cartera())
    despues = [
        (fila - 2, date(2025, 3, 1), 1000.0 / 2 ** SEGMENTOS.index(segmento))
        for fila, segmento in _segmentos(antes).items()
    ]

    acierto = _acierto([*antes, *despues])

    assert acierto.orden_cumplido is True
    assert acierto.saltos == ()
    assert sum(1 for grupo in acierto.grupos if grupo.clientes) > 1
    assert acierto.fugas.clientes == 0
    assert acierto.total.parte_que_volvio == 1


def test_un_estrategico_que_deja_de_comprar_sale_entre_las_fugas_con_lo_que_gastaba() -> None:
    lineas = [linea for linea in _cartera() if linea[0] != 0 or linea[1] <= ENTONCES]

    fugas = _acierto(lineas).fugas

    gastaba = sum(importe for clave, _, importe in lineas if clave == 0)
    assert [fallo.nombre for fallo in fugas.lista] == ["Cliente 0"]
    assert (fugas.clientes, fugas.neto) == (1, gastaba)
    assert fugas.lista[0].segmento in ("Estratégico", "Clave")
    assert (fugas.lista[0].fila, fugas.lista[0].neto_antes, fugas.lista[0].neto_despues) == (2, gastaba, 0)


def test_uno_de_los_modestos_que_pasa_a_gastar_mucho_sale_entre_las_sorpresas() -> None:
    lineas = [*_cartera(), (15, date(2025, 6, 1), 90_000.0)]

    acierto = _acierto(lineas)

    primero = acierto.sorpresas.lista[0]
    assert primero.nombre == "Cliente 15"
    assert primero.segmento == _segmentos(lineas)[17]
    assert primero.segmento in ("Emergente", "Bajo valor")
    assert primero.neto_despues > 90_000
    assert acierto.mejores == acierto.mejores_previstos + acierto.sorpresas.clientes
    assert acierto.emergentes <= acierto.sorpresas.clientes


def test_si_despues_gastan_los_de_abajo_el_orden_se_rompe_y_dice_por_donde() -> None:
    antes = _hasta(_cartera())
    segmentos = _segmentos(antes)
    ultimo = max(segmentos.values(), key=SEGMENTOS.index)
    vuelta = [(fila - 2, date(2025, 3, 1), 500.0) for fila, segmento in segmentos.items() if segmento == ultimo]

    acierto = _acierto([*antes, *vuelta])

    assert acierto.orden_cumplido is False
    assert acierto.saltos[-1][1] == ultimo
    assert acierto.fugas.clientes == sum(segmento in ("Estratégico", "Clave") for segmento in segmentos.values())


def test_quien_compra_por_primera_vez_ese_ano_no_se_puntua_pero_se_cuenta() -> None:
    acierto = _acierto([*_cartera(), (16, date(2025, 2, 1), 700.0), (16, date(2025, 3, 1), 50.5)])

    assert acierto.total.clientes == 16
    assert (acierto.nuevos, acierto.neto_de_nuevos) == (1, 750.5)


def test_una_devolucion_resta_neto_pero_no_es_volver() -> None:
    base = [linea for linea in _cartera() if linea[0] != 3 or linea[1] <= ENTONCES]
    sin, con = _acierto(base), _acierto([*base, (3, date(2025, 5, 5), -60.0)])

    assert con.total.neto == sin.total.neto - 60
    assert con.total.volvieron == sin.total.volvieron == 15


def test_nadie_es_de_los_mejores_si_todos_devolvieron_mas_de_lo_que_compraron() -> None:
    acierto = _acierto([*_hasta(_cartera()), *((k, date(2025, 5, 5), -1.0 - k) for k in range(16))])

    assert (acierto.mejores, acierto.sorpresas.clientes) == (0, 0)
    assert acierto.total.cuota_clientes == 1
    assert acierto.total.cuota_neto is None


def test_los_documentos_de_despues_no_cambian_lo_que_era_una_devolucion() -> None:
    """«C7» es un abono si los demás documentos son números; si luego casi todos empiezan así, es una serie."""
    antes, despues = _hasta(_cartera()), _de_ese_ano(_cartera())
    documentos = ["C7", *(str(i) for i in range(1, len(antes)))]
    de_despues = [f"C{i}" for i in range(100, 100 + 2 * len(antes))]
    vuelta = (despues * 9)[: len(de_despues)]

    def movimientos(lineas: Sequence[Linea], numeros: Sequence[str]) -> Any:
        return _movimientos(lineas).with_columns(documento=nw.new_series("d", numeros, backend="polars"))

    solo, _ = puntuar_como_en(_clientes(antes), movimientos(antes, documentos), CONFIGURACION, ENTONCES)
    todo, _ = puntuar_como_en(
        _clientes(antes), movimientos([*antes, *vuelta], [*documentos, *de_despues]), CONFIGURACION, ENTONCES
    )

    assert solo["devoluciones"].to_list()[0] == antes[0][2] > 0
    assert_frame_equal(todo.to_native(), solo.to_native(), check_exact=True)


def test_el_neto_se_redondea_al_centimo_por_cliente() -> None:
    lineas = [*_cartera(), *((k, date(2025, 12, 30), 0.001) for k in range(16))]

    assert _acierto(lineas).total.neto == _acierto(_cartera()).total.neto


def test_la_lista_tiene_diez_como_mucho_y_la_cuenta_los_dice_todos() -> None:
    todos = _hasta(_cartera(60))
    fugas = _acierto([*todos, (59, date(2025, 12, 31), 1.0)]).fugas

    assert len(fugas.lista) == FALLOS_QUE_SE_LISTAN < fugas.clientes
    netos = [fallo.neto_antes for fallo in fugas.lista]
    assert netos == sorted(netos, reverse=True)


@pytest.mark.parametrize(
    ("corte", "entonces"),
    [
        (date(2025, 12, 31), date(2024, 12, 31)),
        (date(2025, 2, 28), date(2024, 2, 28)),
        (date(2024, 2, 29), date(2023, 2, 28)),
        (date(2024, 12, 31), date(2023, 12, 31)),
    ],
)
def test_hacen_falta_doce_meses_y_noventa_dias_ni_uno_menos(corte: date, entonces: date) -> None:
    justa = entonces - timedelta(days=DIAS_ANTES_DEL_CORTE)
    resto = [(k, entonces - timedelta(days=k), 10.0 + k) for k in range(5)] + [(0, corte, 5.0)]
    necesarios = (corte - justa).days

    bastante = _probar([*resto, (0, justa, 10.0)], corte)
    corta = _probar([*resto, (0, justa + timedelta(days=1), 10.0)], corte)

    assert isinstance(bastante, Acierto)
    assert (bastante.corte, bastante.hasta) == (entonces, corte)
    assert corta == FaltaHistoria(necesarios, necesarios - 1)


def test_sin_ninguna_compra_no_hay_historia() -> None:
    assert _probar([(0, date(2020, 1, 1), -5.0)]) == FaltaHistoria(365 + DIAS_ANTES_DEL_CORTE, 0)


def test_una_linea_posterior_al_corte_no_cuenta() -> None:
    assert _acierto([*_cartera(), (0, date(2026, 1, 1), 1e6)]) == _acierto(_cartera())


def test_el_orden_de_las_filas_y_de_las_lineas_no_cambia_nada() -> None:
    lineas = _cartera()
    azar = np.random.default_rng(5)
    revueltas = [lineas[i] for i in azar.permutation(len(lineas))]
    clientes = _clientes(lineas)
    al_reves = nw.from_native(clientes.to_native().reverse())
    movimientos = _movimientos(revueltas)

    otro = probar_segmentos(al_reves, movimientos, registro_de_movimientos(movimientos, CORTE), CONFIGURACION, CORTE)

    assert otro == _acierto(lineas)


def test_dos_filas_del_mismo_cliente_cuentan_una_vez() -> None:
    lineas = _cartera()
    clientes = _clientes(lineas)
    repetidos = nw.concat([clientes, clientes.tail(1).with_columns(fila=nw.lit(99, nw.Int64))])
    movimientos = _movimientos(lineas)
    registro = registro_de_movimientos(movimientos, CORTE)

    assert probar_segmentos(repetidos, movimientos, registro, CONFIGURACION, CORTE) == _acierto(lineas)


def test_un_cliente_sin_nombre_no_lleva_ninguno() -> None:
    lineas = [linea for linea in _cartera() if linea[0] != 0 or linea[1] <= ENTONCES]
    movimientos = _movimientos(lineas)
    sin_nombres = _clientes(lineas).with_columns(nombre=nw.lit(None, dtype=nw.String))

    acierto = probar_segmentos(
        sin_nombres, movimientos, registro_de_movimientos(movimientos, CORTE), CONFIGURACION, CORTE
    )

    assert isinstance(acierto, Acierto)
    assert acierto.fugas.lista[0].nombre == ""


def test_en_json_va_y_vuelve() -> None:
    acierto = _acierto([*_cartera(), (15, date(2025, 6, 1), 90_000.0)])

    leido = json.loads(json.dumps(acierto.a_dict(), allow_nan=False))

    assert leido["corte"] == "2024-12-31"
    assert leido["orden_cumplido"] is acierto.orden_cumplido
    assert leido["total"]["neto"] == acierto.total.neto
    assert leido["sorpresas"]["lista"][0]["nombre"] == "Cliente 15"
    assert [grupo["segmento"] for grupo in leido["grupos"]] == [grupo.segmento for grupo in acierto.grupos]


LINEAS_DE_DESPUES = st.lists(
    st.tuples(
        st.integers(0, 18),
        st.integers(1, 365).map(lambda dias: ENTONCES + timedelta(days=dias)),
        st.integers(-50_000, 500_000).map(lambda centimos: centimos / 100),
    ),
    max_size=30,
)


ANTES = _hasta(_cartera())


@cache
def _sin_nada_despues() -> tuple[Any, Baremo, Acierto]:
    puntuados, baremo = puntuar_como_en(_clientes(ANTES), _movimientos(ANTES), CONFIGURACION, ENTONCES)
    return puntuados.to_native(), baremo, _acierto(ANTES)


@POCOS
@given(LINEAS_DE_DESPUES)
def test_lo_que_paso_despues_no_cambia_ni_un_bit_de_lo_puntuado(despues: list[Linea]) -> None:
    lineas = [*ANTES, *despues]

    puntuados, baremo = puntuar_como_en(_clientes(lineas), _movimientos(lineas), CONFIGURACION, ENTONCES)

    assert_frame_equal(puntuados.to_native(), _sin_nada_despues()[0], check_exact=True)
    assert baremo == _sin_nada_despues()[1]


@POCOS
@given(LINEAS_DE_DESPUES)
def test_lo_que_paso_despues_solo_cambia_los_resultados_y_estos_son_los_del_registro(despues: list[Linea]) -> None:
    sin = _sin_nada_despues()[2]

    acierto = _acierto([*ANTES, *despues])

    assert [grupo.clientes for grupo in acierto.grupos] == [grupo.clientes for grupo in sin.grupos]
    assert acierto.total.neto == pytest.approx(math.fsum(neto for clave, _, neto in despues if clave < 16), abs=0.005)
    assert sin.total.neto == sin.total.volvieron == sin.mejores == sin.nuevos == 0
    assert acierto.mejores == acierto.mejores_previstos + acierto.sorpresas.clientes


def test_lo_escrito_en_la_hoja_es_de_hoy_y_no_cuenta() -> None:
    lineas = _cartera()
    movimientos = _movimientos(lineas)
    de_hoy = {
        "importe_contrato": 5e6,
        "gasto_previsto": 1e6,
        "encaje": "Muy bajo",
        "potencial": "Nulo",
        "estado": "Potencial",
        "renovaciones": 9.0,
        "margen": 0.01,
        "fin_contrato": date(2026, 6, 1),
        "segmento_manual": "Bajo valor",
    }

    con, _ = puntuar_como_en(_clientes(lineas, **de_hoy), movimientos, CONFIGURACION, ENTONCES)
    sin, _ = puntuar_como_en(_clientes(lineas), movimientos, CONFIGURACION, ENTONCES)

    assert_frame_equal(con.to_native(), sin.to_native(), check_exact=True)
