"""Explicar dos fotos: el camino empieza en la foto y acaba en hoy, pase lo que pase entre las dos."""

from dataclasses import replace
from datetime import date
from typing import Any

import narwhals as nw
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cartera_xl.nucleo.baremo import Baremo, calibrar_sin_pronostico
from cartera_xl.nucleo.causas.cambios import CAUSA, CambiosExplicados, con_causas, explicar
from cartera_xl.nucleo.causas.factores import Factor
from cartera_xl.nucleo.causas.foto import (
    AJUSTES_QUE_DECIDEN,
    FUERA,
    Circunstancias,
    Foto,
    ajustes_que_deciden,
    codigos,
    fotografiar,
)
from cartera_xl.nucleo.causas.niveles import Niveles, niveles_sin_fuente_comun
from cartera_xl.nucleo.causas.recorrido import Impuestos, recorrer
from cartera_xl.nucleo.configuracion import Configuracion, Estilo, Pesos, ReglaDeCortes
from cartera_xl.nucleo.puntuacion import puntuar
from cartera_xl.nucleo.reglas import REGLAS_POR_DEFECTO, Segmento
from cartera_xl.nucleo.resumen_tipos import SEGMENTOS
from tests.nucleo.fabrica import CARTERAS, CORTE, PAUSADO, cliente, hechos, listas

MANUALES = st.sampled_from([None, None, None, *(s.value for s in Segmento)])


def _reglas_movidas() -> Configuracion:
    """Las de siempre con «constante» en otro segmento: siguen cubriendo a todos."""
    otras = tuple(replace(r, segmento=Segmento.EMERGENTE) if r.id == "constante" else r for r in REGLAS_POR_DEFECTO)
    return Configuracion(reglas=otras)


def _foto(
    filas: list[dict[str, Any]],
    baremo: Baremo,
    ajustes: Configuracion | None = None,
    manuales: list[str | None] | None = None,
    *,
    corte: date = CORTE,
    motor: str = "pandas",
) -> Foto:
    marco = hechos(filas, motor)
    impuestos = nw.new_series(
        "segmento_manual", manuales or [None] * len(filas), nw.String, backend=marco.implementation
    )
    ajustes = ajustes or Configuracion()
    puntuados = puntuar(marco.with_columns(impuestos), baremo, ajustes)
    huellas = np.arange(1, len(filas) + 1, dtype=np.uint64)
    return fotografiar(puntuados, Circunstancias(corte, False, baremo, ajustes), huellas)


def _baremo(filas: list[dict[str, Any]]) -> Baremo:
    return calibrar_sin_pronostico(hechos(filas), Configuracion(), CORTE)


def _ordenada(cuantos: int = 20) -> list[dict[str, Any]]:
    return [cliente(dias=20 * k, compras=20 - k, neto=1000.0 - 40 * k, antiguedad=900) for k in range(cuantos)]


@settings(PAUSADO, max_examples=6)
@given(CARTERAS, CARTERAS, st.data())
def test_los_extremos_del_camino_son_la_foto_y_hoy(antes, hoy, datos) -> None:
    n = min(len(antes), len(hoy))
    ajustes = datos.draw(st.sampled_from([Configuracion(), _reglas_movidas()]))
    manos = [datos.draw(st.lists(MANUALES, min_size=n, max_size=n)) for _ in range(2)]
    vieja = _foto(antes[:n], _baremo(antes), manuales=manos[0])
    nueva = _foto(hoy[:n], _baremo(hoy), ajustes, manos[1], corte=date(2026, 2, 1))

    explicacion = explicar(vieja, nueva, fuente=None, motor="pandas")

    cambian = np.flatnonzero(vieja.segmentos != nueva.segmentos)
    assert sorted(c.posicion for c in explicacion.cambios) == cambian.tolist()
    for cambio in explicacion.cambios:
        assert cambio.factores
        assert Factor.PROGRAMA not in cambio.factores
        assert (SEGMENTOS.index(cambio.de), SEGMENTOS.index(cambio.a)) == (
            vieja.segmentos[cambio.posicion],
            nueva.segmentos[cambio.posicion],
        )
        assert explicacion.textos[cambio.posicion] == cambio.texto
    assert sum(map(bool, explicacion.textos)) == len(cambian)


def test_si_el_programa_puntua_hoy_de_otro_modo_lo_dice() -> None:
    filas = _ordenada()
    hoy = _foto(filas, _baremo(filas))
    retocada = replace(hoy, segmentos=np.where(hoy.segmentos == 3, 2, hoy.segmentos).astype(np.int8))

    explicacion = explicar(retocada, hoy, fuente=None, motor="pandas")

    assert {c.factores for c in explicacion.cambios} == {(Factor.PROGRAMA,)}
    assert {c.texto for c in explicacion.cambios} == {
        "Baja de Emergente a Bajo valor: actualización del programa (con los mismos datos da otro segmento)"
    }


