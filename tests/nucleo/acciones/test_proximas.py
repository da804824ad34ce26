"""La próxima acción de cada fila: una sola, con motivo y fecha, y nada comercial con quien no quiere."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cartera_xl.nucleo.acciones.avisos import ContextoDeAcciones
from cartera_xl.nucleo.acciones.proximas import con_acciones
from cartera_xl.nucleo.alertas.tipos import Alerta, ClaseDeAlerta
from cartera_xl.nucleo.configuracion import Configuracion
from tests.support.acciones import CORTE, MOTORES, accion, contacto, hoja, puntuadas

RAPIDO = settings(max_examples=25, deadline=None)
FILAS = st.fixed_dictionaries(
    {
        "segmento": st.sampled_from(["Estratégico", "Clave", "Emergente", "Bajo valor"]),
        "ciclo": st.sampled_from(["Prospecto", "Nuevo", "Habitual", "Ocasional", "Inactivo", ""]),
        "riesgo": st.sampled_from(["Alto", "Medio", "Bajo", ""]),
        "dias_sin_comprar": st.integers(0, 2000),
        "antiguedad": st.integers(0, 3000),
        "tendencia": st.floats(-1, 3, allow_nan=False),
        "vence": st.integers(-100, 400),
        "prob_volver": st.floats(0, 1),
    }
)
CLIENTES = st.fixed_dictionaries(
    {
        "consentimiento": st.sampled_from([True, False, None]),
        "oposicion": st.sampled_from([True, False, None]),
        "bloqueado": st.sampled_from([True, None]),
        "canal_preferido": st.sampled_from(["WhatsApp", "correo", None]),
        "responsable": st.sampled_from(["Ana", None]),
        "ultimo_contacto": st.sampled_from([None, date(2026, 1, 1), date(2025, 3, 1)]),
    }
)
CARTERAS = st.lists(st.tuples(FILAS, CLIENTES), min_size=1, max_size=8)
COLUMNAS = ("prioridad", "proxima_accion", "accion_motivo", "accion_canal", "accion_responsable", "accion_fecha")


def _acciones(cartera: list[tuple[dict[str, Any], dict[str, Any]]], motor: str = "pandas") -> list[tuple[Any, ...]]:
    filas, clientes = [fila for fila, _ in cartera], [cliente for _, cliente in cartera]
    salida = con_acciones(puntuadas(filas, motor), ContextoDeAcciones(CORTE, hoja(clientes, motor)))
    listas = [salida[columna].to_list() for columna in COLUMNAS]
    return [(*textos, dia if isinstance(dia, date) else None) for *textos, dia in zip(*listas, strict=True)]


@RAPIDO
@given(CARTERAS)
def test_cada_fila_tiene_una_accion_con_motivo_y_fecha_salvo_las_bloqueadas(cartera: Any) -> None:
    for (prioridad, que, motivo, _, quien, cuando), (_, cliente) in zip(_acciones(cartera), cartera, strict=True):
        assert motivo
        assert quien == (cliente["responsable"] or "Sin asignar")
        if cliente["bloqueado"]:
            assert (prioridad, que, cuando) == ("", "", None)
        else:
            assert prioridad in ("Alta", "Media", "Baja")
            assert que
            assert cuando >= CORTE


@RAPIDO
@given(CARTERAS)
def test_lo_que_toca_a_una_fila_no_depende_de_las_demas_ni_del_motor(cartera: Any) -> None:
    juntas = _acciones(cartera)

    assert juntas == _acciones(cartera, "polars")
    assert list(reversed(juntas)) == _acciones(list(reversed(cartera)))
    assert juntas[:1] == _acciones(cartera[:1])


@pytest.mark.parametrize("motor", list(MOTORES))
def test_las_columnas_tienen_su_tipo_en_todo_motor(motor: str) -> None:
    salida = con_acciones(puntuadas([{}], motor), ContextoDeAcciones(CORTE, hoja([{"bloqueado": True}], motor)))

    assert salida["accion_fecha"].null_count() == 1
    assert str(salida.schema["accion_fecha"]) == "Date"
    assert str(salida.schema["proxima_accion"]) == "String"


@pytest.mark.parametrize(
    ("cliente", "que", "dice"),
    [
        ({}, "Ofrecer el descuento y el nivel Oro de fidelización", ""),
        ({"oposicion": False}, "Ofrecer el descuento y el nivel Oro de fidelización", ""),
        ({"consentimiento": None}, "Ofrecer el descuento y el nivel Oro de fidelización", ""),
        ({"oposicion": True}, "Mantener sus datos al día", "; sin acciones comerciales: se opone"),
        (
            {"consentimiento": False},
            "Mantener sus datos al día",
            "; sin acciones comerciales: no ha dado su consentimiento",
        ),
        ({"bloqueado": True}, "", "Sin acciones: sus datos están bloqueados"),
        ({"conservar_hasta": date(2026, 1, 30)}, "Mantener sus datos al día", "Bloquee o anonimice sus datos"),
        ({"conservar_hasta": date(2026, 1, 31)}, "Ofrecer el descuento y el nivel Oro de fidelización", ""),
    ],
)
def test_con_quien_no_quiere_no_se_hace_nada_comercial_y_se_dice(cliente: dict[str, Any], que: str, dice: str) -> None:
    hecha = accion({}, cliente)

    if "Bloquee" in dice:
        assert hecha["proxima_accion"] == ""
        assert (
            hecha["accion_motivo"]
            == "Sin acciones. Bloquee o anonimice sus datos: el plazo de conservación acabó el 30/01/2026."
        )
        return
    assert hecha["proxima_accion"] == que
    assert hecha["accion_motivo"].endswith(dice)


def test_lo_que_es_servicio_se_hace_aunque_se_oponga() -> None:
    hecha = accion({"riesgo": "Alto"}, {"oposicion": True})

    assert hecha["proxima_accion"] == "Llamarle esta semana"
    assert "comerciales" not in hecha["accion_motivo"]


@pytest.mark.parametrize(
    ("cliente", "canal"),
    [
        ({}, "teléfono"),
        ({"canal_preferido": "WhatsApp"}, "WhatsApp"),
        ({"canal_preferido": "WhatsApp", "consentimiento_whatsapp": False}, "teléfono"),
        ({"canal_preferido": "WhatsApp", "consentimiento_whatsapp": True, "consentimiento": False}, "WhatsApp"),
    ],
)
def test_el_canal_es_el_preferido_si_a_ese_no_ha_dicho_que_no(cliente: dict[str, Any], canal: str) -> None:
    assert accion({}, cliente)["accion_canal"] == canal


def test_si_no_acepta_ningun_canal_el_plan_comercial_se_cambia_por_uno_de_servicio() -> None:
    cliente = {"canal_preferido": "correo", "consentimiento_correo": False, "consentimiento_telefono": False}

    assert accion({}, cliente)["proxima_accion"] == "Mantener sus datos al día"


@pytest.mark.parametrize(
    ("dias", "trimestres", "propone"), [(365, 4, False), (366, 4, True), (91, 1, False), (92, 1, True)]
)
def test_la_baja_solo_se_propone_pasados_los_trimestres_de_configuracion(
    dias: int, trimestres: int, propone: bool
) -> None:
    fila = {"segmento": "Bajo valor", "ciclo": "Inactivo", "riesgo": "Alto", "dias_sin_comprar": dias}

    hecha = accion(fila, ajustes=Configuracion(periodos_baja=trimestres))

    assert (hecha["proxima_accion"] == "Proponer la baja: lo decide una persona") is propone


@pytest.mark.parametrize("segmento", ["Estratégico", "Clave", "Emergente"])
def test_a_nadie_de_otro_segmento_se_le_propone_la_baja(segmento: str) -> None:
    fila = {"segmento": segmento, "ciclo": "Inactivo", "riesgo": "Alto", "dias_sin_comprar": 3000}

    assert "baja" not in accion(fila)["proxima_accion"]


def test_no_se_propone_la_baja_a_quien_espera_respuesta() -> None:
    fila = {"segmento": "Bajo valor", "ciclo": "Inactivo", "riesgo": "Alto", "dias_sin_comprar": 3000}

    hecha = accion(fila, contactos=[contacto("2026-01-20T10:00", entrante=True)])

    assert hecha["proxima_accion"] == "Contestar su consulta"


@pytest.mark.parametrize(
    ("riesgo", "prob", "segmento", "recupera"),
    [
        ("Alto", 0.05, "Clave", True),
        ("Bajo", 0.9, "Clave", False),
        ("Alto", 0.1, "Emergente", True),
        ("Alto", 0.09, "Emergente", False),
        ("Alto", float("nan"), "Emergente", False),
    ],
)
def test_se_intenta_recuperar_a_quien_vale_la_pena(riesgo: str, prob: float, segmento: str, recupera: bool) -> None:
    fila = {"segmento": segmento, "ciclo": "Inactivo", "riesgo": riesgo, "prob_volver": prob}

    assert accion(fila)["proxima_accion"].startswith("Reactivarlo") is recupera


@pytest.mark.parametrize(
    ("ultimo", "cuando"),
    [
        (date(2026, 1, 1), date(2026, 3, 2)),
        (date(2025, 10, 1), CORTE),
        (date(2025, 12, 2), CORTE),
        (date(2025, 12, 3), CORTE + timedelta(days=1)),
    ],
)
def test_sin_aviso_toca_una_cadencia_despues_del_ultimo_contacto(ultimo: date, cuando: date) -> None:
    assert accion({}, {"ultimo_contacto": ultimo})["accion_fecha"] == cuando


def test_manda_el_contacto_mas_reciente_de_la_hoja_y_del_registro() -> None:
    hecha = accion({}, {"ultimo_contacto": date(2025, 12, 1)}, contactos=[contacto("2026-01-20")])

    assert hecha["accion_fecha"] == date(2026, 3, 21)
    assert hecha["accion_motivo"] == "Es fiel. Último contacto hace 11 días"


@pytest.mark.parametrize("antiguedad", range(0, 70, 7))
def test_sin_contactos_cada_cliente_tiene_su_dia_y_no_se_aleja_al_recalcular(antiguedad: int) -> None:
    uno = accion({"antiguedad": antiguedad})["accion_fecha"]
    clientes = hoja([{}])
    manana = ContextoDeAcciones(CORTE + timedelta(days=1), clientes)
    otro = con_acciones(puntuadas([{"antiguedad": antiguedad + 1}]), manana)["accion_fecha"].to_list()[0]

    assert CORTE <= uno < CORTE + timedelta(days=60)
    assert otro == uno or (uno == CORTE and otro == CORTE + timedelta(days=60))


def test_la_caida_de_segmento_adelanta_la_accion_y_se_dice() -> None:
    fila = {"fecha_caida": date(2026, 2, 20), "cae_a": "Emergente"}

    hecha = accion(fila, {"ultimo_contacto": date(2026, 1, 10)})

    assert hecha["accion_fecha"] == date(2026, 2, 13)
    assert hecha["accion_motivo"].endswith("; antes de que baje a Emergente el 20/02/2026")


def test_una_caida_de_dentro_de_nada_no_pone_la_accion_antes_del_corte() -> None:
    assert accion({"fecha_caida": date(2026, 2, 2), "cae_a": "Emergente"})["accion_fecha"] == CORTE


def test_el_fin_de_contrato_adelanta_y_da_su_fecha() -> None:
    hecha = accion({"vence": 2, "prob_renovacion": 0.4, "antiguedad": 4})

    assert hecha["proxima_accion"] == "Proponerle la renovación"
    assert hecha["accion_motivo"] == "Hay que renovar. El 02/02/2026, en 2 días; 40 % de renovar"
    assert hecha["accion_fecha"] <= date(2026, 2, 2)


@pytest.mark.parametrize(("vence", "avisa"), [(90, True), (91, False), (0, True), (-1, False)])
def test_un_contrato_avisa_desde_noventa_dias_antes(vence: int, avisa: bool) -> None:
    assert (accion({"vence": vence})["proxima_accion"] == "Proponerle la renovación") is avisa


def test_no_se_insiste_a_quien_se_ha_hablado_esta_semana_salvo_para_contestarle() -> None:
    hablado = [contacto("2026-01-30")]
    pregunta = contacto("2026-01-29T08:00", entrante=True)

    assert accion({"riesgo": "Alto"}, contactos=hablado)["accion_fecha"] == date(2026, 2, 6)
    assert accion({"riesgo": "Alto"}, contactos=[*hablado, pregunta])["accion_fecha"] == CORTE


@pytest.mark.parametrize(("hora", "espera"), [("2026-01-30T23:59", True), ("2026-01-31T00:00", False)])
def test_una_consulta_espera_respuesta_al_cumplirse_el_plazo(hora: str, espera: bool) -> None:
    hecha = accion({}, contactos=[contacto(hora, entrante=True, motivo="precio")])

    assert (hecha["proxima_accion"] == "Contestar su consulta") is espera
    if espera:
        assert hecha["accion_motivo"] == "No se le ha contestado. Desde el 30/01/2026, hace 24 horas («precio»)"


def test_con_alertas_manda_lo_que_dicen_y_la_mas_grave_va_primero() -> None:
    alertas = [
        Alerta(0, ClaseDeAlerta.VOLUMEN, "Alta", "Compra un 40 % menos: 1.200 en 90 días"),
        Alerta(0, ClaseDeAlerta.FRECUENCIA, "Media", "Compra menos veces"),
        Alerta(0, ClaseDeAlerta.CRECE, "", "Crece", es_positiva=True),
    ]

    hecha = accion({"tendencia": 2.0}, alertas=alertas)

    assert hecha["proxima_accion"] == "Llamarle y preguntar qué ha cambiado"
    assert hecha["accion_motivo"] == "Algo ha cambiado. Compra un 40 % menos: 1.200 en 90 días"


@pytest.mark.parametrize(
    ("fila", "cliente", "que"),
    [
        ({}, {"csat": 2.0}, "Llamarle, escuchar y resolver la queja"),
        ({"sugerencia": "Ofrezca café"}, {}, "Ofrecerle lo que se le sugiere"),
        ({"tendencia": 0.3}, {}, "Ofrecer un descuento por volumen"),
        ({"tendencia": -0.3}, {}, "Llamarle y preguntar qué ha cambiado"),
        ({}, {"ultimo_contacto": CORTE - timedelta(days=180)}, "Hacer una llamada de seguimiento"),
    ],
)
def test_cada_aviso_lleva_a_su_accion(fila: dict[str, Any], cliente: dict[str, Any], que: str) -> None:
    assert accion(fila, cliente)["proxima_accion"] == que


def test_se_pide_opinion_a_quien_acaba_de_comprar_y_no_la_ha_dado() -> None:
    clientes = hoja([{"csat": None}, {"csat": 4.0}, {"csat": None}])
    filas = [{"dias_sin_comprar": 30}, {"dias_sin_comprar": 30}, {"dias_sin_comprar": 31}]

    salida = con_acciones(puntuadas(filas), ContextoDeAcciones(CORTE, clientes))

    assert [que == "Pedirle su opinión" for que in salida["proxima_accion"].to_list()] == [True, False, False]


def test_el_momento_con_zona_horaria_tambien_vale() -> None:
    momento = datetime.fromisoformat("2026-02-01T09:00+01:00")

    hecha = accion({}, contactos=[contacto("2026-01-31T08:00", entrante=True)], momento=momento)

    assert hecha["proxima_accion"] == "Contestar su consulta"


def test_el_motivo_dice_la_compra_que_lo_subiria_y_calla_si_no_la_hay() -> None:
    con_compra = {"para_subir": "Una compra de 300 o más lo sube a Estratégico", "subir_a": "Estratégico"}
    sin_compra = {"para_subir": "Ya está en el más alto", "subir_a": ""}

    assert accion(con_compra)["accion_motivo"] == "Es fiel. Una compra de 300 o más lo sube a Estratégico"
    assert accion(sin_compra)["accion_motivo"] == "Es fiel. No consta ningún contacto"
