"""Con ventana de verdad: mientras se trabaja no se puede teclear en la hoja, y después sí."""

import time
from collections.abc import Iterator

import pytest
import xlwings

from cartera_xl.hosts.libreoffice import engine
from tests.support.installed_office import wait_for
from tests.support.screen import Screen, virtual_screen

pytestmark = [pytest.mark.libreoffice, pytest.mark.pantalla]

LATE_SECONDS = 1.0
"""Lo que tardaría en verse lo tecleado, si llegara a la hoja."""


@pytest.fixture(scope="module")
def pantalla(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screen]:
    with virtual_screen(tmp_path_factory.mktemp("pantalla")) as screen:
        yield screen


@pytest.fixture(scope="module")
def hoja(pantalla: Screen, tmp_path_factory: pytest.TempPathFactory) -> Iterator[xlwings.Sheet]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DISPLAY", pantalla.display)
        patch.delenv("WAYLAND_DISPLAY", raising=False)
        app = engine.start(visible=True, folder=tmp_path_factory.mktemp("perfil"))
    hoja = app.books.add().sheets[0]
    pantalla.do("search", "--sync", "--onlyvisible", "--name", "LibreOffice Calc", "windowfocus")
    yield hoja
    app.quit()


def test_mientras_se_trabaja_lo_tecleado_no_llega_a_la_hoja(pantalla: Screen, hoja: xlwings.Sheet) -> None:
    app = hoja.book.app
    hoja["B2"].select()

    with app.properties(interactive=False, status_bar="Recalculo…"):
        pantalla.type("mal")
        pantalla.key("Return")
        time.sleep(LATE_SECONDS)
        assert hoja.used_range.value is None

    pantalla.do("search", "--onlyvisible", "--name", "LibreOffice Calc", "windowfocus")
    pantalla.type("bien")
    pantalla.key("Return")
    wait_for("lo tecleado después", lambda: hoja["B2"].value == "bien")


def test_sin_pantalla_no_se_puede_pasar_a_tenerla(office: xlwings.App) -> None:
    with pytest.raises(NotImplementedError, match="sin ventana"):
        office.visible = True
