"""Lo que se descuida o se repite: cada aviso, con su borde y su propuesta."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from cartera_xl.nucleo.acciones.avisos import ContextoDeAcciones
from cartera_xl.nucleo.acciones.vigilancia import (
    DE_CADA_CLASE,
    Atencion,
    ClaseDeVigilancia,
    Vigilado,
    atencion,
    esfuerzo,
    frase_de_atencion,
    horas_disponibles,
    vigilar,
)
from cartera_xl.nucleo.contactos import Contacto
from tests.support.acciones import CORTE, contacto, hoja, puntuadas


def _vigilados(
    clase: ClaseDeVigilancia,
    filas: list[dict[str, Any]],
    clientes: list[dict[str, Any]],
    contactos: Sequence[Contacto] = (),
) -> list[Vigilado]:
    contexto = ContextoDeAcciones(CORTE, hoja(clientes), contactos=contactos)
    return [vigilado for vigilado in vigilar(puntuadas(filas), contexto) if vigilado.clase is clase]


def test_los_importantes_sin_responsable_se_reparten_parejo_y_de_mas_a_menos_en_juego() -> None:
    filas = [{"importe_neto": neto} for neto in (1, 1, 1, 10, 30, 20)] + [{"segmento": "Bajo valor"}]
    clientes = [{"responsable": quien} for quien in ("Ana", "Ana", "Bea", None, None, None, None)]

    hallados = _vigilados(ClaseDeVigilancia.SIN_RESPONSABLE, filas, clientes)

    assert [(v.cliente, v.propuesta) for v in hallados] == [
        ("Cliente 4", "Asignarlo a Bea: llevaría 2 importantes"),
        ("Cliente 5", "Asignarlo a Ana: llevaría 3 importantes"),
        ("Cliente 3", "Asignarlo a Bea: llevaría 3 importantes"),
    ]


def test_sin_ningun_responsable_en_la_hoja_se_pide_la_columna() -> None:
    (vigilado,) = _vigilados(ClaseDeVigilancia.SIN_RESPONSABLE, [{}], [{}])

    assert vigilado.propuesta == "Escriba quién lo lleva en la columna Responsable"


def test_de_cada_clase_se_nombran_unos_pocos_y_los_demas_se_cuentan() -> None:
    cuantos = DE_CADA_CLASE + 2

    hallados = _vigilados(ClaseDeVigilancia.SIN_RESPONSABLE, [{}] * cuantos, [{}] * cuantos)

    assert len(hallados) == DE_CADA_CLASE + 1
    assert hallados[-1].que == "Y 2 clientes más en el mismo caso"


@pytest.mark.parametrize(
    ("dia", "quien", "avisa"), [("2026-01-29", "Bea", True), ("2026-01-30", "Bea", False), ("2026-01-20", "ana", False)]
)
def test_dos_personas_con_el_mismo_cliente_en_catorce_dias(dia: str, quien: str, avisa: bool) -> None:
    contactos = [contacto("2026-01-15", responsable="Ana"), contacto(dia, responsable=quien)]

    hallados = _vigilados(ClaseDeVigilancia.DOS_PERSONAS, [{}], [{}], contactos)

    assert [v.que for v in hallados] == (["Le han contactado Ana y Bea (15/01/2026 y 29/01/2026)"] if avisa else [])


@pytest.mark.parametrize(
    ("cuantos", "segmento", "entrante", "avisa"),
    [
        (3, "Bajo valor", False, False),
        (4, "Bajo valor", False, True),
        (4, "Clave", False, False),
        (4, "Bajo valor", True, False),
    ],
)
def test_mas_contactos_de_la_cuenta_a_uno_de_bajo_valor(
    cuantos: int, segmento: str, entrante: bool, avisa: bool
) -> None:
    contactos = [contacto(f"2026-01-{1 + 7 * i:02d}", entrante=entrante) for i in range(cuantos)]

    assert bool(_vigilados(ClaseDeVigilancia.DE_MAS, [{"segmento": segmento}], [{}], contactos)) is avisa


def test_los_contactos_de_hace_mas_de_noventa_dias_ya_no_cuentan() -> None:
    contactos = [contacto(dia) for dia in ("2025-11-02", "2025-12-20", "2026-01-02", "2026-01-20")]

    assert not _vigilados(ClaseDeVigilancia.DE_MAS, [{"segmento": "Bajo valor"}], [{}], contactos)


@pytest.mark.parametrize(
    ("segundo", "motivo", "contesta", "avisa"),
    [
        ("2026-01-17", "Precio", False, True),
        ("2026-01-18", "Precio", False, False),
        ("2026-01-17", "Entrega", False, False),
        ("2026-01-17", "Precio", True, False),
    ],
)
def test_insistir_con_lo_mismo_en_una_semana_sin_que_conteste(
    segundo: str, motivo: str, contesta: bool, avisa: bool
) -> None:
    contactos = [contacto("2026-01-10", motivo="precio"), contacto(segundo, motivo=motivo)]
    contactos += [contacto("2026-01-12", entrante=True)] if contesta else []

    assert bool(_vigilados(ClaseDeVigilancia.REPETIDO, [{}], [{}], contactos)) is avisa


@pytest.mark.parametrize(
    ("ultimo", "segmento", "atraso"),
    [
        (date(2025, 12, 2), "Clave", None),
        (date(2025, 12, 1), "Clave", "hace 1 día"),
        (date(2025, 12, 31), "Estratégico", "hace 1 día"),
        (date(2025, 1, 1), "Emergente", None),
        (None, "Clave", None),
    ],
)
def test_un_seguimiento_vence_al_dia_siguiente_de_su_cadencia(
    ultimo: date | None, segmento: str, atraso: str | None
) -> None:
    hallados = _vigilados(ClaseDeVigilancia.VENCIDO, [{"segmento": segmento}], [{"ultimo_contacto": ultimo}])

    assert [atraso in v.que for v in hallados if atraso] == ([True] if atraso else [])
    assert len(hallados) == (1 if atraso else 0)


def test_de_un_cliente_bloqueado_no_se_dice_nada() -> None:
    contactos = [contacto(f"2026-01-{dia}", responsable=f"R{dia}", motivo="x") for dia in (10, 12, 14, 16)]
    cliente = {"bloqueado": True, "ultimo_contacto": date(2024, 1, 1)}
    contexto = ContextoDeAcciones(CORTE, hoja([cliente]), contactos=contactos)

    assert vigilar(puntuadas([{}]), contexto) == ()


def test_la_atencion_se_reparte_entre_actuales_y_nuevos() -> None:
    filas = [{"ciclo": ciclo} for ciclo in ("Habitual", "Inactivo", "Nuevo", "Prospecto")]
    contactos = [contacto("2026-01-10", 2), contacto("2026-01-11", 2), contacto("2025-01-11", 0)]

    grupos = atencion(puntuadas(filas), ContextoDeAcciones(CORTE, hoja([{}] * 4), contactos=contactos))

    assert grupos == (Atencion("Clientes actuales", 2, 0, 0), Atencion("Nuevos y por captar", 2, 1, 2))
    assert frase_de_atencion(grupos) == (
        "En 90 días se ha hablado con el 0 % de los 2 clientes actuales y con el 50 % de los 2 nuevos y por captar. "
        "Se atiende más a los nuevos: no descuide a los actuales."
    )


def test_sin_contactos_se_dice_que_no_se_puede_saber() -> None:
    nadie = (Atencion("Clientes actuales", 2, 0, 0), Atencion("Nuevos y por captar", 2, 0, 0))

    assert "anótelos con «cartera anotar»" in frase_de_atencion(nadie)


def test_el_esfuerzo_son_las_horas_del_plan_por_cada_cliente() -> None:
    lineas = esfuerzo(puntuadas([{"segmento": "Clave"}] * 13), ContextoDeAcciones(CORTE, hoja([{}] * 13)))

    assert [(linea.clientes, linea.horas_semana) for linea in lineas] == [(0, 0.0), (13, 3.0), (0, 0.0), (0, 0.0)]


def test_las_horas_disponibles_son_las_de_cada_responsable_distinto() -> None:
    contexto = ContextoDeAcciones(CORTE, hoja([{"responsable": quien} for quien in ("Ana", "ana", "Bea", None)]))

    assert horas_disponibles(contexto) == 40.0
    assert horas_disponibles(ContextoDeAcciones(CORTE, hoja([{}]))) is None
