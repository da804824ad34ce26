"""La atención que se presta: contactos, respuestas, fichas viejas y descuentos."""

from datetime import datetime, timedelta
from typing import Any

import narwhals as nw
import pytest

from cartera_xl.nucleo.alertas.alertar import con_alertas
from cartera_xl.nucleo.alertas.tipos import ALTA, BAJA, MEDIA, ClaseDeAlerta
from cartera_xl.nucleo.contactos import Contacto
from tests.support.alertas import CORTE, alertas_de, compras, contexto_de, de_clase

AHORA = datetime(2025, 12, 31, 12, 0)
ANTIGUO = compras(0, CORTE, cada=365, veces=2)
RESPUESTA, SIN_CONTACTO = ClaseDeAlerta.RESPUESTA, ClaseDeAlerta.SIN_CONTACTO


def _hace(dias: int) -> datetime:
    return datetime(2025, 12, 31) - timedelta(days=dias)


@pytest.mark.parametrize(("dias", "avisa"), [(179, False), (180, True), (400, True)])
def test_avisa_del_cliente_antiguo_con_quien_no_se_habla(dias: int, avisa: bool) -> None:
    alertas = alertas_de(ANTIGUO, columnas={"ultimo_contacto": [_hace(dias)]})

    assert de_clase(alertas, SIN_CONTACTO) == ({0: f"Sin contacto desde hace {dias} días"} if avisa else {})


@pytest.mark.parametrize(("antiguedad", "avisa"), [(364, False), (365, True)])
def test_solo_del_que_es_antiguo(antiguedad: int, avisa: bool) -> None:
    lineas = compras(0, CORTE, cada=antiguedad, veces=2)

    assert bool(de_clase(alertas_de(lineas, columnas={"ultimo_contacto": [_hace(200)]}), SIN_CONTACTO)) is avisa


def test_manda_el_contacto_mas_reciente_de_los_anotados_y_la_columna() -> None:
    contactos = [Contacto(0, _hace(300)), Contacto(0, _hace(20)), Contacto(0, _hace(250))]

    assert not de_clase(
        alertas_de(ANTIGUO, columnas={"ultimo_contacto": [_hace(200)]}, contactos=contactos), SIN_CONTACTO
    )


def test_si_se_anotan_contactos_avisa_de_quien_no_tiene_ninguno() -> None:
    lineas = [*ANTIGUO, *compras(1, CORTE, cada=365, veces=2)]
    alertas = alertas_de(lineas, contactos=[Contacto(1, _hace(3))])

    assert de_clase(alertas, SIN_CONTACTO) == {0: "No consta ningún contacto"}


def test_si_no_se_anota_nada_no_se_mira_y_se_dice() -> None:
    alertas = alertas_de(ANTIGUO)

    assert SIN_CONTACTO not in {r.clase for r in alertas.recuentos}
    assert any("sin contacto" in texto.lower() for texto in alertas.sin_mirar)
    assert any("Respuestas pendientes" in texto for texto in alertas.sin_mirar)


@pytest.mark.parametrize(
    ("horas", "dice"),
    [
        (23, None),
        (24, "Espera respuesta desde hace 24 horas (30/12/2025 por teléfono)"),
        (47, "Espera respuesta desde hace 47 horas (29/12/2025 por teléfono)"),
        (72, "Espera respuesta desde hace 3 días (28/12/2025 por teléfono)"),
    ],
)
def test_avisa_de_quien_espera_respuesta(horas: int, dice: str | None) -> None:
    contacto = Contacto(0, AHORA - timedelta(hours=horas), canal="Teléfono", entrante=True)

    assert de_clase(alertas_de(ANTIGUO, momento=AHORA, contactos=[contacto]), RESPUESTA) == ({0: dice} if dice else {})


@pytest.mark.parametrize(
    "despues",
    [
        {"respondido": AHORA - timedelta(hours=1)},
        {"otro": Contacto(0, AHORA - timedelta(hours=2))},
        {"saliente": True},
    ],
)
def test_lo_respondido_o_lo_que_no_espera_respuesta_no_avisa(despues: dict[str, Any]) -> None:
    contacto = Contacto(
        0,
        AHORA - timedelta(hours=80),
        entrante=not despues.get("saliente"),
        respondido=despues.get("respondido"),
    )
    otros = [despues["otro"]] if "otro" in despues else []

    assert not de_clase(alertas_de(ANTIGUO, momento=AHORA, contactos=[contacto, *otros]), RESPUESTA)


def test_un_contacto_anterior_no_es_respuesta_y_cuenta_el_que_mas_espera() -> None:
    contactos = [
        Contacto(0, AHORA - timedelta(hours=30), entrante=True),
        Contacto(0, AHORA - timedelta(hours=96), entrante=True),
        Contacto(0, AHORA - timedelta(hours=120)),
    ]

    assert "hace 4 días" in de_clase(alertas_de(ANTIGUO, momento=AHORA, contactos=contactos), RESPUESTA)[0]


def test_un_momento_con_zona_se_compara_en_hora_local() -> None:
    contacto = Contacto(0, AHORA - timedelta(hours=30), entrante=True)

    assert de_clase(alertas_de(ANTIGUO, momento=AHORA.astimezone(), contactos=[contacto]), RESPUESTA)


@pytest.mark.parametrize(("segmento", "gravedad"), [("Estratégico", ALTA), ("Emergente", MEDIA)])
def test_hacer_esperar_a_un_valioso_es_grave(segmento: str, gravedad: str) -> None:
    puntuados, contexto = contexto_de(
        ANTIGUO, momento=AHORA, contactos=[Contacto(0, AHORA - timedelta(days=2), entrante=True)]
    )
    alertas = con_alertas(puntuados.with_columns(nw.lit(segmento).alias("segmento")), contexto)[1]

    assert [a.gravedad for a in alertas.lista if a.clase is RESPUESTA] == [gravedad]


@pytest.mark.parametrize(("dias", "avisa"), [(90, False), (91, True)])
def test_avisa_de_la_ficha_que_pasa_del_plazo_de_revision(dias: int, avisa: bool) -> None:
    alertas = alertas_de(ANTIGUO, columnas={"fecha_actualizacion": [_hace(dias)]})

    textos = de_clase(alertas, ClaseDeAlerta.SIN_ACTUALIZAR)
    assert textos == ({0: f"Ficha sin actualizar desde hace {dias} días"} if avisa else {})


@pytest.mark.parametrize(("descuento", "avisa"), [(0.3, False), (0.35, True)])
def test_avisa_de_quien_compra_con_mucho_descuento(descuento: float, avisa: bool) -> None:
    alertas = alertas_de(ANTIGUO, columnas={"descuento": [descuento]})

    esperado = {0: "Compra con un 35 % de descuento"} if avisa else {}
    assert de_clase(alertas, ClaseDeAlerta.DESCUENTO) == esperado
    assert {a.gravedad for a in alertas.lista if a.clase is ClaseDeAlerta.DESCUENTO} <= {BAJA}
