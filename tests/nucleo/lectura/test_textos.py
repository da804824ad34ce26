"""Limpieza de textos, códigos y sí o no."""

from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cartera_xl.nucleo.lectura.textos import clave, identificador, limpiar, si_o_no, sin_dato, texto_de, todos_limpios


@pytest.mark.parametrize(
    ("celda", "codigo"),
    [
        (17850.0, "17850"),
        ("17850.0", "17850"),
        (17850, "17850"),
        ("00123", "00123"),
        ("'007", "007"),
        (" A-1\u00a0", "A-1"),
        (1e15, "1000000000000000"),
        (0.5, "0.5"),
        (float("nan"), None),
        (None, None),
        ("N/D", None),
    ],
)
def test_un_codigo_es_texto_aunque_llegue_como_numero(celda, codigo) -> None:
    assert identificador(celda) == codigo


@pytest.mark.parametrize("texto", ["", "-", "N/D", "n/a", "s/d", "S/N", "null", "NaN", "Sin datos", "—", "#N/D"])
def test_hay_textos_que_dicen_que_no_hay_dato(texto: str) -> None:
    assert sin_dato(limpiar(texto))


@pytest.mark.parametrize("texto", ["0", "NO", "Ninguno S.L.", "Nadal", "N"])
def test_y_otros_que_no(texto: str) -> None:
    assert not sin_dato(texto)


@pytest.mark.parametrize(
    ("celda", "dicho"),
    [("Sí", True), ("SI", True), ("x", True), ("✓", True), (1.0, True), (True, True), ("True", True),
     ("no", False), (0, False), ("FALSO", False), ("não", False),
     (None, None), ("", None), ("-", None), (float("nan"), None)],
)  # fmt: skip
def test_si_o_no(celda, dicho) -> None:
    assert si_o_no(celda) is dicho


@pytest.mark.parametrize("celda", ["quizá", 2, date(2024, 1, 1)])
def test_lo_que_no_es_ni_si_ni_no_se_dice(celda) -> None:
    with pytest.raises(ValueError):
        si_o_no(celda)


def test_una_fecha_como_texto_lleva_la_hora_solo_si_la_tiene() -> None:
    assert texto_de(datetime(2024, 3, 1)) == "01/03/2024"
    assert texto_de(datetime(2024, 3, 1, 9, 5)) == "01/03/2024 09:05"


@settings(deadline=None)
@given(st.text())
def test_limpiar_y_clave_son_idempotentes(texto: str) -> None:
    assert clave(clave(texto)) == clave(texto)
    una = limpiar(texto)
    assert limpiar(una) == una or una.startswith("'")


@settings(deadline=None)
@given(st.lists(st.text(alphabet=st.sampled_from(" ab'.0\n\u00a0\u200b-N/D1"), max_size=8), min_size=1))
def test_la_mirada_de_conjunto_nunca_da_por_limpio_lo_que_cambiaria(textos: list[str]) -> None:
    if todos_limpios(textos):
        assert [identificador(t) for t in textos] == textos
