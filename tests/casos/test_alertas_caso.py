"""Las alertas de un libro entero, sin escribir en él."""

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from cartera_xl.casos.alertas import AlertasDeCartera, FiltroDeAlertas, alertas
from cartera_xl.casos.recalcular import recalcular
from cartera_xl.hosts.memory import MemoryHost
from cartera_xl.hosts.sqlite_journal import SqliteJournal
from cartera_xl.nucleo.celdas import Cuadro
from cartera_xl.nucleo.errores import FaltanDatos
from cartera_xl.nucleo.pronostico.acierto import FaltaHistoria
from tests.casos.conftest import MOMENTO, Banco, peticion

CORTE = date(2025, 12, 31)
TODO = FiltroDeAlertas()


def _clientes() -> Cuadro:
    cabecera: list[Any] = ["Código", "Cliente", "Responsable", "Fin de contrato", "Fecha especial"]
    filas: Cuadro = [cabecera]
    for k in range(12):
        fin = datetime(2026, 1, 20) if k == 1 else None
        fiesta = datetime(1990, 3, 11) if k == 2 else None
        filas.append([f"C{k:03d}", f"Cliente {k} S.L.", "Ana Ruiz" if k % 2 else "Luis Gil", fin, fiesta])
    return filas


def _ventas() -> Cuadro:
    """Cada 20 días durante un año y pico; el primero calla desde agosto."""
    filas: Cuadro = [["Código cliente", "Fecha", "Importe"]]
    for k in range(12):
        ultima = datetime(2025, 8, 10) if k == 0 else datetime(2025, 12, 31) - timedelta(days=k)
        filas += [[f"C{k:03d}", ultima - timedelta(days=20 * i), 100.0 + k] for i in range(25)]
    return filas


def _libro() -> dict[str, Cuadro]:
    return {"Clientes": _clientes(), "Ventas": _ventas()}


def _alertas(tmp_path: Any, filtro: FiltroDeAlertas = TODO, hojas: Any = None) -> AlertasDeCartera:
    diario = SqliteJournal(tmp_path / "diario.sqlite3")
    return alertas(MemoryHost(hojas or _libro()), diario, peticion(corte=CORTE), filtro)


def _textos(resultado: AlertasDeCartera) -> dict[str, str]:
    return {alerta.nombre: alerta.texto for alerta in resultado.lista}


def test_da_lo_mismo_en_cualquier_anfitrion_y_no_escribe_nada(
    montar: Callable[[dict[str, Cuadro]], Banco], tmp_path: Any
) -> None:
    banco = montar(_libro())
    antes = banco.cuadro(), banco.cuadro("Ventas")

    hecho = alertas(banco.abrir(), banco.diario, peticion(corte=CORTE), TODO)

    assert hecho.lista == _alertas(tmp_path).lista
    assert (banco.cuadro(), banco.cuadro("Ventas")) == antes


def test_cada_alerta_dice_quien_es_y_de_quien(tmp_path: Any) -> None:
    resultado = _alertas(tmp_path)

    assert _textos(resultado) == {
        "Cliente 0 S.L.": "Silencio: 143 días, compraba cada 20",
        "Cliente 1 S.L.": "Contrato vence en 20 días (20/01/2026): 74 % de renovar",
        "Cliente 2 S.L.": "Fecha especial en 10 días (11/03)",
    }
    callado = next(a for a in resultado.lista if a.nombre == "Cliente 0 S.L.")
    assert (callado.fila, callado.responsable, callado.clase) == (2, "Luis Gil", "silencio")


@pytest.mark.parametrize("quien", ["Luis Gil", "luis gil", " LUIS  GIL "])
def test_se_pueden_pedir_las_de_un_responsable(tmp_path: Any, quien: str) -> None:
    resultado = _alertas(tmp_path, FiltroDeAlertas(responsable=quien))

    assert set(_textos(resultado)) == {"Cliente 0 S.L.", "Cliente 2 S.L."}
    assert {r.clase.value: r.cuantas for r in resultado.recuentos if r.cuantas} == {"silencio": 1, "fecha especial": 1}


def test_un_responsable_que_no_consta_se_dice_con_los_que_hay(tmp_path: Any) -> None:
    with pytest.raises(FaltanDatos, match=r"(?s)«Eva».*Ana Ruiz, Luis Gil"):
        _alertas(tmp_path, FiltroDeAlertas(responsable="Eva"))


def test_se_pueden_pedir_las_de_una_gravedad(tmp_path: Any) -> None:
    todas = _alertas(tmp_path).lista

    for gravedad in ("Alta", "Media", "Baja"):
        suyas = _alertas(tmp_path, FiltroDeAlertas(gravedad=gravedad)).lista
        assert suyas == tuple(a for a in todas if a.gravedad == gravedad)


def test_los_contactos_salen_de_su_hoja(tmp_path: Any) -> None:
    dia = MOMENTO.replace(tzinfo=None, hour=0) - timedelta(days=3)
    registro: Cuadro = [
        ["Registro de contactos"],
        ["Fecha", "Hora", "Cliente", "Canal", "Entrante"],
        [dia, "09:00", "C005", "correo", "sí"],
    ]

    resultado = _alertas(tmp_path, hojas=_libro() | {"Registro de contactos": registro})

    assert _textos(resultado)["Cliente 5 S.L."] == "Espera respuesta desde hace 3 días (26/02/2026 por correo)"


def test_recuerda_la_revision_si_el_ultimo_recalculo_es_viejo(tmp_path: Any) -> None:
    diario, anfitrion = SqliteJournal(tmp_path / "diario.sqlite3"), MemoryHost(_libro())
    recalcular(anfitrion, diario, peticion(corte=CORTE))

    def de_cartera(dias: int) -> tuple[str, ...]:
        return alertas(anfitrion, diario, peticion(dias * 24 * 60, corte=CORTE), TODO).de_cartera

    assert not de_cartera(90)
    assert "hace 91 días" in de_cartera(91)[0]


def test_la_prueba_cuenta_lo_que_habrian_acertado(tmp_path: Any) -> None:
    resultado = _alertas(tmp_path, FiltroDeAlertas(probar=True))

    assert resultado.prueba is not None
    assert not isinstance(resultado.prueba, FaltaHistoria)
    assert resultado.prueba.hasta == CORTE
    assert resultado.a_dict()["prueba"]["hay_historia"] is True


def test_sin_compras_una_a_una_no_se_puede_probar(tmp_path: Any) -> None:
    cabecera: list[Any] = ["Código", "Cliente", "Última compra", "Nº compras", "Importe neto"]
    hojas = {"Clientes": [cabecera, *[[f"C{k}", f"N{k}", datetime(2025, 12, k), 5.0, 90.0] for k in range(1, 9)]]}

    with pytest.raises(FaltanDatos, match="una a una"):
        _alertas(tmp_path, FiltroDeAlertas(probar=True), hojas=hojas)
    assert "una a una" in _alertas(tmp_path, hojas=hojas).sin_mirar[0]


def test_va_a_json(tmp_path: Any) -> None:
    resultado = _alertas(tmp_path)

    ida_y_vuelta = json.loads(json.dumps(resultado.a_dict()))

    assert ida_y_vuelta["corte"] == "2025-12-31"
    assert len(ida_y_vuelta["alertas"]) == len(resultado.lista)
    assert {"clase", "cuantas", "falsas", "como_se_sabe"} <= set(ida_y_vuelta["clases"][0])
