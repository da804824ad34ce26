"""A quién se ha buscado varias veces sin que conteste nunca: fichas que solo estorban."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cartera_xl.nucleo.contactos import Contacto
from cartera_xl.nucleo.hechos import Marca


@dataclass(frozen=True, slots=True)
class SinRespuesta:
    """Un potencial que no contesta: posición en la cartera, veces que se le ha buscado y la última."""

    posicion: int
    intentos: int
    ultimo: date

    def a_dict(self, nombre: str, fila: int) -> dict[str, Any]:
        """Con tipos de JSON."""
        return {"fila": fila, "nombre": nombre, "intentos": self.intentos, "ultimo": self.ultimo.isoformat()}


def no_responden(contactos: Sequence[Contacto], listables: Marca, minimo: int) -> tuple[SinRespuesta, ...]:
    """Los `listables` con `minimo` contactos nuestros o más y ninguno suyo, de más a menos intentos.

    Cualquier contacto entrante, por antiguo que sea, es haber respondido.
    """
    intentos: dict[int, list[date]] = {}
    han_hablado = {contacto.posicion for contacto in contactos if contacto.entrante}
    for contacto in contactos:
        if not contacto.entrante and contacto.posicion not in han_hablado and listables[contacto.posicion]:
            intentos.setdefault(contacto.posicion, []).append(contacto.momento.date())
    mudos = [SinRespuesta(p, len(dias), max(dias)) for p, dias in intentos.items() if len(dias) >= minimo]
    return tuple(sorted(mudos, key=lambda mudo: (-mudo.intentos, mudo.posicion)))
