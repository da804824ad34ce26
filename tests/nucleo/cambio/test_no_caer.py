"""La compra que evita la caída la evita siempre, y con un céntimo menos nunca."""

import numpy as np

from cartera_xl.nucleo.cambio.busqueda import NUNCA
from cartera_xl.nucleo.cambio.caida import caidas
from cartera_xl.nucleo.cambio.propuestas import Salida, permanencias
from tests.support.compras_supuestas import CON_CADA_REGLA, EN_CADA_CASO, Banco, ninguna_menor_vale


@EN_CADA_CASO
@CON_CADA_REGLA
def test_la_compra_que_evita_la_caida_la_evita_y_ninguna_menor_lo_hace(caso, ajustes) -> None:
    banco = Banco(caso(), ajustes)
    todas = np.flatnonzero(banco.hoy > 1)
    cae = caidas(banco.evaluador, todas, banco.hoy[todas])
    filas, t = todas[cae.dia > 0], cae.dia[cae.dia > 0]
    hoy = banco.hoy[filas]
    encontradas = permanencias(banco.evaluador, filas, hoy, t)

    una = encontradas.centimos != NUNCA
    una &= encontradas.salida != Salida.VARIAS
    assert una.any()
    llega = banco.de_verdad(filas[una], t[una], t[una] - 1, encontradas.centimos[una])
    assert (llega >= hoy[una]).all()
    justo = encontradas.centimos[una]
    ninguna_menor_vale(banco, filas[una], t[una], t[una] - 1, justo, lambda r, i: r >= hoy[una][i])
