"""Una ejecución sin la persona: sus celdas vacías, su huella a cero y lo de los demás intacto."""

from datetime import UTC, datetime

import numpy as np

from cartera_xl.nucleo.celdas import Celda, columna_de_objetos
from cartera_xl.nucleo.corrida import Accion, ColumnaCorrida, Corrida, HojaCorrida
from cartera_xl.nucleo.privacidad.diario import sin_la_persona


def corrida() -> Corrida:
    columnas = (
        ColumnaCorrida("puntuacion", "Puntuación", True, np.full(3, np.nan), np.array([10.0, 20.0, 30.0])),
        ColumnaCorrida(
            "avisos",
            "Avisos",
            False,
            columna_de_objetos([None, "Se repite con Ana Ruiz", "x"]),
            columna_de_objetos(["suyo", "Se repite con Ana Ruiz", "y"]),
        ),
    )
    hoja = HojaCorrida("Resumen", False, {(5, 1): "Otro"}, {(5, 1): "Ana Ruiz", (6, 1): "Eva", (7, 1): 3.0})
    return Corrida(
        libro="libro",
        id="R-1",
        momento=datetime(2026, 1, 1, tzinfo=UTC),
        usuario="eva",
        accion=Accion.RECALCULAR,
        hoja="Clientes",
        campos=("id_cliente",),
        huellas=np.array([11, 22, 33], dtype=np.uint64),
        columnas=columnas,
        hojas=(hoja,),
    )


def limpiar(celda: Celda) -> Celda:
    return celda.replace("Ana Ruiz", "Anónimo") if isinstance(celda, str) and "Ana Ruiz" in celda else celda


def test_su_fila_se_vacia_y_su_nombre_se_cambia_en_todas_partes() -> None:
    limpia = sin_la_persona(corrida(), 11, limpiar)

    assert limpia is not None
    assert limpia.huellas.tolist() == [0, 22, 33]
    numeros, textos = limpia.columnas
    assert np.isnan(numeros.despues[0])
    assert numeros.despues[1:].tolist() == [20.0, 30.0]
    assert textos.despues.tolist() == [None, "Se repite con Anónimo", "y"]
    assert limpia.hojas[0].despues == {(5, 1): "Anónimo", (6, 1): "Eva", (7, 1): 3.0}


def test_la_que_no_la_tenia_se_queda_como_estaba() -> None:
    assert sin_la_persona(corrida(), 99, lambda celda: celda) is None
    assert sin_la_persona(corrida(), None, lambda celda: celda) is None


def test_sin_huella_conocida_se_limpian_al_menos_los_textos() -> None:
    limpia = sin_la_persona(corrida(), None, limpiar)

    assert limpia is not None
    assert limpia.huellas.tolist() == [11, 22, 33]
    assert limpia.columnas[0] is not None
    assert limpia.hojas[0].despues[5, 1] == "Anónimo"
