"""«Comprobar datos»: cómo se entiende el libro, y la primera celda que no."""

from collections.abc import Callable

import pytest

from cartera_xl.excel.commands import Level, RecordedDialogs
from cartera_xl.excel.commands.notices import BOX
from cartera_xl.nucleo.celdas import Cuadro
from tests.casos.conftest import CABECERA, filas_de_ejemplo
from tests.excel.commands.conftest import Office
from tests.excel.commands.fake_program import FakeRange

COMMAND = "comprobar_datos"
NBSP = "\N{NO-BREAK SPACE}"
SIN_NADA = f"""\
Hoja «Clientes»: 30{NBSP}filas de clientes.

Así se entienden las columnas con que se puntúa:
 · Id. de cliente: columna A, «Código»
 · Nombre: columna B, «Cliente»
 · Última compra: columna D, «Última compra»
 · Compras: columna E, «Nº compras»
 · Importe neto: columna F, «Importe neto»
 · y 1{NBSP}columna más

No hay nada que corregir."""


def test_un_libro_que_se_entiende_entero(desk_of_clients: Office) -> None:
    notice = desk_of_clients.click(COMMAND)

    assert (notice.level, notice.text) == (Level.INFO, SIN_NADA)
    assert not desk_of_clients.dialogs.asked
    assert desk_of_clients.book.host.writes == 0


def test_ofrece_ir_a_la_primera_celda_mala_y_va(desk_of_clients: Office) -> None:
    desk_of_clients.book.host._put("Clientes", 9, 6, "12.5O")

    notice = desk_of_clients.click(COMMAND)

    assert notice.level is Level.WARNING
    assert " · F9 de «Clientes»: «12.5O» no es un importe." in notice.text
    assert [asked.text for asked in desk_of_clients.dialogs.asked] == [
        f"{notice.text}\n\n¿Ir a la primera, F9 de «Clientes»?"
    ]
    chosen = desk_of_clients.book.app.selection
    assert chosen is not None
    assert (chosen.sheet.name, chosen.row, chosen.column) == ("Clientes", 9, 6)


def test_si_la_fila_esta_oculta_lo_dice(desk_of_clients: Office) -> None:
    desk_of_clients.book.host._put("Clientes", 9, 6, "12.5O")
    desk_of_clients.book.sheets["Clientes"].hidden_rows = (9,)

    desk_of_clients.click(COMMAND)

    (notice,) = desk_of_clients.dialogs.shown
    assert notice.text.startswith("La celda F9 está elegida, pero su fila está oculta, quizá por un filtro")


def test_si_no_se_puede_ir_a_la_celda_se_dice(desk_of_clients: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    desk_of_clients.book.host._put("Clientes", 9, 6, "12.5O")
    monkeypatch.setattr(FakeRange, "select", lambda _: 1 / 0)

    notice = desk_of_clients.click(COMMAND)

    assert "F9 de «Clientes»" in notice.text
    assert [shown.level for shown in desk_of_clients.dialogs.shown] == [Level.ERROR]
    assert "ZeroDivisionError" in desk_of_clients.log()


def test_con_no_se_queda_donde_estaba(desk_of_clients: Office) -> None:
    desk_of_clients.book.host._put("Clientes", 9, 6, "12.5O")

    desk_of_clients.click(COMMAND, RecordedDialogs(answer=False))

    assert desk_of_clients.book.app.selection is None


def test_lo_que_deja_un_dato_fuera_va_antes_que_los_avisos(desk_of_clients: Office) -> None:
    for row in (3, 4):
        desk_of_clients.book.host._put("Clientes", row, 3, "B12345674")
    desk_of_clients.book.host._put("Clientes", 9, 6, "12.5O")

    notice = desk_of_clients.click(COMMAND)

    assert notice.text.index("F9 de") < notice.text.index("C4 de")
    assert f"Incidencias: 1{NBSP}error y 1{NBSP}aviso." in notice.text


def test_con_cientos_de_celdas_malas_la_caja_cabe(desk_of_clients: Office) -> None:
    for row in range(2, 32):
        desk_of_clients.book.host._put("Clientes", row, 6, f"{'no es un importe ' * 20}{row}")

    notice = desk_of_clients.click(COMMAND)

    assert len(notice.text) <= BOX
    assert " · y " in notice.text


def test_mira_la_hoja_de_clientes_que_esta_delante(open_office: Callable[[dict[str, Cuadro]], Office]) -> None:
    office = open_office(
        {"Clientes 2024": [CABECERA, *filas_de_ejemplo()], "Clientes 2025": [CABECERA, *filas_de_ejemplo(12)]}
    )
    office.book.sheets["Clientes 2025"].activate()

    notice = office.click(COMMAND)

    assert notice.text.startswith(f"Hoja «Clientes 2025»: 12{NBSP}filas de clientes.")
