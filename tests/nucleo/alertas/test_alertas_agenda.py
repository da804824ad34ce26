"""Lo que tiene fecha: contratos, renovaciones y fechas especiales."""

from datetime import date, datetime, timedelta
from typing import Any

import narwhals as nw
import pytest

from cartera_xl.nucleo.alertas.alertar import con_alertas
from cartera_xl.nucleo.alertas.tipos import ALTA, BAJA, MEDIA, ClaseDeAlerta
from tests.support.alertas import CORTE, compras, contexto_de, de_clase

CONTRATO, RENOVADO, ESPECIAL = ClaseDeAlerta.CONTRATO, ClaseDeAlerta.RENOVADO, ClaseDeAlerta.FECHA_ESPECIAL
UNA_COMPRA = compras(0, CORTE, cada=1, veces=1)


def _con_contrato(vence: int | None, *, segmento: str = "Emergente", **hoja: Any) -> Any:
    """Un cliente de ese segmento cuyo contrato de 5.000 vence dentro de tantos días."""
    fin = None if vence is None else CORTE + timedelta(days=vence)
    columnas: dict[str, list[Any]] = {
        "fin_contrato": [fin and datetime(fin.year, fin.month, fin.day)],
        "importe_contrato": [5000.0],
    }
    puntuados, contexto = contexto_de(UNA_COMPRA, columnas=columnas | {campo: [v] for campo, v in hoja.items()})
    return con_alertas(puntuados.with_columns(nw.lit(segmento).alias("segmento")), contexto)[1]


@pytest.mark.parametrize(
    ("vence", "valioso", "normal"),
    [
        (91, None, None),
        (90, BAJA, BAJA),
        (61, BAJA, BAJA),
        (60, MEDIA, BAJA),
        (31, MEDIA, BAJA),
        (30, ALTA, MEDIA),
        (0, ALTA, MEDIA),
        (-1, ALTA, MEDIA),
        (-90, ALTA, MEDIA),
        (-91, BAJA, BAJA),
    ],
)
def test_la_gravedad_de_un_contrato_depende_del_plazo_y_del_cliente(
    vence: int, valioso: str | None, normal: str | None
) -> None:
    for segmento, esperada in (("Clave", valioso), ("Emergente", normal)):
        dadas = [a.gravedad for a in _con_contrato(vence, segmento=segmento).lista if a.clase is CONTRATO]
        assert dadas == ([esperada] if esperada else [])


@pytest.mark.parametrize(
    ("vence", "texto"),
    [
        (28, "Contrato vence en 28 días (28/01/2026)"),
        (1, "Contrato vence en 1 día (01/01/2026)"),
        (0, "Contrato vence hoy"),
        (-12, "Contrato vencido el 19/12/2025 (hace 12 días)"),
    ],
)
def test_el_texto_de_un_contrato_dice_la_fecha(vence: int, texto: str) -> None:
    alertas = _con_contrato(vence)

    assert de_clase(alertas, CONTRATO) == {0: texto}
    assert [a.importe for a in alertas.lista if a.clase is CONTRATO] == [5000.0]


def test_con_probabilidad_de_renovar_la_dice_y_cuenta_los_que_renovarian_solos() -> None:
    puntuados, contexto = contexto_de(
        [*UNA_COMPRA, *compras(1, CORTE, cada=1, veces=1)],
        columnas={"fin_contrato": [datetime(2026, 1, 28)] * 2, "renovaciones": [3.0, 0.0]},
    )
    con_prob = puntuados.with_columns(nw.new_series("prob_renovacion", [0.72, 0.5], nw.Float64, backend="pandas"))
    alertas = con_alertas(con_prob, contexto)[1]

    assert de_clase(alertas, CONTRATO) == {
        0: "Contrato vence en 28 días (28/01/2026): 72 % de renovar, renovado 3 veces",
        1: "Contrato vence en 28 días (28/01/2026): 50 % de renovar",
    }
    (cuenta,) = [r for r in alertas.recuentos if r.clase is CONTRATO]
    assert cuenta.falsas == pytest.approx(1.22)


@pytest.mark.parametrize(
    ("alta", "fin", "veces", "dice"),
    [
        (datetime(2023, 11, 1), datetime(2026, 11, 1), 2, "Contrato renovado por 2.ª vez, hasta el 01/11/2026"),
        (datetime(2024, 12, 31), datetime(2026, 12, 31), 1, "Contrato renovado por 1.ª vez, hasta el 31/12/2026"),
        (datetime(2023, 6, 1), datetime(2026, 6, 1), 2, None),  # hace ya medio año
        (datetime(2023, 8, 20), datetime(2026, 11, 1), 2, None),  # el alta no es la del contrato
        (datetime(2025, 11, 1), datetime(2026, 11, 1), 0, None),  # es el primer contrato
    ],
)
def test_un_contrato_recien_renovado_es_buena_noticia(
    alta: datetime, fin: datetime, veces: int, dice: str | None
) -> None:
    vence = (fin.date() - CORTE).days
    alertas = _con_contrato(vence, fecha_alta=alta, renovaciones=float(veces))

    assert de_clase(alertas, RENOVADO) == ({0: dice} if dice else {})


@pytest.mark.parametrize(
    ("escrita", "hoy", "dice"),
    [
        (date(1999, 1, 15), date(2025, 12, 31), "Fecha especial en 15 días (15/01)"),
        (date(1999, 12, 31), date(2025, 12, 31), "Fecha especial hoy (31/12)"),
        (date(1999, 1, 30), date(2025, 12, 31), "Fecha especial en 30 días (30/01)"),
        (date(1999, 1, 31), date(2025, 12, 31), None),
        (date(1999, 12, 30), date(2025, 12, 31), None),
        (date(2000, 2, 29), date(2026, 2, 27), "Fecha especial en 1 día (28/02)"),
        (date(2000, 2, 29), date(2028, 2, 27), "Fecha especial en 2 días (29/02)"),
    ],
)
def test_avisa_de_las_fechas_de_los_proximos_treinta_dias(escrita: date, hoy: date, dice: str | None) -> None:
    fecha = datetime(escrita.year, escrita.month, escrita.day)
    puntuados, contexto = contexto_de(
        UNA_COMPRA, columnas={"fecha_especial": [fecha]}, momento=datetime(hoy.year, hoy.month, hoy.day, 9)
    )

    assert de_clase(con_alertas(puntuados, contexto)[1], ESPECIAL) == ({0: dice} if dice else {})


@pytest.mark.parametrize("columna", ["oposicion", "bloqueado"])
def test_no_se_felicita_a_quien_se_opone_ni_a_quien_esta_bloqueado(columna: str) -> None:
    puntuados, contexto = contexto_de(UNA_COMPRA, columnas={"fecha_especial": [datetime(1999, 1, 5)], columna: [True]})

    assert not con_alertas(puntuados, contexto)[1].lista
