"""Condiciones en una celda: ida y vuelta exacta, y errores que dicen la celda."""

import pytest
from fabrica import RAPIDO
from hypothesis import example, given
from hypothesis import strategies as st

from cartera_xl.nucleo.errores import ConfiguracionErronea
from cartera_xl.nucleo.reglas import EJES_DE_TEXTO, EJES_NUMERICOS, Intervalo, SinDato, UnoDe
from cartera_xl.nucleo.reglas_texto import condicion_de, numero_de, texto_de_condicion, texto_de_numero

DONDE = "hoja «Configuración», celda D4"
NUMEROS = st.floats(-1e12, 1e12, allow_nan=False) | st.integers(-(10**7), 10**7).map(float)
INTERVALOS = st.one_of(
    st.just(Intervalo()),
    st.builds(lambda n, i: Intervalo(n, None, desde_incluido=i), NUMEROS, st.booleans()),
    st.builds(lambda n, i: Intervalo(None, n, hasta_incluido=i), NUMEROS, st.booleans()),
    st.builds(Intervalo, NUMEROS, NUMEROS, st.booleans(), st.booleans()),
)
DE_TEXTO = st.sampled_from(list(EJES_DE_TEXTO)).flatmap(
    lambda eje: st.tuples(
        st.just(eje),
        st.just(SinDato())
        | st.sets(st.sampled_from(EJES_DE_TEXTO[eje]), min_size=1).map(lambda valores: UnoDe(frozenset(valores))),
    )
)


@RAPIDO
@given(st.sampled_from(EJES_NUMERICOS), INTERVALOS | st.just(SinDato()) | st.none())
def test_una_condicion_numerica_vuelve_exactamente_igual(eje, condicion) -> None:
    texto = texto_de_condicion(condicion, eje)

    assert condicion_de(texto, eje, DONDE) == condicion
    assert not texto.startswith("=")


@RAPIDO
@given(DE_TEXTO)
def test_una_condicion_de_texto_vuelve_exactamente_igual(caso) -> None:
    eje, condicion = caso

    assert condicion_de(texto_de_condicion(condicion, eje), eje, DONDE) == condicion


@RAPIDO
@given(NUMEROS)
@example(12.125)
@example(0.125)
@example(-999.001)
def test_un_numero_escrito_vuelve_bit_a_bit(numero) -> None:
    assert numero_de(texto_de_numero(numero)) == numero


@pytest.mark.parametrize(
    ("celda", "condicion"),
    [
        (">= 80", Intervalo(80)),
        (">=80", Intervalo(80)),
        ("≥ 80", Intervalo(80)),
        ("=> 80", Intervalo(80)),
        ("> 100.000", Intervalo(100_000, None, desde_incluido=False)),
        ("< 50", Intervalo(None, 50)),
        ("<= 12,5", Intervalo(None, 12.5, hasta_incluido=True)),
        ("40 a 80", Intervalo(40, 80)),
        ("de 40 a 80", Intervalo(40, 80)),
        (">= 40 y < 80", Intervalo(40, 80)),
        ("< 80 y > 40", Intervalo(40, 80, desde_incluido=False)),
        ("50", Intervalo(50, 50, hasta_incluido=True)),
        (50.0, Intervalo(50, 50, hasta_incluido=True)),
        ("Con dato", Intervalo()),
        (" SIN  DATO ", SinDato()),
        ("", None),
        (None, None),
        ("   ", None),
    ],
)
def test_se_admite_lo_que_la_gente_escribe(celda, condicion) -> None:
    assert condicion_de(celda, "importe_contrato", DONDE) == condicion


@pytest.mark.parametrize(
    ("eje", "celda", "valores"),
    [
        ("nucleo", "si", {"sí"}),
        ("nucleo", True, {"sí"}),
        ("nucleo", False, {"no"}),
        ("ciclo", "Habitual o NUEVO", {"habitual", "nuevo"}),
        ("ciclo", "habitual, nuevo / inactivo", {"habitual", "nuevo", "inactivo"}),
        ("estado", "Cliente", {"cliente"}),
    ],
)
def test_los_textos_se_leen_sin_tildes_ni_mayusculas(eje, celda, valores) -> None:
    assert condicion_de(celda, eje, DONDE) == UnoDe(frozenset(valores))


@pytest.mark.parametrize(
    ("texto", "numero"),
    [
        ("100000", 100_000),
        ("100.000", 100_000),
        ("1.234.567,5", 1_234_567.5),
        ("1,234,567.5", 1_234_567.5),
        ("12.5", 12.5),
        ("12,5", 12.5),
        ("0.125", 0.125),
        ("0,125", 0.125),
        ("-7", -7),
    ],
)
def test_los_numeros_se_leen_en_espanol(texto, numero) -> None:
    assert numero_de(texto) == numero


@pytest.mark.parametrize("texto", ["100,000", "1.23.456", "1,2,3", "12.5O", "mil", "", "1.234,567,8"])
def test_un_numero_ambiguo_o_roto_se_rechaza(texto) -> None:
    with pytest.raises(ValueError):
        numero_de(texto)


@pytest.mark.parametrize(
    ("eje", "celda"),
    [
        ("valor", "mucho"),
        ("valor", ">= 12.5O"),
        ("valor", ">= 1 y > 2"),
        ("valor", "40 a"),
        ("valor", ">= 40 hasta 80"),
        ("valor", ">= 100,000"),
        ("valor", True),
        ("ciclo", "dormido"),
        ("ciclo", "nuevo o dormido"),
        ("ciclo", 3.0),
        ("estado", "/"),
    ],
)
def test_lo_que_no_se_entiende_se_dice_con_su_valor_su_celda_y_el_remedio(eje, celda) -> None:
    with pytest.raises(ConfiguracionErronea) as error:
        condicion_de(celda, eje, DONDE)

    assert f"«{celda}»" in error.value.que
    assert error.value.donde == DONDE
    assert error.value.remedio
