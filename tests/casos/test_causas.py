"""La causa de cada cambio de segmento con movimientos, con los casos de uso de verdad."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from cartera_xl.casos.cambios import cambios
from cartera_xl.casos.deshacer import deshacer
from cartera_xl.casos.recalcular import recalcular
from cartera_xl.nucleo.causas.factores import Factor
from cartera_xl.nucleo.celdas import Cuadro
from tests.casos.conftest import Banco, peticion
from tests.support.causas import (
    ANTES,
    COMPRA,
    DESPUES,
    DEVOLUCION,
    TIEMPO,
    Preparado,
    causas_de,
    factores_de,
    libro_con_ventas,
    preparar,
    sitio_de,
)

Montar = Callable[[dict[str, Cuadro]], Banco]


@pytest.fixture(scope="module")
def una_vez(tmp_path_factory: pytest.TempPathFactory) -> Preparado:
    return preparar(libro_con_ventas(), tmp_path_factory.mktemp("una_vez"), ANTES)


@pytest.fixture
def recalculado(una_vez: Preparado, tmp_path: Path) -> Banco:
    """Un libro con ventas recalculado al primer corte, en memoria."""
    return una_vez.copia(tmp_path)


def test_tiempo_compra_y_devolucion_se_distinguen_en_todos_los_anfitriones(montar: Montar) -> None:
    banco = montar(libro_con_ventas())
    recalcular(banco.abrir(), banco.diario, peticion(corte=ANTES))

    causas = causas_de(banco, corte=DESPUES)

    assert causas.textos[TIEMPO] == "Baja de Emergente a Bajo valor: paso del tiempo (70 días sin comprar)"
    assert causas.textos[COMPRA] == "Sube de Emergente a Estratégico: compra (2 compras nuevas, 8.000,00)"
    assert causas.textos[DEVOLUCION] == "Baja de Estratégico a Bajo valor: devolución (devuelve 5.500,00)"
    assert factores_de(causas) == {
        "Cliente 1": (Factor.COMPRA,),
        "Cliente 13": (Factor.DEVOLUCION,),
        "Cliente 0": (Factor.TIEMPO,),
        "Cliente 2": (Factor.TIEMPO,),
    }
    de_la_compra = next(c for c in causas.cambios if c.posicion == COMPRA)
    assert de_la_compra.ha_comprado
    assert de_la_compra.detalle == (
        "Por pasos: de Emergente a Bajo valor por el paso del tiempo; de Bajo valor a Estratégico por la compra. "
        "Días sin comprar: 16 → 18; compras: 2 → 4; neto: 200,00 → 8.200,00."
    )


def test_ejecutar_dos_veces_dice_lo_mismo_que_una_aunque_se_ordene_la_hoja(recalculado: Banco) -> None:
    una = causas_de(recalculado, corte=DESPUES)
    recalcular(recalculado.abrir(), recalculado.diario, peticion(5, corte=DESPUES))

    otra = causas_de(recalculado, 9, DESPUES)
    recalculado.ordenar_al_reves("Clientes")
    al_reves = causas_de(recalculado, 9, DESPUES)

    assert (una.al_dia, otra.al_dia, al_reves.al_dia) == (False, True, True)
    assert (otra.textos, otra.explicacion, otra.anterior) == (una.textos, una.explicacion, una.anterior)
    assert al_reves.textos == una.textos[::-1]


def test_lo_deshecho_no_cuenta_como_anterior(recalculado: Banco) -> None:
    una = causas_de(recalculado, corte=DESPUES)
    recalcular(recalculado.abrir(), recalculado.diario, peticion(5, corte=DESPUES))
    deshacer(recalculado.abrir(), recalculado.diario, peticion(7))

    de_nuevo = causas_de(recalculado, 9, DESPUES)

    assert (de_nuevo.textos, de_nuevo.al_dia) == (una.textos, False)


def test_quien_va_y_vuelve_queda_marcado(recalculado: Banco) -> None:
    """Mirar otra vez al primer corte devuelve a todos a donde estaban."""
    recalcular(recalculado.abrir(), recalculado.diario, peticion(5, corte=DESPUES))

    vuelta = cambios(recalculado.abrir(), recalculado.diario, peticion(9, corte=ANTES))

    textos = {m.cliente: m.cambio.texto for m in vuelta.movidos}
    assert textos["Cliente 0"] == (
        "Sube de Bajo valor a Emergente: paso del tiempo (el corte vuelve del 28/02/2026 al 31/12/2025)"
    )
    assert {m.vaiven for m in vuelta.movidos if m.cliente == "Cliente 0"} == {
        "Vuelve a Emergente, de donde salió el 01/03/2026"
    }
    assert all(m.vaiven for m in vuelta.movidos)


def test_cambiar_una_venta_ya_contada_es_una_correccion_de_datos(recalculado: Banco) -> None:
    fila, _ = sitio_de(recalculado.cuadro("Ventas"), "C12")
    recalculado.editar("Ventas", fila, 3, -3000.0)

    causas = causas_de(recalculado)

    assert factores_de(causas) == {"Cliente 12": (Factor.DATOS,)}
    assert causas.textos[12].endswith(": corrección de datos (número de compras, importe y última compra)")


def test_renovar_el_baremo_mueve_a_quien_no_ha_hecho_nada(recalculado: Banco) -> None:
    ventas = recalculado.cuadro("Ventas")
    for i, (codigo, dia, _) in enumerate(ventas, 1):
        if codigo in ("C00", "C01", "C02", "C03", "C04"):
            assert isinstance(dia, datetime)
            recalculado.editar("Ventas", i, 3, 9000.0)
    recalcular(recalculado.abrir(), recalculado.diario, peticion(5, corte=ANTES))

    causas = causas_de(recalculado, 9, recalibrar=True)

    assert set(factores_de(causas).values()) == {(Factor.BAREMO,)}
    assert all("(calibrado a 31/12/2025)" in texto for texto in causas.textos if texto)
