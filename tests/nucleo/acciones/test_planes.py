"""Qué plan toca a cada cliente: para todos hay uno, y gana el del aviso más urgente."""

from itertools import combinations, product

import pytest

from cartera_xl.nucleo.acciones.planes import (
    AVISOS,
    CICLOS,
    SEGMENTOS,
    Aviso,
    PlanDeTrato,
    Prioridad,
    elegir,
    hueco,
    por_llave,
)
from cartera_xl.nucleo.acciones.planes_de_partida import PLANES_DE_PARTIDA

TABLA = por_llave(PLANES_DE_PARTIDA.tratos)


def _plan(accion: str, **mas: object) -> PlanDeTrato:
    return PlanDeTrato(accion, "", "correo", 1, Prioridad.MEDIA, comercial=False, **mas)  # type: ignore[arg-type]


def test_todo_cliente_posible_tiene_exactamente_un_plan() -> None:
    avisos = [(), *combinations(AVISOS, 1), *combinations(AVISOS, 2), AVISOS]

    for segmento, ciclo, suyos in product(SEGMENTOS, (*CICLOS, ""), avisos):
        assert elegir(TABLA, (segmento, ciclo), suyos) is not None, (segmento, ciclo, suyos)


def test_tambien_lo_tiene_quien_se_opone_a_la_publicidad() -> None:
    for segmento, ciclo, aviso in product(SEGMENTOS, (*CICLOS, ""), (None, *AVISOS)):
        plan = elegir(TABLA, (segmento, ciclo), [aviso] if aviso else [], solo_servicio=True)

        assert plan is not None
        assert not plan.comercial


def test_los_planes_de_partida_no_dejan_hueco_ni_se_repiten() -> None:
    assert hueco(PLANES_DE_PARTIDA.tratos) is None
    assert len(TABLA) == len(PLANES_DE_PARTIDA.tratos)


def test_si_falta_la_fila_general_se_dice_a_quien_no_le_vale_ninguna() -> None:
    sin_claves = [plan for plan in PLANES_DE_PARTIDA.tratos if plan.segmento != "Clave" and plan.para != (None, "", "")]

    assert hueco(sin_claves) == ("Clave", "Prospecto")


def test_sin_saber_el_ciclo_tambien_ha_de_haber_plan() -> None:
    de_ciclo = [_plan("x", ciclo=ciclo) for ciclo in CICLOS]

    assert hueco(de_ciclo) == ("Estratégico", "")


@pytest.mark.parametrize(
    ("avisos", "gana"),
    [
        ((), "general"),
        ((Aviso.POSITIVA,), "clave que crece"),
        ((Aviso.CAIDA, Aviso.POSITIVA), "cualquiera que cae"),
        ((Aviso.QUEJA,), "general"),
    ],
)
def test_gana_el_aviso_mas_urgente_aunque_su_fila_diga_menos_del_cliente(avisos: tuple[Aviso, ...], gana: str) -> None:
    tabla = por_llave(
        [
            _plan("general"),
            _plan("clave que crece", segmento="Clave", ciclo="Habitual", aviso=Aviso.POSITIVA),
            _plan("cualquiera que cae", aviso=Aviso.CAIDA),
        ]
    )

    plan = elegir(tabla, ("Clave", "Habitual"), avisos)

    assert plan is not None
    assert plan.accion == gana


def test_entre_las_del_mismo_aviso_gana_la_que_mas_dice_del_cliente() -> None:
    filas = [
        _plan("los dos", segmento="Clave", ciclo="Nuevo"),
        _plan("segmento", segmento="Clave"),
        _plan("ciclo", ciclo="Nuevo"),
        _plan("ninguno"),
    ]

    ganadoras = []
    while filas:
        plan = elegir(por_llave(filas), ("Clave", "Nuevo"), ())
        assert plan is not None
        ganadoras.append(plan.accion)
        filas = [fila for fila in filas if fila is not plan]

    assert ganadoras == ["los dos", "segmento", "ciclo", "ninguno"]


@pytest.mark.parametrize(
    ("segmento", "ciclo", "aviso", "dice"),
    [
        ("Estratégico", "Habitual", None, "Reunión periódica con informe a medida (servicio prémium)"),
        ("Clave", "Habitual", None, "Ofrecer el descuento y el nivel Oro de fidelización"),
        ("Emergente", "Habitual", Aviso.POSITIVA, "Ofrecer la beta o una prueba de lo nuevo"),
        ("Bajo valor", "Habitual", None, "Atención automática: boletín y autoservicio"),
        ("Bajo valor", "Inactivo", Aviso.BAJA, "Proponer la baja: lo decide una persona"),
        ("Estratégico", "Habitual", Aviso.POSITIVA, "Agradecérselo, proponer ampliar y pedir que nos recomiende"),
        ("Clave", "Nuevo", None, "Darle la bienvenida y pedir su opinión"),
        ("Emergente", "Inactivo", Aviso.RECUPERABLE, "Reactivarlo con una prueba de lo nuevo"),
        ("Bajo valor", "Inactivo", None, "No insistir: solo envíos automáticos"),
    ],
)
def test_cada_segmento_tiene_el_trato_que_le_toca(segmento: str, ciclo: str, aviso: Aviso | None, dice: str) -> None:
    plan = elegir(TABLA, (segmento, ciclo), [aviso] if aviso else [])

    assert plan is not None
    assert plan.accion == dice


def test_la_baja_es_siempre_una_propuesta_que_no_se_le_dice_al_cliente() -> None:
    bajas = [plan for plan in PLANES_DE_PARTIDA.tratos if "baja" in plan.accion.lower()]

    assert [(plan.aviso, plan.canal, plan.accion.split()[0]) for plan in bajas] == [(Aviso.BAJA, "interno", "Proponer")]
