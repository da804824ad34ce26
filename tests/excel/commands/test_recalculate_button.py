"""«Recalcular segmentos»: qué escribe, cuándo pregunta y qué cuenta."""

from collections.abc import Callable, Sequence
from typing import Any

from cartera_xl.casos.recalcular import recalcular
from cartera_xl.excel.commands import Level, RecordedDialogs
from cartera_xl.excel.commands.client_sheet import InFront
from cartera_xl.hosts.memory import MemoryHost
from cartera_xl.hosts.sqlite_journal import SqliteJournal
from cartera_xl.nucleo.celdas import ColumnaLeida, Cuadro
from cartera_xl.nucleo.errores import LibroCambiado
from cartera_xl.nucleo.libro import HojaInfo
from cartera_xl.nucleo.plan import PlanEscritura
from tests.casos.conftest import CABECERA, filas_de_ejemplo, peticion
from tests.excel.commands.conftest import Office
from tests.support.libro_con_ventas import hojas

COMMAND = "recalcular_segmentos"
NBSP = "\N{NO-BREAK SPACE}"
PRIMERA_VEZ = """\
Es la primera vez que se recalcula este libro. Se va a añadir:

 · 30 columnas a la derecha de la tabla de la hoja «Clientes»: Puntuación, Rango, Segmento, Segmento manual, Por qué, \
Prioridad…
 · las hojas «Configuración», «Resumen», «Planes», «Hoy» e «Historial»

Sus columnas y sus demás hojas no se tocan, y «Deshacer último recálculo» quita las columnas. No se volverá a \
preguntar en este libro.

¿Continuar?"""


def lines(text: str) -> list[str]:
    """Sin las líneas en blanco ni la de lo que ha tardado, que no es siempre igual."""
    return [line for line in text.splitlines() if line and not line.startswith("Hecho en ")]


def test_puntua_las_mismas_filas_que_la_orden(first_click: Office, data_folder: Any) -> None:
    by_order = MemoryHost({"Clientes": [CABECERA, *filas_de_ejemplo()]})
    recalcular(by_order, SqliteJournal(data_folder / "otro.sqlite3"), peticion())

    wanted = by_order.grid("Clientes")
    assert first_click.grid()[0] == wanted[0]
    for title in ("Puntuación", "Segmento", "Por qué"):
        place = wanted[0].index(title)
        assert first_click.column(title) == [row[place] for row in wanted[1:]]


def test_la_primera_vez_pregunta_y_dice_lo_que_va_a_escribir(first_click: Office) -> None:
    assert [asked.text for asked in first_click.dialogs.asked] == [PRIMERA_VEZ]


def test_con_no_el_libro_queda_como_estaba_y_no_consta_nada(desk_of_clients: Office) -> None:
    before = desk_of_clients.grid()

    notice = desk_of_clients.click(COMMAND, RecordedDialogs(answer=False))

    assert desk_of_clients.grid() == before
    assert [info.nombre for info in desk_of_clients.book.host.info().hojas] == ["Clientes"]
    assert notice.level is Level.QUIET
    assert not desk_of_clients.dialogs.shown
    assert "No hay ningún recálculo" in desk_of_clients.click("deshacer_recalculo").text


def test_la_caja_de_la_primera_vez(first_click: Office) -> None:
    (notice,) = first_click.dialogs.shown

    assert notice.level is Level.INFO
    assert "Para volver atrás: «Deshacer último recálculo»." in notice.text
    assert lines(notice.text) == [
        f"Hoja «Clientes»: 30{NBSP}clientes, al 24/01/2026 (la última compra que consta).",
        "Estratégico 6 · Clave 5 · Emergente 7 · Bajo valor 12",
        "30 columnas nuevas, a la derecha de las suyas.",
        " · Hojas nuevas: «Configuración», «Resumen», «Planes», «Hoy».",
        " · Baremo calibrado con 30 clientes a 24/01/2026; queda en Configuración.",
        " · Sin movimientos no hay pronóstico de compras: el riesgo sale de los días sin comprar.",
    ]


def test_en_un_libro_al_dia_ni_se_pregunta_ni_se_escribe_y_se_dice(scored: Office) -> None:
    writes = scored.book.host.writes

    notice = scored.click(COMMAND)

    assert scored.book.host.writes == writes
    assert not scored.dialogs.asked
    assert "Nadie cambia de segmento." in notice.text
    assert "El libro ya estaba al día: no se ha escrito nada." in notice.text


def test_dice_quien_cambia_de_segmento(scored: Office) -> None:
    worst = scored.column("Segmento").index("Bajo valor") + 2
    for place, value in ((5, 60.0), (6, 90_000.0)):
        scored.book.host._put("Clientes", worst, place, value)

    notice = scored.click(COMMAND)

    after = scored.column("Segmento")[worst - 2]
    assert f" · Cliente {worst - 1} S.L. (fila {worst}): Bajo valor → {after}\n" in notice.text
    assert f"Cambios de segmento: 1{NBSP}sube." in notice.text


def test_los_datos_que_no_se_entienden_se_cuentan_y_avisan(desk_of_clients: Office) -> None:
    desk_of_clients.book.host._put("Clientes", 4, 6, "12.5O")

    notice = desk_of_clients.click(COMMAND)

    assert notice.level is Level.WARNING
    assert f"1{NBSP}no se entiende y queda fuera" in notice.text
    assert "«Comprobar datos»" in notice.text


