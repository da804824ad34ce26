"""Los indicadores de cada grupo y del total, en una tabla que solo hay que enseñar."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import fsum
from typing import Any

import numpy as np

from cartera_xl.nucleo.indicadores.catalogo import INDICADORES
from cartera_xl.nucleo.indicadores.cuentas import Aparte
from cartera_xl.nucleo.indicadores.dimensiones import SIN_DATO, Reparto
from cartera_xl.nucleo.indicadores.medidas import Cuenta
from cartera_xl.nucleo.indicadores.tipos import Indicador
from cartera_xl.nucleo.resumen_tipos import SIN_SEGMENTO

POCOS = 5
"""Con menos clientes, la cifra de un grupo es casi la de uno solo y se marca. Decisión de la casa, 2026."""
SUMABLES = frozenset(
    ("clientes", "potenciales", "activos", "nuevos", "compras_12m", "en_riesgo", "captados")
) | frozenset(("neto", "neto_12m", "cuota", "clv", "valor_historico", "rentabilidad", "primera", "recompra", "gasto"))
"""Los indicadores que de varios grupos juntos son la suma de los suyos."""
_AL_FINAL = (SIN_DATO, SIN_SEGMENTO)


@dataclass(frozen=True, slots=True)
class Cifra:
    """Un indicador en un grupo: `None` si no se sabe. `n`, los casos; `desde` y `hasta`, el margen del 95 %."""

    valor: float | None
    n: int | None = None
    desde: float | None = None
    hasta: float | None = None

    def a_dict(self) -> dict[str, Any]:
        """Con tipos de JSON; sin lo que no hay."""
        partes = {"valor": self.valor, "n": self.n, "desde": self.desde, "hasta": self.hasta}
        return {nombre: v for nombre, v in partes.items() if v is not None or nombre == "valor"}


@dataclass(frozen=True, slots=True)
class GrupoMedido:
    """Un grupo con todos sus indicadores, por id; `pocos` si tiene menos de `POCOS` fichas."""

    nombre: str
    fichas: int
    cifras: Mapping[str, Cifra]
    pocos: bool

    def valor(self, ident: str) -> float | None:
        """El valor de un indicador; `None` si no se sabe."""
        return self.cifras[ident].valor

    def a_dict(self) -> dict[str, Any]:
        """Con tipos de JSON; solo los indicadores que se saben."""
        sabidas = {ident: cifra.a_dict() for ident, cifra in self.cifras.items() if cifra.valor is not None}
        return {"grupo": self.nombre, "fichas": self.fichas, "pocos": self.pocos, "indicadores": sabidas}


@dataclass(frozen=True, slots=True)
class TablaMedida:
    """Los grupos de una dimensión, de más a menos neto (o en su orden, los segmentos y el ciclo).

    `faltan`: id de indicador -> por qué no se sabe en ningún grupo. `partida`: si el grupo es de cada compra, y un
    cliente puede estar en varios.
    """

    id: str
    titulo: str
    grupos: tuple[GrupoMedido, ...]
    faltan: Mapping[str, str]
    nota: str = ""
    partida: bool = False

    def hay(self, ident: str) -> bool:
        """Si algún grupo tiene ese indicador."""
        return any(grupo.valor(ident) is not None for grupo in self.grupos)

    def a_dict(self) -> dict[str, Any]:
        """Con tipos de JSON."""
        return {
            "por": self.id,
            "titulo": self.titulo,
            "nota": self.nota or None,
            "grupos": [grupo.a_dict() for grupo in self.grupos],
            "no_se_sabe": dict(self.faltan),
        }


def medir(reparto: Reparto, aparte: Aparte) -> TablaMedida:
    """Todos los indicadores en todos los grupos."""
    cuentas = {indicador.id: indicador.contar(reparto, aparte) for indicador in INDICADORES}
    fichas = np.bincount(reparto.codigos, minlength=len(reparto.nombres))
    grupos = [
        GrupoMedido(
            nombre, int(fichas[i]), {ident: _cifra(c, i) for ident, c in cuentas.items()}, bool(fichas[i] < POCOS)
        )
        for i, nombre in enumerate(reparto.nombres)
    ]
    faltan = {ident: cuenta.falta for ident, cuenta in cuentas.items() if cuenta.falta}
    if not reparto.en_orden:
        grupos.sort(key=_por_importe)
    return TablaMedida(
        reparto.dimension.id, reparto.dimension.titulo, tuple(grupos), faltan, reparto.nota, reparto.base.repartida
    )


def recortar(tabla: TablaMedida, maximo: int) -> TablaMedida:
    """Los `maximo` - 1 primeros grupos y los demás en uno, con lo que se puede sumar; igual si ya caben."""
    sobran = len(tabla.grupos) - maximo + 1
    if sobran < 2:
        return tabla
    primeros, resto = tabla.grupos[: maximo - 1], tabla.grupos[maximo - 1 :]
    sumas = {ident: fsum(v for g in resto if (v := g.valor(ident)) is not None) for ident in SUMABLES}
    cifras = {i.id: Cifra(sumas[i.id] if i.id in SUMABLES and tabla.hay(i.id) else None) for i in INDICADORES}
    fichas = sum(grupo.fichas for grupo in resto)
    return replace(tabla, grupos=(*primeros, GrupoMedido(f"Otros {sobran}", fichas, cifras, fichas < POCOS)))


def indicadores_con_dato(tablas: Sequence[TablaMedida], cuales: Sequence[Indicador]) -> list[Indicador]:
    """Los que se saben en alguna de esas tablas, en su orden."""
    return [indicador for indicador in cuales if any(tabla.hay(indicador.id) for tabla in tablas)]


def _por_importe(grupo: GrupoMedido) -> tuple[bool, float, int, str]:
    importe = grupo.valor("neto_12m")
    importe = grupo.valor("neto") if importe is None else importe
    return grupo.nombre in _AL_FINAL, -(importe or 0.0), -grupo.fichas, grupo.nombre


def _cifra(cuenta: Cuenta, grupo: int) -> Cifra:
    n = _o_nada(cuenta.n, grupo)
    return Cifra(
        _o_nada(cuenta.valor, grupo),
        None if n is None else int(n),
        _o_nada(cuenta.desde, grupo),
        _o_nada(cuenta.hasta, grupo),
    )


def _o_nada(valores: np.ndarray | None, grupo: int) -> float | None:
    if valores is None or np.isnan(valores[grupo]):
        return None
    return float(valores[grupo])
