"""El registro de tratamientos: dice lo que hay, y no pisa lo que escribe la persona."""

from cartera_xl.nucleo.celdas import Cuadro
from cartera_xl.nucleo.privacidad.leyes import normas_de
from cartera_xl.nucleo.privacidad.sensibles import ColumnaSensible
from cartera_xl.nucleo.privacidad.tratamientos import (
    GRUPOS,
    Tratamiento,
    celdas_de_tratamientos,
    es_de_tratamientos,
    parrafo_de_perfiles,
)

RELIGION = ColumnaSensible(9, "Religión", "religion", True, True)
EDAD = ColumnaSensible(8, "Nacimiento", "fecha_nacimiento", False, True)
COLUMNAS = {"id_cliente": "Código", "nombre": "Razón social", "correo": "Email", "religion": "Religión"}


def tratamiento(**cambios: object) -> Tratamiento:
    partes = {
        "reconocidas": COLUMNAS,
        "sensibles": [RELIGION],
        "sin_reconocer": ["Mascota"],
        "con_plazo": False,
        "normas": normas_de("CO"),
    }
    return Tratamiento(**(partes | cambios))  # type: ignore[arg-type]


def escrita(cuadro: Cuadro, hecho: Tratamiento) -> Cuadro:
    nuevo = [list(fila) for fila in cuadro]
    for (fila, columna), celda in celdas_de_tratamientos(cuadro, "Registro de tratamientos", hecho).items():
        while len(nuevo) < fila:
            nuevo.append([])
        nuevo[fila - 1] += [None] * (columna - len(nuevo[fila - 1]))
        nuevo[fila - 1][columna - 1] = celda.valor
    return nuevo


def fila_de(cuadro: Cuadro, llave: str) -> int:
    return next(i for i, fila in enumerate(cuadro) if fila and fila[0] == llave)


def test_las_categorias_son_las_columnas_de_este_libro() -> None:
    categorias = {nombre: (columnas, puntua) for nombre, columnas, puntua in tratamiento().categorias()}

    assert categorias["Identificación"] == ("Código, Razón social", "No")
    assert categorias["Datos sensibles"] == ("Religión (religión o creencias)", "No, nunca por defecto")
    assert categorias["Otras columnas"] == ("Mascota", "No")
    assert "Compras y contratos" not in categorias


def test_escribirla_dos_veces_es_escribirla_una() -> None:
    una = escrita([], tratamiento())

    assert celdas_de_tratamientos(una, "Registro de tratamientos", tratamiento()) == {}
    assert es_de_tratamientos(una)


def test_lo_que_la_persona_escribe_se_queda_y_lo_del_programa_se_pone_al_dia() -> None:
    cuadro = escrita([], tratamiento())
    responsable, plazo = fila_de(cuadro, "Nombre o razón social"), fila_de(cuadro, "Plazo de conservación")
    cuadro[responsable] += ["Bodegas Ficticias, S. L."]
    cuadro[plazo] = [*cuadro[plazo][:2], "Seis años"]

    despues = escrita(cuadro, tratamiento(con_plazo=True, sensibles=[]))

    assert despues[fila_de(despues, "Nombre o razón social")][1] == "Bodegas Ficticias, S. L."
    assert despues[fila_de(despues, "Plazo de conservación")][1:] == [
        "El que dice la columna de conservación de cada cliente.",
        "Seis años",
    ]
    assert all(fila[0] != "Datos sensibles" for fila in despues if fila)


def test_las_normas_llevan_su_pais_y_si_se_han_consultado() -> None:
    cuadro = escrita([], tratamiento())
    silencio = cuadro[fila_de(cuadro, "Ley 1581 de 2012, art. 9")]

    assert silencio[2:] == ["consentimiento", "CO", "consultada el 22/11/2026"]
    assert any(fila[-1] == "no verificado" for fila in cuadro if fila)


def test_una_hoja_de_otra_cosa_no_es_nuestra() -> None:
    assert es_de_tratamientos([])
    assert not es_de_tratamientos([["Fecha", "Tratamiento"], ["1/1", "Masaje"]])


def test_el_parrafo_no_niega_los_datos_que_se_tienen() -> None:
    assert "No usamos para ello datos de salud" in parrafo_de_perfiles([EDAD])
    assert "No usamos" not in parrafo_de_perfiles([EDAD, RELIGION])
    assert "[Explique para qué tiene datos de religión o creencias" in parrafo_de_perfiles([RELIGION])


def test_un_campo_es_de_un_solo_grupo() -> None:
    campos = [campo for grupo in GRUPOS.values() for campo in grupo]

    assert len(campos) == len(set(campos))
