"""Lo común a todas las órdenes: la caja del error, el registro y el programa como estaba."""

import os
import stat
from collections import Counter
from collections.abc import Sequence
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest

from cartera_xl.excel import registry
from cartera_xl.excel.commands import Level, RecordedDialogs, run
from cartera_xl.excel.commands.one_at_a_time import OneAtATime
from cartera_xl.excel.commands.run_log import log_path
from cartera_xl.hosts.memory import MemoryHost
from cartera_xl.nucleo.celdas import ColumnaLeida, Cuadro
from cartera_xl.nucleo.plan import PlanEscritura
from tests.casos.conftest import CABECERA, filas_de_ejemplo
from tests.excel.commands.conftest import Office
from tests.excel.commands.fake_program import FakeProgram, as_any

SECRET = "Bodegas Secreto"


@pytest.mark.parametrize("command", registry.COMMANDS, ids=lambda command: command.id)
def test_cada_boton_tiene_su_orden_y_su_titulo(command: registry.Command) -> None:
    module = import_module(f"cartera_xl.excel.commands.{command.id}")

    assert callable(module.answer)
    assert command.label == module.TITLE


class Breaking(MemoryHost):
    """A host that breaks where it is told."""

    def __init__(self, *, reading: bool) -> None:
        super().__init__({"Clientes": [CABECERA, *filas_de_ejemplo()]})
        self._reading = reading

    def columns(self, sheet: str, first_row: int, columns: Sequence[int]) -> list[ColumnaLeida]:
        if self._reading:
            raise ZeroDivisionError("roto al leer")
        return super().columns(sheet, first_row, columns)

    def write(self, plan: PlanEscritura) -> None:
        raise ZeroDivisionError("roto al escribir")


@pytest.mark.parametrize("reading", [True, False])
def test_un_error_nuestro_deja_la_traza_en_el_registro_y_su_ruta_en_la_caja(
    desk_of_clients: Office, reading: bool
) -> None:
    host = Breaking(reading=reading)
    desk_of_clients.open_host = lambda _: host

    notice = desk_of_clients.click("recalcular_segmentos")

    assert notice.level is Level.ERROR
    assert notice.text.startswith("Ha ocurrido un error que no es de sus datos (ZeroDivisionError).")
    assert f"El detalle está en el registro:\n{log_path()}" in notice.text
    assert "Traceback (most recent call last):" in desk_of_clients.log()
    assert f"ZeroDivisionError: roto al {'leer' if reading else 'escribir'}" in desk_of_clients.log()
    assert desk_of_clients.dialogs.shown == [notice]


def test_el_programa_queda_como_estaba_aunque_falle(desk_of_clients: Office) -> None:
    program = desk_of_clients.book.app
    program.status_bar = "Recalculando segmentos…"
    program.calculation = "semiautomatic"

    class Careless(Breaking):
        def write(self, plan: PlanEscritura) -> None:
            program.screen_updating = program.interactive = program.enable_events = False
            program.calculation = "manual"
            super().write(plan)

    host = Careless(reading=False)
    desk_of_clients.open_host = lambda _: host

    desk_of_clients.click("recalcular_segmentos")

    assert (program.screen_updating, program.interactive, program.enable_events) == (True, True, True)
    assert (program.calculation, program.status_bar) == ("semiautomatic", False)


def test_el_avance_se_ve_desde_antes_de_importar_nada(first_click: Office) -> None:
    said = [text for text in first_click.book.app.said if text]
    assert said[0] == "Cartera: preparando…"
    assert "Cartera: leyendo los clientes…" in said
    assert said[-1] == "Cartera: escribiendo en el libro…"


def test_un_programa_que_no_tiene_todos_los_ajustes_vale_igual(desk_of_clients: Office) -> None:
    del desk_of_clients.book.app.interactive
    del desk_of_clients.book.app.calculation

    assert desk_of_clients.click("comprobar_datos").level is Level.INFO


def test_el_registro_no_dice_como_se_llaman_los_clientes(scored: Office) -> None:
    host = scored.book.host
    host._put("Clientes", 3, 2, SECRET)
    host._put("Clientes", 3, 6, f"{SECRET} 12.5O")
    scored.book.choose("Clientes", 3)
    for command in ("comprobar_datos", "recalcular_segmentos", "por_que", "deshacer_recalculo"):
        scored.click(command)
    host._put("Clientes", 1, 4, SECRET)
    host._put("Clientes", 1, 5, SECRET)
    host._put("Clientes", 1, 6, SECRET)

    failed = scored.click("recalcular_segmentos")

    assert SECRET in failed.text
    assert "no ha podido seguir (ColumnaNoEncontrada)" in scored.log()
    assert SECRET not in scored.log()


@pytest.mark.skipif(os.name == "nt", reason="los permisos de Windows son de otra clase")
def test_el_registro_solo_lo_lee_su_dueno(desk_of_clients: Office) -> None:
    desk_of_clients.click("informe_pdf")

    assert stat.S_IMODE(log_path().stat().st_mode) == 0o600


