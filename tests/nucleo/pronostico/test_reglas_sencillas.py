"""Las reglas sencillas: cuentas que se pueden repetir a mano, y probabilidades aprendidas sin mirar el futuro."""

import warnings
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartera_xl.nucleo.modelos.base import Metodo
from cartera_xl.nucleo.pronostico.registro import Registro, historia_al
from cartera_xl.nucleo.pronostico.reglas_sencillas import REGLAS, hueco_normal
from tests.support.registros import FIN_DE_CALIBRACION, registro_cdnow, registro_de, registro_pareto

DIA = 10_000
TODAS = pytest.mark.parametrize("regla", REGLAS.values(), ids=list(REGLAS))
LINEAS = st.lists(st.tuples(st.integers(0, 30), st.integers(DIA, DIA + 700), st.just(10.0)), min_size=1, max_size=60)


def _esperadas(regla: str, registro: Registro, corte: int, h: int) -> list[float]:
    historia, _ = historia_al(registro, corte)
    metodo = REGLAS[regla]
    return metodo.esperadas(metodo.entrenar(registro, corte, h, None), historia, h).tolist()


def _cada(cliente: int, paso: int, veces: int, desde: int = DIA) -> list[tuple[int, int, float]]:
    return [(cliente, desde + paso * i, 10.0) for i in range(veces)]


def test_el_ultimo_periodo_se_repite_sin_la_primera_compra() -> None:
    """El segundo llegó hace 50 días y ha recomprado una vez; el tercero no viene hace mucho."""
    registro = registro_de([*_cada(0, 40, 19), (1, DIA + 680, 1), (1, DIA + 700, 1), (2, DIA, 1), (2, DIA + 9, 1)])

    assert _esperadas("ultimo_periodo", registro, DIA + 730, 90) == [2, 1, 0]
    assert _esperadas("ultimo_periodo", registro, DIA + 730, 180) == [5, 1, 0]


def test_un_plazo_que_no_es_de_la_casa_se_prorratea_del_mas_cercano() -> None:
    registro = registro_de(_cada(0, 30, 25))

    assert _esperadas("ultimo_periodo", registro, DIA + 730, 100) == pytest.approx([3 * 100 / 90])


def test_con_menos_historia_que_periodo_se_prorratea_de_la_que_hay() -> None:
    """Nueve recompras en 91 días de registro: otras tantas en 91, y no en 365."""
    registro = registro_de(_cada(0, 10, 10))

    assert _esperadas("ultimo_periodo", registro, DIA + 90, 365) == pytest.approx([9 * 365 / 91])


def test_el_ritmo_de_quien_acaba_de_llegar_se_parece_al_de_la_cartera() -> None:
    """Veinte clientes compran cada 10 días; el nuevo, con un día de antigüedad, no compra una vez al día."""
    viejos = [linea for cliente in range(20) for linea in _cada(cliente, 10, 37)]
    registro = registro_de([*viejos, (20, DIA + 364, 10.0)])

    *los_viejos, nuevo = _esperadas("ritmo_medio", registro, DIA + 365, 90)

    assert los_viejos == pytest.approx([9.0] * 20, rel=0.05)
    assert nuevo == pytest.approx(9.0, rel=0.15)


def test_el_hueco_da_por_perdido_al_que_lleva_mas_que_el_90_por_ciento_de_los_huecos() -> None:
    """Huecos: 27 de 10 días y 3 de 30; el 90 % cabe en 10. El segundo lleva justo 10 sin comprar; el tercero, 11."""
    registro = registro_de([*_cada(0, 10, 28), *_cada(3, 30, 4), (1, DIA + 271, 1), (2, DIA + 270, 1)])
    corte = DIA + 281

    assert hueco_normal(registro, corte) == 10
    esperadas = _esperadas("hueco", registro, corte, 90)
    assert [uno > 0 for uno in esperadas] == [False, True, False, False]


def test_con_menos_de_20_huecos_el_hueco_normal_es_un_ano() -> None:
    assert hueco_normal(registro_de(_cada(0, 7, 20)), DIA + 500) == 365
    assert hueco_normal(registro_de(_cada(0, 7, 21)), DIA + 500) == 7
    assert hueco_normal(registro_de([]), DIA) == 365


