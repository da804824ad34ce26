"""Las cifras dentro de una frase se escriben como en el país del libro."""

import doctest
from datetime import date

import pytest

from cartera_xl.nucleo import palabras_cifras
from cartera_xl.nucleo.explicacion import aportaciones, condiciones
from cartera_xl.nucleo.palabras_cifras import decimal, fecha, importe, por_ciento
from cartera_xl.nucleo.ventas import cestas, probabilidades, reparto


@pytest.mark.parametrize(
    ("pais", "escrito"),
    [(None, "1.234.567"), ("ES", "1.234.567"), ("MX", "1,234,567"), ("PE", "1,234,567"), ("AR", "1.234.567")],
)
def test_miles_segun_el_pais(pais, escrito):
    assert importe(1234567.4, pais) == escrito


@pytest.mark.parametrize(("valor", "escrito"), [(-0.4, "0"), (-0.5, "0"), (-0.6, "-1"), (0, "0"), (999.5, "1.000")])
def test_redondea_sin_dejar_un_menos_cero(valor, escrito):
    assert importe(valor) == escrito


@pytest.mark.parametrize(("valor", "escrito"), [(3, "3"), (3.0, "3"), (2.96, "3"), (3.26, "3,3"), (1500.5, "1.500,5")])
def test_un_decimal_solo_si_hace_falta(valor, escrito):
    assert decimal(valor) == escrito


def test_por_ciento_y_fecha():
    assert por_ciento(0.854) == "85 %"
    assert fecha(date(2026, 3, 1)) == "01/03/2026"


@pytest.mark.parametrize("modulo", [palabras_cifras, aportaciones, condiciones, cestas, probabilidades, reparto])
def test_los_ejemplos_de_la_documentacion_son_ciertos(modulo):
    assert doctest.testmod(modulo).failed == 0
