"""Retener o captar: lo que daría retener a más clientes, contra lo que costaría traer a otros tantos.

Es una cuenta del primer año: los clientes que se quedan dejan lo que deja de media uno de hoy. Lo que dejen después
se suma a favor de retener y no está aquí.
"""

from dataclasses import dataclass
from typing import Any

VECES_MINIMO, VECES_MAXIMO = 5.0, 25.0
"""Captar a un cliente cuesta de 5 a 25 veces retenerlo: cita de «Harvard Business Review» en el artículo 001. Es un
supuesto que la persona cambia, no una promesa."""


@dataclass(frozen=True, slots=True)
class Clientela:
    """Los clientes que compraron en los últimos 12 meses. `margen` es parte de 1 de `neto`, que es el de los 12 meses.

    `retencion` es la medida, parte de 1, o `None` si no se puede medir. `con_riesgo` son los de riesgo alto o medio.
    """

    clientes: int
    con_riesgo: int
    neto: float
    margen: float
    retencion: float | None = None


@dataclass(frozen=True, slots=True)
class SupuestosDeRetencion:
    """`subida` en parte de 1 (0,05 son cinco puntos), negativa si baja. `coste`: de retener a un cliente un año.

    `veces_minimo` y `veces_maximo`: cuántas veces eso cuesta captar a uno nuevo.
    """

    subida: float = 0.0
    coste: float = 0.0
    veces_minimo: float = VECES_MINIMO
    veces_maximo: float = VECES_MAXIMO

    def __post_init__(self) -> None:
        if not -1 <= self.subida <= 1 or self.coste < 0 or not 0 <= self.veces_minimo <= self.veces_maximo:
            raise ValueError(f"supuestos imposibles: {self}")


@dataclass(frozen=True, slots=True)
class RetenerOCaptar:
    """Importes en la moneda del libro, en un año.

    * `clientes`, `ingresos`, `margen`: los que se ganan (o se pierden) al cambiar la retención.
    * `coste_de_todos`, `coste_de_los_de_riesgo`: atender a toda la clientela, o solo a los de riesgo alto o medio.
    * `captar_desde`, `captar_hasta`: traer a otros tantos clientes nuevos; cero si no se gana ninguno.
    * `gasto_de_equilibrio`: lo que se puede gastar por cliente atendido, si son todos, sin perder dinero; `None` si
      no se gana nada.
    * `puntos_de_equilibrio`: cuánto ha de subir la retención (parte de 1) para pagar el atender a todos; `None` si
      los clientes no dejan margen. Mayor que lo que falta hasta el 100 % quiere decir que no se puede.
    Los costes son `None` si no se ha dicho el de retener.
    """

    clientes: float
    ingresos: float
    margen: float
    coste_de_todos: float | None
    coste_de_los_de_riesgo: float | None
    captar_desde: float | None
    captar_hasta: float | None
    gasto_de_equilibrio: float | None
    puntos_de_equilibrio: float | None

    def a_dict(self) -> dict[str, Any]:
        """Con tipos de JSON."""
        return {campo: getattr(self, campo) for campo in self.__slots__}


def retener_o_captar(clientela: Clientela, supuestos: SupuestosDeRetencion) -> RetenerOCaptar:
    """La cuenta entera. La subida no pasa de lo que falta hasta retener a todos, si se sabe cuántos se retienen."""
    subida = supuestos.subida
    if clientela.retencion is not None:
        subida = max(min(subida, 1.0 - clientela.retencion), -clientela.retencion)
    clientes = subida * clientela.clientes
    ingresos = subida * clientela.neto
    margen = ingresos * clientela.margen
    margen_por_punto = clientela.neto * clientela.margen
    de_todos = supuestos.coste * clientela.clientes
    hay_coste, nuevos = supuestos.coste > 0, max(clientes, 0.0)
    return RetenerOCaptar(
        clientes=clientes,
        ingresos=ingresos,
        margen=margen,
        coste_de_todos=de_todos if hay_coste else None,
        coste_de_los_de_riesgo=supuestos.coste * clientela.con_riesgo if hay_coste else None,
        captar_desde=nuevos * supuestos.coste * supuestos.veces_minimo if hay_coste else None,
        captar_hasta=nuevos * supuestos.coste * supuestos.veces_maximo if hay_coste else None,
        gasto_de_equilibrio=margen / clientela.clientes if clientela.clientes and margen > 0 else None,
        puntos_de_equilibrio=de_todos / margen_por_punto if hay_coste and margen_por_punto > 0 else None,
    )
