"""El registro de contactos: lo que se entiende cuenta, y lo que no, dice su celda sin estorbar a lo demás."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time

import pytest

from cartera_xl.nucleo.acciones.registro_hoja import (
    CABECERAS,
    HOJA_REGISTRO,
    celdas_de_registro,
    es_registro,
    leer_registro,
)
from cartera_xl.nucleo.celdas import Celda, Cuadro

CLIENTES: Mapping[str, Sequence[int]] = {"C1": (0,), "Bar Pepe": (1,), "García": (0, 1), "17850": (2,)}


def _buscar(escritos: Sequence[str]) -> Mapping[str, Sequence[int]]:
    return {escrito: CLIENTES[escrito] for escrito in escritos if escrito in CLIENTES}


def _cuadro(*filas: Sequence[Celda]) -> Cuadro:
    return [[HOJA_REGISTRO], ["nota de la hoja"], list(CABECERAS), *map(list, filas)]


def _fila(fecha: Celda = datetime(2026, 1, 30), cliente: Celda = "C1", **mas: Celda) -> list[Celda]:
    valores: dict[str, Celda] = {"Fecha": fecha, "Cliente": cliente, "Canal": "correo"} | mas
    return [valores.get(titulo) for titulo in CABECERAS]


@pytest.mark.parametrize(
    ("fecha", "hora", "momento"),
    [
        (datetime(2026, 1, 30), None, datetime(2026, 1, 30)),
        (date(2026, 1, 30), time(9, 30), datetime(2026, 1, 30, 9, 30)),
        ("30/01/2026", "9:30", datetime(2026, 1, 30, 9, 30)),
        ("30/01/2026 16:05", None, datetime(2026, 1, 30, 16, 5)),
        ("2026-01-30", 0.5, datetime(2026, 1, 30, 12, 0)),
        (46052.0, None, datetime(2026, 1, 30)),
        (datetime(2026, 1, 30), "por la tarde", datetime(2026, 1, 30)),
    ],
)
def test_la_fecha_y_la_hora_se_leen_como_la_gente_las_escribe(fecha: Celda, hora: Celda, momento: datetime) -> None:
    (contacto,) = leer_registro(_cuadro(_fila(fecha, Hora=hora)), _buscar).contactos

    assert contacto.momento == momento
    assert contacto.fila == 4


@pytest.mark.parametrize(
    ("fila", "celda", "que"),
    [
        (_fila(cliente="Nadie"), "C4", "«Nadie» no es ningún cliente de la hoja: ese contacto no cuenta."),
        (_fila(cliente="García"), "C4", "«García» puede ser más de un cliente: ese contacto no cuenta."),
        (_fila(cliente=None, Motivo="x"), "C4", "Un contacto sin cliente no cuenta."),
        (_fila("ayer"), "A4", "«ayer» no es una fecha."),
        (_fila(None), "A4", "Falta «Fecha» en un contacto."),
        (_fila(Entrante="quizá"), "G4", "«quizá» no es sí ni no."),
    ],
)
def test_una_fila_mala_es_una_incidencia_y_las_demas_siguen(fila: list[Celda], celda: str, que: str) -> None:
    registro = leer_registro(_cuadro(fila, _fila(cliente="Bar Pepe")), _buscar)

    assert [contacto.posicion for contacto in registro.contactos] == [1]
    assert [(i.celda, i.que, i.hoja) for i in registro.incidencias] == [(celda, que, HOJA_REGISTRO)]


def test_un_codigo_guardado_como_numero_se_empareja() -> None:
    (contacto,) = leer_registro(_cuadro(_fila(cliente=17850.0)), _buscar).contactos

    assert contacto.posicion == 2


@pytest.mark.parametrize(
    ("respondido", "cuando", "avisos"),
    [
        (None, None, 0),
        ("no", None, 0),
        ("sí", datetime(2026, 1, 30, 9), 0),
        (datetime(2026, 1, 31, 10), datetime(2026, 1, 31, 10), 0),
        (date(2026, 1, 30), datetime(2026, 1, 30, 9), 0),
        (date(2026, 1, 29), None, 1),
        ("mañana", None, 1),
    ],
)
def test_respondido_dice_cuando_y_lo_que_no_se_entiende_se_avisa(
    respondido: Celda, cuando: datetime | None, avisos: int
) -> None:
    fila = _fila(Hora="9:00", Entrante="sí", Respondido=respondido)

    registro = leer_registro(_cuadro(fila), _buscar)

    assert [contacto.respondido for contacto in registro.contactos] == [cuando]
    assert len(registro.incidencias) == avisos


def test_el_primer_contacto_nuestro_posterior_cuenta_como_respuesta() -> None:
    filas = [
        _fila(datetime(2026, 1, 10), Entrante="sí"),
        _fila(datetime(2026, 1, 9)),
        _fila(datetime(2026, 1, 11), cliente="Bar Pepe"),
        _fila(datetime(2026, 1, 13)),
        _fila(datetime(2026, 1, 12)),
    ]

    primero, *nuestros = leer_registro(_cuadro(*filas), _buscar).contactos

    assert primero.respondido == datetime(2026, 1, 12)
    assert {contacto.respondido for contacto in nuestros} == {None}


def test_la_persona_puede_mover_las_columnas_y_poner_notas() -> None:
    cuadro: Cuadro = [["Mis contactos"], [HOJA_REGISTRO], ["Cliente", "Mi columna", "Fecha"], ["C1", 7, "30/01/2026"]]

    (contacto,) = leer_registro(cuadro, _buscar).contactos

    assert (contacto.posicion, contacto.momento, contacto.canal) == (0, datetime(2026, 1, 30), "")


def test_una_hoja_nueva_lleva_titulo_nota_cabecera_y_la_fila() -> None:
    celdas, fila = celdas_de_registro([], _fila())

    assert fila == 4
    assert celdas[1, 1].valor == HOJA_REGISTRO
    assert celdas[3, 3].valor == "Cliente"
    assert celdas[4, 3].valor == "C1"
    assert (4, 4) not in celdas


def test_lo_anotado_va_detras_de_todo_y_no_toca_nada_mas() -> None:
    cuadro = _cuadro(_fila(), [], ["nota al pie"])

    celdas, fila = celdas_de_registro(cuadro, _fila(cliente="Bar Pepe"))

    assert fila == 7
    assert {sitio[0] for sitio in celdas} == {7}


def test_lo_anotado_va_a_las_columnas_de_la_persona() -> None:
    cuadro: Cuadro = [[HOJA_REGISTRO], ["Cliente", "Fecha"], ["C1", "30/01/2026"]]

    celdas, fila = celdas_de_registro(cuadro, _fila(cliente="Bar Pepe"))

    assert {sitio: celda.valor for sitio, celda in celdas.items()} == {
        (fila, 1): "Bar Pepe",
        (fila, 2): datetime(2026, 1, 30),
    }


@pytest.mark.parametrize(
    ("cuadro", "nuestra"), [([], True), (_cuadro(), True), ([["Cliente", "Importe"], ["a", 1]], False)]
)
def test_solo_es_nuestra_la_hoja_vacia_o_con_nuestros_titulos(cuadro: Cuadro, nuestra: bool) -> None:
    assert es_registro(cuadro) is nuestra
