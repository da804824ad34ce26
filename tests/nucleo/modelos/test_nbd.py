"""NBD: nadie se va, y por eso se espera lo de siempre."""

import numpy as np
import pytest
from scipy.stats import nbinom

from cartera_xl.nucleo.modelos.ajuste import ajustar
from cartera_xl.nucleo.modelos.bgnbd import BGNBD
from cartera_xl.nucleo.modelos.grupos import agrupar
from cartera_xl.nucleo.modelos.nbd import NBD
from tests.support.cdnow import ternas_cdnow

P = (0.6, 12.0)


def test_las_compras_futuras_son_una_binomial_negativa() -> None:
    """Ehrenberg (1959): forma r + x y probabilidad (α+T)/(α+T+h)."""
    x, t, h = 3, 40.0, 26.0
    futuras = nbinom(0.6 + x, (12.0 + t) / (12.0 + t + h))
    m = np.arange(1, 15)

    assert NBD.prob_al_menos(P, x, 20, t, h, m) == pytest.approx(futuras.sf(m - 1), rel=1e-10)
    assert NBD.esperadas(P, x, 20, t, h) == pytest.approx(futuras.mean())


def test_nadie_se_va_y_la_ultima_compra_no_dice_nada() -> None:
    assert NBD.prob_activo(P, [0, 5], [0, 1], [900, 900]).tolist() == [1.0, 1.0]
    assert NBD.esperadas(P, 5, 1, 900, 30) == NBD.esperadas(P, 5, 899, 900, 30)


def test_es_el_limite_de_bg_cuando_nadie_abandona() -> None:
    terna = (4, 20.0, 38.0)

    assert NBD.filas(P, *terna) == pytest.approx(BGNBD.filas((*P, 1e-9, 1e6), *terna))
    assert NBD.esperadas(P, *terna, 39) == pytest.approx(BGNBD.esperadas((*P, 1e-9, 1e6), *terna, 39))


def test_con_cdnow_ajusta_peor_que_los_que_admiten_abandono() -> None:
    grupos, _ = agrupar(*ternas_cdnow())

    assert ajustar(NBD, grupos).log_verosimilitud < ajustar(BGNBD, grupos).log_verosimilitud - 100


def test_la_media_de_recompras_ajustada_es_la_vista() -> None:
    """La ecuación de la verosimilitud en alpha: lo esperado en la antigüedad de cada uno suma lo comprado."""
    x, tx, t = ternas_cdnow()
    p = ajustar(NBD, agrupar(x, tx, t)[0]).parametros

    assert NBD.esperadas_nuevo(p, t).sum() == pytest.approx(x.sum(), rel=0.01)
