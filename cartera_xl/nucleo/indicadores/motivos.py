"""Por qué se pierden los clientes, según la columna «Motivo de pérdida»."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from cartera_xl.nucleo.hechos import Marco, textos
from cartera_xl.nucleo.indicadores.base import Base
from cartera_xl.nucleo.lectura.textos import clave


@dataclass(frozen=True, slots=True)
class Motivo:
    """Un motivo: cuántas fichas lo dicen, su parte de las que dicen alguno y el neto que dejaron en su historia."""

    nombre: str
    clientes: int
    parte: float
    neto: float

    def a_dict(self) -> dict[str, Any]:
        """Con tipos de JSON."""
        return {"motivo": self.nombre, "clientes": self.clientes, "parte": self.parte, "neto": self.neto}


def motivos_de_perdida(base: Base, clientes: Marco) -> tuple[Motivo, ...]:
    """Los motivos escritos, del más al menos repetido; vacía si la hoja no dice ninguno."""
    escritos = textos(clientes, "motivo_perdida")
    sitios: dict[str, list[int]] = {}
    nombres: dict[str, str] = {}
    for posicion, escrito in enumerate(escritos):
        if escrito:
            sitios.setdefault(clave(escrito), []).append(posicion)
            nombres.setdefault(clave(escrito), escrito)
    todos = sum(map(len, sitios.values()))
    motivos = [
        Motivo(nombres[llave], len(suyos), len(suyos) / todos, int(np.sum(base.neto[suyos])) / 100)
        for llave, suyos in sitios.items()
    ]
    return tuple(sorted(motivos, key=lambda motivo: (-motivo.clientes, -motivo.neto, motivo.nombre)))
