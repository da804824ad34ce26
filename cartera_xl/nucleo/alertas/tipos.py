"""Qué es una alerta, de qué clases hay, y lo que hace falta para darlas."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from cartera_xl.nucleo.baremo import Baremo
from cartera_xl.nucleo.configuracion import Configuracion
from cartera_xl.nucleo.contactos import Contacto
from cartera_xl.nucleo.hechos import Marco
from cartera_xl.nucleo.lectura.textos import contar
from cartera_xl.nucleo.privacidad.permisos import Permisos, permisos
from cartera_xl.nucleo.pronostico.registro import Registro

ALTA, MEDIA, BAJA, NINGUNA = "Alta", "Media", "Baja", ""
GRAVEDADES = (ALTA, MEDIA, BAJA, NINGUNA)
"""De más a menos. Sin gravedad van las buenas noticias y lo que solo informa."""


class ClaseDeAlerta(StrEnum):
    """Una clase de alerta; el orden es el de dos alertas igual de graves en una fila."""

    SILENCIO = "silencio"
    EN_RIESGO = "cliente valioso en riesgo"
    FRECUENCIA = "caída de frecuencia"
    VOLUMEN = "caída de volumen"
    RESPUESTA = "respuesta pendiente"
    CONTRATO = "contrato por vencer"
    SIN_CONTACTO = "cliente antiguo sin contacto"
    DESCUENTO = "compra con mucho descuento"
    SIN_ACTUALIZAR = "ficha sin actualizar"
    FECHA_ESPECIAL = "fecha especial"
    RECUPERADO = "recuperado"
    RENOVADO = "contrato renovado"
    CRECE = "compra más"
    TEMPORADA = "fuera de temporada"


DE_CAIDA = frozenset((ClaseDeAlerta.SILENCIO, ClaseDeAlerta.FRECUENCIA, ClaseDeAlerta.VOLUMEN))
"""Las que dicen que un cliente compra menos de lo suyo."""


@dataclass(frozen=True, slots=True)
class Alerta:
    """Un aviso sobre un cliente; `posicion` es la suya en la tabla puntuada.

    `importe` es lo que está en juego, en la moneda del libro: lo que compra al año mientras compra o, si es de un
    contrato, el del contrato; `None` si no se sabe. Una con `es_positiva` es una buena noticia y no lleva gravedad.
    """

    posicion: int
    clase: ClaseDeAlerta
    gravedad: str
    texto: str
    importe: float | None = None
    es_positiva: bool = False


@dataclass(frozen=True, slots=True)
class Recuento:
    """Cuántas alertas hay de una clase, y cuántas se espera que sean falsas.

    * `miradas`: clientes de los que había datos para dar la alerta.
    * `falsas`: cuántas de las dadas se espera que lo sean; `None` si son hechos a la vista, que no se estiman.
    * `como_se_sabe`: de dónde sale ese número, en una frase. `plazo`: días en que volverían quienes no se han ido;
      `None` si no va de eso.
    """

    clase: ClaseDeAlerta
    cuantas: int
    miradas: int
    importe: float
    falsas: float | None
    como_se_sabe: str
    plazo: int | None


@dataclass(frozen=True, slots=True)
class Alertas:
    """Todas las alertas, las más graves primero y, entre iguales, las de más importe.

    `de_cartera` son avisos de toda la cartera; `sin_mirar`, lo que no se ha podido mirar y por qué.
    """

    lista: tuple[Alerta, ...]
    recuentos: tuple[Recuento, ...]
    de_cartera: tuple[str, ...]
    sin_mirar: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ContextoDeAlertas:
    """Lo que se sabe además de la tabla puntuada.

    * `registro` y `claves` (fila → clave): las compras una a una; `None` si la hoja solo trae su resumen.
    * `clientes`: la hoja de clientes ya leída, una fila por fila puntuada y en su orden.
    * `momento`: ahora, en hora local. Lo que se compra, se contrata o se habla se mide hasta el `corte`; las
      respuestas pendientes, las fechas especiales y la revisión, hasta `momento`.
    * `ultima_revision`: día del recálculo anterior, si consta. `contactos`: los anotados; vacío si no se anotan.
    * `permisos`: los de cada fila; `None` para leerlos de `clientes`.
    """

    corte: date
    momento: datetime
    configuracion: Configuracion
    baremo: Baremo
    clientes: Marco
    registro: Registro | None = None
    claves: Marco | None = None
    contactos: Sequence[Contacto] = ()
    ultima_revision: date | None = None
    pais: str | None = None
    permisos: Permisos | None = None

    @property
    def horizonte(self) -> int | None:
        """Días de «Prob. de volver», si el baremo pronostica."""
        return None if self.baremo.pronostico is None else self.baremo.pronostico.horizonte

    @property
    def los_permisos(self) -> Permisos:
        """Los dados o, si no, los que dice la hoja de clientes."""
        return self.permisos or permisos(self.clientes, self.momento.date(), self.pais)


@dataclass(frozen=True, slots=True)
class Hallazgo:
    """Las alertas de una clase, y lo que hace falta para contarlas (como en `Recuento`)."""

    clase: ClaseDeAlerta
    alertas: Sequence[Alerta] = ()
    miradas: int = 0
    falsas: float | None = None
    como_se_sabe: str = ""
    plazo: int | None = None


def por_azar(miradas: int) -> str:
    """De dónde sale lo que daría el azar entre los clientes comparados con su pasado."""
    cuantos = contar(miradas, "cliente comparado", "clientes comparados")
    return f"como mucho, las que daría el azar entre {cuantos} con su pasado si ninguno hubiera cambiado"
