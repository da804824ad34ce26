"""El puente de ingresos: qué clientes explican la diferencia entre los ingresos de la base y los de ahora.

Cada cliente es de una clase y de una sola, y aporta a ella lo que va de su neto de la base al de ahora:

| clase | compró en la base | compra ahora | además |
|---|---|---|---|
| alta | no | sí | su primera compra es posterior a la base |
| recuperado | no | sí | su primera compra es anterior a la base |
| sube, reduce, igual | sí | sí | deja ahora más, menos o lo mismo |
| baja | sí | no | si ha devuelto algo después, también se resta aquí |
| ajuste | no | no | solo devoluciones, o correcciones, de compras más antiguas |

Quien ni compra ni devuelve en los dos periodos no está en el puente. Todo se suma en céntimos enteros: ingresos de la
base + la suma de las clases = ingresos de ahora, exactamente, en total y en cada grupo.
Fuente: definición de la casa, 2026.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cartera_xl.nucleo.ingresos.periodos import CENTIMOS, Ingresos

SIN_GRUPO = "(sin dato)"
Codigos = NDArray[np.int8]


class ClaseDeIngreso(StrEnum):
    """Por qué el neto de un cliente no es el de la base; en el orden en que se enseñan."""

    ALTA = "Altas"
    RECUPERADO = "Recuperados"
    SUBE = "Compran más"
    IGUAL = "Compran lo mismo"
    REDUCE = "Compran menos"
    BAJA = "Bajas"
    AJUSTE = "Solo devoluciones"


CLASES = tuple(ClaseDeIngreso)
_CODIGO = {clase: i for i, clase in enumerate(CLASES)}
FUERA = -1
"""Código de quien no está en el puente."""


@dataclass(frozen=True, slots=True)
class Escalon:
    """Lo que una clase suma o resta."""

    clase: ClaseDeIngreso
    clientes: int
    centimos: int


@dataclass(frozen=True, slots=True)
class Puente:
    """De los ingresos de la base a los de ahora, en céntimos, para toda la cartera o para un grupo.

    `escalones` trae todas las clases, también las que no tienen a nadie. `clientes_antes` y `clientes_ahora` son los
    que compraron en cada periodo.
    """

    nombre: str
    antes: int
    escalones: tuple[Escalon, ...]
    ahora: int
    clientes_antes: int
    clientes_ahora: int

    def centimos(self, clase: ClaseDeIngreso) -> int:
        """Lo que suma o resta una clase."""
        return self.escalones[_CODIGO[clase]].centimos

    def clientes(self, clase: ClaseDeIngreso) -> int:
        """Cuántos son de una clase."""
        return self.escalones[_CODIGO[clase]].clientes

    @property
    def diferencia(self) -> int:
        return self.ahora - self.antes

    @property
    def crecimiento(self) -> float | None:
        """Parte de 1; `None` si en la base no hubo ingresos."""
        return self.diferencia / self.antes if self.antes > 0 else None

    @property
    def retencion_de_clientes(self) -> float | None:
        """Parte de los que compraron en la base que sigue comprando; `None` si no compró nadie."""
        if not self.clientes_antes:
            return None
        return 1.0 - self.clientes(ClaseDeIngreso.BAJA) / self.clientes_antes

    @property
    def retencion_neta(self) -> float | None:
        """Lo que dejan ahora los clientes de la base, por cada unidad que dejaron entonces."""
        return self._de_la_base(ClaseDeIngreso.SUBE, ClaseDeIngreso.REDUCE, ClaseDeIngreso.BAJA)

    @property
    def retencion_bruta(self) -> float | None:
        """Igual que la neta, sin contar lo que algunos compran de más."""
        return self._de_la_base(ClaseDeIngreso.REDUCE, ClaseDeIngreso.BAJA)

    def _de_la_base(self, *clases: ClaseDeIngreso) -> float | None:
        if self.antes <= 0:
            return None
        return (self.antes + sum(self.centimos(clase) for clase in clases)) / self.antes

    def a_dict(self) -> dict[str, Any]:
        """Importes en la moneda del libro, con dos decimales."""
        return {
            "nombre": self.nombre,
            "antes": self.antes / CENTIMOS,
            "clases": {
                escalon.clase.name.lower(): {"clientes": escalon.clientes, "importe": escalon.centimos / CENTIMOS}
                for escalon in self.escalones
            },
            "ahora": self.ahora / CENTIMOS,
            "diferencia": self.diferencia / CENTIMOS,
            "crecimiento": self.crecimiento,
            "clientes_antes": self.clientes_antes,
            "clientes_ahora": self.clientes_ahora,
            "retencion_de_clientes": self.retencion_de_clientes,
            "retencion_bruta": self.retencion_bruta,
            "retencion_neta": self.retencion_neta,
        }


def clasificar(ingresos: Ingresos) -> Codigos:
    """El código de la clase de cada cliente en `CLASES`, o `FUERA`."""
    antes, ahora, diferencia = ingresos.compro_antes, ingresos.compro_ahora, ingresos.diferencia
    casos = (
        (ClaseDeIngreso.RECUPERADO, ~antes & ahora & ingresos.de_antes),
        (ClaseDeIngreso.ALTA, ~antes & ahora),
        (ClaseDeIngreso.BAJA, antes & ~ahora),
        (ClaseDeIngreso.SUBE, antes & (diferencia > 0)),
        (ClaseDeIngreso.REDUCE, antes & (diferencia < 0)),
        (ClaseDeIngreso.IGUAL, antes),
        (ClaseDeIngreso.AJUSTE, (ingresos.antes != 0) | (ingresos.ahora != 0)),
    )
    codigos = np.select([cual for _, cual in casos], [_CODIGO[clase] for clase, _ in casos], FUERA)
    return np.asarray(codigos, dtype=np.int8)


def puente_de(ingresos: Ingresos, codigos: Codigos, nombre: str = "Total") -> Puente:
    """El puente de toda la cartera."""
    return _puentes(ingresos, codigos, np.zeros(len(ingresos), dtype=np.int64), [nombre])[0]


def puentes_por(ingresos: Ingresos, codigos: Codigos, grupos: Sequence[str | None]) -> tuple[Puente, ...]:
    """Un puente por grupo con alguien dentro, de más a menos ingresos de ahora; sin grupo, `SIN_GRUPO`.

    Los que no son un grupo de verdad, entre paréntesis, van al final. `grupos` va cliente a cliente. Sumados clase a
    clase dan el total.
    """
    nombres, sitio = np.unique(np.array([grupo or SIN_GRUPO for grupo in grupos], dtype=str), return_inverse=True)
    puentes = _puentes(ingresos, codigos, np.asarray(sitio, dtype=np.int64), nombres.tolist())
    con_alguien = (p for p in puentes if p.antes or p.ahora or any(e.clientes for e in p.escalones))
    return tuple(sorted(con_alguien, key=lambda p: (p.nombre.startswith("("), -p.ahora, p.nombre)))


def _puentes(
    ingresos: Ingresos, codigos: Codigos, grupo: NDArray[np.int64], nombres: Sequence[str]
) -> tuple[Puente, ...]:
    dentro = codigos != FUERA
    tabla = np.zeros((len(nombres), len(CLASES)), dtype=np.int64)
    cuantos = np.zeros_like(tabla)
    np.add.at(tabla, (grupo[dentro], codigos[dentro]), ingresos.diferencia[dentro])
    np.add.at(cuantos, (grupo[dentro], codigos[dentro]), 1)
    antes, ahora = _sumas(grupo, ingresos.antes, len(nombres)), _sumas(grupo, ingresos.ahora, len(nombres))
    compraron = [
        np.bincount(grupo[compro], minlength=len(nombres)) for compro in (ingresos.compro_antes, ingresos.compro_ahora)
    ]
    return tuple(
        Puente(
            nombre,
            int(antes[i]),
            tuple(Escalon(clase, int(cuantos[i, j]), int(tabla[i, j])) for j, clase in enumerate(CLASES)),
            int(ahora[i]),
            int(compraron[0][i]),
            int(compraron[1][i]),
        )
        for i, nombre in enumerate(nombres)
    )


def _sumas(grupo: NDArray[np.int64], centimos: NDArray[np.int64], grupos: int) -> NDArray[np.int64]:
    sumas = np.zeros(grupos, dtype=np.int64)
    np.add.at(sumas, grupo, centimos)
    return sumas


def mayores(ingresos: Ingresos, codigos: Codigos, cuantos: int) -> list[int]:
    """Posiciones de los clientes que más cambian, suban o bajen, de más a menos; nunca quien no cambia."""
    cambio = np.where(codigos == FUERA, 0, np.abs(ingresos.diferencia))
    orden = np.argsort(-cambio, kind="stable")[:cuantos]
    return [int(i) for i in orden if cambio[i]]
