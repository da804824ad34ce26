"""«Deshacer último recálculo»: qué vuelve, qué se respeta y qué se dice."""

from cartera_xl.excel.commands import Level
from tests.casos.conftest import CABECERA, filas_de_ejemplo
from tests.excel.commands.conftest import Office

COMMAND = "deshacer_recalculo"
NBSP = "\N{NO-BREAK SPACE}"


def test_la_primera_deja_la_hoja_como_estaba(scored: Office) -> None:
    notice = scored.click(COMMAND)

    assert [row[:6] for row in scored.grid()] == [CABECERA, *filas_de_ejemplo()]
    assert [cell for cell in scored.grid()[0] if cell] == CABECERA
    assert notice.level is Level.INFO
    assert notice.text.startswith("Recálculo del 01/03/2026 a las 09:00.\n\n")
    assert notice.text.endswith(
        f"y se quitan 30{NBSP}columnas.\n\nEl libro está sin guardar: guárdelo cuando lo haya mirado."
    )


def test_lo_que_alguien_cambio_despues_se_respeta_y_se_dice(scored: Office) -> None:
    place = scored.grid()[0].index("Ciclo de vida") + 1
    scored.book.host._put("Clientes", 3, place, "lo llamo yo")

    notice = scored.click(COMMAND)

    assert scored.column("Ciclo de vida")[1] == "lo llamo yo"
    assert notice.level is Level.WARNING
    assert f"\nSe respeta 1{NBSP}celda que alguien cambió después:\n · " in notice.text
    assert "La columna «Ciclo de vida» ahora dice «lo llamo yo»" in notice.text


def test_sin_nada_que_deshacer_lo_dice_y_no_escribe(desk_of_clients: Office) -> None:
    notice = desk_of_clients.click(COMMAND)

    assert notice.level is Level.INFO
    assert notice.text.startswith("No hay ningún recálculo de este libro que deshacer")
    assert "cartera historial" not in notice.text
    assert desk_of_clients.book.host.writes == 0


def test_si_el_libro_se_cerro_sin_guardar_dice_que_ya_no_queda_nada(scored: Office) -> None:
    host = scored.book.host
    saved = {info.nombre: host.grid(info.nombre) for info in host.info().hojas}
    host._put("Clientes", 2, 6, 90_000.0)
    scored.click("recalcular_segmentos")
    host._grids.update(saved)

    notice = scored.click(COMMAND)

    assert "Ya no quedaba nada de él en el libro; es lo que pasa si se cerró sin guardar." in notice.text
    assert f"30{NBSP}columnas" in scored.click(COMMAND).text
