"""Γ(z+k)/Γ(z) en logaritmos: la suma de k logaritmos, también donde Γ ya no tiene cifras."""

import math

import numpy as np
import pytest

from cartera_xl.nucleo.modelos.ascenso import log_ascenso, sumas


@pytest.mark.parametrize("z", [1e-9, 0.3, 7.0, 999.9, 1000.0, 1000.1, 1e6, 1e12])
@pytest.mark.parametrize("k", [0, 1, 2, 17, 3000])
def test_es_la_suma_de_k_logaritmos(z, k) -> None:
    assert log_ascenso(z, k) == pytest.approx(math.fsum(math.log(z + j) for j in range(k)), rel=1e-11, abs=1e-12)


def test_no_necesita_que_k_sea_entero_y_se_combina_por_difusion() -> None:
    partes = log_ascenso([[2.0], [5e3]], [0.5, 1.5])

    assert partes.shape == (2, 2)
    assert partes[:, 1] - partes[:, 0] == pytest.approx(np.log([2.5, 5000.5]))


def test_las_sumas_empiezan_en_cero_terminos() -> None:
    assert sumas(np.array([1.0, 2.0, 4.0])).tolist() == [0.0, 1.0, 3.0, 7.0]
    assert sumas(np.array([])).tolist() == [0.0]
