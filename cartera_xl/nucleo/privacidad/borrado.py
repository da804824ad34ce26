"""Lo que se va a borrar de un libro, y lo que queda después: el anfitrión lo cumple entero o no toca nada."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from cartera_xl.nucleo.celdas import Celda
from cartera_xl.nucleo.plan import HojaSalida
from cartera_xl.nucleo.privacidad.identidad import Identidad

LARGO_DE_MUESTRA = 80


@dataclass(frozen=True, slots=True)
class Rastro:
    """Un sitio que nombra a la persona y no es una celda: un comentario, un enlace, una tabla dinámica."""

    sitio: str
    texto: str

    def a_dict(self) -> dict[str, str]:
        """Lo mismo con tipos de JSON."""
        return {"sitio": self.sitio, "texto": self.texto}


@dataclass(frozen=True, slots=True)
class PlanBorrado:
    """Celdas con lo que ha de quedar en ellas (hoja -> sitio -> valor, `None` la vacía) y cómo borrar lo demás.

    `filas` son las que hablan solo de la persona: lo que cuelgue de ellas (comentarios, enlaces) desaparece entero.
    `sustituto` va donde un texto la nombra. Un texto que solo la contiene se cambia si `contenidas`; si no, se dice.
    `hojas` se escriben en la misma operación.
    """

    celdas: Mapping[str, Mapping[tuple[int, int], Celda]]
    filas: Mapping[str, frozenset[int]]
    identidad: Identidad
    sustituto: str
    contenidas: bool = False
    hojas: tuple[HojaSalida, ...] = ()


@dataclass(frozen=True, slots=True)
class Borrado:
    """Lo hecho: fórmulas que no se tocan (hoja, celda), rastros quitados y rastros que siguen ahí."""

    formulas: tuple[tuple[str, str], ...] = ()
    quitados: tuple[Rastro, ...] = field(default_factory=tuple)
    quedan: tuple[Rastro, ...] = field(default_factory=tuple)


def muestra(texto: str) -> str:
    """El texto en una línea y sin pasar de `LARGO_DE_MUESTRA`."""
    llano = " ".join(texto.split())
    return llano if len(llano) <= LARGO_DE_MUESTRA else llano[: LARGO_DE_MUESTRA - 1] + "…"
