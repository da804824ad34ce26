"""La lista de la semana: quién entra, en qué orden y cuántos caben."""

from datetime import date, timedelta
from typing import Any

import narwhals as nw
import pytest

from cartera_xl.nucleo.acciones.hoy import LineaDeHoy, ListaDeHoy, importe_en_juego, lista_de_hoy
from cartera_xl.nucleo.acciones.hoy_hoja import TITULO, Semana, cabecera, celdas_de_hoy, es_hoy, frase_de_horas
from cartera_xl.nucleo.acciones.vigilancia import Atencion, ClaseDeVigilancia, Esfuerzo, Vigilado
from tests.support.acciones import CORTE, puntuadas


def _con_acciones(filas: list[dict[str, Any]]) -> Any:
    """Filas con su acción ya puesta: `dias` hasta ella, `prioridad` y `quien`."""
    marco = puntuadas(filas)
    motor = marco.implementation
    fechas = [None if fila.get("dias", 0) is None else CORTE + timedelta(days=fila.get("dias", 0)) for fila in filas]
    textos = {
        "prioridad": [fila.get("prioridad", "Media") for fila in filas],
        "accion_responsable": [fila.get("quien", "Ana") for fila in filas],
        "proxima_accion": ["Llamar"] * len(filas),
        "accion_motivo": ["Toca"] * len(filas),
        "accion_canal": ["teléfono"] * len(filas),
    }
    return marco.with_columns(
        *(nw.new_series(nombre, valores, nw.String, backend=motor) for nombre, valores in textos.items()),
        nw.new_series("accion_fecha", fechas, nw.Date, backend=motor),
    )


def _orden(lista: ListaDeHoy) -> list[int]:
    return [linea.posicion for linea in lista.lineas]


@pytest.mark.parametrize(
    ("fila", "importe"),
    [
        ({"importe_neto": 900}, 900.0),
        ({"importe_neto": 900, "importe_12m": 400}, 400.0),
        ({"importe_neto": 900, "importe_12m": 400, "prob_volver": 0.75}, 100.0),
        ({"importe_neto": -5}, 0.0),
        ({"estado": "potencial", "importe_neto": 0, "gasto_previsto": 700}, 700.0),
        (
            {"importe_12m": 400, "prob_volver": 0.75, "vence": 90, "importe_contrato": 1000, "prob_renovacion": 0.6},
            400.0,
        ),
        (
            {"importe_12m": 400, "prob_volver": 0.75, "vence": 91, "importe_contrato": 1000, "prob_renovacion": 0.6},
            100.0,
        ),
        ({}, None),
    ],
)
def test_en_juego_esta_lo_que_puede_perderse(fila: dict[str, Any], importe: float | None) -> None:
    (hay,) = importe_en_juego(puntuadas([fila])).tolist()

    assert (None if hay != hay else round(hay, 6)) == importe


def test_primero_la_prioridad_y_luego_el_importe_por_la_urgencia() -> None:
    filas = [
        {"prioridad": "Baja", "importe_neto": 9000},
        {"prioridad": "Alta", "importe_neto": 100},
        {"prioridad": "Alta", "importe_neto": 300, "dias": 6},
        {"prioridad": "Alta", "importe_neto": 180, "dias": 6},
        {"prioridad": "Media"},
    ]

    assert _orden(lista_de_hoy(_con_acciones(filas), CORTE, 20)) == [2, 1, 3, 4, 0]


@pytest.mark.parametrize(("dias", "entra"), [(0, True), (6, True), (7, False), (None, False)])
def test_la_semana_son_el_corte_y_los_seis_dias_siguientes(dias: int | None, entra: bool) -> None:
    lista = lista_de_hoy(_con_acciones([{"dias": dias}]), CORTE, 20)

    assert bool(lista.lineas) is entra
    assert lista.hasta == date(2026, 2, 6)


def test_cada_responsable_tiene_su_lista_con_su_orden_y_su_tope() -> None:
    filas = [{"quien": quien, "importe_neto": i} for i, quien in enumerate(["Bea", "Ana", "Ana", "Ana", "Bea"])]

    lista = lista_de_hoy(_con_acciones(filas), CORTE, 2)

    assert [(linea.responsable, linea.orden, linea.posicion) for linea in lista.lineas] == [
        ("Ana", 1, 3),
        ("Ana", 2, 2),
        ("Bea", 1, 4),
        ("Bea", 2, 0),
    ]
    assert lista.no_caben == {"Ana": 1}


def test_se_puede_pedir_solo_lo_de_uno() -> None:
    lista = lista_de_hoy(_con_acciones([{"quien": "Ana"}, {"quien": "Bea"}]), CORTE, 20, responsable="bea")

    assert _orden(lista) == [1]


def test_se_dice_por_que_va_en_ese_sitio() -> None:
    (linea,) = lista_de_hoy(_con_acciones([{"importe_neto": 12345.6, "dias": 1}]), CORTE, 5, pais="MX").lineas

    assert linea.por_que_aqui == "Prioridad media; 12,346 en juego; en 1 día"


def _semana(lineas: tuple[LineaDeHoy, ...] = ()) -> Semana:
    lista = ListaDeHoy(CORTE, CORTE + timedelta(days=6), 20, lineas, {"Ana": 3})
    esfuerzo = tuple(Esfuerzo(s, 1, 2.0, 0) for s in ("Estratégico", "Clave", "Emergente", "Bajo valor"))
    atencion = (Atencion("Clientes actuales", 4, 1, 1), Atencion("Nuevos y por captar", 2, 1, 1))
    vigilado = Vigilado(ClaseDeVigilancia.VENCIDO, "Bar Pepe", "Tocaba", "Llamar")
    return Semana(lista, esfuerzo, 10.0, atencion, (vigilado,), "EUR")


def test_la_hoja_dice_la_semana_el_tope_y_lo_que_no_cabe() -> None:
    celdas = {sitio: celda.valor for sitio, celda in celdas_de_hoy(_semana()).items()}

    assert celdas[1, 1] == TITULO
    assert celdas[2, 1] == (
        "Del 31/01/2026 al 06/02/2026 · 0 acciones · como mucho 20 por responsable · "
        "no caben (quedan para después): Ana, 3 · importes en EUR"
    )
    assert cabecera(_semana()) == celdas[2, 1]


def test_los_sitios_de_la_hoja_no_dependen_de_cuantas_lineas_haya() -> None:
    linea = lista_de_hoy(_con_acciones([{}]), CORTE, 20).lineas
    vacia, llena = celdas_de_hoy(_semana()), celdas_de_hoy(_semana(linea * 40))

    assert all(llena[sitio].aspecto == celda.aspecto for sitio, celda in vacia.items())
    assert all(
        len({c.aspecto for (i, j), c in llena.items() if j == columna and i > 5}) == 1 for columna in range(1, 12)
    )


@pytest.mark.parametrize(
    ("horas", "dice"), [(None, "Para comparar"), (8.0, "Caben: se piden 8"), (7.9, "No caben: se piden 8")]
)
def test_se_dice_si_caben_las_horas_que_piden_los_planes(horas: float | None, dice: str) -> None:
    assert frase_de_horas(_semana().esfuerzo, horas).startswith(dice)


def test_solo_es_nuestra_la_hoja_vacia_o_con_nuestro_titulo() -> None:
    assert es_hoy([])
    assert es_hoy([[None], [TITULO]])
    assert not es_hoy([["Tareas de hoy"]])
