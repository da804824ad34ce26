"""Del registro al pronóstico: horizonte del negocio, método por defecto, muestras pequeñas y carteras raras."""

import math
import warnings
from dataclasses import astuple, fields, is_dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cartera_xl.nucleo.modelos.base import Metodo
from cartera_xl.nucleo.pronostico import prueba as prueba_con_el_pasado
from cartera_xl.nucleo.pronostico.calibracion import calibrar_pronostico, horizonte_natural
from cartera_xl.nucleo.pronostico.candidatos import CANDIDATOS
from cartera_xl.nucleo.pronostico.registro import Registro, historia_al
from cartera_xl.nucleo.pronostico.tipos import Pronostico
from tests.support.registros import registro_de, registro_estacional, registro_pareto

DIA = 10_000
LINEAS = st.lists(
    st.tuples(st.integers(0, 25), st.integers(DIA, DIA + 500), st.sampled_from([-4.0, 0.0, 9.0])), max_size=80
)


def _cada(paso: int, veces: int, clientes: int = 25) -> Registro:
    return registro_de([(c, DIA + c + paso * i, 10.0 + c) for c in range(clientes) for i in range(veces)])


def _calibrar(registro: Registro, corte: int, horizonte: int | None = None) -> Pronostico | None:
    """Calibra exigiendo que no haya avisos y que todo número sea finito."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        pronostico = calibrar_pronostico(registro, corte, horizonte)
    if pronostico is not None:
        assert all(math.isfinite(numero) for numero in _numeros(pronostico))
    return pronostico


def _numeros(dato: Any) -> list[float]:
    if is_dataclass(dato) and not isinstance(dato, type):
        return [numero for campo in fields(dato) for numero in _numeros(getattr(dato, campo.name))]
    if isinstance(dato, tuple):
        return [numero for parte in dato for numero in _numeros(parte)]
    return [dato] if isinstance(dato, float) else []


@pytest.mark.parametrize(
    ("hueco", "dias"), [(7, 90), (90, 90), (91, 180), (180, 180), (181, 365), (365, 365), (400, 365)]
)
def test_el_horizonte_es_el_menor_en_que_cabe_el_hueco_normal(hueco: int, dias: int) -> None:
    assert horizonte_natural(_cada(hueco, 3), DIA + 5_000) == dias


def test_con_menos_de_20_huecos_el_horizonte_es_un_ano() -> None:
    assert horizonte_natural(_cada(7, 2, clientes=19), DIA + 100) == 365
    assert horizonte_natural(_cada(7, 2, clientes=20), DIA + 100) == 90


def test_solo_cuentan_los_huecos_anteriores_al_corte() -> None:
    assert horizonte_natural(_cada(7, 30), DIA) == 365


@pytest.mark.parametrize("corte", [DIA - 1, DIA + 800])
def test_si_nadie_ha_comprado_no_hay_pronostico(corte: int) -> None:
    assert _calibrar(registro_de([]), corte) is None
    assert _calibrar(registro_de([(0, DIA, -5.0)]), corte) is None
    assert _calibrar(registro_de([(0, DIA + 801, 5.0)]), corte) is None


@pytest.mark.parametrize("clientes", range(1, 20))
def test_con_menos_de_20_clientes_la_muestra_es_insuficiente_y_se_dice(clientes: int) -> None:
    pronostico = _calibrar(_cada(30, 20, clientes), DIA + 700)

    assert pronostico is not None
    assert pronostico.insuficiente
    assert pronostico.prueba is None
    assert (pronostico.ajuste.modelo, pronostico.ajuste.metodo) == ("hueco", Metodo.REGLA)
    assert pronostico.ajuste.clientes == clientes
    cuantos = "1 cliente," if clientes == 1 else f"{clientes} clientes,"
    assert pronostico.ajuste.aviso == f"muestra insuficiente: {cuantos} y hacen falta 20 para un modelo"


def test_con_20_clientes_ya_se_prueba_y_se_ajusta_con_previa() -> None:
    registro = registro_pareto(20, 800, semilla=5, parametros=(2.0, 40.0, 0.5, 300.0))

    pronostico = _calibrar(registro, int(registro.dia.max()))

    assert pronostico is not None
    assert not pronostico.insuficiente
    assert pronostico.ajuste.metodo in (Metodo.MAP, Metodo.REGLA)


def test_el_ganador_se_ajusta_con_todo_y_con_la_previa_de_la_prueba() -> None:
    registro = registro_pareto(150, 900, semilla=1)
    corte = int(registro.dia.max())

    pronostico = _calibrar(registro, corte, 90)

    assert pronostico is not None
    assert pronostico.prueba is not None
    ganador = pronostico.prueba.comparados[0]
    assert pronostico.ajuste == CANDIDATOS[ganador.metodo].entrenar(registro, corte, 90, ganador.sigma)
    assert pronostico.ajuste.clientes == 150
    assert pronostico.recalibracion == pronostico.prueba.recalibracion


def test_si_gana_una_regla_el_pronostico_es_esa_regla() -> None:
    registro = registro_estacional(100, 4, semilla=1)

    pronostico = _calibrar(registro, int(registro.dia.max()), 365)

    assert pronostico is not None
    assert (pronostico.ajuste.modelo, pronostico.ajuste.metodo) == ("ultimo_periodo", Metodo.REGLA)


@pytest.mark.parametrize("clientes", [60, 400])
def test_sin_prueba_posible_es_mbg_nbd_con_previa_y_se_dice(clientes: int) -> None:
    registro = registro_pareto(clientes, 150, semilla=2, parametros=(1.0, 20.0, 0.6, 100.0))

    pronostico = _calibrar(registro, DIA + 150)

    assert pronostico is not None
    assert pronostico.prueba is None
    assert pronostico.recalibracion == (0.0, 1.0)
    ajuste = pronostico.ajuste
    assert (ajuste.modelo, ajuste.metodo, ajuste.sigma) == ("mbgnbd", Metodo.MAP, 0.5)
    assert ajuste.aviso.startswith("sin historia bastante para probarlo con el pasado")


def test_lo_posterior_al_corte_no_cuenta() -> None:
    registro = registro_pareto(60, 700, semilla=4)
    corte = DIA + 500

    assert calibrar_pronostico(registro, corte) == calibrar_pronostico(registro.hasta(corte), corte)


@pytest.mark.parametrize(
    "lineas",
    [
        [(c, DIA, 10.0) for c in range(30)],
        [(c, DIA + 9 * c, 10.0) for c in range(100)],
        [(c, DIA + 100 * i, 10.0) for c in range(30) for i in range(8)],
        [(c, DIA + i, 10.0) for c in range(25) for i in range(400)],
        [(c, DIA + i, -1.0 if i % 2 else 0.0) for c in range(25) for i in range(4)]
        + [(c, DIA, 9.0) for c in range(25)],
        [(0, DIA + i, 1.0) for i in range(0, 900, 3)] + [(c, DIA + c, 1e9) for c in range(1, 40)],
        [(c, DIA + 300 * (c % 2), 1.0) for c in range(21)] + [(c, DIA + 600, 1e-9) for c in range(21)],
    ],
    ids=["un solo día", "una compra", "todos iguales", "a diario", "devoluciones", "uno contra todos", "dos compras"],
)
@pytest.mark.parametrize("despues", [0, 900, 9_000])
def test_ninguna_cartera_rara_falla(lineas: list[tuple[int, int, float]], despues: int) -> None:
    registro = registro_de(lineas)
    corte = DIA + despues
    pronostico = _calibrar(registro, corte)

    assert pronostico is not None
    historia, _ = historia_al(registro, corte)
    metodo = CANDIDATOS[pronostico.ajuste.modelo]
    esperadas = metodo.esperadas(pronostico.ajuste, historia, pronostico.horizonte)
    prob = metodo.prob_volver(pronostico.ajuste, historia, pronostico.horizonte)
    assert (np.isfinite(esperadas) & (esperadas >= 0)).all()
    assert ((prob >= 0) & (prob <= 1)).all()


@settings(max_examples=25)
@given(LINEAS, st.integers(0, 700))
def test_ningun_registro_falla(lineas: list[tuple[int, int, float]], despues: int) -> None:
    pocos = {clave: CANDIDATOS[clave] for clave in ("nbd", "mbgnbd", "bgbb", "ultimo_periodo", "rango_fr")}
    with pytest.MonkeyPatch.context() as cambio:
        cambio.setattr(prueba_con_el_pasado, "CANDIDATOS", pocos)
        _calibrar(registro_de(lineas), DIA + despues, 90)


def test_el_resultado_es_de_valores_pequenos_que_se_pueden_guardar() -> None:
    registro = registro_pareto(200, 800, semilla=3)

    pronostico = _calibrar(registro, int(registro.dia.max()))

    assert pronostico is not None
    assert hash(astuple(pronostico))
    assert len(repr(pronostico)) < 20_000
