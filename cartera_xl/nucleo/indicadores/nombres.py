"""Encontrar un indicador por el nombre que le da la persona."""

from collections.abc import Mapping
from difflib import get_close_matches

from cartera_xl.nucleo.indicadores.catalogo import INDICADORES
from cartera_xl.nucleo.indicadores.tipos import Indicador
from cartera_xl.nucleo.lectura.textos import clave

POR_ID: Mapping[str, Indicador] = {indicador.id: indicador for indicador in INDICADORES}


def _por_nombre() -> dict[str, Indicador]:
    nombres: dict[str, Indicador] = {}
    for indicador in INDICADORES:
        for nombre in (indicador.id, indicador.nombre, indicador.corto, *indicador.otros):
            nombres.setdefault(clave(nombre), indicador)
    return nombres


_NOMBRES = _por_nombre()


def indicador_de(escrito: str) -> Indicador:
    """El indicador que nombra la persona; `ValueError` con el que más se parece, si no hay ninguno así.

    >>> indicador_de("tasa de RETENCION").id, indicador_de("CLV").id
    ('retencion', 'clv')
    """
    buscado = clave(escrito)
    if buscado in _NOMBRES:
        return _NOMBRES[buscado]
    parecidos = get_close_matches(buscado, _NOMBRES, n=1, cutoff=0.5)
    raise ValueError(_NOMBRES[parecidos[0]].nombre if parecidos else "")