class Restless(MemoryHost):
    """Somebody changes the rows the first `times` that it is read, or written."""

    def __init__(self, *, reading: int = 0, writing: int = 0) -> None:
        super().__init__({"Clientes": [CABECERA, *filas_de_ejemplo()]}, name="clientes.xlsx")
        self._left = {"columns": reading, "write": writing}
        self.tried = {"columns": 0, "write": 0}

    def columns(self, sheet: str, first_row: int, columns: Sequence[int]) -> list[ColumnaLeida]:
        self._count("columns")
        return super().columns(sheet, first_row, columns)

    def write(self, plan: PlanEscritura) -> None:
        self._count("write")
        super().write(plan)

    def _count(self, what: str) -> None:
        self.tried[what] += 1
        if self.tried[what] <= self._left[what]:
            raise LibroCambiado("Las filas han cambiado.", donde="hoja «Clientes»", remedio="Vuelva a recalcular")


def test_si_las_filas_cambian_mientras_tanto_vuelve_a_empezar(desk_of_clients: Office) -> None:
    host = Restless(writing=1)
    desk_of_clients.book.host, desk_of_clients.open_host = host, lambda _: host

    notice = desk_of_clients.click(COMMAND)

    assert host.tried["write"] == 2
    assert notice.level is Level.INFO
    assert host.grid("Clientes")[0][6] == "Puntuación"
    assert "se quitan" in desk_of_clients.click("deshacer_recalculo").text
    assert "No hay ningún recálculo" in desk_of_clients.click("deshacer_recalculo").text


def test_a_la_tercera_lo_dice_y_no_queda_nada_escrito(desk_of_clients: Office) -> None:
    host = Restless(reading=9)
    desk_of_clients.book.host, desk_of_clients.open_host = host, lambda _: host

    notice = desk_of_clients.click(COMMAND)

    assert host.tried["columns"] == 3
    assert notice.level is Level.ERROR
    assert notice.text == (
        "El libro ha cambiado 3 veces mientras se leía, y no se ha escrito nada en él.\n\n"
        "Dónde: hoja «Clientes».\n"
        "Qué hacer: Espere a que nadie esté escribiendo, ordenando ni filtrando, y vuelva a pulsar el botón."
    )
    assert [info.nombre for info in host.info().hojas] == ["Clientes"]


OpenOffice = Callable[[dict[str, Cuadro]], Office]


def test_entre_dos_hojas_de_clientes_manda_la_que_esta_delante(open_office: OpenOffice) -> None:
    office = open_office(
        {"Clientes 2024": [CABECERA, *filas_de_ejemplo()], "Clientes 2025": [CABECERA, *filas_de_ejemplo()]}
    )
    office.book.sheets["Clientes 2025"].activate()

    notice = office.click(COMMAND)

    assert "Hoja «Clientes 2025»" in notice.text
    assert office.grid("Clientes 2024")[0] == CABECERA


def test_si_delante_no_hay_clientes_y_podrian_ser_varias_se_dice_que_hacer(open_office: OpenOffice) -> None:
    office = open_office(
        {
            "Notas": [["Llamar a Ana"]],
            "Clientes 2024": [CABECERA, *filas_de_ejemplo()],
            "Clientes 2025": [CABECERA, *filas_de_ejemplo()],
        }
    )

    notice = office.click(COMMAND)

    assert notice.level is Level.ERROR
    assert "Hay más de una tabla que podría ser la de clientes" in notice.text
    assert "Qué hacer: Vaya a la hoja de sus clientes y vuelva a pulsar el botón." in notice.text
    assert "--" not in notice.text


def test_si_delante_hay_otra_hoja_de_clientes_que_la_de_siempre_se_pregunta(scored: Office) -> None:
    host = scored.book.host
    host._infos["Clientes 2025"] = HojaInfo("Clientes 2025")
    host._grids["Clientes 2025"] = [list(CABECERA), *filas_de_ejemplo(20)]
    scored.book.sheets["Clientes 2025"].activate()

    as_ever = scored.click(COMMAND, RecordedDialogs(answer=False))
    asked = scored.dialogs.asked
    changed = scored.click(COMMAND, RecordedDialogs(answer=True))

    assert "Este libro se recalcula en la hoja «Clientes», y usted está en «Clientes 2025»" in asked[0].text
    assert "Hoja «Clientes»" in as_ever.text
    assert "Hoja «Clientes 2025»" in changed.text


def test_la_hoja_de_compras_delante_no_se_toma_por_la_de_clientes(open_office: OpenOffice) -> None:
    office = open_office(hojas())

    assert InFront(office.book.host, "Ventas").choice is None
    assert InFront(office.book.host, "Clientes").choice == "Clientes"


def test_un_libro_sin_clientes_lo_dice_sin_hablar_de_opciones(open_office: OpenOffice) -> None:
    office = open_office({"Hoja1": [["Gastos", "Mes"], ["Luz", 3.0]]})

    notice = office.click(COMMAND)

    assert notice.text.startswith("Ninguna hoja parece la de clientes")
    assert "o vaya a la hoja de sus clientes y vuelva a pulsar el botón." in notice.text
    assert office.book.host.writes == 0
