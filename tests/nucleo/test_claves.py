"""La clave que une clientes y movimientos: qué identificador gana, con qué prueba y qué se dice de lo que sobra."""

import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cartera_xl.nucleo.claves import emparejar
from cartera_xl.nucleo.errores import ColumnaNoEncontrada, Gravedad
from cartera_xl.nucleo.hechos import Origen

MOTORES = pytest.mark.parametrize("motor", [pd.DataFrame, pl.DataFrame])


def _cuadro(motor=pd.DataFrame, **columnas):
    n = len(next(iter(columnas.values())))
    return motor({"fila": list(range(2, n + 2)), **columnas})


@MOTORES
@pytest.mark.parametrize(
    ("clientes", "movimientos", "nombre", "claves"),
    [
        pytest.param({"id_cliente": ["A1", "b2"]}, {"id_cliente": ["B2", "a1 "]}, "código de cliente", [1, 0], id="id"),
        pytest.param(
            {"id_cliente": ["4", "21"]},
            {"id_cliente": ["00021", "00004"]},
            "código de cliente sin ceros a la izquierda",
            [1, 0],
            id="Excel se comió los ceros",
        ),
        pytest.param({"id_cliente": ["17850"]}, {"id_cliente": ["17850.0"]}, "código de cliente", [0], id="17850.0"),
        pytest.param(
            {"id_fiscal": ["B12345674"]}, {"id_fiscal": ["b-12.345.674"]}, "identificador fiscal", [0], id="fiscal"
        ),
        pytest.param({"correo": ["A@x.es"]}, {"correo": ["a@X.es"]}, "correo", [0], id="correo"),
        pytest.param(
            {"nombre": ["Ana", "Ana"], "apellidos": ["López", "Díaz"]},
            {"nombre": ["ANA DIAZ", "Ana Lopez"]},
            "nombre",
            [1, 0],
            id="nombre y apellidos",
        ),
        pytest.param({"nombre": ["Pan Núñez, S.L."]}, {"nombre": ["PAN NUÑEZ SL"]}, "nombre", [0], id="misma forma"),
        pytest.param(
            {"nombre": ["Pan Núñez, S.L."]}, {"nombre": ["Pan Núñez"]}, "nombre sin forma jurídica", [0], id="sin forma"
        ),
        pytest.param(
            {"nombre": ["Bar Pepe"]},
            {"id_cliente": ["bar pepe"]},
            "nombre, en la columna del código",
            [0],
            id="la columna Cliente lleva el nombre",
        ),
    ],
)
def test_el_identificador_comun_une_las_dos_hojas(motor, clientes, movimientos, nombre, claves) -> None:
    union = emparejar(_cuadro(motor, **clientes), _cuadro(motor, **movimientos))

    assert (union.nombre, union.cobertura) == (nombre, 1.0)
    assert union.movimientos["clave"].to_list() == claves
    assert union.incidencias == []


def test_gana_el_que_reconoce_mas_lineas_y_en_empate_el_primero() -> None:
    clientes = _cuadro(id_cliente=["1", "2"], correo=["a@x.es", "b@x.es"], nombre=["Ana", "Blas"])
    movimientos = _cuadro(id_cliente=["1", "9"], correo=["a@x.es", "b@x.es"], nombre=["Ana", "Blas"])
    union = emparejar(clientes, movimientos)

    assert union.campo == "correo"
    assert [(prueba.nombre, prueba.cobertura) for prueba in union.pruebas] == [
        ("código de cliente", 0.5),
        ("código de cliente sin ceros a la izquierda", 0.5),
        ("correo", 1.0),
    ]


def test_las_lineas_sin_cliente_se_cuentan_una_vez_con_ejemplos() -> None:
    movimientos = _cuadro(id_cliente=["1", "8", "9", "8", None, " "])
    union = emparejar(_cuadro(id_cliente=["1"]), movimientos, origen_movimientos=Origen("Ventas", {"id_cliente": 2}))
    vacias, sueltas = union.incidencias

    assert (vacias.clase, vacias.celda, vacias.gravedad) == ("sin_cliente", "B6", Gravedad.ERROR)
    assert (sueltas.clase, sueltas.celda, sueltas.gravedad) == ("cliente_desconocido", "B3", Gravedad.AVISO)
    assert "3 líneas de movimientos de 2 clientes" in sueltas.que
    assert "«8», «9»" in sueltas.que
    assert union.movimientos["clave"].to_list() == [0, -1, -1, -1, -1, -1]
    assert union.cobertura == 0.25


def test_dos_clientes_con_la_misma_clave_la_comparten_y_se_dice() -> None:
    union = emparejar(_cuadro(id_cliente=["7", "7", None]), _cuadro(id_cliente=["7"]))
    [aviso] = union.incidencias

    assert union.clientes["clave"].to_list() == [0, 0, -1]
    assert (aviso.clase, aviso.gravedad) == ("clave_repetida", Gravedad.AVISO)


def test_un_cliente_sin_movimientos_es_normal() -> None:
    assert emparejar(_cuadro(id_cliente=["1", "2"]), _cuadro(id_cliente=["1"])).incidencias == []


@pytest.mark.parametrize(
    ("movimientos", "texto"),
    [({"id_cliente": ["9"]}, "Ninguna línea"), ({"correo": ["a@x.es"]}, "ningún identificador en común")],
)
def test_si_nada_une_las_hojas_no_se_puede_seguir(movimientos, texto) -> None:
    with pytest.raises(ColumnaNoEncontrada, match=texto):
        emparejar(_cuadro(id_cliente=["1"]), _cuadro(**movimientos))


def test_sin_lineas_no_hay_nada_que_reprochar() -> None:
    vacio = _cuadro(id_cliente=["1"]).iloc[:0]

    assert emparejar(_cuadro(id_cliente=["1"]), vacio).movimientos["clave"].to_list() == []


@given(st.lists(st.text(alphabet="aBñ 07.é", max_size=4)), st.lists(st.text(alphabet="aBñ 07.é", max_size=4)))
@settings(max_examples=60, deadline=None)
def test_cada_linea_va_al_cliente_de_su_mismo_texto(codigos, lineas) -> None:
    clientes = _cuadro(id_cliente=[*codigos, "seguro"])
    union = emparejar(clientes, _cuadro(id_cliente=[*lineas, "SEGURO"]))
    clave_de = dict(zip(clientes["id_cliente"], union.clientes["clave"].to_list(), strict=True))

    for linea, clave in zip(lineas, union.movimientos["clave"].to_list()[:-1], strict=True):
        if linea in clave_de:
            assert clave == clave_de[linea]
