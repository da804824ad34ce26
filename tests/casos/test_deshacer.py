"""Deshacer, en todos los anfitriones: vuelve lo que había y se respeta lo cambiado después."""

import pytest

from cartera_xl.casos.deshacer import deshacer
from cartera_xl.casos.historial import historial
from cartera_xl.casos.recalcular import recalcular
from cartera_xl.nucleo.errores import EjecucionNoEncontrada
from tests.casos.conftest import Banco, peticion


def sin_vacios(cuadro):
    """El cuadro sin celdas vacías al final de cada fila ni filas vacías al final."""
    filas = []
    for fila in cuadro:
        celdas = list(fila)
        while celdas and celdas[-1] in (None, ""):
            celdas.pop()
        filas.append(celdas)
    while filas and not filas[-1]:
        filas.pop()
    return filas


def test_deshacer_la_primera_deja_la_hoja_como_estaba(banco: Banco) -> None:
    antes = banco.cuadro()
    recalcular(banco.abrir(), banco.diario, peticion())

    deshecho = deshacer(banco.abrir(), banco.diario, peticion(5))

    assert sin_vacios(banco.cuadro()) == sin_vacios(antes)
    assert "Segmento" in deshecho.columnas_quitadas
    assert not deshecho.respetadas


def test_deshacer_la_segunda_devuelve_los_valores_de_la_primera(banco: Banco) -> None:
    recalcular(banco.abrir(), banco.diario, peticion())
    despues_de_una = banco.cuadro()
    importe = despues_de_una[1][5]
    banco.editar("Clientes", 2, 6, 1_000_000.0)
    recalcular(banco.abrir(), banco.diario, peticion(5))
    assert banco.cuadro() != despues_de_una

    deshacer(banco.abrir(), banco.diario, peticion(9))
    banco.editar("Clientes", 2, 6, importe)

    assert banco.cuadro() == despues_de_una


def test_se_respeta_la_celda_que_alguien_cambio_despues_y_se_dice(banco: Banco) -> None:
    recalcular(banco.abrir(), banco.diario, peticion())
    banco.editar("Clientes", 3, banco.sitio("Ciclo de vida"), "lo llamo yo")

    deshecho = deshacer(banco.abrir(), banco.diario, peticion(5))

    assert banco.columna("Ciclo de vida")[1] == "lo llamo yo"
    assert [valor for valor in banco.columna("Ciclo de vida") if valor] == ["lo llamo yo"]
    assert "Ciclo de vida" not in deshecho.columnas_quitadas
    assert ["lo llamo yo" in i.que for i in deshecho.respetadas] == [True]


def test_se_deshace_bien_aunque_la_hoja_se_haya_ordenado(banco: Banco) -> None:
    recalcular(banco.abrir(), banco.diario, peticion())
    de_cada_uno = dict(zip(banco.columna("Código"), banco.columna("Segmento"), strict=True))
    banco.editar("Clientes", 2, 6, 1_000_000.0)
    recalcular(banco.abrir(), banco.diario, peticion(5))
    banco.ordenar_al_reves("Clientes")

    deshacer(banco.abrir(), banco.diario, peticion(9))

    assert dict(zip(banco.columna("Código"), banco.columna("Segmento"), strict=True)) == de_cada_uno


def test_lo_que_la_persona_escribio_en_segmento_manual_no_se_pierde(banco: Banco) -> None:
    recalcular(banco.abrir(), banco.diario, peticion())
    banco.editar("Clientes", 5, banco.sitio("Segmento manual"), "Clave")

    deshacer(banco.abrir(), banco.diario, peticion(5))

    assert banco.columna("Segmento manual")[3] == "Clave"


def test_despues_de_deshacer_se_puede_volver_a_recalcular(banco: Banco) -> None:
    recalcular(banco.abrir(), banco.diario, peticion())
    una = banco.cuadro()
    deshacer(banco.abrir(), banco.diario, peticion(5))

    recalcular(banco.abrir(), banco.diario, peticion(9))

    assert banco.cuadro() == una


def test_simular_no_escribe_ni_gasta_la_ejecucion(banco: Banco) -> None:
    recalcular(banco.abrir(), banco.diario, peticion())
    antes = banco.cuadro()

    simulado = deshacer(banco.abrir(), banco.diario, peticion(5, simular=True))

    assert banco.cuadro() == antes
    assert deshacer(banco.abrir(), banco.diario, peticion(6)).celdas_devueltas == simulado.celdas_devueltas


def test_sin_ejecuciones_o_con_la_misma_dos_veces_se_dice_que_hacer(banco: Banco) -> None:
    with pytest.raises(EjecucionNoEncontrada, match="cartera historial"):
        deshacer(banco.abrir(), banco.diario, peticion())
    recalcular(banco.abrir(), banco.diario, peticion())
    ejecucion = historial(banco.abrir(), banco.diario)[0].id
    deshacer(banco.abrir(), banco.diario, peticion(5), ejecucion)

    with pytest.raises(EjecucionNoEncontrada, match="ya se deshizo"):
        deshacer(banco.abrir(), banco.diario, peticion(9), ejecucion)


def test_el_historial_cuenta_recalculos_y_deshechos(banco: Banco) -> None:
    recalcular(banco.abrir(), banco.diario, peticion())
    deshacer(banco.abrir(), banco.diario, peticion(5))

    acciones = banco.columna("Acción", "Historial")
    assert acciones == ["recalcular", "deshacer"]
    assert [c.deshecha is not None for c in historial(banco.abrir(), banco.diario)] == [True]
