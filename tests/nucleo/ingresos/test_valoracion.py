"""El valor es un rango: la cascada suma, cada supuesto mueve en su sentido y nada sale de la nada."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartera_xl.nucleo.ingresos.exposicion import Indicios, medir_exposiciones
from cartera_xl.nucleo.ingresos.valoracion import (
    CasoDeValor,
    Exposicion,
    Recurrentes,
    RiesgoDeValor,
    a_medio_camino,
    antes_de_riesgos,
    cascada,
    factor,
    medir_recurrentes,
    pago_aplazado,
    sensibilidad_a_la_concentracion,
    sensibilidad_a_la_tasa,
    valor,
)

RECURRENTES = Recurrentes(
    neto=1200.0, recurrente=1000.0, margen=400.0, clientes=10, cuota_mayor=0.3, cuota_cinco=0.8, hhi=0.2
)
SIN_FACTORES = dict.fromkeys(RiesgoDeValor, 0.0)
MITADES = dict.fromkeys(RiesgoDeValor, 0.5)
CASO = CasoDeValor(0.8, 0.1, 36, 0.0, SIN_FACTORES, MITADES)
PARTES = st.floats(0, 1)
CASOS = st.builds(
    CasoDeValor,
    PARTES,
    PARTES,
    st.integers(1, 60),
    st.floats(0, 100),
    st.fixed_dictionaries(dict.fromkeys(RiesgoDeValor, PARTES)),
    st.fixed_dictionaries(dict.fromkeys(RiesgoDeValor, PARTES)),
)
EXPOSICIONES = dict.fromkeys(RiesgoDeValor, Exposicion(0.5, 0.5, "medida"))


def test_sin_bajas_ni_descuento_ni_riesgos_es_el_margen_por_el_plazo() -> None:
    assert valor(RECURRENTES, replace(CASO, retencion=1.0, tasa=0.0)) == pytest.approx(1200.0)


def test_el_factor_es_el_margen_de_cada_mes_traido_a_hoy() -> None:
    """A mano, mes a mes: quedan los que quedan y se cobra a mitad de mes."""
    a_mano = sum(0.8 ** ((k - 0.5) / 12) / 1.1 ** ((k - 0.5) / 12) / 12 for k in range(1, 37))

    assert factor(0.8, 0.1, 36) == pytest.approx(a_mano)


def test_el_coste_se_paga_por_cada_cliente_que_queda() -> None:
    con_coste = replace(CASO, coste=10.0)

    assert valor(RECURRENTES, CASO) - valor(RECURRENTES, con_coste) == pytest.approx(100 * factor(0.8, 0.1, 36))


def test_los_descuentos_se_quitan_uno_tras_otro() -> None:
    caso = replace(CASO, factores=SIN_FACTORES | {RiesgoDeValor.CONCENTRACION: 0.2, RiesgoDeValor.PERSONAL: 0.1})

    assert valor(RECURRENTES, caso) == pytest.approx(antes_de_riesgos(RECURRENTES, CASO) * (1 - 0.1) * (1 - 0.05))


def test_si_retener_cuesta_mas_de_lo_que_dejan_los_riesgos_no_lo_agravan() -> None:
    ruinoso = replace(CASO, coste=100.0, factores=MITADES)

    assert valor(RECURRENTES, ruinoso) == pytest.approx((400 - 1000) * factor(0.8, 0.1, 36))


@given(CASOS, CASOS)
def test_la_cascada_suma(malo: CasoDeValor, bueno: CasoDeValor) -> None:
    """Cada total es el anterior más lo que hay entre los dos."""
    peldanos = cascada(RECURRENTES, malo, bueno, EXPOSICIONES)
    for lado in ("desfavorable", "favorable"):
        suma = 0.0
        for peldano in peldanos:
            importe = getattr(peldano, lado)
            if peldano.es_total:
                assert peldano is peldanos[0] or importe == pytest.approx(suma, abs=1e-6)
                suma = importe
            else:
                suma += importe
    assert peldanos[-1].desfavorable == pytest.approx(valor(RECURRENTES, malo), abs=1e-6)
    assert peldanos[-1].favorable == pytest.approx(valor(RECURRENTES, bueno), abs=1e-6)


@given(CASOS, PARTES)
def test_mas_retencion_nunca_vale_menos_si_los_clientes_dejan_margen(caso: CasoDeValor, otra: float) -> None:
    sin_coste = replace(caso, coste=0.0)
    menos, mas = sorted((caso.retencion, otra))

    assert (
        valor(RECURRENTES, replace(sin_coste, retencion=menos))
        <= valor(RECURRENTES, replace(sin_coste, retencion=mas)) + 1e-9
    )


@given(CASOS, PARTES, st.sampled_from(RiesgoDeValor))
def test_mas_tasa_o_mas_riesgo_nunca_vale_mas(caso: CasoDeValor, otro: float, riesgo: RiesgoDeValor) -> None:
    sin_coste = replace(caso, coste=0.0)
    for campo, valores in (("tasa", sorted((caso.tasa, otro))), ("factor", sorted((caso.factores[riesgo], otro)))):
        menos, mas = (
            replace(sin_coste, tasa=v)
            if campo == "tasa"
            else replace(sin_coste, factores=dict(caso.factores) | {riesgo: v})
            for v in valores
        )
        assert valor(RECURRENTES, mas) <= valor(RECURRENTES, menos) + 1e-9


def test_las_tablas_de_sensibilidad_dan_el_valor_de_cada_casilla() -> None:
    tasas = sensibilidad_a_la_tasa(RECURRENTES, CASO, (0.7, 0.8), (0.05, 0.1))
    cuotas = sensibilidad_a_la_concentracion(
        RECURRENTES, replace(CASO, factores=SIN_FACTORES | {RiesgoDeValor.CONCENTRACION: 0.25}), (0.8,), (0.0, 1.0)
    )

    assert tasas[1][1] == pytest.approx(valor(RECURRENTES, CASO), rel=5e-3), "tres cifras"
    assert tasas[0][0] < tasas[1][0]
    assert cuotas[0][1] == pytest.approx(0.75 * cuotas[0][0], rel=1e-2)


def test_lo_aplazado_va_de_cero_a_lo_que_falta_hasta_lo_favorable() -> None:
    casos = replace(CASO, retencion=0.7), replace(CASO, retencion=0.9)
    pagos = pago_aplazado(RECURRENTES, casos, (0.0, 0.8, 1.0))

    assert [pago.al_firmar for pago in pagos] == [pagos[0].al_firmar] * 3
    assert pagos[0].aplazado == 0
    assert 0 < pagos[1].aplazado < pagos[2].aplazado
    assert pagos[2].total == pytest.approx(valor(RECURRENTES, casos[1]), rel=5e-3)


def test_a_medio_camino_queda_entre_los_dos() -> None:
    medio = a_medio_camino(replace(CASO, retencion=0.6, meses=24), replace(CASO, retencion=0.8, meses=36))

    assert medio.retencion == pytest.approx(0.7)
    assert medio.meses == 30


def test_lo_recurrente_se_mide_solo_en_los_recurrentes() -> None:
    neto = np.array([500.0, 300.0, 200.0, np.nan, -50.0])
    margen = np.array([0.5, 0.1, 0.9, 0.5, 0.5])
    medido = medir_recurrentes(neto, margen, np.array([True, True, False, True, False]))

    assert (medido.neto, medido.recurrente, medido.clientes) == (950.0, 800.0, 3)
    assert medido.margen == pytest.approx(280.0)
    assert medido.cuota_mayor == pytest.approx(0.625)
    assert medido.cuota_cinco == pytest.approx(1.0)
    assert medido.hhi == pytest.approx(0.625**2 + 0.375**2)


def _indicios(**cambios: object) -> Indicios:
    de_partida: dict[str, object] = {
        "peso": np.array([60.0, 40.0]),
        "vence": np.array([np.nan, np.nan]),
        "ficha": np.array([1.0, 1.0]),
        "con_aviso": np.array([False, False]),
        "responsables": ["Ana", "Luis"],
        "dias_de_datos": 0,
    }
    return Indicios(**(de_partida | cambios))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("riesgo", "cambios", "desfavorable", "favorable"),
    [
        pytest.param(RiesgoDeValor.CONTRATOS, {}, 1.0, 1.0, id="nadie tiene contrato"),
        pytest.param(RiesgoDeValor.CONTRATOS, {"vence": np.array([365.0, 0.0])}, 0.4, 0.4, id="vencido no cubre"),
        pytest.param(
            RiesgoDeValor.CONTRATOS, {"vence": np.array([730.0, 182.5])}, 0.2, 0.2, id="medio contrato cubre medio"
        ),
        pytest.param(RiesgoDeValor.CALIDAD, {}, 0.0, 0.0, id="fichas enteras"),
        pytest.param(
            RiesgoDeValor.CALIDAD, {"ficha": np.array([0.5, np.nan])}, 0.5, 0.5, id="media ficha; la otra no consta"
        ),
        pytest.param(RiesgoDeValor.CALIDAD, {"con_aviso": np.array([True, False])}, 0.6, 0.6, id="avisos del mayor"),
        pytest.param(RiesgoDeValor.PERSONAL, {}, 0.6, 0.6, id="la persona que más lleva"),
        pytest.param(RiesgoDeValor.PERSONAL, {"responsables": None}, 1.0, 0.0, id="no consta quién atiende"),
        pytest.param(RiesgoDeValor.PERSONAL, {"responsables": ["", None]}, 1.0, 0.0, id="la columna está vacía"),
        pytest.param(RiesgoDeValor.ANTIGUEDAD, {"dias_de_datos": 91}, 0.0, 0.0, id="tres meses no cuentan"),
        pytest.param(RiesgoDeValor.ANTIGUEDAD, {"dias_de_datos": 183}, 3.0, 3.0, id="seis meses son tres de más"),
        pytest.param(RiesgoDeValor.ANTIGUEDAD, {"dias_de_datos": 9999}, 12.0, 12.0, id="como mucho, doce"),
        pytest.param(RiesgoDeValor.CONCENTRACION, {}, 0.8, 0.8, id="los cinco mayores"),
    ],
)
def test_cada_exposicion(
    riesgo: RiesgoDeValor, cambios: dict[str, object], desfavorable: float, favorable: float
) -> None:
    exposicion = medir_exposiciones(_indicios(**cambios), RECURRENTES, "ES")[riesgo]

    assert exposicion.desfavorable == pytest.approx(desfavorable, abs=0.02)
    assert exposicion.favorable == pytest.approx(favorable, abs=0.02)
    assert exposicion.texto
