"""Lo sensible se reconoce por su campo o por su título, se avisa y nunca puntúa."""

import pytest

from cartera_xl.nucleo.columnas import CAMPOS_CLIENTES, Clase
from cartera_xl.nucleo.errores import Gravedad
from cartera_xl.nucleo.hechos import COLUMNAS_DE_HECHOS
from cartera_xl.nucleo.lectura.mapeo import mapear
from cartera_xl.nucleo.privacidad.sensibles import (
    CATEGORIAS_ESPECIALES,
    DE_LA_PERSONA,
    SENSIBLES,
    columnas_sensibles,
    incidencias_de_sensibles,
    parece_sensible,
    sin_sensibles,
)


def mapa(*titulos: str, **forzadas: str):
    return mapear(dict(enumerate(titulos, 1)), {}, Clase.CLIENTES, forzadas)


@pytest.mark.parametrize(
    ("titulo", "campo"),
    [
        ("¿Tiene alguna enfermedad?", "salud"),
        ("Observaciones de salud", "salud"),
        ("Salud de la cuenta", None),
        ("Índice de salud", None),
        ("Creencias religiosas", "religion"),
        ("Política de precios", None),
        ("Afiliación política", "ideologia"),
        ("Cuota sindical", "sindicato"),
        ("Raza", "origen_etnico"),
        ("Orientación sexual", "orientacion_sexual"),
        ("Huella dactilar", "biometria"),
        ("Huella de carbono", None),
        ("Antecedentes", None),
        ("Antecedentes penales", "antecedentes"),
        ("Penalización por retraso", None),
        ("Ruta", None),
    ],
)
def test_un_titulo_parece_sensible_por_sus_palabras(titulo: str, campo: str | None) -> None:
    assert parece_sensible(titulo) == campo


def test_todo_campo_sensible_dice_de_que_habla() -> None:
    assert {*CATEGORIAS_ESPECIALES, *DE_LA_PERSONA} == SENSIBLES


def test_se_ven_las_reconocidas_y_las_que_solo_lo_parecen() -> None:
    halladas = columnas_sensibles(mapa("Código", "Nombre", "Sexo", "Cuota sindical", "Religión"))

    assert [(s.titulo, s.campo, s.especial, s.reconocida) for s in halladas] == [
        ("Sexo", "genero", False, True),
        ("Cuota sindical", "sindicato", True, False),
        ("Religión", "religion", True, True),
    ]


def test_la_edad_se_puede_tener_sin_aviso_y_la_religion_no() -> None:
    avisos = incidencias_de_sensibles(mapa("Código", "Fecha de nacimiento", "Religión"), "Clientes", 1)

    assert [(a.celda, a.gravedad) for a in avisos] == [("C1", Gravedad.AVISO)]
    assert "no se usa para puntuar" in avisos[0].que
    assert "RGPD, art. 9.2" in avisos[0].que


def test_si_la_persona_asigna_una_columna_sensible_a_otro_dato_se_avisa() -> None:
    avisos = incidencias_de_sensibles(mapa("Código", "Creencias", sector="Creencias"), "Clientes", 3)

    assert [a.celda for a in avisos] == ["B3"]
    assert "se usa como «sector»" in avisos[0].que


def test_ningun_hecho_de_los_que_puntuan_es_un_campo_sensible() -> None:
    assert not set(COLUMNAS_DE_HECHOS) & SENSIBLES
    assert sin_sensibles(["fila", *SENSIBLES]) == ["fila"]


def test_hay_un_campo_por_cada_categoria_y_todos_marcados() -> None:
    assert {c.id for c in CAMPOS_CLIENTES if c.sensible} == SENSIBLES
