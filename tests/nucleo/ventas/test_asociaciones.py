"""Se halla lo que va junto y no se inventa lo que no; una devolución no es una compra."""

from datetime import timedelta

import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl
import pytest

from cartera_xl.nucleo.configuracion import Configuracion
from cartera_xl.nucleo.ventas import asociaciones as modulo
from cartera_xl.nucleo.ventas.asociaciones import asociar
from cartera_xl.nucleo.ventas.cestas import cestas_de
from cartera_xl.nucleo.ventas.probabilidades import cola_hipergeometrica, no_son_azar
from tests.nucleo.ventas.compras_simuladas import CORTE, lineas, marco

AJUSTES = Configuracion()


def _halladas(movimientos, ajustes=AJUSTES):
    cestas = cestas_de(movimientos, CORTE, ajustes.soporte_minimo)
    halladas = asociar(cestas, ajustes)
    pares = zip(halladas.desde.tolist(), halladas.hacia.tolist(), strict=True)
    return {(cestas.nombres[a], cestas.nombres[b]) for a, b in pares}


def _juntos(ambos, solo_a, solo_b, ninguno):
    """Clientes con A y B, solo A, solo B, y otros que compran C; una línea de cada cosa y C para igualar."""
    clave, producto = [], []
    for i, (cuantos, cosas) in enumerate([(ambos, "AB"), (solo_a, "AC"), (solo_b, "BC"), (ninguno, "CC")]):
        for j in range(cuantos):
            clave += [10_000 * i + j] * 2
            producto += list(cosas)
    return marco(clave, producto)


@pytest.mark.parametrize("semilla", range(4))
def test_halla_las_parejas_plantadas_y_ninguna_mas(semilla):
    plantadas = [(0, 1), (2, 3)]
    movimientos = lineas(3000, 30, semilla=semilla, plantadas=plantadas, empuje=0.7)

    esperadas = {(f"P{a}", f"P{b}") for a, b in plantadas}
    halladas = _halladas(movimientos)
    assert esperadas <= halladas
    assert halladas <= esperadas | {(b, a) for a, b in esperadas}


@pytest.mark.parametrize("desigual", [False, True])
def test_entre_productos_independientes_no_hay_mas_hallazgos_que_los_admitidos(desigual):
    con_alguno = sum(bool(_halladas(lineas(600, 15, semilla=s, desigual=desigual))) for s in range(20))

    assert con_alguno <= 2  # de 20 carteras sin nada que hallar, no más de una de media


def test_sin_mirar_lo_que_compra_cada_cliente_se_hallarian_muchas_falsas():
    movimientos = lineas(600, 15, semilla=3, desigual=True)
    cestas = cestas_de(movimientos, CORTE, 10)
    de_cada_uno = np.bincount(cestas.producto)
    una, otra, ambos = modulo._parejas(cestas.cliente, cestas.producto, 10, len(cestas.nombres))
    fisher = cola_hipergeometrica(ambos, de_cada_uno[una], de_cada_uno[otra], len(cestas.claves))

    assert no_son_azar(fisher, 105, 0.05).sum() > 50
    assert not _halladas(movimientos)


@pytest.mark.parametrize(("ambos", "si"), [(10, True), (9, False)])
def test_el_soporte_minimo_es_inclusive(ambos, si):
    assert (("A", "B") in _halladas(_juntos(ambos, 3, 3, 400))) == si


@pytest.mark.parametrize(("ambos", "si"), [(580, False), (620, True)])
def test_lo_que_se_da_poco_mas_de_lo_esperable_no_se_propone_aunque_no_sea_azar(ambos, si):
    solo_uno = 1000 - ambos  # de 2000 clientes, la mitad tiene cada producto: se esperan 500 con los dos

    assert (("A", "B") in _halladas(_juntos(ambos, solo_uno, solo_uno, ambos))) == si


def test_pocos_clientes_no_bastan_aunque_todos_coincidan():
    assert not _halladas(_juntos(10, 0, 0, 2))


def test_la_probabilidad_se_acerca_a_la_de_cualquiera_si_hay_pocos():
    cestas = cestas_de(_juntos(12, 3, 3, 400), CORTE, 10)
    halladas = asociar(cestas, AJUSTES)
    i = next(i for i in range(len(halladas)) if cestas.nombres[int(halladas.desde[i])] == "A")

    assert (halladas.ambos[i], halladas.tienen[i]) == (12, 15)
    assert halladas.probabilidad[i] == pytest.approx((12 + 10 * 15 / 418) / (15 + 10))


