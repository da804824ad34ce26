"""Lo que se ha hablado con los clientes: cada llamada, visita o correo que consta en la hoja Contactos."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Contacto:
    """Un contacto con un cliente; `posicion` es la del cliente en la tabla puntuada.

    `entrante` si lo inició el cliente (consulta, queja, petición): entonces espera respuesta, y `respondido` dice
    cuándo la tuvo. Los textos que no constan van vacíos. Sin hora escrita, `momento` es a las 0:00.
    """

    posicion: int
    momento: datetime
    responsable: str = ""
    canal: str = ""
    motivo: str = ""
    entrante: bool = False
    respondido: datetime | None = None
    fila: int = 0
