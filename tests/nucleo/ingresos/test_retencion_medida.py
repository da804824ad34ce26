"""La retención medida: qué base se toma según la historia, quién pesa y qué margen lleva."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartera_xl.nucleo.compras_lineas import numero_de_dia
from cartera_xl.nucleo.ingresos.retencion import intervalo_de_parte, medir_retencion, tamano_efectivo
from tests.support.registros import registro_cdnow, registro_de

CORTE = date(2025, 12, 31)
PREVIO, BASE, AHORA = (numero_de_dia(date(anterior, 6, 1)) for anterior in (2023, 2024, 2025))


def _compras(*anos: tuple[int, ...], importe: float = 100.0) -> list[tuple[int, int, float]]:
    """Los días en que compró cada cliente, uno por tupla."""
    return [(cliente, dia, importe) for cliente, dias in enumerate(anos) for dia in dias]


def test_con_36_meses_la_base_son_los_que_compraron_dos_ejercicios() -> None:
    inicio = numero_de_dia(date(2023, 1, 1))
    fieles = [(inicio, PREVIO, BASE, AHORA)] * 6 + [(PREVIO, BASE)] * 2
    de_paso = [(BASE,)] * 5  # no cuentan: no son recurrentes

    medida = medir_retencion(registro_de(_compras(*fieles, *de_paso)), CORTE)

    assert medida is not None
    assert medida.de_recurrentes
    assert (medida.clientes, medida.siguen) == (8, 6)
    assert medida.retencion == pytest.approx(0.75)
    assert medida.desde < 0.75 < medida.hasta


def test_con_24_meses_la_base_son_todos_los_que_compraron_el_anterior() -> None:
    lineas = _compras(*[(BASE, AHORA)] * 6, *[(numero_de_dia(date(2024, 1, 5)),)] * 4)

    medida = medir_retencion(registro_de(lineas), CORTE)

    assert medida is not None
    assert not medida.de_recurrentes
    assert medida.retencion == pytest.approx(0.6)


def test_cada_cliente_pesa_lo_que_dejaba_y_lo_que_dejan_ahora_se_dice_aparte() -> None:
    grande = [(0, numero_de_dia(date(2024, 1, 5)), 900.0), (0, AHORA, 450.0)]
    chicos = [(cliente, BASE, 25.0) for cliente in range(1, 5)]

    medida = medir_retencion(registro_de([*grande, *chicos]), CORTE)

    assert medida is not None
    assert medida.retencion == pytest.approx(0.9)
    assert medida.dejan == pytest.approx(0.5)
    assert medida.desde < 0.7, "un solo cliente grande no es mucha muestra"


@pytest.mark.parametrize(
    "lineas",
    [
        pytest.param([], id="sin compras"),
        pytest.param(_compras(*[(BASE, AHORA)] * 8), id="la historia empieza en junio: no cubre la base"),
        pytest.param(_compras(*[(numero_de_dia(date(2024, 1, 5)), AHORA)] * 4), id="cuatro clientes son pocos"),
    ],
)
def test_si_no_da_para_medirla_no_se_mide(lineas: list[tuple[int, int, float]]) -> None:
    assert medir_retencion(registro_de(lineas), CORTE) is None


def test_cdnow_no_tiene_24_meses_y_no_se_mide() -> None:
    assert medir_retencion(registro_cdnow(), date(1998, 6, 30)) is None


def test_el_intervalo_de_wilson_coincide_con_el_publicado() -> None:
    """Newcombe, Statistics in Medicine 17 (1998), tabla I, método 3: 81 de 263 y 0 de 20."""
    assert intervalo_de_parte(81 / 263, 263, 1.959964) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert intervalo_de_parte(0.0, 20, 1.959964) == pytest.approx((0.0, 0.1611), abs=5e-5)


@given(st.floats(0, 1), st.integers(1, 10_000))
def test_el_intervalo_contiene_la_parte_y_no_se_sale(parte: float, n: int) -> None:
    desde, hasta = intervalo_de_parte(parte, n)

    assert 0 <= desde <= parte + 1e-9
    assert parte - 1e-9 <= hasta <= 1


@given(st.lists(st.floats(0.01, 1e6), min_size=1, max_size=40))
def test_el_tamano_efectivo_va_de_uno_a_todos(pesos: list[float]) -> None:
    assert 1 - 1e-9 <= tamano_efectivo(np.array(pesos)) <= len(pesos) + 1e-9
