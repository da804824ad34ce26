"""La sugerencia de cada cliente: la tabla manda, no se ofrece lo que ya tiene ni algo peor, y se dice la prueba."""

import narwhals as nw
import pandas as pd
import polars as pl
import pytest

from cartera_xl.nucleo.configuracion import Configuracion
from cartera_xl.nucleo.ventas.complementos import Complementos, Oferta
from cartera_xl.nucleo.ventas.reparto import cuantos_de_cada
from cartera_xl.nucleo.ventas.sugerencias import (
    estudiar_ventas,
    motivo_de_que_no_haya,
    propension_por_producto,
    tabla_de_asociaciones,
    textos_por_fila,
)
from tests.nucleo.ventas.compras_simuladas import CORTE, lineas, marco

AJUSTES = Configuracion()
VACIOS = Complementos()


def _oferta(producto, ofrecer, *, superior=False, nota=""):
    return Oferta(producto, ofrecer, nota, superior, "A1")


def _sugeridas(movimientos, complementos=VACIOS, claves=None, motor=pd.DataFrame, ajustes=AJUSTES):
    numeros = sorted(set(movimientos["clave"].to_list())) if claves is None else claves
    tabla = nw.from_native(motor({"fila": range(2, len(numeros) + 2), "clave": numeros}))
    ventas = estudiar_ventas(movimientos, complementos, ajustes, CORTE)
    return [""] * len(tabla) if ventas is None else textos_por_fila(ventas, tabla.select("fila"), tabla, ajustes.pais)


def _cafe(sin_filtro=3):
    """30 clientes con café y filtro, `sin_filtro` con café solo y 400 con otra cosa; dos líneas cada uno."""
    clave, producto = [], []
    for i, (cuantos, cosas) in enumerate([(30, ("Café", "Filtro")), (sin_filtro, ("Café", "Té")), (400, ("Té", "Té"))]):
        for j in range(cuantos):
            clave += [1000 * i + j] * 2
            producto += cosas
    return marco(clave, producto)


def test_a_quien_le_falta_lo_que_los_demas_llevan_se_le_ofrece_con_su_prueba():
    sugeridas = _sugeridas(_cafe())

    assert sugeridas[30:33] == ["Ofrecer Filtro: 9 de cada 10 que compran Café también lo llevan (30 clientes)."] * 3
    assert not any(sugeridas[:30])
    assert not any(sugeridas[33:])


def test_la_tabla_manda_sobre_las_compras_y_lo_superior_sobre_el_complemento():
    tabla = Complementos(
        (_oferta("CAFÉ", "Café Pro", superior=True, nota="Tueste natural."), _oferta("Café", "Azúcar"))
    )
    sugeridas = _sugeridas(_cafe(), tabla)

    assert set(sugeridas[:33]) == {"Ofrecer Café Pro, superior a CAFÉ (según su tabla). Tueste natural."}
    solo_complemento = _sugeridas(_cafe(), Complementos((_oferta("Café", "Azúcar"),)))
    assert set(solo_complemento[:33]) == {"Ofrecer Azúcar, que acompaña a Café (según su tabla)."}


def test_no_se_ofrece_lo_que_ya_tiene_ni_algo_peor_que_lo_que_tiene():
    tabla = Complementos((_oferta("A", "B", superior=True), _oferta("B", "C", superior=True)))
    movimientos = marco([0, 1, 1, 2, 2, 3, 3, 3], ["A", "A", "B", "A", "C", "A", "B", "C"])

    assert _sugeridas(movimientos, tabla) == [
        "Ofrecer B, superior a A (según su tabla).",
        "Ofrecer C, superior a B (según su tabla).",
        "",
        "",
    ]


def test_tampoco_por_las_compras_se_ofrece_algo_peor():
    tabla = Complementos((_oferta("Filtro", "Té", superior=True),))

    assert not any("Filtro" in texto for texto in _sugeridas(_cafe(), tabla)[30:33])


def test_lo_comprado_y_devuelto_no_se_vuelve_a_ofrecer():
    base = _cafe().to_native()
    probado = pd.DataFrame(
        {"fila": 0, "clave": 1000, "fecha": base["fecha"][0], "importe": [10.0, -10.0], "producto": "Filtro"}
    )
    sugeridas = _sugeridas(nw.from_native(pd.concat([base, probado], ignore_index=True)))

    assert sugeridas[30] == ""
    assert sugeridas[31] != ""


