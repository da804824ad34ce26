"""Qué columnas de la hoja son del producto, dónde están y cómo se titulan.

Una columna es nuestra si su título consta en Configuración como escrito por nosotros; un título igual en una
columna del usuario no basta: entonces la nuestra se llama de otro modo.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from cartera_xl.nucleo.configuracion import Configuracion
from cartera_xl.nucleo.resultados import RESULTADOS, ColumnaResultado, Necesita

TODO = frozenset(Necesita)
MESES_CLV = Configuracion().meses_clv
SUFIJO = " (Cartera)"


@dataclass(frozen=True, slots=True)
class ColumnaPropia:
    """Una columna de resultado, el título que le toca y dónde está; sin sitio ni título si aún no está en la hoja."""

    resultado: ColumnaResultado
    titulo: str
    columna: int | None
    titulo_en_hoja: str | None


def columnas_activas(configuracion: Configuracion) -> tuple[ColumnaResultado, ...]:
    """Las columnas que se escriben, en el orden en que se añaden."""
    if not configuracion.activas:
        return tuple(r for r in RESULTADOS if r.por_defecto)
    return tuple(r for r in RESULTADOS if r.id in configuracion.activas)


def localizar_propias(configuracion: Configuracion, cabecera: Mapping[int, str]) -> dict[str, int]:
    """Id de cada columna nuestra presente en la hoja -> su número, activa o no."""
    sitios = {_igualado(titulo): columna for columna, titulo in sorted(cabecera.items(), reverse=True)}
    propias = {}
    for ident, escrito in configuracion.titulos_escritos.items():
        columna = sitios.get(_igualado(escrito)) or sitios.get(_igualado(configuracion.titulos.get(ident, escrito)))
        if columna is not None:
            propias[ident] = columna
    return propias


def columnas_a_escribir(
    configuracion: Configuracion, cabecera: Mapping[int, str], hay: frozenset[Necesita] = TODO
) -> tuple[ColumnaPropia, ...]:
    """Las activas, con su sitio si ya están y un título que no choca con los del usuario.

    La que necesita algo que no hay solo va si ya está en la hoja: así se vacía en vez de quedarse vieja.
    """
    propias = localizar_propias(configuracion, cabecera)
    ajenos = {_igualado(titulo) for columna, titulo in cabecera.items() if columna not in propias.values()}
    salida = []
    for resultado in columnas_activas(configuracion):
        if resultado.necesita not in hay and resultado.id not in propias:
            continue
        titulo = _libre(titulo_de(resultado, configuracion), ajenos)
        ajenos.add(_igualado(titulo))
        columna = propias.get(resultado.id)
        salida.append(ColumnaPropia(resultado, titulo, columna, cabecera.get(columna) if columna else None))
    return tuple(salida)


def titulo_de(resultado: ColumnaResultado, configuracion: Configuracion) -> str:
    """El que le ha dado la persona o el nuestro; el del CLV dice sus meses."""
    if resultado.id == "clv" and configuracion.meses_clv != MESES_CLV:
        nuestro = f"CLV {configuracion.meses_clv} {'mes' if configuracion.meses_clv == 1 else 'meses'}"
    else:
        nuestro = resultado.titulo
    return configuracion.titulos.get(resultado.id, nuestro)


def _libre(titulo: str, ocupados: set[str]) -> str:
    if _igualado(titulo) not in ocupados:
        return titulo
    candidato, vez = titulo + SUFIJO, 2
    while _igualado(candidato) in ocupados:
        candidato, vez = f"{titulo}{SUFIJO} {vez}", vez + 1
    return candidato


def _igualado(titulo: str) -> str:
    return " ".join(titulo.split()).casefold()
