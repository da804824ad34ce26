"""«Configuración»: the sheet of settings of this workbook, created if it has none."""

from dataclasses import replace

from cartera_xl.casos.apertura import LibroAbierto, abrir
from cartera_xl.casos.hojas import escribir_hojas
from cartera_xl.casos.identidad import nuevo_identificador
from cartera_xl.casos.puertos import SheetHost
from cartera_xl.excel.commands.desk import Desk
from cartera_xl.excel.commands.notices import Answer, Level, Notice
from cartera_xl.nucleo.configuracion_hoja import ANCHOS, cambios
from cartera_xl.nucleo.plan import HojaSalida

TITLE = "Configuración"


def answer(desk: Desk) -> Answer:
    """Bring it to the front."""
    host = desk.host()
    book = abrir(host)
    created = not book.cuadro_configuracion
    if created:
        _create(desk, host, book)
    desk.go_to(book.nombre_configuracion)
    if not created:
        return Answer(Notice(TITLE, f"La hoja «{book.nombre_configuracion}».", Level.QUIET))
    return Answer(
        Notice(
            TITLE,
            f"Se ha creado la hoja «{book.nombre_configuracion}» con los ajustes de partida.\n\n"
            "Cambie lo que quiera en las celdas de fondo claro y pulse «Recalcular segmentos». "
            "Si no la quiere, puede borrarla.",
        )
    )


def _create(desk: Desk, host: SheetHost, book: LibroAbierto) -> None:
    """With its own line in Historial and in the journal, as any other sheet of ours."""
    desk.say("creando la hoja Configuración…")
    request = desk.request()
    settings = replace(
        book.configuracion, identificador=nuevo_identificador(book.info.nombre, request.usuario, request.momento)
    )
    sheet = HojaSalida(book.nombre_configuracion, cambios([], settings, None), ANCHOS, inmovilizar_filas=1)
    escribir_hojas(host, desk.journal(), replace(book, configuracion=settings), request, [sheet])