def test_en_polars_se_explica_igual() -> None:
    filas = _ordenada()
    despues = [*filas[:-1], cliente(dias=1, compras=9, neto=5000.0, antiguedad=900)]

    def una(motor: str) -> CambiosExplicados:
        antes, hoy = (_foto(quienes, _baremo(filas), motor=motor) for quienes in (filas, despues))
        return explicar(antes, hoy, fuente=None, motor=motor)

    assert una("polars") == una("pandas")
    assert [c.texto for c in una("polars").cambios] == [
        "Sube de Bajo valor a Estratégico: compra (8 compras nuevas, 4.760,00)"
    ]


def test_si_los_hechos_salen_de_otro_sitio_todo_es_correccion_de_datos() -> None:
    filas = _ordenada()
    otras = [fila | {"importe_neto": 1.0, "dias_sin_comprar": 700} for fila in filas]
    antes = _foto(filas, _baremo(filas))
    antes = replace(antes, circunstancias=replace(antes.circunstancias, con_movimientos=True))

    explicacion = explicar(antes, _foto(otras, _baremo(filas)), fuente=None, motor="pandas")

    assert {c.factores for c in explicacion.cambios} == {(Factor.DATOS,)}
    assert all("(las compras se leen ahora de la hoja de clientes)" in c.texto for c in explicacion.cambios)


def test_la_migracion_cuadra_con_las_dos_fotos_al_centimo() -> None:
    filas = _ordenada()
    antes = _foto(filas, _baremo(filas))
    hoy = _foto(filas[:12] + [cliente(dias=1, compras=30, neto=0.1)] * 3, _baremo(filas))
    hoy = replace(hoy, huellas=np.r_[antes.huellas[:12], 901, 902, 903].astype(np.uint64))

    migracion = explicar(antes, hoy, fuente=None, motor="pandas").migracion

    clientes = np.array(migracion.clientes)
    assert clientes[:4].sum(axis=1).tolist() == np.bincount(antes.segmentos, minlength=4).tolist()
    assert clientes[:, :4].sum(axis=0).tolist() == np.bincount(hoy.segmentos, minlength=4).tolist()
    assert (clientes[4].sum(), clientes[:, 4].sum()) == (3, 8)
    assert sum(migracion.importes[4]) == 0.3
    assert sum(fila[4] for fila in migracion.importes) == sum(fila["importe_neto"] for fila in filas[12:])


@pytest.mark.parametrize("motor", ["pandas", "polars"])
def test_la_columna_es_texto_y_vacia_donde_no_hay_cambio(motor: str) -> None:
    marco = con_causas(hechos(_ordenada(2), motor), ["", "Alta: entra como Clave"])

    assert marco.schema[CAUSA] == nw.String
    assert listas(marco)[CAUSA] == ["", "Alta: entra como Clave"]


def test_lo_que_no_esta_entre_los_ajustes_que_deciden_no_mueve_a_nadie() -> None:
    filas = _ordenada()
    baremo = _baremo(filas)
    otros = Configuracion(
        pais="MX",
        estilo=Estilo.CARITAS,
        pesos=Pesos(1, 0, 0),
        umbral_medio=10,
        umbral_alto=20,
        cortes=ReglaDeCortes.CUANTIL_MAS_UNO,
        horizonte=90,
        riesgo_alto=0.01,
        plazo_propuesta=1,
        periodos_baja=9,
        titulos={"segmento": "Grupo"},
    )

    assert codigos(puntuar(hechos(filas), baremo, otros)["segmento"].to_list()).tolist() == (
        codigos(puntuar(hechos(filas), baremo, Configuracion())["segmento"].to_list()).tolist()
    )
    assert ajustes_que_deciden(otros) == ajustes_que_deciden(Configuracion())


def test_los_ajustes_de_la_foto_no_llevan_textos_de_la_persona() -> None:
    regla = replace(REGLAS_POR_DEFECTO[0], id="la de Ana", nota="llamar a Ana")
    ajustes = ajustes_que_deciden(Configuracion(reglas=(regla,), columnas={"nombre": "Cliente"}, identificador="x"))

    assert "Ana" not in repr(ajustes)
    assert (ajustes.columnas, ajustes.identificador) == ({}, "")
    assert set(AJUSTES_QUE_DECIDEN) <= set(Configuracion.__slots__)


def test_una_fila_quieta_no_se_puntua_de_mas() -> None:
    """Un nivel igual al anterior copia su resultado; aun así, cada camino sale entero."""
    filas = _ordenada()
    foto = _foto(filas, _baremo(filas))
    niveles: Niveles = niveles_sin_fuente_comun(foto.hechos, foto.hechos)
    nadie = np.full(len(foto), FUERA, dtype=np.int8)

    impuestos = Impuestos(foto.segmentos, nadie, np.full(len(foto), 1, dtype=np.int8))
    recorrido = recorrer(niveles, foto.circunstancias, foto.circunstancias, impuestos, "pandas")

    assert (recorrido.camino[:, :-1] == foto.segmentos[:, None]).all()
    assert (recorrido.camino[:, -1] == 1).all()
