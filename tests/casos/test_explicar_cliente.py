"""Explicar a un cliente desde el libro: lo mismo que dice la hoja, y sin escribir nada."""

import json
from datetime import date

import pytest

from cartera_xl.casos.explicar import QUE_HACER, _que_hacer, explicar
from cartera_xl.casos.recalcular import recalcular
from cartera_xl.nucleo.errores import ClienteNoEncontrado
from tests.casos.conftest import peticion


def test_dice_el_segmento_y_la_puntuacion_que_escribe_recalcular(banco):
    recalcular(banco.abrir(), banco.diario, peticion())
    segmento, puntos = banco.columna("Segmento")[6], banco.columna("Puntuación")[6]
    explicado = explicar(banco.abrir(), banco.diario, peticion(), "C007")

    assert (explicado.nombre, explicado.explicacion.fila) == ("Cliente 7 S.L.", 8)
    assert explicado.explicacion.segmento == segmento
    assert explicado.explicacion.puntuacion == puntos


def test_no_escribe_nada_y_sale_en_json(banco):
    antes = banco.cuadro()
    explicado = explicar(banco.abrir(), banco.diario, peticion(pais="MX"), "fila 3")

    assert banco.cuadro() == antes
    leido = json.loads(json.dumps(explicado.a_dict(), ensure_ascii=False))
    assert leido["pais"] == "MX"
    assert sum(round(10 * parte["puntos"]) for parte in leido["aportaciones"]) == round(10 * leido["puntuacion"])
    assert [eje["id"] for eje in leido["ejes"]][:4] == ["valor", "constancia", "actividad", "potencial"]
    assert leido["corte"] == date(2026, 1, 31).isoformat() or leido["corte"] < "2026-02-01"


def test_si_no_se_sabe_quien_es_se_dice(banco):
    with pytest.raises(ClienteNoEncontrado):
        explicar(banco.abrir(), banco.diario, peticion(), "Cliente que no existe")


def test_ensena_lo_que_hay_que_hacer_y_calla_lo_vacio():
    import narwhals as nw
    import pandas as pd

    columnas = {"sugerencia": ["Ofrecer té.", ""], "fecha_caida": [date(2026, 3, 1), None], "para_subir": ["", ""]}
    marco = nw.from_native(pd.DataFrame(columnas))

    assert list(_que_hacer(marco, 0)) == [("Caería el", "01/03/2026"), ("Qué ofrecer", "Ofrecer té.")]
    assert list(_que_hacer(marco, 1)) == []


def test_las_columnas_que_se_ensenan_no_se_repiten():
    assert len(dict(QUE_HACER)) == len(QUE_HACER) == len({titulo for _, titulo in QUE_HACER})


def test_los_datos_malos_de_su_fila_se_cuentan(banco):
    banco.editar("Clientes", 5, 5, "muchas")
    explicado = explicar(banco.abrir(), banco.diario, peticion(), "C004")

    assert explicado.con_errores()
    assert [incidencia.celda for incidencia in explicado.incidencias] == ["E5"]
    assert not explicar(banco.abrir(), banco.diario, peticion(), "C005").con_errores()
