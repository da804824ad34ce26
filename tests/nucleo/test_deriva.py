"""La deriva: cero con los mismos datos, avisa cuando la cartera cambia, y no cuenta a los potenciales."""

from datetime import date

import pytest
from fabrica import CORTE, cliente, hechos, potencial

from cartera_xl.nucleo.baremo import calibrar
from cartera_xl.nucleo.configuracion import Configuracion, ReglaDeCortes
from cartera_xl.nucleo.deriva import deriva

CONFIGURACION = Configuracion()
FILAS = [cliente(3 * i, i % 12 + 1, 10.0 * i) for i in range(1, 201)]
BAREMO = calibrar(hechos(FILAS), CONFIGURACION, CORTE)


def _mas_dias(dias: int) -> list[dict]:
    return [{**fila, "dias_sin_comprar": fila["dias_sin_comprar"] + dias} for fila in FILAS]


@pytest.mark.parametrize("motor", ["pandas", "polars"])
def test_los_mismos_datos_no_derivan(motor) -> None:
    medida = deriva(hechos(FILAS[::-1], motor), BAREMO, CONFIGURACION)

    assert (medida.psi, medida.cambian, medida.aviso) == (0.0, 0.0, None)


def test_un_cambio_pequeno_no_avisa_y_uno_grande_si() -> None:
    poco, mucho = (deriva(hechos(_mas_dias(d)), BAREMO, CONFIGURACION) for d in (6, 200))

    assert 0 < poco.psi < 0.2
    assert 0 < poco.cambian <= 0.1
    assert poco.aviso is None
    assert mucho.psi > 0.2
    assert mucho.cambian > 0.1
    assert mucho.aviso is not None
    assert "31/12/2025" in mucho.aviso
    assert "en recencia" in mucho.aviso
    assert "--recalibrar" in mucho.aviso


@pytest.mark.parametrize(("dias", "avisa"), [(15, False), (16, True)])
def test_avisa_si_cambia_mas_de_uno_de_cada_diez(dias, avisa) -> None:
    medida = deriva(hechos(_mas_dias(dias)), BAREMO, CONFIGURACION)

    assert (medida.cambian > 0.1) is avisa
    assert (medida.aviso is not None) is avisa


def test_las_notas_que_desaparecen_no_dan_un_psi_infinito() -> None:
    iguales = [cliente(1, 12, 9999.0)] * 30

    assert 0.2 < deriva(hechos(iguales), BAREMO, CONFIGURACION).psi < 50


def test_los_potenciales_no_cuentan_y_sin_clientes_no_hay_deriva() -> None:
    con = deriva(hechos([*FILAS, *[potencial(1e9, 99)] * 100]), BAREMO, CONFIGURACION)

    assert con.cambian == 0.0
    assert deriva(hechos([potencial(1, 1)]), BAREMO, CONFIGURACION).aviso is None


def test_se_compara_con_la_regla_de_cortes_del_baremo_conservado() -> None:
    r = calibrar(hechos(FILAS), Configuracion(cortes=ReglaDeCortes.CUANTIL_MAS_UNO), date(2025, 1, 1))

    assert deriva(hechos(FILAS), r, CONFIGURACION).cambian == 0.0


def test_contra_un_baremo_vacio_cambian_todos() -> None:
    nadie = calibrar(hechos([]), CONFIGURACION, CORTE)

    assert deriva(hechos(FILAS), nadie, CONFIGURACION).cambian == 1.0