def test_dos_filas_del_mismo_cliente_llevan_la_sugerencia_en_la_primera():
    claves = [*range(30), 1000, 1000, 1001, -1, 99_999]
    sugeridas = _sugeridas(_cafe(), claves=claves)

    assert [bool(texto) for texto in sugeridas[30:]] == [True, False, True, False, False]


def test_sin_producto_ni_categoria_no_hay_nada_que_estudiar():
    assert estudiar_ventas(marco([0, 1], ["A", "B"]).drop("producto"), VACIOS, AJUSTES, CORTE) is None


def test_en_polars_y_con_las_filas_al_reves_sale_lo_mismo():
    movimientos = _cafe()
    claves = sorted(set(movimientos["clave"].to_list()))
    en_polars = nw.from_native(pl.from_pandas(movimientos.to_native()))

    sugeridas = _sugeridas(movimientos, claves=claves)
    assert any(sugeridas)
    assert _sugeridas(en_polars, claves=claves, motor=pl.DataFrame) == sugeridas
    assert _sugeridas(movimientos, claves=claves[::-1])[::-1] == sugeridas


def test_las_cifras_de_la_tabla_cuadran():
    ventas = estudiar_ventas(_cafe(), VACIOS, AJUSTES, CORTE)
    linea = next(fila for fila in tabla_de_asociaciones(ventas) if fila.desde == "Café")

    assert (linea.hacia, linea.ambos, linea.tienen, linea.ofrecibles) == ("Filtro", 30, 33, 3)
    assert linea.neto_potencial == pytest.approx(3 * linea.probabilidad * 10, abs=0.01)
    filtro = next(fila for fila in propension_por_producto(ventas) if fila.producto == "Filtro")
    assert (filtro.compradores, filtro.posibles, filtro.probables) == (30, 3, 3)
    assert filtro.esperados == pytest.approx(3 * linea.probabilidad)
    assert motivo_de_que_no_haya(ventas, AJUSTES) == ""


def test_el_potencial_no_se_inventa_si_nadie_lo_ha_comprado_en_un_ano():
    base = _cafe().to_native()
    base.loc[base["producto"] == "Filtro", "fecha"] = pd.Timestamp("2024-06-01")
    ventas = estudiar_ventas(nw.from_native(base), VACIOS, AJUSTES, CORTE)

    assert next(fila for fila in tabla_de_asociaciones(ventas) if fila.hacia == "Filtro").neto_potencial is None


@pytest.mark.parametrize(
    ("movimientos", "motivo"),
    [
        (marco([0, 1], ["A", "B"]), "No hay dos productos que hayan comprado 10 clientes"),
        (marco(list(range(40)), ["A", "B"] * 20), "no hay ninguna pareja"),
    ],
)
def test_si_no_hay_asociaciones_se_dice_por_que(movimientos, motivo):
    assert motivo in motivo_de_que_no_haya(estudiar_ventas(movimientos, VACIOS, AJUSTES, CORTE), AJUSTES)


def test_si_no_consta_el_producto_se_dice():
    assert motivo_de_que_no_haya(None, AJUSTES) == "Las compras no dicen el producto ni la categoría."


@pytest.mark.parametrize(
    ("ambos", "tienen", "dicho"),
    [
        (10, 10, "todos los"),
        (95, 100, "casi todos los"),
        (94, 100, "9 de cada 10"),
        (15, 100, "2 de cada 10"),
        (14, 100, "1 de cada 7"),
        (1, 12, "1 de cada 12"),
    ],
)
def test_de_cada_cuantos_en_sus_bordes(ambos, tienen, dicho):
    assert cuantos_de_cada(ambos, tienen) == dicho


def test_una_probabilidad_baja_dice_cuantas_veces_lo_esperable():
    movimientos = lineas(4000, 60, semilla=2, plantadas=[(0, 1)], empuje=0.3)
    dichas = [texto for texto in _sugeridas(movimientos) if texto]

    assert dichas
    assert all(
        "veces lo esperable" in texto for texto in dichas if " 3 de cada 10" in texto or " 4 de cada 10" in texto
    )
