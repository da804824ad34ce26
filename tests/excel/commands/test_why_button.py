"""«¿Por qué este segmento?»: la fila elegida, explicada en una caja que cabe en la pantalla."""

import pytest

from cartera_xl.excel.commands import Level
from cartera_xl.excel.commands.notices import BOX
from cartera_xl.hosts.memory import MemoryHost
from tests.excel.commands.conftest import Office
from tests.excel.commands.fake_program import FakeBook

COMMAND = "por_que"
GOLDEN = """\
Cliente 3 S.L. (fila 4)
Emergente · 70,3 puntos · ★★★ Alto

Puntos: recencia 28,7 (de 40) + frecuencia 37,3 (de 40) + importe 4,3 (de 20).
Valor 22 (1.939 en total) y potencial 72 (104 días sin comprar): regla «promesa». Con reserva: caso frontera.

La regla que decidió, «promesa» (Emergente): Pide valor de menos de 40 y tiene 21,7. Pide potencial de 60 o más y \
tiene 71,7.
Por qué no es Clave: regla «constante». Pide valor de 40 a menos de 80 y tiene 21,7: le faltan 18,3.

Para subir: Una compra de 1.630,00 o más hasta el 23/02/2026 lo sube a Clave.
Sin compras, el 06/03/2026 baja a Bajo valor.
Para no bajar: Cualquier compra antes del 06/03/2026.
Próxima acción: Ofrecer una prueba y el nivel Plata de fidelización (Puede crecer. Una compra de 1.630,00 o más hasta \
el 23/02/2026 lo sube a Clave; antes de que baje a Bajo valor el…).
 · Su puntuación es 70,3 y el rango cambia en 70: un cambio pequeño lo movería."""


def test_la_caja_de_un_cliente(scored: Office) -> None:
    scored.book.choose("Clientes", 4)

    notice = scored.click(COMMAND)

    assert notice.level is Level.INFO
    assert notice.text == GOLDEN


@pytest.mark.parametrize("row", [2, 31])
def test_ninguna_caja_pasa_de_lo_que_cabe(desk_of_clients: Office, row: int) -> None:
    desk_of_clients.book.choose("Clientes", row)

    notice = desk_of_clients.click(COMMAND)

    assert notice.level is Level.INFO
    assert len(notice.text) <= BOX
    assert f"Cliente {row - 1} S.L. (fila {row})" in notice.text


def test_con_varias_filas_se_explica_la_primera_y_se_dice(desk_of_clients: Office) -> None:
    desk_of_clients.book.choose("Clientes", 5, rows=3)

    notice = desk_of_clients.click(COMMAND)

    assert notice.text.startswith("Hay 3 filas elegidas: se explica la primera.\n\nCliente 4 S.L. (fila 5)")


@pytest.mark.parametrize("row", [1, 32])
def test_una_fila_sin_cliente_se_dice(desk_of_clients: Office, row: int) -> None:
    desk_of_clients.book.choose("Clientes", row)

    notice = desk_of_clients.click(COMMAND)

    assert notice.level is Level.ERROR
    assert notice.text == (
        f"La fila {row} no es de ningún cliente.\n\nDónde: hoja «Clientes».\n"
        "Qué hacer: Pulse en una celda de la fila de un cliente y vuelva a pulsar el botón."
    )


def test_en_otra_hoja_dice_a_cual_hay_que_ir(scored: Office) -> None:
    scored.book.choose("Resumen", 4)

    notice = scored.click(COMMAND)

    assert "La hoja «Resumen» no es la de los clientes." in notice.text
    assert "Vaya a la hoja «Clientes», elija la fila de uno" in notice.text


@pytest.mark.parametrize("name", ["otro.xlsx", "clientes.xlsx"])
def test_si_lo_elegido_es_de_otro_libro_no_se_explica_el_de_este(desk_of_clients: Office, name: str) -> None:
    other = FakeBook(MemoryHost({"Clientes": desk_of_clients.grid()}), name=name, app=desk_of_clients.book.app)
    other.fullname = f"D:\\{name}"
    other.choose("Clientes", 4)

    notice = desk_of_clients.click(COMMAND)

    assert "No hay ninguna celda elegida en este libro." in notice.text


def test_no_se_pide_la_ruta_del_libro_que_en_la_nube_puede_fallar(desk_of_clients: Office) -> None:
    del desk_of_clients.book.fullname
    desk_of_clients.book.choose("Clientes", 4)

    assert desk_of_clients.click(COMMAND).level is Level.INFO


def test_si_la_hoja_no_esta_al_dia_lo_dice(scored: Office) -> None:
    row = scored.column("Segmento").index("Bajo valor") + 2
    for place, value in ((5, 60.0), (6, 90_000.0)):
        scored.book.host._put("Clientes", row, place, value)
    scored.book.choose("Clientes", row)

    notice = scored.click(COMMAND)

    assert "La hoja dice «Bajo valor»: no está al día. Pulse «Recalcular segmentos»." in notice.text


def test_no_escribe_nada(desk_of_clients: Office) -> None:
    desk_of_clients.book.choose("Clientes", 4)

    desk_of_clients.click(COMMAND)

    assert desk_of_clients.book.host.writes == 0
