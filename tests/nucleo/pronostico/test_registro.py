"""El registro de compras: qué se sabía en un corte y qué pasó después, sin mirar nunca lo posterior."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartera_xl.nucleo.pronostico.registro import PERIODOS, Registro, historia_al, partir, partir_por_dentro
from tests.support.registros import registro_de

DIA = 10_000  # 19/5/1997
LINEAS = st.lists(
    st.tuples(st.integers(0, 5), st.integers(DIA, DIA + 900), st.sampled_from([-5.0, 0.0, 3.0, 10.0])), max_size=40
)


def test_la_historia_cuenta_recompras_edad_y_antiguedad_en_dias() -> None:
    registro = registro_de([(0, DIA, 10), (0, DIA + 5, 20), (0, DIA + 12, 30), (1, DIA + 3, 5)])

    historia, claves = historia_al(registro, DIA + 20)

    assert claves.tolist() == [0, 1]
    assert (historia.x.tolist(), historia.tx.tolist(), historia.t.tolist()) == ([2, 0], [12, 0], [20, 17])
    assert (historia.neto.tolist(), historia.compras_pagadas.tolist()) == ([60, 5], [3, 1])


def test_el_dia_del_corte_entra_y_el_siguiente_no() -> None:
    registro = registro_de([(0, DIA, 10), (0, DIA + 5, 20)])

    assert historia_al(registro, DIA + 4)[0].x.tolist() == [0]
    assert historia_al(registro, DIA + 5)[0].x.tolist() == [1]


def test_quien_aun_no_ha_comprado_no_esta_aunque_haya_devuelto() -> None:
    registro = registro_de([(0, DIA, -10), (1, DIA, 10), (0, DIA + 9, 10)])

    historia, claves = historia_al(registro, DIA + 8)

    assert claves.tolist() == [1]
    assert len(historia) == 1


def test_una_devolucion_resta_del_neto_y_no_es_compra() -> None:
    historia, _ = historia_al(registro_de([(0, DIA, 10), (0, DIA + 5, -4)]), DIA + 10)

    assert (historia.x.tolist(), historia.neto.tolist(), historia.compras_pagadas.tolist()) == ([0], [6], [1])


def test_una_compra_de_importe_cero_cuenta_para_el_cuando_y_no_para_el_gasto() -> None:
    dias = np.array([DIA, DIA + 4])
    registro = Registro(np.zeros(2, dtype=np.int64), dias, np.array([10.0, 0.0]), np.ones(2, dtype=bool), 1)

    historia, _ = historia_al(registro, DIA + 10)

    assert (historia.x.tolist(), historia.compras_pagadas.tolist()) == ([1], [1])


@pytest.mark.parametrize(("dias_atras", "dentro"), [(0, 1), (89, 1), (90, 0), (180, 0)])
def test_el_ultimo_periodo_no_incluye_el_dia_de_hace_justo_ese_periodo(dias_atras: int, dentro: int) -> None:
    historia, _ = historia_al(registro_de([(0, DIA - dias_atras, 10)]), DIA)

    assert historia.ultimas[0].tolist() == [dentro]


def test_los_meses_son_de_calendario_y_cuentan_una_vez() -> None:
    """19 y 31 de mayo, 1 de junio y 1 de junio del año siguiente: tres meses."""
    registro = registro_de([(0, DIA, 1), (0, DIA + 12, 1), (0, DIA + 13, 1), (0, DIA + 13 + 365, 1), (1, DIA, 1)])

    assert historia_al(registro, DIA + 1000)[0].meses.tolist() == [3, 1]


def test_el_neto_de_12_meses_es_el_de_los_ultimos_365_dias() -> None:
    registro = registro_de([(0, DIA, 10), (0, DIA + 1, 20), (0, DIA + 365, 5)])

    assert historia_al(registro, DIA + 365)[0].neto_12m.tolist() == [25]


def test_los_huecos_no_saltan_de_un_cliente_a_otro() -> None:
    registro = registro_de([(0, DIA, 1), (0, DIA + 7, 1), (0, DIA + 8, -1), (0, DIA + 9, 1), (1, DIA + 50, 1)])

    assert registro.huecos().tolist() == [7, 2]


def test_un_registro_vacio_tiene_historia_vacia() -> None:
    historia, claves = historia_al(registro_de([]), DIA)

    assert len(historia) == len(claves) == 0
    assert len(partir(registro_de([]), DIA, 90)) == 0
    assert partir_por_dentro(registro_de([]), DIA, 90) is None


def test_elegir_deja_solo_esos_clientes_en_todas_las_columnas() -> None:
    registro = registro_de([(0, DIA, 10), (1, DIA, 20), (1, DIA + 2, 20), (2, DIA + 5, 30)])
    particion = partir(registro, DIA + 1, 90)

    solo = particion.elegir(np.array([False, True]))

    assert (solo.claves.tolist(), solo.compras.tolist(), solo.neto.tolist()) == ([1], [1], [20])
    assert solo.historia.neto.tolist() == [20]
    assert [columna.tolist() for columna in solo.historia.ultimas] == [[1], [1], [1]]


def test_la_particion_cuenta_lo_que_paso_despues_de_quien_ya_era_cliente() -> None:
    registro = registro_de(
        [(0, DIA, 10), (1, DIA, 20), (1, DIA + 1, 7), (1, DIA + 90, 8), (1, DIA + 91, 9), (2, DIA + 5, 3)]
    )

    particion = partir(registro, DIA, 90)

    assert (particion.compras.tolist(), particion.neto.tolist()) == ([0, 2], [0, 15])


@pytest.mark.parametrize(("historia", "h", "dias"), [(400, 180, 180), (360, 180, 180), (359, 180, 179), (2, 90, 1)])
def test_por_dentro_se_guarda_al_menos_tanta_historia_como_se_predice(historia: int, h: int, dias: int) -> None:
    particion = partir_por_dentro(registro_de([(0, DIA, 1)]), DIA + historia, h)

    assert particion is not None
    assert (particion.dias, particion.historia.corte) == (dias, DIA + historia - dias)


def test_por_dentro_no_se_mira_despues_del_corte() -> None:
    antes = [(0, DIA, 1.0), (1, DIA + 3, 1.0), (0, DIA + 90, 1.0)]
    uno = partir_por_dentro(registro_de(antes), DIA + 100, 180)
    otro = partir_por_dentro(registro_de([*antes, (0, DIA + 101, 99.0), (1, DIA + 120, 99.0)]), DIA + 100, 180)

    assert uno is not None
    assert otro is not None
    assert (uno.compras.tolist(), uno.neto.tolist()) == (otro.compras.tolist(), otro.neto.tolist()) == ([1, 0], [1, 0])


@pytest.mark.parametrize("corte", [DIA - 500, DIA, DIA + 1])
def test_por_dentro_no_hay_nada_sin_dos_dias_de_historia(corte: int) -> None:
    assert partir_por_dentro(registro_de([(0, DIA, 1)]), corte, 90) is None


@given(LINEAS, st.integers(DIA - 10, DIA + 1000))
def test_toda_historia_es_posible(lineas: list[tuple[int, int, float]], corte: int) -> None:
    registro = registro_de(lineas)
    historia, claves = historia_al(registro, corte)

    assert (historia.x >= 0).all()
    assert ((historia.tx <= historia.t) & ((historia.x > 0) == (historia.tx > 0))).all()
    assert ((historia.meses >= 1) & (historia.meses <= historia.x + 1)).all()
    assert (historia.compras_pagadas <= historia.x + 1).all()
    assert np.allclose(historia.ultimas, [registro.compras_entre(corte - h, corte)[claves] for h in PERIODOS])


@given(LINEAS, st.integers(DIA, DIA + 900))
def test_lo_posterior_al_corte_no_cambia_la_historia(lineas: list[tuple[int, int, float]], corte: int) -> None:
    toda, _ = historia_al(registro_de(lineas), corte)
    antes, _ = historia_al(registro_de([linea for linea in lineas if linea[1] <= corte]), corte)

    for columna in ("x", "tx", "t", "meses", "compras_pagadas", "neto", "neto_12m"):
        assert getattr(toda, columna).tolist() == getattr(antes, columna).tolist()


def test_la_dispersion_es_la_de_cada_cliente_alrededor_de_su_media() -> None:
    """Dos clientes que oscilan un 50 % alrededor de medias muy distintas; ni gratuitas ni devoluciones cuentan."""
    clave = np.repeat([0, 1], 24)
    neto = np.concatenate([np.tile([50.0, 150.0], 12), np.tile([5000.0, 15000.0], 12)])
    compra = np.ones(48, dtype=bool)
    con_rarezas = Registro(
        np.append(clave, [1, 1]),
        np.append(np.tile(np.arange(24), 2), [30, 31]),
        np.append(neto, [0.0, -900.0]),
        np.append(compra, [True, False]),
        3,
    )

    assert con_rarezas.dispersion() == pytest.approx(0.25 * 48 / 46)
    assert Registro(clave[:20], np.arange(20), neto[:20], compra[:20], 1).dispersion() is None
