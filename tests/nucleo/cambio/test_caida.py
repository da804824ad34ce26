"""La fecha de caída es la que saldría de puntuar la cartera todos los días, con reglas de todas clases."""

import numpy as np
import pytest

from tests.support.caidas import contra_la_fuerza_bruta
from tests.support.cambios import AJUSTES, con_metodo, con_movimientos, sin_movimientos


@pytest.mark.parametrize("ajustes", AJUSTES.values(), ids=AJUSTES)
def test_sin_movimientos_es_el_primer_dia_que_baja(ajustes) -> None:
    assert contra_la_fuerza_bruta(sin_movimientos(), ajustes, np.arange(60)) > 3


@pytest.mark.parametrize("ajustes", AJUSTES.values(), ids=AJUSTES)
@pytest.mark.parametrize(("metodo", "clv"), [("hueco", False), ("nbd", True)])
def test_con_movimientos_es_el_primer_dia_que_baja(ajustes, metodo: str, clv: bool) -> None:
    caso = con_metodo(con_movimientos(), metodo, clv=clv)
    assert contra_la_fuerza_bruta(caso, ajustes, np.arange(0, 156, 5)) > 5
