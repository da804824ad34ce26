"""El diccionario de columnas reconocidas: qué significa cada columna de la hoja del usuario.

`CAMPOS_CLIENTES` y `CAMPOS_MOVIMIENTOS` son dos diccionarios distintos: «fecha» en movimientos es la de la
línea; en clientes, «última compra» es un resumen.
"""

from dataclasses import dataclass
from enum import StrEnum


class Tipo(StrEnum):
    """Cómo se lee una columna. `IDENTIFICADOR` es texto aunque llegue como número (17850.0 -> «17850»)."""

    TEXTO = "texto"
    IDENTIFICADOR = "identificador"
    NUMERO = "numero"
    ENTERO = "entero"
    IMPORTE = "importe"
    PORCENTAJE = "porcentaje"
    FECHA = "fecha"
    SI_NO = "si_no"


@dataclass(frozen=True, slots=True)
class Campo:
    """Un dato que el producto entiende; `sinonimos` en minúsculas, sin tildes ni signos.

    `sensible` marca lo que nunca entra en la puntuación por defecto (minimización de datos).
    """

    id: str
    nombre: str
    tipo: Tipo
    sinonimos: tuple[str, ...] = ()
    sensible: bool = False
