"""La fecha de caída es exacta con cada método de pronóstico, con el CLV al mando del eje valor."""

import numpy as np
import pytest

from tests.support.caidas import contra_la_fuerza_bruta
from tests.support.cambios import AJUSTES, con_metodo, con_movimientos, rangos

METODOS = (
    *("paretonbd", "bgnbd", "mbgnbd", "mbgcnbd2", "mbgcnbd3", "nbd", "bgbb"),
    *("ultimo_periodo", "ritmo_medio", "hueco", "rango_fr"),
)


@pytest.mark.parametrize("metodo", METODOS)
def test_con_cada_metodo_y_el_clv_al_mando(metodo: str) -> None:
    caso = con_metodo(con_movimientos(), metodo, clv=True)
    pocas = metodo.startswith("mbgcnbd")
    filas = np.flatnonzero(rangos(caso.puntuada(AJUSTES["raras"])) > 1)[:: 25 if pocas else 9]
    assert contra_la_fuerza_bruta(caso, AJUSTES["raras"], filas, 120 if pocas else 400) > 0
