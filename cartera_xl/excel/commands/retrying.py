"""Start again when the person changed the rows while we were working on them."""

from collections.abc import Callable
from typing import TypeVar

from cartera_xl.excel.commands.desk import Desk
from cartera_xl.nucleo.errores import LibroCambiado, LibroOcupado

T = TypeVar("T")
ATTEMPTS = 3


def started_again(desk: Desk, work: Callable[[], T]) -> T:
    """What `work` returns; it is called up to three times, and nothing is written in those that fail."""
    for _ in range(ATTEMPTS):
        try:
            return work()
        except LibroCambiado as error:
            changed = error
            desk.say("el libro ha cambiado mientras se leía: se vuelve a empezar…")
    raise LibroOcupado(
        f"El libro ha cambiado {ATTEMPTS} veces mientras se leía, y no se ha escrito nada en él.",
        donde=changed.donde,
        remedio="Espere a que nadie esté escribiendo, ordenando ni filtrando, y vuelva a pulsar el botón",
    ) from changed