def test_una_devolucion_no_es_compra_y_lo_devuelto_entero_no_cuenta():
    base = _juntos(12, 3, 3, 400).to_native()
    de_b = base[(base["producto"] == "B") & (base["clave"] < 10_000)]
    vuelta = de_b.assign(importe=-10.0).iloc[:3]

    assert ("A", "B") not in _halladas(nw.from_native(pd.concat([base, vuelta], ignore_index=True)))
    a_medias = vuelta.assign(importe=-4.0)
    assert ("A", "B") in _halladas(nw.from_native(pd.concat([base, a_medias], ignore_index=True)))


@pytest.mark.parametrize(("dias", "si"), [(729, True), (730, False)])
def test_lo_que_no_se_vende_hace_dos_anos_no_se_propone(dias, si):
    base = _juntos(30, 3, 3, 400).to_native()
    antiguas = base["producto"] == "B"
    base.loc[antiguas, "fecha"] = np.datetime64(CORTE - timedelta(days=dias), "us")

    assert (("A", "B") in _halladas(nw.from_native(base))) == si


def test_si_cada_linea_lleva_un_texto_suyo_se_mira_la_categoria():
    base = _juntos(30, 3, 3, 400).to_native()
    base["categoria"] = base["producto"]
    base["producto"] = [f"Pedido {i}" for i in range(len(base))]

    cestas = cestas_de(nw.from_native(base), CORTE, 10)
    assert cestas.campo == "categoria"
    assert ("A", "B") in _halladas(nw.from_native(base))


def test_sin_producto_ni_categoria_no_hay_cestas():
    assert cestas_de(marco([1, 2], [None, None]), CORTE, 10) is None
    assert cestas_de(marco([1, 2], ["A", "B"]).drop("producto"), CORTE, 10) is None


def test_mayusculas_tildes_y_espacios_son_el_mismo_producto():
    cestas = cestas_de(marco([1, 2, 3, 4], ["Café", "Café", "cafe ", "Pila A+"]), CORTE, 1)

    assert sorted(cestas.nombres) == ["Café", "Pila A+"]


def test_una_cesta_enorme_se_recorta_a_lo_que_mas_veces_compra():
    productos = [f"P{i:03d}" for i in range(80)]
    enorme = marco([0] * 82, [*productos, "P079", "P078"])
    cestas = cestas_de(enorme, CORTE, 1)
    cliente, producto, recortadas = modulo._recortadas(cestas)

    assert recortadas == 1
    assert len(cliente) == modulo.TOPE_DE_CESTA
    assert {"P079", "P078"} <= {cestas.nombres[i] for i in producto}


def test_en_polars_sale_lo_mismo():
    movimientos = lineas(3000, 30, semilla=1, plantadas=[(0, 1)], empuje=0.7)
    assert _halladas(movimientos)

    assert _halladas(nw.from_native(pl.from_pandas(movimientos.to_native()))) == _halladas(movimientos)


def test_el_orden_de_las_lineas_no_cuenta():
    movimientos = lineas(3000, 30, semilla=2, plantadas=[(0, 1)], empuje=0.7).to_native()

    del_reves = nw.from_native(movimientos.iloc[::-1].reset_index(drop=True))
    assert _halladas(del_reves) == _halladas(nw.from_native(movimientos)) != set()


def test_el_conteo_por_trozos_es_el_mismo_que_de_una_vez(monkeypatch):
    movimientos = lineas(500, 12, semilla=4, plantadas=[(0, 1)], empuje=0.9)
    cestas = cestas_de(movimientos, CORTE, 10)
    de_una_vez = modulo._parejas(cestas.cliente, cestas.producto, 1, 12)
    monkeypatch.setattr(modulo, "_CLAVES_JUNTAS", 50)
    a_trozos = modulo._parejas(cestas.cliente, cestas.producto, 1, 12)

    assert all(np.array_equal(uno, otro) for uno, otro in zip(de_una_vez, a_trozos, strict=True))
    tabla = np.zeros((len(cestas.claves), 12), dtype=int)
    tabla[cestas.cliente, cestas.producto] = 1
    juntos = tabla.T @ tabla
    assert all(juntos[a, b] == n for a, b, n in zip(*de_una_vez, strict=True))
