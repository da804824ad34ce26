"""Todos los indicadores de una cartera en una fecha: el total, por dimensiones y en el tiempo."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cartera_xl.nucleo.hechos import textos
from cartera_xl.nucleo.indicadores.base import Base, fecha_de
from cartera_xl.nucleo.indicadores.captacion import Captacion, GastoCaptacion, captar
from cartera_xl.nucleo.indicadores.cuentas import MARGEN_DE_INICIO, Aparte
from cartera_xl.nucleo.indicadores.dimensiones import DIMENSIONES, Dimension, Tablas, que_falta, repartir, todo
from cartera_xl.nucleo.indicadores.motivos import Motivo, motivos_de_perdida
from cartera_xl.nucleo.indicadores.periodos import Comparacion, Trimestre, comparaciones, trimestres
from cartera_xl.nucleo.indicadores.respuestas import Respuestas
from cartera_xl.nucleo.indicadores.tablas import GrupoMedido, TablaMedida, medir


@dataclass(frozen=True, slots=True)
class Indicadores:
    """Las cifras de la cartera; quien las enseña no calcula ninguna.

    `total` es una tabla de un grupo. `faltan`: título de dimensión -> qué columna la daría.
    """

    corte: date
    total: TablaMedida
    tablas: tuple[TablaMedida, ...]
    faltan: dict[str, str]
    comparaciones: tuple[Comparacion, ...]
    trimestres: tuple[Trimestre, ...]
    motivos: tuple[Motivo, ...]
    notas: tuple[str, ...] = ()

    @property
    def cartera(self) -> GrupoMedido:
        """La cartera entera."""
        return self.total.grupos[0]

    def tabla(self, ident: str) -> TablaMedida | None:
        """La de una dimensión; `None` si el libro no trae con qué."""
        return next((tabla for tabla in self.tablas if tabla.id == ident), None)

    def a_dict(self) -> dict[str, Any]:
        """Con tipos de JSON."""
        return {
            "corte": self.corte.isoformat(),
            "cartera": self.cartera.a_dict() | {"no_se_sabe": dict(self.total.faltan)},
            "tablas": [tabla.a_dict() for tabla in self.tablas],
            "faltan": dict(self.faltan),
            "comparaciones": [comparacion.a_dict() for comparacion in self.comparaciones],
            "trimestres": [trimestre.a_dict() for trimestre in self.trimestres],
            "motivos_de_perdida": [motivo.a_dict() for motivo in self.motivos],
            "notas": list(self.notas),
        }


def medir_cartera(
    base: Base,
    tablas: Tablas,
    *,
    gastos: Sequence[GastoCaptacion] = (),
    respuestas: Respuestas | None = None,
    por: Sequence[Dimension] = DIMENSIONES,
) -> Indicadores:
    """Mide la cartera y cada dimensión de `por`; las que el libro no da quedan en `faltan`."""
    medios, fuentes = textos(tablas.clientes, "medio"), textos(tablas.clientes, "fuente")
    captacion = captar(base, medios, fuentes, gastos) if gastos else None
    aparte = Aparte(captacion, respuestas)
    repartos = {cada: repartir(cada, base, tablas) for cada in por}
    return Indicadores(
        corte=base.corte,
        total=medir(todo(base), aparte),
        tablas=tuple(medir(reparto, aparte) for reparto in repartos.values() if reparto is not None),
        faltan={cada.titulo: que_falta(cada) for cada, reparto in repartos.items() if reparto is None},
        comparaciones=comparaciones(base),
        trimestres=trimestres(base),
        motivos=motivos_de_perdida(base, tablas.clientes),
        notas=(*_de_historia(base), *_de_gasto(captacion)),
    )


def _de_historia(base: Base) -> tuple[str, ...]:
    """Aviso de que los 12 meses anteriores no están enteros: la retención se mide con quien compró en lo que hay."""
    compras = base.compras
    if (
        compras is None
        or not base.alcanza_un_ejercicio
        or compras.primer_dia <= base.bordes.hace_24m + MARGEN_DE_INICIO
    ):
        return ()
    desde = fecha_de(compras.primer_dia)
    return (
        f"Las compras empiezan el {desde:%d/%m/%Y}: la retención mira solo a quienes compraron de entonces al "
        f"{fecha_de(base.bordes.hace_12m):%d/%m/%Y}.",
    )


def _de_gasto(captacion: Captacion | None) -> tuple[str, ...]:
    """Las líneas de gasto que no casan con ningún cliente nuevo."""
    if captacion is None or not captacion.sin_nadie:
        return ()
    de_que = ", ".join(
        f"«{' · '.join(filter(None, (gasto.medio, gasto.fuente))) or 'cualquiera'}» (fila {gasto.fila})"
        for gasto in captacion.sin_nadie
    )
    return (f"Gasto que no casa con ningún cliente nuevo y solo cuenta en el total: {de_que}.",)
