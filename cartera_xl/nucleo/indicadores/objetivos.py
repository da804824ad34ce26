"""Metas por indicador y si se cumplen: verde, ámbar o rojo."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from cartera_xl.nucleo.indicadores.informe import Indicadores
from cartera_xl.nucleo.indicadores.tablas import GrupoMedido, TablaMedida
from cartera_xl.nucleo.indicadores.tipos import Indicador
from cartera_xl.nucleo.lectura.textos import clave

MARGEN_DE_PARTIDA = 0.1
"""Parte de la meta que puede faltar para el ámbar, si la persona no dice otra. Decisión de la casa, 2026."""
_HOLGURA = 1e-9  # una meta cumplida no deja de estarlo por la última cifra binaria


class Semaforo(StrEnum):
    """Cómo va un objetivo: dibujo y palabra, para quien no distingue los colores."""

    VERDE = "🟢 Verde"
    AMBAR = "🟡 Ámbar"
    ROJO = "🔴 Rojo"
    SIN_META = "Sin meta"
    SIN_DATO = "Sin dato"


@dataclass(frozen=True, slots=True)
class Objetivo:
    """Una meta. `ambito` es un grupo («Clave», «Responsable: Ana») o vacío para la cartera; `meta`, `None` si no hay.

    Se cumple si se llega a la meta; queda en ámbar si falta como mucho `margen` (parte de la meta).
    """

    indicador: Indicador
    ambito: str
    meta: float | None
    mas_es_mejor: bool
    margen: float = MARGEN_DE_PARTIDA
    fila: int = 0


@dataclass(frozen=True, slots=True)
class ObjetivoMedido:
    """Un objetivo con lo que hay: `diferencia` es real menos meta; `motivo`, por qué no se sabe."""

    objetivo: Objetivo
    real: float | None
    estado: Semaforo
    diferencia: float | None
    motivo: str = ""

    def a_dict(self) -> dict[str, Any]:
        """Con tipos de JSON."""
        objetivo = self.objetivo
        return {
            "indicador": objetivo.indicador.id,
            "nombre": objetivo.indicador.nombre,
            "unidad": objetivo.indicador.unidad.value,
            "ambito": objetivo.ambito or None,
            "meta": objetivo.meta,
            "mas_es_mejor": objetivo.mas_es_mejor,
            "margen": objetivo.margen,
            "real": self.real,
            "estado": self.estado.name.lower(),
            "diferencia": self.diferencia,
            "motivo": self.motivo or None,
        }


def evaluar(objetivos: Sequence[Objetivo], indicadores: Indicadores) -> tuple[ObjetivoMedido, ...]:
    """Cada objetivo con su cifra y su estado. `ValueError` si el ámbito de alguno no es ningún grupo."""
    return tuple(_evaluar(objetivo, indicadores) for objetivo in objetivos)


def grupo_de(ambito: str, indicadores: Indicadores) -> tuple[TablaMedida, GrupoMedido]:
    """El grupo que dice un ámbito: «Clave» o, si hay varios que se llaman así, «Segmento: Clave»."""
    if not clave(ambito) or clave(ambito) in ("total", "cartera", "toda la cartera", "todos"):
        return indicadores.total, indicadores.cartera
    de_que, dos_puntos, nombre = ambito.partition(":")
    pedida, buscado = (clave(de_que), clave(nombre)) if dos_puntos else ("", clave(ambito))
    hallados = [
        (tabla, grupo)
        for tabla in indicadores.tablas
        for grupo in tabla.grupos
        if clave(grupo.nombre) == buscado and pedida in ("", clave(tabla.titulo), tabla.id)
    ]
    if len(hallados) == 1:
        return hallados[0]
    if hallados:
        formas = " o ".join(f"«{tabla.titulo}: {grupo.nombre}»" for tabla, grupo in hallados)
        raise ValueError(f"Escriba {formas}")
    segmentos = indicadores.tabla("segmento")
    ejemplos = ", ".join(f"«{grupo.nombre}»" for grupo in segmentos.grupos[:4]) if segmentos else ""
    raise ValueError(f"Escriba un grupo que exista, como {ejemplos}, o deje la celda vacía para toda la cartera")


def _evaluar(objetivo: Objetivo, indicadores: Indicadores) -> ObjetivoMedido:
    tabla, grupo = grupo_de(objetivo.ambito, indicadores)
    real = grupo.valor(objetivo.indicador.id)
    if real is None:
        motivo = tabla.faltan.get(objetivo.indicador.id, "En ese grupo no hay datos para medirlo")
        return ObjetivoMedido(objetivo, None, Semaforo.SIN_DATO, None, motivo)
    if objetivo.meta is None:
        return ObjetivoMedido(objetivo, real, Semaforo.SIN_META, None)
    return ObjetivoMedido(objetivo, real, _estado(objetivo, objetivo.meta, real), real - objetivo.meta)


def _estado(objetivo: Objetivo, meta: float, real: float) -> Semaforo:
    """Llegar justo es verde; quedarse justo a un margen de la meta, ámbar."""
    falta = meta - real if objetivo.mas_es_mejor else real - meta
    holgura = _HOLGURA * max(1.0, abs(meta))
    if falta <= holgura:
        return Semaforo.VERDE
    return Semaforo.AMBAR if falta <= objetivo.margen * abs(meta) + holgura else Semaforo.ROJO