def test_por_rango_espera_mas_de_quien_compra_mas_y_mas_reciente() -> None:
    registro = registro_pareto(500, 720, semilla=4)
    corte = int(registro.dia.max())
    historia, _ = historia_al(registro, corte)
    esperadas = np.array(_esperadas("rango_fr", registro, corte, 90))
    mejores = (historia.x >= 8) & (historia.t - historia.tx < 30)
    peores = (historia.x == 0) & (historia.t - historia.tx > 400)

    assert mejores.any()
    assert peores.any()
    assert esperadas[mejores].min() > esperadas[peores].max()


@TODAS
def test_un_cliente_solo_da_lo_mismo_que_en_su_cartera(regla) -> None:
    registro = registro_pareto(60, 400, semilla=2)
    corte = int(registro.dia.max())
    historia, _ = historia_al(registro, corte)
    ajuste = regla.entrenar(registro, corte, 90, None)

    for i in (0, 17, 41):
        solo = historia.elegir(np.array([i]))
        assert regla.esperadas(ajuste, solo, 90)[0] == regla.esperadas(ajuste, historia, 90)[i]
        assert regla.prob_volver(ajuste, solo, 90)[0] == regla.prob_volver(ajuste, historia, 90)[i]


@TODAS
def test_lo_posterior_al_corte_no_cambia_lo_aprendido(regla) -> None:
    registro = registro_pareto(80, 500, semilla=3)
    corte = int(registro.dia.max()) - 200

    assert regla.entrenar(registro, corte, 90, None) == regla.entrenar(registro.hasta(corte), corte, 90, None)


@TODAS
def test_la_probabilidad_crece_con_el_plazo_y_no_llega_a_uno(regla) -> None:
    registro = registro_pareto(200, 500, semilla=5)
    corte = int(registro.dia.max())
    historia, _ = historia_al(registro, corte)
    ajuste = regla.entrenar(registro, corte, 90, None)
    probs = [regla.prob_volver(ajuste, historia, h) for h in (1, 30, 90, 365, 100_000)]

    assert all((antes <= despues).all() for antes, despues in pairwise(probs))
    assert all(((p > 0) & (p < 1)).all() for p in probs)


@TODAS
def test_la_probabilidad_sale_de_lo_que_paso_a_ese_nivel(regla) -> None:
    """En CDNOW, la media predicha se parece a la parte que volvió en la ventana de dentro."""
    registro = registro_cdnow()
    dias = 136
    antes, _ = historia_al(registro, FIN_DE_CALIBRACION - dias)
    volvieron = (registro.compras_entre(FIN_DE_CALIBRACION - dias, FIN_DE_CALIBRACION) > 0).mean()
    ajuste = regla.entrenar(registro, FIN_DE_CALIBRACION, 273, None)

    assert ajuste.parametros[0] == dias
    assert ajuste.metodo is Metodo.REGLA
    historia = historia_al(registro, FIN_DE_CALIBRACION)[0]
    assert abs(regla.prob_volver(ajuste, historia, dias).mean() - volvieron) < 0.1
    assert len(antes) == len(historia)


@TODAS
@given(lineas=LINEAS, despues=st.integers(0, 3000), h=st.sampled_from([1, 90, 180, 365]))
def test_ningun_registro_da_nan_ni_negativos_ni_avisos(regla, lineas, despues: int, h: int) -> None:
    registro = registro_de(lineas)
    corte = int(registro.dia.min()) + despues
    historia, _ = historia_al(registro, corte)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ajuste = regla.entrenar(registro, corte, h, None)
        esperadas = regla.esperadas(ajuste, historia, h)
        prob = regla.prob_volver(ajuste, historia, h)

    assert np.isfinite(ajuste.parametros).all()
    assert (np.isfinite(esperadas) & (esperadas >= 0)).all()
    assert ((prob > 0) & (prob < 1)).all()


@TODAS
def test_sin_clientes_no_falla(regla) -> None:
    registro = registro_de([])
    historia, _ = historia_al(registro, DIA)
    ajuste = regla.entrenar(registro, DIA, 90, None)

    assert len(regla.esperadas(ajuste, historia, 90)) == len(regla.prob_volver(ajuste, historia, 90)) == 0


@TODAS
def test_una_regla_no_da_intervalos(regla) -> None:
    registro = registro_de(_cada(0, 10, 10))
    historia, _ = historia_al(registro, DIA + 100)

    assert regla.prob_al_menos(regla.entrenar(registro, DIA + 100, 90, None), historia, 90, 1) is None
