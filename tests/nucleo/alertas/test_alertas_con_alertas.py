"""Las alertas de la cartera entera: columnas, orden, gravedad, motores y avisos de cartera."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import narwhals as nw
import pytest

from cartera_xl.nucleo.alertas.alertar import con_alertas, filtradas
from cartera_xl.nucleo.alertas.tipos import ALTA, BAJA, GRAVEDADES, MEDIA, ClaseDeAlerta
from cartera_xl.nucleo.contactos import Contacto
from tests.support.alertas import CORTE, Linea, alertas_de, compras, contexto_de, de_clase, lineas_al_azar

ULTIMA = CORTE - timedelta(days=95)
CALLADO = compras(0, ULTIMA, cada=30, veces=14)
REGULARES = [linea for k in range(1, 10) for linea in compras(k, CORTE, cada=30, veces=14)]
LINEAS = [*CALLADO, *REGULARES]


def _con_segmento(segmento: str, ciclo: str = "Habitual", riesgo: str = "Bajo", **mas: Any) -> tuple[Any, Any]:
    """La cartera de ejemplo con ese segmento, ciclo y riesgo impuestos a todos."""
    puntuados, contexto = contexto_de(LINEAS, **mas)
    puestos = (nw.lit(v).alias(c) for c, v in (("segmento", segmento), ("ciclo", ciclo), ("riesgo", riesgo)))
    return con_alertas(puntuados.with_columns(*puestos), contexto)


def test_las_alertas_de_una_fila_van_seguidas_y_la_mas_grave_primero() -> None:
    columnas = {"fin_contrato": [datetime(2026, 1, 28)] + [None] * 9}
    marco, _ = _con_segmento(
        "Emergente",
        columnas=columnas,
        contactos=[Contacto(0, datetime(2025, 12, 29), entrante=True)],
    )

    assert marco["alertas"].to_list()[0] == (
        "Silencio: 95 días, compraba cada 30 · Espera respuesta desde hace 2 días (29/12/2025)"
        " · Contrato vence en 28 días (28/01/2026)"
    )
    assert marco["gravedad"].to_list()[0] == MEDIA


def test_manda_la_gravedad_antes_que_la_clase() -> None:
    marco, _ = _con_segmento("Emergente", "Inactivo", columnas={"fin_contrato": [datetime(2026, 1, 28)] + [None] * 9})

    assert marco["alertas"].to_list()[0].startswith("Contrato vence")
    assert marco["gravedad"].to_list()[0] == MEDIA


@pytest.mark.parametrize(
    ("segmento", "ciclo", "gravedad"),
    [
        ("Estratégico", "Habitual", ALTA),
        ("Clave", "Inactivo", ALTA),
        ("Emergente", "Habitual", MEDIA),
        ("Emergente", "Inactivo", BAJA),
        ("Bajo valor", "Habitual", BAJA),
    ],
)
def test_un_valioso_que_cae_es_de_gravedad_alta(segmento: str, ciclo: str, gravedad: str) -> None:
    marco, _ = _con_segmento(segmento, ciclo)

    assert marco["gravedad"].to_list()[0] == gravedad


@pytest.mark.parametrize(("segmento", "avisa"), [("Clave", True), ("Estratégico", True), ("Emergente", False)])
def test_un_valioso_con_riesgo_alto_se_avisa_aunque_no_se_vea_caida(segmento: str, avisa: bool) -> None:
    _, alertas = _con_segmento(segmento, riesgo="Alto")

    textos = de_clase(alertas, ClaseDeAlerta.EN_RIESGO)
    assert list(textos) == (list(range(1, 10)) if avisa else [])
    if avisa:
        assert textos[1] == f"Cliente {segmento} en riesgo: 0 días sin comprar; compra cada 30"
        assert {a.gravedad for a in alertas.lista} == {ALTA}


def test_lo_que_no_tiene_alertas_va_vacio() -> None:
    marco, _ = _con_segmento("Emergente")

    assert marco["alertas"].to_list()[1:] == [""] * 9
    assert marco["gravedad"].to_list()[1:] == [""] * 9


def test_la_lista_va_de_mas_a_menos_grave_y_de_mas_a_menos_dinero() -> None:
    lineas, corte = lineas_al_azar(150, 800, semilla=4)
    alertas = alertas_de(lineas, corte)

    claves = [(GRAVEDADES.index(a.gravedad), -(a.importe or 0.0)) for a in alertas.lista]
    assert claves == sorted(claves)
    assert len(claves) > 10


def test_lo_que_esta_en_juego_es_lo_que_compra_al_ano_mientras_compra() -> None:
    """Dos años de compras de 100 al mes y luego nada: unos 1.200 al año; con menos de un año, todo el neto."""
    largo = compras(0, CORTE - timedelta(days=200), cada=30, veces=25)
    corto = compras(1, CORTE - timedelta(days=200), cada=30, veces=5)
    alertas = alertas_de([*largo, *corto, *[(c + 2, d, i) for c, d, i in REGULARES]])

    importes = {a.posicion: a.importe for a in alertas.lista if a.clase is ClaseDeAlerta.SILENCIO}
    assert importes == {0: pytest.approx(2500 * 365 / 720), 1: 500.0}


def test_los_dos_motores_dan_lo_mismo() -> None:
    lineas, corte = lineas_al_azar(60, 800, semilla=4)
    hoja: dict[str, list[Any]] = {
        "ultimo_contacto": [datetime(1999, 1, 1)] * 60,
        "bloqueado": [i == 3 for i in range(60)],
    }
    salidas = []
    for motor in ("pandas", "polars"):
        marco, alertas = con_alertas(*contexto_de(lineas, corte, motor=motor, columnas=hoja))
        salidas.append((marco["alertas"].to_list(), marco["gravedad"].to_list(), alertas))

    assert salidas[0] == salidas[1]
    assert any(salidas[0][0])


def test_de_un_bloqueado_no_se_dice_nada() -> None:
    _, alertas = _con_segmento("Emergente", columnas={"bloqueado": [True] + [False] * 9})

    assert not alertas.lista


def test_si_dos_filas_son_el_mismo_cliente_avisa_la_primera() -> None:
    puntuados, contexto = contexto_de(LINEAS)
    assert contexto.claves is not None
    claves = contexto.claves.with_columns(nw.new_series("clave", [0, 0, *range(2, 10)], nw.Int64, backend="pandas"))
    _, alertas = con_alertas(puntuados, replace(contexto, claves=claves))

    assert list(de_clase(alertas, ClaseDeAlerta.SILENCIO)) == [0]


def test_sin_compras_una_a_una_avisa_del_silencio_y_dice_lo_que_no_mira() -> None:
    puntuados, contexto = contexto_de(LINEAS)
    _, alertas = con_alertas(puntuados, replace(contexto, registro=None, claves=None))

    assert de_clase(alertas, ClaseDeAlerta.SILENCIO) == {0: "Silencio: 95 días, compraba cada 30"}
    assert "hacen falta las compras una a una" in alertas.sin_mirar[0]


def test_si_nadie_compra_bastante_para_compararse_lo_dice() -> None:
    lentos = [linea for k in range(5) for linea in compras(k, CORTE, cada=200, veces=8)]

    assert any("ningún cliente compra bastante" in texto for texto in alertas_de(lentos).sin_mirar)
    assert not any("ningún cliente" in texto for texto in alertas_de(LINEAS).sin_mirar)


def test_filtrar_reparte_las_falsas_esperadas() -> None:
    lineas, corte = lineas_al_azar(400, 800, semilla=4)
    puntuados, contexto = contexto_de(lineas, corte)
    _, todas = con_alertas(puntuados, contexto)
    mitad = puntuados["fila"].to_numpy() % 2 == 0

    pares, impares = filtradas(todas, mitad, None), filtradas(todas, ~mitad, None)

    assert len(pares.lista) + len(impares.lista) == len(todas.lista)
    for p, i, t in zip(pares.recuentos, impares.recuentos, todas.recuentos, strict=True):
        assert p.cuantas + i.cuantas == t.cuantas
        assert t.falsas is None or (p.falsas or 0) + (i.falsas or 0) == pytest.approx(t.falsas * (t.cuantas > 0))
    altas = filtradas(todas, None, ALTA)
    assert {a.gravedad for a in altas.lista} <= {ALTA}


@pytest.mark.parametrize(("dias", "avisa"), [(90, False), (91, True)])
def test_recuerda_la_revision_pasado_su_plazo(dias: int, avisa: bool) -> None:
    alertas = alertas_de(LINEAS, ultima_revision=CORTE - timedelta(days=dias))

    assert any("Toca revisar la cartera" in texto for texto in alertas.de_cartera) is avisa


def test_sin_revision_anterior_no_hay_nada_que_recordar() -> None:
    assert not alertas_de(LINEAS).de_cartera


def _anual(clave: int, cuales: tuple[int, ...]) -> list[Linea]:
    return [(clave, date(cual, 6, 15), 100.0) for cual in cuales]


@pytest.mark.parametrize(("vuelven", "avisa"), [(36, True), (40, False), (60, False)])
def test_avisa_si_la_retencion_baja_mas_de_lo_que_haria_el_azar(vuelven: int, avisa: bool) -> None:
    """80 clientes; entre 2023 y 2024 volvieron 60, y entre 2024 y 2025, `vuelven` de esos 60."""
    de_siempre = [linea for k in range(60) for linea in _anual(k, (2023, 2024, *((2025,) if k < vuelven else ())))]
    de_uno = [linea for k in range(60, 80) for linea in _anual(k, (2023,))]
    inicio = [(80, date(2022, 12, 31) + timedelta(days=d), 5.0) for d in (0, 1)]
    textos = [t for t in alertas_de([*de_siempre, *de_uno, *inicio]).de_cartera if "retención" in t]

    if not avisa:
        assert not textos
    else:
        assert textos[0].startswith("La retención baja: ha vuelto a comprar 60 % de los 60 clientes del año anterior")


def test_sin_tres_anos_de_compras_dice_que_no_mira_la_retencion() -> None:
    assert any("Retención" in texto for texto in alertas_de(LINEAS).sin_mirar)
