"""Fechas escritas: formas, orden por columna y las que no existen."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cartera_xl.nucleo.lectura.fechas import convenio_orden, leer_fecha
from cartera_xl.nucleo.paises import pais


@pytest.mark.parametrize(
    ("texto", "fecha"),
    [
        ("03/09/2026", date(2026, 9, 3)),
        ("3/9/26", date(2026, 9, 3)),
        ("3-9-98", date(1998, 9, 3)),
        ("01/01/49", date(2049, 1, 1)),
        ("01/01/50", date(1950, 1, 1)),
        ("03.09.2026", date(2026, 9, 3)),
        ("03 09 2026", date(2026, 9, 3)),
        ("2026-09-03", date(2026, 9, 3)),
        ("2026/9/3", date(2026, 9, 3)),
        ("2026-09-03T10:30:00Z", date(2026, 9, 3)),
        ("2026-09-03 10:30:00.123", date(2026, 9, 3)),
        ("03/09/2026 10:30 a. m.", date(2026, 9, 3)),
        ("03/09/2026, 10:30", date(2026, 9, 3)),
        ("20260903", date(2026, 9, 3)),
        ("3 de septiembre de 2026", date(2026, 9, 3)),
        ("3 de setiembre del 2026", date(2026, 9, 3)),
        ("3-sep-26", date(2026, 9, 3)),
        ("3sept2026", date(2026, 9, 3)),
        ("jueves, 3 de septiembre de 2026", date(2026, 9, 3)),
        ("Sep 3, 2026", date(2026, 9, 3)),
        ("3 Sep 2026", date(2026, 9, 3)),
        ("sep-26", date(2026, 9, 1)),
        ("septiembre de 2026", date(2026, 9, 1)),
        ("3 de fevereiro de 2026", date(2026, 2, 3)),
        ("29/02/2024", date(2024, 2, 29)),
        ("\u00a003/09/2026 ", date(2026, 9, 3)),
    ],
)
def test_se_lee(texto: str, fecha: date) -> None:
    assert leer_fecha(texto, "dmy") == fecha


@pytest.mark.parametrize(
    "texto",
    ["31/02/2024", "29/02/2023", "00/01/2024", "09/13/2024", "hoy", "2024", "13", "", "32 de marzo de 2024", "10:30",
     "3 de brumario de 2024", "2024-13-01", "99999999", "1.234,56", "12/2024/03"],
)  # fmt: skip
def test_no_se_lee(texto: str) -> None:
    assert leer_fecha(texto, "dmy") is None


def test_el_orden_cambia_la_lectura() -> None:
    assert leer_fecha("03/09/2026", "mdy") == date(2026, 3, 9)


def test_sin_orden_solo_se_lee_lo_que_no_deja_duda() -> None:
    assert leer_fecha("03/09/2026", "") is None
    assert leer_fecha("05/05/2026", "") == date(2026, 5, 5)
    assert leer_fecha("2026-09-03", "") == date(2026, 9, 3)


def test_la_prueba_cuenta_las_fechas_con_dia_mayor_que_doce() -> None:
    convenio = convenio_orden("ultima_compra", {"25/03/2024": 400, "13/01/2024": 12, "01/02/2024": 30}, None, None)

    assert convenio.prueba == "dd/mm: 412 fechas con día > 12; 0 en contra"


def test_sin_pruebas_decide_el_pais() -> None:
    assert convenio_orden("fecha", {"03/09/2026": 1}, pais("PA"), None).valor == "mdy"
    assert convenio_orden("fecha", {"03/09/2026": 1}, None, None).ambiguo


@settings(deadline=None)
@given(st.dates(date(1950, 1, 1), date(2049, 12, 31)), st.sampled_from(["%d/%m/%Y", "%d-%m-%y", "%Y%m%d", "%Y-%m-%d"]))
def test_lo_escrito_se_lee_igual(fecha: date, forma: str) -> None:
    assert leer_fecha(fecha.strftime(forma), "dmy") == fecha


@settings(deadline=None)
@given(st.text(max_size=30))
def test_ningun_texto_rompe_la_lectura(texto: str) -> None:
    for orden in ("dmy", "mdy", ""):
        assert isinstance(leer_fecha(texto, orden), date | None)
    convenio_orden("fecha", {texto: 1}, None, None)
