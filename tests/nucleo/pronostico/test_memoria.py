"""La memoria da los mismos números que calcular, se pregunte lo que se pregunte antes."""

import numpy as np
import pytest

from cartera_xl.nucleo.pronostico.candidatos import CANDIDATOS
from cartera_xl.nucleo.pronostico.memoria import ConMemoria, Memoria
from cartera_xl.nucleo.pronostico.registro import historia_al
from tests.support.registros import registro_pareto

PLAZOS = [30.4375 * k for k in (1, 2, 6, 12)]


@pytest.mark.parametrize("metodo", ["bgnbd", "mbgnbd", "mbgcnbd2", "mbgcnbd3"])
def test_con_memoria_o_sin_ella_sale_lo_mismo_bit_a_bit(metodo: str) -> None:
    registro = registro_pareto(120, 700, semilla=2)
    historia, _ = historia_al(registro, 10_700)
    metodo = CANDIDATOS[metodo]
    ajuste, memoria = metodo.ajustar(historia, 0.5), Memoria()
    assert isinstance(metodo.modelo, ConMemoria)

    for cuales in (np.arange(0, len(historia), 3), np.arange(40)[::-1], np.arange(len(historia))):
        parte = historia.elegir(cuales)
        con = metodo.esperadas_a_plazos(ajuste, parte, PLAZOS, memoria)
        assert np.array_equal(con, metodo.esperadas_a_plazos(ajuste, parte, PLAZOS))
        assert np.array_equal(con, np.stack([metodo.esperadas(ajuste, parte, h) for h in PLAZOS]))


def test_lo_ya_visto_no_se_vuelve_a_calcular() -> None:
    memoria, pedidas = Memoria(), []

    def calcular(x, t):
        pedidas.extend(zip(x.tolist(), t.tolist(), strict=True))
        return np.stack([x + t, x * t])

    uno = memoria.leer(np.array([1.0, 2.0, 1.0]), np.array([5.0, 5.0, 5.0]), calcular)
    otro = memoria.leer(np.array([2.0, 0.0, 1.0]), np.array([5.0, 9.0, 5.0]), calcular)

    assert sorted(pedidas) == [(0.0, 9.0), (1.0, 5.0), (2.0, 5.0)]
    assert uno.tolist() == [[6.0, 7.0, 6.0], [5.0, 10.0, 5.0]]
    assert otro.tolist() == [[7.0, 9.0, 6.0], [10.0, 0.0, 5.0]]
