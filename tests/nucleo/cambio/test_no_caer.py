"""La compra que evita la caída la evita siempre, y con un céntimo menos nunca."""

import numpy as np

from cartera_xl.nucleo.cambio.busqueda import NUNCA
from cartera_xl.nucleo.cambio.caida import caidas
from cartera_xl.nucleo.cambio.minimo import Cuando, compra_minima
from cartera_xl.nucleo.cambio.propuestas import Salida, permanencias
from cartera_xl.nucleo.configuracion import Configuracion
from cartera_xl.nucleo.reglas import Intervalo, Regla, Segmento
from tests.support.compras_supuestas import CASOS, CON_CADA_REGLA, EN_CADA_CASO, Banco, ninguna_menor_vale


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


def test_la_compra_del_dia_del_corte_se_junta_con_lo_que_ya_hubo_ese_dia() -> None:
    """Si ese día hubo devoluciones, un importe pequeño no llega a contar como compra."""
    caso, mayores = CASOS["doce meses"](), 0
    for corte in (15, 30, 45, 60, 75, 90):
        reglas = (
            Regla("frecuente", Segmento.CLAVE, 1, {"constancia": Intervalo(float(corte))}),
            Regla("resto", Segmento.BAJO_VALOR, 9),
        )
        banco = Banco(caso, Configuracion(reglas=reglas))
        filas = np.flatnonzero(banco.hoy == 1)
        t, dia = np.ones_like(filas), np.zeros_like(filas)
        una = compra_minima(banco.evaluador, Cuando(filas, t, dia), lambda _, llega: llega > 1)

        hay = una.centimos != NUNCA
        assert (banco.de_verdad(filas[hay], t[hay], dia[hay], una.centimos[hay]) > 1).all()
        ninguna_menor_vale(banco, filas[hay], t[hay], dia[hay], una.centimos[hay], lambda r, _: r > 1)
        mayores += int((una.centimos[hay] > 1).sum())
    assert mayores > 0
