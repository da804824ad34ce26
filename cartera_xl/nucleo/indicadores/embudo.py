"""El embudo de venta: en qué etapa entra un contacto según por dónde llegó, y cuántos hay en cada una.

Las reglas las pone la persona: medio y fuente -> etapa. Gana la que más dice: las dos cosas, solo el medio, solo la
fuente, ninguna. Las de partida son los dos ejemplos del artículo 002: tienda física y redes, a negociación; web y
marketing de contenidos, a clasificación de oportunidades.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from cartera_xl.nucleo.hechos import CLIENTE, Marca, Marco, numeros, textos
from cartera_xl.nucleo.indicadores.base import a_centimos
from cartera_xl.nucleo.indicadores.medidas import wilson
from cartera_xl.nucleo.indicadores.perfil import Encajes
from cartera_xl.nucleo.lectura.textos import clave

SIN_ETAPA = "Sin etapa"
TARJETAS = 15
"""Cuántos potenciales se listan por etapa: más ya no se ven de una vez."""


@dataclass(frozen=True, slots=True)
class ReglaDeEntrada:
    """Quien llega por ese medio y esa fuente entra en esa etapa; vacío es cualquiera."""

    medio: str
    fuente: str
    etapa: str
    fila: int = 0

    @property
    def fuerza(self) -> int:
        """Cuánto dice la regla: 3 medio y fuente, 2 solo medio, 1 solo fuente, 0 nada."""
        return 2 * bool(self.medio) + bool(self.fuente)


@dataclass(frozen=True, slots=True)
class ReglasDeEmbudo:
    """Las etapas en su orden, de la primera a la última, y las reglas de entrada."""

    etapas: tuple[str, ...]
    reglas: tuple[ReglaDeEntrada, ...]


EMBUDO_DE_PARTIDA = ReglasDeEmbudo(
    ("Primer contacto", "Clasificación de oportunidades", "Propuesta", "Negociación", "Cierre"),
    (
        ReglaDeEntrada("Tienda física", "Redes", "Negociación"),
        ReglaDeEntrada("Web", "Marketing de contenidos", "Clasificación de oportunidades"),
        ReglaDeEntrada("", "", "Primer contacto"),
    ),
)


@dataclass(frozen=True, slots=True)
class Tarjeta:
    """Un potencial en el tablero: `posicion` en la cartera, `fila` de la hoja y el `por_que` de su encaje."""

    posicion: int
    fila: int
    nombre: str
    responsable: str
    gasto_previsto: float | None
    encaje: float | None
    por_que: str = ""

    def a_dict(self) -> dict[str, Any]:
        """Con tipos de JSON."""
        return {
            "fila": self.fila,
            "nombre": self.nombre,
            "responsable": self.responsable or None,
            "gasto_previsto": self.gasto_previsto,
            "encaje": self.encaje,
            "por_que": self.por_que or None,
        }


@dataclass(frozen=True, slots=True)
class EtapaMedida:
    """Una etapa: potenciales en ella, lo que se espera que gasten y los de más gasto.

    `fichas` cuenta a todos los que constan en la etapa o entraron por ella, y `clientes`, los que ya lo son; su
    cociente es la `conversion`, con margen del 95 %. `None` si en ninguna etapa consta nadie que ya sea cliente.
    """

    nombre: str
    potenciales: int
    parte: float | None
    gasto_previsto: float
    sin_gasto: int
    fichas: int
    clientes: int
    conversion: float | None
    conversion_desde: float | None
    conversion_hasta: float | None
    tarjetas: tuple[Tarjeta, ...]

    def a_dict(self) -> dict[str, Any]:
        """Con tipos de JSON."""
        campos = [campo for campo in self.__slots__ if campo not in ("nombre", "tarjetas")]
        return (
            {"etapa": self.nombre}
            | {campo: getattr(self, campo) for campo in campos}
            | {"tablero": [tarjeta.a_dict() for tarjeta in self.tarjetas]}
        )


@dataclass(frozen=True, slots=True)
class Embudo:
    """Las etapas en orden, y cuántas fichas la tenían escrita, la deben a una regla o no tienen."""

    etapas: tuple[EtapaMedida, ...]
    escritas: int
    por_regla: int
    sin_etapa: int

    def a_dict(self) -> dict[str, Any]:
        """Con tipos de JSON."""
        return {
            "etapas": [etapa.a_dict() for etapa in self.etapas],
            "escritas": self.escritas,
            "por_regla": self.por_regla,
            "sin_etapa": self.sin_etapa,
        }


def etapas_de(clientes: Marco, reglas: ReglasDeEmbudo) -> tuple[str, ...]:
    """La etapa de cada fila: la escrita en la hoja o, si no dice ninguna, la de la regla que le toca; vacía sin ella.

    Una regla vale si sus palabras están todas en lo escrito: «Redes» vale para «Redes sociales». Quien no dice ni por
    qué medio ni por qué fuente llegó solo entra por una regla que valga para cualquiera.
    """
    canonica = {clave(etapa): etapa for etapa in reglas.etapas}
    ordenadas = sorted(reglas.reglas, key=lambda regla: -regla.fuerza)
    vias = list(zip(textos(clientes, "medio"), textos(clientes, "fuente"), strict=True))
    entrada = {via: _entrada(ordenadas, *via) for via in set(vias)}
    escritas = textos(clientes, "etapa")
    return tuple(
        canonica.get(clave(escrita), escrita) if escrita else entrada[via]
        for escrita, via in zip(escritas, vias, strict=True)
    )


def medir_embudo(
    puntuados: Marco, clientes: Marco, reglas: ReglasDeEmbudo, visibles: Marca, encajes: Encajes | None = None
) -> Embudo:
    """Cuenta cada etapa y lista sus potenciales de más gasto previsto. Las etapas sin nadie salen a cero.

    `visibles` son los que pueden salir en una lista; los demás solo se cuentan.
    """
    etapas = etapas_de(clientes, reglas)
    es_cliente = np.array([estado == CLIENTE for estado in textos(puntuados, "estado")], dtype=bool)
    conocidas = dict.fromkeys((*reglas.etapas, *(e for e in sorted(set(etapas)) if e)))
    falta = any(not etapa and not ya for etapa, ya in zip(etapas, es_cliente.tolist(), strict=True))
    nombres = [*conocidas, *([SIN_ETAPA] if falta else [])]
    escritas = sum(etapa is not None for etapa in textos(clientes, "etapa"))
    con_etapa = sum(bool(etapa) for etapa in etapas)
    donde = np.array([etapa or SIN_ETAPA for etapa in etapas], dtype=object)
    hay_ganados = bool((es_cliente & (donde != SIN_ETAPA)).any())
    datos = _Datos(puntuados, clientes, es_cliente, int((~es_cliente).sum()), hay_ganados, visibles, encajes)
    medidas = tuple(_medir(nombre, np.asarray(donde == nombre, dtype=bool), datos) for nombre in nombres)
    return Embudo(medidas, escritas, con_etapa - escritas, len(etapas) - con_etapa)


@dataclass(frozen=True, slots=True)
class _Datos:
    puntuados: Marco
    clientes: Marco
    es_cliente: np.ndarray
    potenciales: int
    hay_ganados: bool
    visibles: Marca
    encajes: Encajes | None


def _medir(nombre: str, dentro: np.ndarray, datos: _Datos) -> EtapaMedida:
    suyos = dentro & ~datos.es_cliente
    previsto = numeros(datos.puntuados, "gasto_previsto")
    fichas, clientes, n = int(dentro.sum()), int((dentro & datos.es_cliente).sum()), int(suyos.sum())
    sabida = bool(datos.hay_ganados and fichas and nombre != SIN_ETAPA)
    desde, hasta = (float(borde[0]) for borde in wilson(np.array([float(clientes)]), np.array([float(fichas)])))
    return EtapaMedida(
        nombre=nombre,
        potenciales=n,
        parte=n / datos.potenciales if datos.potenciales else None,
        gasto_previsto=int(a_centimos(previsto[suyos]).sum()) / 100,
        sin_gasto=int(np.isnan(previsto[suyos]).sum()),
        fichas=fichas,
        clientes=clientes,
        conversion=clientes / fichas if sabida else None,
        conversion_desde=desde if sabida else None,
        conversion_hasta=hasta if sabida else None,
        tarjetas=_tarjetas(np.flatnonzero(suyos & datos.visibles), previsto, datos),
    )


def _tarjetas(sitios: np.ndarray, previsto: np.ndarray, datos: _Datos) -> tuple[Tarjeta, ...]:
    orden = sitios[np.argsort(-np.nan_to_num(previsto[sitios], nan=-np.inf), kind="stable")][:TARJETAS]
    filas, encaje = datos.puntuados["fila"].to_list(), numeros(datos.puntuados, "encaje")
    nombres, responsables = textos(datos.puntuados, "nombre"), textos(datos.clientes, "responsable")
    por_que = datos.encajes.explicaciones if datos.encajes else ("",) * len(filas)
    return tuple(
        Tarjeta(
            posicion=i,
            fila=int(filas[i]),
            nombre=nombres[i] or "",
            responsable=responsables[i] or "",
            gasto_previsto=_o_nada(previsto[i]),
            encaje=_o_nada(encaje[i]),
            por_que=por_que[i],
        )
        for i in orden.tolist()
    )


def _o_nada(valor: float) -> float | None:
    return None if np.isnan(valor) else float(valor)


def _entrada(ordenadas: Sequence[ReglaDeEntrada], medio: str | None, fuente: str | None) -> str:
    return next((r.etapa for r in ordenadas if _vale(r.medio, medio) and _vale(r.fuente, fuente)), "")


def _vale(pedido: str, escrito: str | None) -> bool:
    return set(clave(pedido).split()) <= set(clave(escrito or "").split())
