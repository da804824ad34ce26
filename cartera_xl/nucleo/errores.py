"""Lo que puede ir mal, dicho siempre igual: qué ha pasado, dónde y qué hacer.

* `Incidencia`: un dato que no se entiende o que llama la atención. Es un valor: se acumula y
  la persona recibe la lista entera de una vez; las demás filas siguen.
* `ErrorCartera`: no se puede seguir con la operación. Es una excepción y se enseña tal cual.

Cualquier otra excepción es un defecto nuestro: no se captura ni se traduce.
"""

from dataclasses import dataclass
from enum import StrEnum


class Gravedad(StrEnum):
    """Cuánto pesa una incidencia: `ERROR` deja el dato fuera; `AVISO` solo se cuenta."""

    ERROR = "error"
    AVISO = "aviso"


@dataclass(frozen=True, slots=True)
class Incidencia:
    """Un dato malo o dudoso; `celda` en notación A1, vacía si es de toda la hoja.

    `clase` es una etiqueta estable y corta (`fecha_ilegible`, `duplicado`…) para agrupar y para `--json`.
    """

    clase: str
    que: str
    hoja: str
    celda: str
    remedio: str
    gravedad: Gravedad = Gravedad.ERROR

    def __str__(self) -> str:
        donde = f"Hoja «{self.hoja}», celda {self.celda}." if self.celda else f"Hoja «{self.hoja}»."
        return f"{self.que} {donde} {self.remedio}"


class ErrorCartera(Exception):
    """Base de los errores que se enseñan tal cual a la persona: qué, dónde y qué hacer."""

    def __init__(self, que: str, *, donde: str, remedio: str) -> None:
        super().__init__(f"{que}\nDónde: {donde}.\nQué hacer: {remedio}")
        self.que = que
        self.donde = donde
        self.remedio = remedio


class LibroIlegible(ErrorCartera):
    """El archivo no es un libro, está dañado, cifrado o es una bomba de compresión."""


class LibroCifrado(LibroIlegible):
    """El libro pide contraseña y no se ha dado, o la dada no abre."""


class LibroOcupado(ErrorCartera):
    """Otro programa u otra ejecución tiene el libro."""


class LibroCambiado(LibroOcupado):
    """Las filas que se leyeron ya no son las que hay, y no se pueden emparejar una a una: se puede repetir."""


class LibroNoEditable(ErrorCartera):
    """Escribir estropearía algo del libro, o no hay permiso para hacerlo."""


class HojaNoEncontrada(ErrorCartera):
    """El libro no tiene la hoja pedida, o ninguna parece la de los clientes."""


class VariasTablas(ErrorCartera):
    """Hay más de una tabla que podría ser la de los clientes y nadie ha dicho cuál."""


class ColumnaNoEncontrada(ErrorCartera):
    """Falta una columna imprescindible, o se ha pedido una que no existe."""


class ConfiguracionErronea(ErrorCartera):
    """Un ajuste de la hoja Configuración o de la orden no vale."""


class ReglasErroneas(ConfiguracionErronea):
    """Las reglas de segmento dejan un hueco o se solapan."""


class EjecucionNoEncontrada(ErrorCartera):
    """No consta la ejecución que se pide deshacer."""


class ClienteNoEncontrado(ErrorCartera):
    """Nadie en la cartera se llama así, o se llaman así varios."""


class FaltanDatos(ErrorCartera):
    """Lo que se pide necesita algo que el libro no trae: movimientos, una hoja o una columna."""
