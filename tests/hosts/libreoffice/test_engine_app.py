"""El programa y sus libros: varios abiertos, uno que se cierra, los avisos, la pantalla y lo que no se sabe hacer."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlwings

from cartera_xl.hosts.libreoffice import engine
from cartera_xl.hosts.libreoffice.errors import BookGone, OfficeMissing, SheetProtected

pytestmark = pytest.mark.libreoffice


def test_el_motor_se_anade_una_sola_vez(office: xlwings.App) -> None:
    engine.register()

    assert [motor.name for motor in xlwings.engines].count("libreoffice") == 1
    assert office.engine.name == "libreoffice"
    assert xlwings.apps.active == office
    assert office.version.major >= 7


def test_xlwings_encuentra_el_libro_por_su_nombre(
    office: xlwings.App, open_book: Callable[[Path], xlwings.Book], tmp_path: Path
) -> None:
    rutas = [tmp_path / "uno.xlsx", tmp_path / "dos.xlsx"]
    for ruta in rutas:
        openpyxl.Workbook().save(ruta)
    uno, dos = map(open_book, rutas)

    assert office.books["UNO.xlsx"] == uno
    assert xlwings.Book(str(rutas[1])) == dos
    assert uno.fullname == str(rutas[0])
    assert office.books.active == dos
    uno.activate()
    assert office.books.active == uno
    with pytest.raises(KeyError):
        office.books("tres.xlsx")


def test_dos_libros_no_se_mezclan(new_book: Callable[[], xlwings.Book]) -> None:
    uno, otro = new_book(), new_book()
    uno.sheets[0]["A1"].value = "uno"
    otro.sheets[0]["A1"].value = "otro"

    assert uno != otro
    assert (uno.sheets[0]["A1"].value, otro.sheets[0]["A1"].value) == ("uno", "otro")
    uno.close()
    assert otro.sheets[0]["A1"].value == "otro"


@pytest.mark.parametrize(
    "uso",
    [
        lambda hoja: hoja.name,
        lambda hoja: hoja["A1"].value,
        lambda hoja: hoja["A1"].__setattr__("value", 3),
        lambda hoja: hoja["A1"].formula,
        lambda hoja: hoja["A1"].font.bold,
        lambda hoja: hoja.used_range,
        lambda hoja: len(hoja.tables),
        lambda hoja: hoja.book.sheets[0],
        lambda hoja: hoja.book.name,
        lambda hoja: hoja.book.save(),
    ],
)
@pytest.mark.parametrize("por_la_persona", [False, True])
def test_un_libro_cerrado_se_reconoce(
    new_book: Callable[[], xlwings.Book], uso: Callable[[xlwings.Sheet], object], *, por_la_persona: bool
) -> None:
    libro = new_book()
    hoja = libro.sheets[0]
    if por_la_persona:
        libro.api.close(True)
        libro.impl._seen = 0.0  # lo que tarda una persona
    else:
        libro.close()

    with pytest.raises(BookGone, match="ya no está abierto"):
        uso(hoja)


def test_un_libro_que_se_cierra_a_mitad_de_una_escritura_se_reconoce(new_book: Callable[[], xlwings.Book]) -> None:
    libro = new_book()
    celda = libro.sheets[0]["A1"]
    assert celda.value is None
    libro.api.close(True)

    with pytest.raises(BookGone):
        celda.value = 3


def test_guardar_conserva_lo_escrito(new_book: Callable[[], xlwings.Book], tmp_path: Path) -> None:
    libro = new_book()
    libro.sheets[0]["A1"].value = [["clave", 1.5, True]]
    libro.save(tmp_path / "libro.xlsx")
    libro.sheets[0]["A1"].value = "otra"
    libro.save()

    guardado = openpyxl.load_workbook(tmp_path / "libro.xlsx").active
    assert guardado is not None
    assert [celda.value for celda in guardado[1]][:2] == ["otra", 1.5]
    with pytest.raises(ValueError, match=r"«libro.doc»"):
        libro.save(tmp_path / "libro.doc")


def test_un_libro_de_solo_lectura_no_se_cambia_en_silencio(
    office: xlwings.App, new_book: Callable[[], xlwings.Book], tmp_path: Path
) -> None:
    openpyxl.Workbook().save(tmp_path / "leer.xlsx")
    libro = office.books.open(tmp_path / "leer.xlsx", read_only=True)

    with pytest.raises(SheetProtected, match=r"«leer\.xlsx» está abierto solo para lectura"):
        libro.sheets[0]["A1"].clear_contents()


@pytest.mark.parametrize("contenido", [b"esto no es un libro\0\1", b"PK\x03\x04 y nada mas"])
def test_un_archivo_que_no_es_un_libro_se_dice(office: xlwings.App, tmp_path: Path, contenido: bytes) -> None:
    (tmp_path / "roto.xlsx").write_bytes(contenido)

    with pytest.raises(OSError, match=r"roto\.xlsx"):
        office.books.open(tmp_path / "roto.xlsx")


def test_la_pantalla_se_desbloquea_tantas_veces_como_se_bloqueo(
    office: xlwings.App, new_book: Callable[[], xlwings.Book]
) -> None:
    libro = new_book()

    def escribir_mal() -> None:
        with office.properties(screen_updating=False):
            office.screen_updating = False
            assert libro.api.hasControllersLocked()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        escribir_mal()

    assert office.screen_updating
    assert not libro.api.hasControllersLocked()


def test_un_libro_que_se_cierra_con_la_pantalla_quieta_no_estorba(
    office: xlwings.App, new_book: Callable[[], xlwings.Book]
) -> None:
    cerrado, otro = new_book(), new_book()
    with office.properties(screen_updating=False, status_bar="40 %", interactive=False):
        cerrado.close()

    assert not otro.api.hasControllersLocked()
    assert office.interactive
    assert office.status_bar is False


def test_la_barra_de_estado_dice_lo_nuestro_y_se_devuelve(
    office: xlwings.App, new_book: Callable[[], xlwings.Book]
) -> None:
    new_book()
    office.status_bar = "Leo 30 filas…"
    assert office.status_bar == "Leo 30 filas…"
    office.status_bar = "Escribo 30 filas…"
    office.status_bar = False
    assert office.status_bar is False


def test_sin_interaccion_la_ventana_no_atiende_a_la_persona(
    office: xlwings.App, new_book: Callable[[], xlwings.Book]
) -> None:
    ventana = new_book().impl.controller().getFrame().getContainerWindow()

    with office.properties(interactive=False):
        assert not ventana.isEnabled()

    assert ventana.isEnabled()


def test_el_calculo_manual_espera(office: xlwings.App, new_book: Callable[[], xlwings.Book]) -> None:
    hoja = new_book().sheets[0]
    hoja["A1"].value = 1
    hoja["A2"].formula = "=A1*2"

    with office.properties(calculation="manual"):
        hoja["A1"].value = 5
        assert office.calculation == "manual"
        assert hoja["A2"].value == 2.0
        office.calculate()
        assert hoja["A2"].value == 10.0

    assert office.calculation == "automatic"


@pytest.mark.parametrize(
    ("botones", "respuesta"), [("ok", "ok"), ("ok_cancel", "ok"), ("yes_no", "yes"), ("yes_no_cancel", "yes")]
)
def test_un_aviso_sin_pantalla_no_espera_a_nadie(office: xlwings.App, botones: str, respuesta: str) -> None:
    assert office.alert("¿Sigo?", "Cartera", buttons=botones) == respuesta

    ultimo = office.impl.alerts[-1]
    assert (ultimo.prompt, ultimo.title, ultimo.buttons) == ("¿Sigo?", "Cartera", botones)


def test_la_seleccion_es_la_del_libro_activo(office: xlwings.App, new_book: Callable[[], xlwings.Book]) -> None:
    uno, otro = new_book(), new_book()

    uno.sheets[0]["B2:C3"].select()
    otro.sheets[0]["A1"].select()

    assert otro.selection == otro.sheets[0]["A1"]
    uno.activate()
    assert office.selection == uno.sheets[0]["B2:C3"]


@pytest.mark.parametrize(
    "uso",
    [
        lambda hoja: hoja.charts.add(),
        lambda hoja: len(hoja.pictures),
        lambda hoja: hoja["A1"].autofill(hoja["A1:A9"]),
        lambda hoja: hoja["A1"].note,
        lambda hoja: hoja.pivot_tables,
        lambda hoja: hoja["A1"].__setattr__("horizontal_alignment", "distributed"),
        lambda hoja: hoja.book.app.__setattr__("calculation", "semiautomatic"),
    ],
)
def test_lo_que_no_se_sabe_hacer_se_dice(
    new_book: Callable[[], xlwings.Book], uso: Callable[[xlwings.Sheet], object]
) -> None:
    with pytest.raises(NotImplementedError, match="El motor de LibreOffice no admite «"):
        uso(new_book().sheets[0])


def test_nadie_escucha_en_esa_tuberia(office: xlwings.App) -> None:
    with pytest.raises(OfficeMissing, match="«nadie-escucha»"):
        engine.connect("nadie-escucha")


def test_conectar_con_uno_ya_abierto_es_el_mismo(office: xlwings.App) -> None:
    assert engine.attach(office.impl.context) == office


def test_conectar_por_su_tuberia_ve_sus_libros_y_no_lo_cierra(
    office: xlwings.App, new_book: Callable[[], xlwings.Book]
) -> None:
    libro = new_book()
    libro.sheets[0]["A1"].value = "aquí"

    otra = engine.connect(office.impl._process.pipe)
    assert otra.books[libro.name].sheets[0]["A1"].value == "aquí"
    if otra != office:
        otra.quit()

    office.activate()
    assert libro.sheets[0]["A1"].value == "aquí"
