"""Etapas por reglas, cuenta del embudo y su hoja."""

from typing import Any

import numpy as np
import pytest

from cartera_xl.nucleo.celdas import Celda, Cuadro
from cartera_xl.nucleo.errores import ConfiguracionErronea
from cartera_xl.nucleo.indicadores.embudo import (
    EMBUDO_DE_PARTIDA,
    SIN_ETAPA,
    Embudo,
    ReglaDeEntrada,
    ReglasDeEmbudo,
    etapas_de,
    medir_embudo,
)
from cartera_xl.nucleo.indicadores.embudo_hoja import celdas_con_embudo, celdas_de_embudo, es_embudo, leer_embudo
from tests.nucleo.fabrica import cliente, potencial
from tests.nucleo.indicadores.fabrica_indicadores import cartera
from tests.nucleo.indicadores.hojas_de_prueba import cuadro_de, fila_de


@pytest.mark.parametrize(
    ("medio", "fuente", "etapa"),
    [
        ("Tienda física", "Redes", "Negociación"),
        ("tienda fisica centro", "Redes sociales", "Negociación"),
        ("Web", "Marketing de contenidos", "Clasificación de oportunidades"),
        ("Web", "Redes", "Primer contacto"),
        (None, None, "Primer contacto"),
    ],
)
def test_las_reglas_de_partida_son_los_dos_ejemplos_del_articulo(
    medio: str | None, fuente: str | None, etapa: str
) -> None:
    _, tablas = cartera([potencial(medio=medio, fuente=fuente)])
    assert etapas_de(tablas.clientes, EMBUDO_DE_PARTIDA) == (etapa,)


def test_gana_la_regla_que_mas_dice_este_donde_este() -> None:
    reglas = ReglasDeEmbudo(
        ("A", "B", "C", "D"),
        (
            ReglaDeEntrada("", "", "A"),
            ReglaDeEntrada("", "Redes", "B"),
            ReglaDeEntrada("Web", "", "C"),
            ReglaDeEntrada("Web", "Redes", "D"),
        ),
    )
    vias = [("Web", "Redes"), ("Web", "Boca a boca"), ("Feria", "Redes"), ("Feria", None)]
    _, tablas = cartera([potencial(medio=medio, fuente=fuente) for medio, fuente in vias])
    assert etapas_de(tablas.clientes, reglas) == ("D", "C", "B", "A")


def test_la_etapa_escrita_en_la_ficha_manda_y_se_escribe_igual() -> None:
    _, tablas = cartera([potencial(etapa="NEGOCIACION", medio="Web"), potencial(etapa="La mía", medio="Web")])
    assert etapas_de(tablas.clientes, EMBUDO_DE_PARTIDA) == ("Negociación", "La mía")


def _embudo(filas: list[dict[str, Any]], reglas: ReglasDeEmbudo = EMBUDO_DE_PARTIDA, visibles: Any = None) -> Embudo:
    _, tablas = cartera(filas)
    quienes = np.ones(len(filas), dtype=bool) if visibles is None else np.array(visibles)
    return medir_embudo(tablas.puntuados, tablas.clientes, reglas, quienes)


def test_cuenta_potenciales_y_gasto_y_la_conversion_incluye_a_los_clientes() -> None:
    filas = [
        potencial(100.0, etapa="Propuesta", nombre="P1"),
        potencial(250.0, etapa="Propuesta", nombre="P2"),
        potencial(None, etapa="Propuesta", nombre="P3"),
        cliente(etapa="Propuesta"),
        potencial(10.0, etapa="Cierre"),
    ]
    por_nombre = {etapa.nombre: etapa for etapa in _embudo(filas).etapas}
    propuesta = por_nombre["Propuesta"]
    assert (propuesta.potenciales, propuesta.parte) == (3, 0.75)
    assert (propuesta.gasto_previsto, propuesta.sin_gasto) == (350.0, 1)
    assert (propuesta.fichas, propuesta.clientes, propuesta.conversion) == (4, 1, 0.25)
    assert [tarjeta.nombre for tarjeta in propuesta.tarjetas] == ["P2", "P1", "P3"]
    assert sum(etapa.potenciales for etapa in por_nombre.values()) == 4


def test_sin_clientes_con_etapa_no_hay_conversion() -> None:
    reglas = ReglasDeEmbudo(("Propuesta",), ())
    embudo = _embudo([potencial(etapa="Propuesta"), cliente(), potencial()], reglas)
    assert [etapa.conversion for etapa in embudo.etapas] == [None, None]
    assert embudo.etapas[-1].nombre == SIN_ETAPA
    assert (embudo.escritas, embudo.por_regla, embudo.sin_etapa) == (1, 0, 2)


def test_quien_esta_bloqueado_se_cuenta_y_no_se_lista() -> None:
    embudo = _embudo([potencial(nombre="Sí"), potencial(nombre="No")], visibles=[True, False])
    assert embudo.etapas[0].potenciales == 2
    assert [tarjeta.nombre for tarjeta in embudo.etapas[0].tarjetas] == ["Sí"]


def test_la_hoja_de_partida_dice_las_reglas_de_partida() -> None:
    cuadro = cuadro_de(celdas_de_embudo([]))
    leido = leer_embudo(cuadro)
    assert es_embudo(cuadro)
    assert leido.etapas == EMBUDO_DE_PARTIDA.etapas
    assert [(r.medio, r.fuente, r.etapa) for r in leido.reglas] == [
        (r.medio, r.fuente, r.etapa) for r in EMBUDO_DE_PARTIDA.reglas
    ]
    assert leer_embudo([]) == EMBUDO_DE_PARTIDA


def test_escribir_dos_veces_el_mismo_embudo_no_cambia_nada() -> None:
    embudo = _embudo([potencial(5.0, encaje=50.0, nombre="Uno"), cliente()])
    cuadro = cuadro_de(celdas_con_embudo([], embudo))
    assert celdas_con_embudo(cuadro, embudo) == {}


def _con_regla(*celdas: Celda) -> Cuadro:
    cuadro = cuadro_de(celdas_de_embudo([]))
    cuadro[fila_de(cuadro, "Entra en") + 3][:3] = celdas
    return cuadro


@pytest.mark.parametrize(
    ("regla", "dice"),
    [
        (("Pasillo", "Web", None), "«Pasillo» no vale para «Entra en»"),
        (("Propuesta", "WEB", "marketing de contenidos"), "Dos reglas son para el mismo medio"),
    ],
)
def test_una_regla_mal_escrita_se_dice(regla: tuple[Celda, ...], dice: str) -> None:
    with pytest.raises(ConfiguracionErronea) as error:
        leer_embudo(_con_regla(*regla))
    assert dice in error.value.que
