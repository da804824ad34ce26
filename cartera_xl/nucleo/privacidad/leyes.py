"""Qué norma rige cada cosa en cada país, y si alguien la ha mirado. No es asesoramiento jurídico.

Cada fila es un dato con fecha: el día en que se consultó, y de dónde. Lo que no se ha consultado lo dice.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cartera_xl.nucleo.paises import codigos
from cartera_xl.nucleo.paises import pais as convenciones
from cartera_xl.nucleo.privacidad.leyes_datos import FILAS, PAISES_CONSULTADOS

NO_ES_ASESORAMIENTO = "No es asesoramiento jurídico: compruebe cada norma en su texto oficial o con su asesor."
SIN_CONSULTAR = "no verificado"


class Tema(StrEnum):
    """De qué trata una norma."""

    VIGENCIA = "vigencia"
    INFORMACION = "información"
    ACCESO = "acceso"
    RECTIFICACION = "rectificación"
    SUPRESION = "supresión"
    OPOSICION = "oposición"
    PORTABILIDAD = "portabilidad"
    BLOQUEO = "bloqueo"
    PERFILES = "perfiles y decisiones automatizadas"
    CONSENTIMIENTO = "consentimiento"
    PUBLICIDAD = "publicidad"
    SENSIBLES = "datos sensibles"
    REGISTRO = "registro de tratamientos"
    AMBITO = "empresas"
    AUTORIDAD = "autoridad"


DERECHOS = (
    Tema.ACCESO,
    Tema.RECTIFICACION,
    Tema.SUPRESION,
    Tema.OPOSICION,
    Tema.PORTABILIDAD,
    Tema.BLOQUEO,
    Tema.PERFILES,
)
"""Los que una persona puede ejercer; se enseñan en la ficha que se le entrega."""


@dataclass(frozen=True, slots=True)
class Norma:
    """Lo que una norma dice de un tema. `consultada` es el día en que se leyó su fuente; `None`, que nadie la miró."""

    pais: str
    tema: Tema
    norma: str
    articulo: str
    que: str
    consultada: date | None

    @property
    def estado(self) -> str:
        """«consultada el 22/11/2026» o «no verificado»."""
        return f"consultada el {self.consultada:%d/%m/%Y}" if self.consultada else SIN_CONSULTAR

    @property
    def cita(self) -> str:
        """«Ley 1581 de 2012, art. 9»."""
        return f"{self.norma}, {self.articulo}" if self.articulo else self.norma

    def a_dict(self) -> dict[str, str | None]:
        """Lo mismo con tipos de JSON."""
        return {
            "pais": self.pais,
            "tema": self.tema.value,
            "norma": self.norma,
            "articulo": self.articulo,
            "que": self.que,
            "consultada": self.consultada.isoformat() if self.consultada else None,
        }


def normas_de(pais: str | None, temas: Iterable[Tema] | None = None) -> list[Norma]:
    """Las normas de un país, en el orden de `Tema`; ninguna si no se han buscado o no se sabe el país."""
    elegidos = set(Tema if temas is None else temas)
    propias = [norma for norma in _NORMAS.get(pais or "", ()) if norma.tema in elegidos]
    orden = list(Tema)
    return sorted(propias, key=lambda norma: orden.index(norma.tema))


def nota_de_pais(pais: str | None) -> str:
    """Qué se sabe de un país: si se han buscado sus normas, si no, o si el libro no dice cuál es."""
    if not pais:
        return "El libro no dice su país: indíquelo con --pais y se verán sus normas."
    nombre = convenciones(pais).nombre if pais in codigos() else pais
    if pais not in PAISES_CONSULTADOS:
        return f"{nombre}: no consultado. Pregunte a su asesor qué norma le obliga."
    return f"{nombre}: {PAISES_CONSULTADOS[pais]}"


def _leer() -> Mapping[str, tuple[Norma, ...]]:
    por_pais: dict[str, list[Norma]] = {}
    for pais, tema, norma, articulo, que, consultada in FILAS:
        leida = Norma(pais, Tema(tema), norma, articulo, que, date.fromisoformat(consultada) if consultada else None)
        por_pais.setdefault(pais, []).append(leida)
    return {pais: tuple(normas) for pais, normas in por_pais.items()}


_NORMAS = _leer()
