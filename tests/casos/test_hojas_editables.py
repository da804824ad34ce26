"""Añadir hojas en blanco: se leen como recién creadas, lo que ya estaba se queda y nada se añade a medias."""

from dataclasses import replace

import pytest
from conftest import CABECERA, Banco, filas_de_ejemplo, peticion

from cartera_xl.casos.deshacer import deshacer
from cartera_xl.casos.hojas_editables import EDITABLES, hojas_editables
from cartera_xl.casos.recalcular import recalcular
from cartera_xl.nucleo.errores import HojaNoEncontrada

TODAS = [hoja.nombre for hoja in EDITABLES]


@pytest.fixture
def libro(montar) -> Banco:
    return montar({"Clientes": [CABECERA, *filas_de_ejemplo(5)]})


def _estan(banco: Banco) -> list[str]:
    hechas = hojas_editables(banco.abrir(), banco.diario, peticion(50))
    return [hoja.nombre for hoja, esta in hechas.hojas if esta]


def test_se_anaden_las_pedidas_y_solo_las_que_faltan(libro: Banco) -> None:
    primeras = hojas_editables(libro.abrir(), libro.diario, peticion(), ["objetivos", "Perfil Ideal"])
    segundas = hojas_editables(libro.abrir(), libro.diario, peticion(1), ["Objetivos", "Embudo"])

    assert set(primeras.anadidas) == {"Objetivos", "Perfil ideal"}
    assert segundas.anadidas == ("Embudo",)
    assert set(_estan(libro)) == {"Objetivos", "Perfil ideal", "Embudo"}


def test_todas_juntas_en_blanco_no_estorban_al_recalcular(libro: Banco) -> None:
    antes = recalcular(libro.abrir(), libro.diario, peticion())

    hojas_editables(libro.abrir(), libro.diario, peticion(1), TODAS)
    despues = recalcular(libro.abrir(), libro.diario, peticion(2))

    assert set(_estan(libro)) == set(TODAS)
    assert replace(despues.resumen, cambios=None) == antes.resumen
    assert despues.celdas_cambiadas == 0


def test_una_que_no_existe_no_anade_ninguna(libro: Banco) -> None:
    with pytest.raises(HojaNoEncontrada, match="«Metas»"):
        hojas_editables(libro.abrir(), libro.diario, peticion(), ["Objetivos", "Metas"])

    assert _estan(libro) == []


def test_lo_anadido_se_deshace(libro: Banco) -> None:
    hechas = hojas_editables(libro.abrir(), libro.diario, peticion(), ["Objetivos"])

    deshacer(libro.abrir(), libro.diario, peticion(1), hechas.ejecucion)

    assert not any(celda is not None for fila in libro.cuadro("Objetivos") for celda in fila)


def test_simular_dice_lo_que_anadiria_y_no_escribe(libro: Banco) -> None:
    hechas = hojas_editables(libro.abrir(), libro.diario, peticion(simular=True), ["Embudo"])

    assert hechas.anadidas == ("Embudo",)
    assert hechas.ejecucion == ""
    assert _estan(libro) == []
