"""La hoja «Historial»: se añade una línea, no se toca ninguna otra."""

from datetime import date, datetime

from hypothesis import given
from hypothesis import strategies as st

from cartera_xl.nucleo.celdas import Cuadro
from cartera_xl.nucleo.historial_hoja import (
    CABECERA,
    Accion,
    EntradaHistorial,
    celdas_historial,
    es_historial,
    hoja_historial,
)

ENTRADA = EntradaHistorial(
    fecha=datetime(2025, 7, 1, 9, 30),
    ejecucion="abc123",
    usuario="ana",
    accion=Accion.RECALCULAR,
    corte=date(2025, 6, 30),
    clientes=120,
    cambios=4,
    incidencias=2,
    huella_reglas="r1",
)


def _escribir(cuadro: Cuadro | None) -> Cuadro:
    """El cuadro tal como queda tras escribir la entrada."""
    celdas = celdas_historial(cuadro, ENTRADA)
    filas = [list(fila) for fila in cuadro or []]
    for (fila, columna), celda in celdas.items():
        while len(filas) < fila:
            filas.append([])
        filas[fila - 1] += [None] * (columna - len(filas[fila - 1]))
        filas[fila - 1][columna - 1] = celda.valor
    return filas


def test_sin_hoja_se_crean_cabecera_y_linea() -> None:
    cuadro = _escribir(None)

    assert tuple(cuadro[0]) == CABECERA
    assert cuadro[1][:6] == [ENTRADA.fecha, "09:30", "abc123", "ana", "recalcular", date(2025, 6, 30)]
    assert len(cuadro) == 2


def test_la_segunda_linea_va_detras_de_la_primera() -> None:
    cuadro = _escribir(_escribir(None))

    assert len(cuadro) == 3
    assert cuadro[1] == cuadro[2]


def test_una_nota_de_la_persona_debajo_no_se_pisa() -> None:
    cuadro: Cuadro = [*_escribir(None), [None], ["apunte mío"], [None, ""]]

    assert min(fila for fila, _ in celdas_historial(cuadro, ENTRADA)) == 5


@given(st.integers(1, 6))
def test_cada_ejecucion_anade_una_linea_y_la_cabecera_no_se_repite(veces: int) -> None:
    cuadro: Cuadro | None = None
    for _ in range(veces):
        cuadro = _escribir(cuadro)

    assert cuadro is not None
    assert len(cuadro) == veces + 1
    assert sum(tuple(fila) == CABECERA for fila in cuadro) == 1


def test_la_hoja_de_otro_con_ese_nombre_no_es_nuestra() -> None:
    assert es_historial([])
    assert es_historial(_escribir(None))
    assert not es_historial([["Historial de precios"], [1.0]])


def test_la_hoja_tiene_ancho_para_cada_columna() -> None:
    hoja = hoja_historial(None, ENTRADA)

    assert hoja.anchos.keys() == set(range(1, len(CABECERA) + 1))
    assert len(ENTRADA.celdas()) == len(CABECERA)