def test_el_registro_no_crece_sin_fin(desk_of_clients: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cartera_xl.excel.commands.run_log._BYTES", 300)
    for _ in range(9):
        desk_of_clients.click("informe_pdf")

    kept = sorted(path.name for path in log_path().parent.glob("registro.log*"))
    assert kept == ["registro.log", "registro.log.1", "registro.log.2"]


def test_sin_registro_en_que_escribir_la_orden_sigue_y_la_caja_lo_dice(
    desk_of_clients: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    log_path().parent.mkdir(parents=True)
    log_path().mkdir()
    assert desk_of_clients.click("informe_pdf").level is Level.INFO
    host = Breaking(reading=True)
    desk_of_clients.open_host = lambda _: host

    notice = desk_of_clients.click("recalcular_segmentos")

    assert "El registro no se ha podido escribir" in notice.text


def test_unas_reglas_danadas_se_dicen_con_su_sitio(scored: Office) -> None:
    host = scored.book.host
    row, column = next(
        (i, j)
        for i, cells in enumerate(host.grid("Configuración"), 1)
        for j, cell in enumerate(cells, 1)
        if cell == "constante"
    )
    host._put("Configuración", row, column + 1, "Fabuloso")
    before = host.grid("Clientes")

    notice = scored.click("recalcular_segmentos")

    assert notice.level is Level.ERROR
    assert "«Fabuloso»" in notice.text
    assert "Dónde: hoja «Configuración»" in notice.text
    assert host.grid("Clientes") == before


def test_una_orden_desconocida_es_un_error_del_programa(desk_of_clients: Office) -> None:
    notice = desk_of_clients.click("no_existe")

    assert (notice.title, notice.level) == ("Cartera", Level.ERROR)
    assert "KeyError" in notice.text


def test_si_la_caja_no_se_puede_ensenar_el_trabajo_queda_hecho_y_consta(desk_of_clients: Office) -> None:
    class Mute(RecordedDialogs):
        def show(self, notice: Any) -> None:
            raise OSError("sin ventana")

    notice = desk_of_clients.click("recalcular_segmentos", Mute())

    assert notice.level is Level.INFO
    assert desk_of_clients.grid()[0][6] == "Puntuación"
    assert "el resultado no se ha podido enseñar" in desk_of_clients.log()


class Gone:
    """A workbook that was closed before the click reached us."""

    @property
    def app(self) -> Any:
        raise RuntimeError("no book")


def test_dos_ordenes_a_la_vez_sobre_el_mismo_libro_no(desk_of_clients: Office) -> None:
    with OneAtATime(as_any(desk_of_clients.book)):
        busy = desk_of_clients.click("recalcular_segmentos")
        desk_of_clients.book.name = "otro.xlsx"
        free = desk_of_clients.click("informe_pdf")

    assert busy.text.startswith("Todavía no ha terminado la orden anterior sobre este libro.")
    assert desk_of_clients.book.host.writes == 0
    assert free.level is Level.INFO


class Counting(MemoryHost):
    """Counts what is asked of it."""

    def __init__(self) -> None:
        super().__init__({"Clientes": [CABECERA, *filas_de_ejemplo()], "Notas": [["x"]]})
        self.asked: Counter[str] = Counter()

    def head(self, sheet: str, rows: int) -> Cuadro:
        self.asked[f"head {sheet}"] += 1
        return super().head(sheet, rows)

    def grid(self, sheet: str) -> Cuadro:
        self.asked[f"grid {sheet}"] += 1
        return super().grid(sheet)


def test_en_un_clic_cada_cosa_se_pide_una_sola_vez(desk_of_clients: Office) -> None:
    host = Counting()
    desk_of_clients.open_host = lambda _: host

    desk_of_clients.click("comprobar_datos")

    assert dict(host.asked) == {"head Clientes": 1, "head Notas": 1}


@pytest.mark.usefixtures("data_folder")
def test_run_no_lanza_nunca_aunque_no_haya_libro() -> None:
    notice = run("recalcular_segmentos", Gone(), RecordedDialogs())  # type: ignore[arg-type]

    assert notice.level is Level.ERROR
    assert "no book" in log_path().read_text(encoding="utf-8")


@pytest.mark.usefixtures("data_folder")
def test_sin_otras_cajas_habla_con_las_del_programa() -> None:
    said: list[tuple[str, ...]] = []
    program: Any = FakeProgram()
    program.alert = lambda *parts: said.append(parts)

    run("informe_pdf", SimpleNamespace(app=program, name="a.xlsx", fullname="a.xlsx"))  # type: ignore[arg-type]

    ((text, title, buttons, sign),) = said
    assert text.startswith("Todavía no está disponible.")
    assert (title, buttons, sign) == ("Informe PDF", "ok", "info")


@pytest.mark.usefixtures("data_folder")
def test_lo_que_llama_la_macro_va_al_libro_que_llama(monkeypatch: pytest.MonkeyPatch) -> None:
    import xlwings

    from cartera_xl.excel import commands, macros

    ran: list[tuple[str, object]] = []
    caller = object()
    monkeypatch.setattr(xlwings.Book, "caller", lambda: caller)
    monkeypatch.setattr(commands, "run", lambda command, book: ran.append((command, book)))

    macros.run("ayuda")

    assert ran == [("ayuda", caller)]
