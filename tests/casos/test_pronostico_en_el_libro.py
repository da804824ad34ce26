"""El pronóstico escrito en el libro: qué columnas salen, con qué clase de valor, y que se deshace y se repite igual."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import numpy as np
import pytest

from cartera_xl.casos.deshacer import deshacer
from cartera_xl.casos.recalcular import recalcular
from cartera_xl.nucleo.celdas import Cuadro
from cartera_xl.nucleo.resultados import RESULTADOS, Necesita
from tests.casos.conftest import Banco, peticion

Montar = Callable[[dict[str, Cuadro]], Banco]
DE_MOVIMIENTOS = [r.titulo for r in RESULTADOS if r.por_defecto and r.necesita is Necesita.MOVIMIENTOS]
DE_CONTRATOS = [r.titulo for r in RESULTADOS if r.por_defecto and r.necesita is Necesita.CONTRATOS]


def _ventas(clientes: int, semilla: int = 5) -> Cuadro:
    """Dos años y medio de compras: los pares siguen y los impares lo van dejando a lo largo de 2024."""
    azar = np.random.default_rng(semilla)
    filas: Cuadro = []
    for k in range(clientes):
        dia = datetime(2023, 7, 1) + timedelta(days=3 * k)
        fin = datetime(2025, 12, 31) if k % 2 == 0 else datetime(2024, 2, 1) + timedelta(days=11 * k)
        while dia <= fin:
            filas.append([f"C{k:03d}", dia, round(float(azar.gamma(9, 12)), 2)])
            dia += timedelta(days=5 + int(azar.exponential(30)))
    return [["Código cliente", "Fecha", "Importe"], *filas]


def _clientes(cuantos: int, *, contrato: bool = False) -> Cuadro:
    cabecera = ["Código", "Cliente", *(["Fin de contrato", "Renovaciones", "Importe del contrato"] if contrato else [])]
    filas: Cuadro = []
    for k in range(cuantos):
        vence = datetime(2025, 11, 1) + timedelta(days=9 * k)
        filas.append([f"C{k:03d}", f"Cliente {k} S.L.", *([vence, float(k % 4), 900.0] if contrato else [])])
    return [cabecera, *filas]


def test_con_movimientos_hay_pronostico_y_se_repite_y_se_deshace(montar: Montar) -> None:
    banco = montar({"Clientes": _clientes(26), "Ventas": _ventas(26)})
    antes = banco.cuadro()

    balance = recalcular(banco.abrir(), banco.diario, peticion())
    assert [titulo for titulo in balance.columnas_nuevas if titulo in DE_MOVIMIENTOS] == DE_MOVIMIENTOS
    assert not set(DE_CONTRATOS) & set(balance.columnas_nuevas)
    assert all(0 <= float(str(p)) <= 1 for p in banco.columna("Prob. de volver"))
    clv, desde, hasta = (banco.columna(titulo) for titulo in ("CLV 12 meses", "CLV desde", "CLV hasta"))
    assert all(
        0 <= float(str(a)) <= float(str(b)) and float(str(c)) >= 0 for c, a, b in zip(clv, desde, hasta, strict=True)
    )
    fechas = [f for f in banco.columna("Próxima compra") if f is not None]
    assert fechas
    assert all(isinstance(f, date) and f.year in (2025, 2026) for f in fechas)
    assert any("Pronóstico a" in nota for nota in balance.notas)

    otra = recalcular(banco.abrir(), banco.diario, peticion(1))
    assert (otra.escrito, otra.celdas_cambiadas) == (False, 0)

    deshacer(banco.abrir(), banco.diario, peticion(2))
    assert [[c for c in fila if c is not None] for fila in banco.cuadro()] == [[*fila] for fila in antes]


def test_quien_lleva_un_ano_callado_no_es_de_riesgo_bajo(montar: Montar) -> None:
    """Los impares compraban cada mes y llevan más de un año sin hacerlo."""
    banco = montar({"Clientes": _clientes(26), "Ventas": _ventas(26)})
    recalcular(banco.abrir(), banco.diario, peticion())
    riesgo, motivo = banco.columna("Riesgo"), banco.columna("Motivo del riesgo")

    assert all(riesgo[k] == "Alto" for k in range(1, 26, 2)), list(zip(riesgo, motivo, strict=True))
    assert all(riesgo[k] != "Alto" for k in range(0, 26, 2)), list(zip(riesgo, motivo, strict=True))
    assert all("de volver en" in str(texto) for texto in motivo)


def test_sin_movimientos_no_se_crean_columnas_que_no_dirian_nada(banco: Banco) -> None:
    balance = recalcular(banco.abrir(), banco.diario, peticion())

    assert not set(DE_MOVIMIENTOS + DE_CONTRATOS) & set(balance.columnas_nuevas)
    assert set(banco.columna("Riesgo")) <= {"Alto", "Medio", "Bajo"}
    assert any(nota.startswith("Sin movimientos no hay pronóstico") for nota in balance.notas)


def test_los_contratos_dan_renovacion_y_dias_hasta_que_vencen(montar: Montar) -> None:
    banco = montar({"Clientes": _clientes(26, contrato=True), "Ventas": _ventas(26)})
    recalcular(banco.abrir(), banco.diario, peticion())

    dias, prob = banco.columna("Vence (días)"), banco.columna("Prob. de renovación")
    assert all((p is not None) == (float(str(d)) >= 0) for d, p in zip(dias, prob, strict=True))
    assert any(float(str(d)) < 0 for d in dias)
    assert any(p is not None for p in prob)


@pytest.mark.parametrize("clientes", [1, 5, 19])
def test_con_muestra_insuficiente_se_dice_y_no_hay_probabilidad(montar: Montar, clientes: int) -> None:
    banco = montar({"Clientes": _clientes(clientes), "Ventas": _ventas(clientes)})
    balance = recalcular(banco.abrir(), banco.diario, peticion())

    assert any("muestra insuficiente" in nota for nota in balance.notas)
    assert banco.columna("Prob. de volver") == [None] * clientes
    assert all(float(str(c)) >= 0 for c in banco.columna("CLV 12 meses"))
