"""From the click to the box: what every command shares, whatever happens in between."""

import platform
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, cast

from cartera_xl import settings
from cartera_xl.excel import registry
from cartera_xl.excel.commands.app_state import KeptAsFound
from cartera_xl.excel.commands.desk import Desk
from cartera_xl.excel.commands.dialogs import AppDialogs, Dialogs
from cartera_xl.excel.commands.notices import Answer, Level, Notice
from cartera_xl.excel.commands.one_at_a_time import OneAtATime
from cartera_xl.excel.commands.run_log import Log, log_path, open_log
from cartera_xl.excel.commands.wording import of_error
from cartera_xl.nucleo.errores import ErrorCartera

if TYPE_CHECKING:
    from xlwings import App, Book

    from cartera_xl.casos.puertos import Journal, SheetHost

Handler = Callable[[Desk], Answer]
STARTING = "preparando…"


def run(command_id: str, book: "Book", dialogs: Dialogs | None = None) -> Notice:
    """Run a command of the registry on that workbook and no other, show its result and return it. Never raises.

    What is wrong in the workbook is said as it is; anything else is our defect: the box gives the path of the log and
    the log keeps the traceback.
    """
    with open_log() as log:
        try:
            app = book.app
            desk = Desk(book, app, dialogs or AppDialogs(app), log, _desktop, _journal)
        except Exception as error:  # the workbook was gone before we looked at it: there is nobody to tell
            return _failed(command_id, error, log)
        return execute(command_id, desk)


def execute(command_id: str, desk: Desk) -> Notice:
    """The same, with everything around already put in place."""
    answer = _protected(command_id, desk)
    try:
        _respond(desk, answer)
    except Exception as error:  # showing the result, or going to the cell, failed: the work itself is done
        desk.log.say(f"{command_id}: el resultado no se ha podido enseñar")
        failed = _failed(command_id, error, desk.log)
        with suppress(Exception):  # if there are no boxes, the log is all that is left
            desk.dialogs.show(failed)
    return answer.notice


def _protected(command_id: str, desk: Desk) -> Answer:
    desk.log.say(f"{command_id}: empieza. {_facts(desk.app)}")
    try:
        with OneAtATime(desk.book), KeptAsFound(desk.app):
            desk.say(STARTING)
            answer = _handler(command_id)(desk)
    except Exception as error:
        return Answer(_failed(command_id, error, desk.log))
    desk.log.say(f"{command_id}: termina en {desk.seconds():.2f} s ({answer.notice.level})")
    return answer


def _handler(command_id: str) -> Handler:
    """Imported when it is needed: a click may start a new Python, and not every button needs pandas."""
    known = registry.command(command_id)
    return cast(Handler, import_module(f"cartera_xl.excel.commands.{known.id}").answer)


def _respond(desk: Desk, answer: Answer) -> None:
    notice = answer.notice
    if answer.question:
        asked = Notice(notice.title, f"{notice.text}\n\n{answer.question}", notice.level)
        if desk.dialogs.ask(asked):
            answer.on_yes()
    elif notice.level is not Level.QUIET:
        desk.dialogs.show(notice)


def _failed(command_id: str, error: Exception, log: Log) -> Notice:
    title = _title(command_id)
    known = _known(error)
    if known is not None:
        log.say(f"{command_id}: no ha podido seguir ({type(known).__name__})")
        origin = error.__cause__ if isinstance(error, ErrorCartera) else error
        if origin is not None and not isinstance(origin, ErrorCartera):
            log.failure("lo que ha respondido el programa de hojas de cálculo o el sistema", origin)
        return Notice(title, of_error(known), Level.ERROR)
    log.failure(f"{command_id}: error del programa", error)
    return Notice(title, _our_fault(error, log), Level.ERROR)


def _known(error: Exception) -> ErrorCartera | None:
    """The error as something that the user can act on, or `None` if it is a defect."""
    if isinstance(error, ErrorCartera):
        return error
    try:
        from cartera_xl.hosts.desktop.errors import as_user_error

        return as_user_error(error)
    except Exception:  # an installation so broken that not even this can be imported: the first error is what counts
        return None


def _our_fault(error: Exception, log: Log) -> str:
    where = (
        "El registro no se ha podido escribir: apunte lo que pone aquí."
        if log.broken
        else f"El detalle está en el registro:\n{log_path()}"
    )
    return (
        f"Ha ocurrido un error que no es de sus datos ({type(error).__name__}).\n\n{where}\n\n"
        "Qué hacer: pruebe otra vez; si se repite, pulse «Diagnóstico» y envíe el registro a quien le ayude con el "
        "programa. El libro no se ha guardado: si algo no está como lo dejó, ciérrelo sin guardar."
    )


def _title(command_id: str) -> str:
    names = {known.id: known.label for known in registry.COMMANDS}
    return names.get(command_id, registry.RIBBON_TAB)


def _facts(app: "App") -> str:
    try:
        program = f"{app.engine.name} {app.version}"
    except Exception:  # only for the log: a program that does not say its version works all the same
        program = "programa sin identificar"
    return f"cartera-xl {version('cartera-xl')}, Python {platform.python_version()}, {program}"


def _desktop(book: "Book") -> "SheetHost":
    from cartera_xl.hosts.desktop.book import DesktopBook

    return DesktopBook(book)


def _journal() -> "Journal":
    """Not `opening.open_journal`: that one brings the hosts of closed files, a third of a second of each click."""
    from cartera_xl.hosts.sqlite_journal import SqliteJournal

    return SqliteJournal(settings.journal_path())
