"""Los cambios de una fila, para quien los quiere con sus números."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Cambio:
    """Lo que `con_cambios` dice de una fila; `None` y vacío, como en sus columnas.

    `subir_compras` compras de `subir_importe`, hasta `subir_hasta` incluido, la suben a `subir_a`.
    """

    fecha_caida: date | None
    cae_a: str
    para_subir: str
    subir_a: str
    subir_importe: float | None
    subir_compras: float | None
    subir_hasta: date | None
    para_no_caer: str

    def a_dict(self) -> dict[str, Any]:
        """Con tipos de JSON: fechas en ISO."""
        dicho = asdict(self)
        return {k: v.isoformat() if isinstance(v, date) else v for k, v in dicho.items()}
