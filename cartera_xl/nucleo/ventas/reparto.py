"""A quién ofrecer qué: lo que dice la tabla de la casa y, si no dice nada, la asociación más probable."""

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

import numpy as np

from cartera_xl.nucleo.hechos import Marca
from cartera_xl.nucleo.palabras_cifras import decimal, importe
from cartera_xl.nucleo.ventas.asociaciones import Asociaciones
from cartera_xl.nucleo.ventas.cestas import Cestas, Enteros, normal
from cartera_xl.nucleo.ventas.complementos import Complementos, Oferta

_CASI_TODOS, _MAS_DE_LA_MITAD, _UNO_Y_MEDIO = 0.95, 0.5, 0.15


@dataclass(frozen=True, slots=True)
class Reparto:
    """La sugerencia de cada cliente de las cestas, en su orden.

    * `oferta`: la fila de la tabla que la da, por su puesto en `Complementos.ofertas`; -1 si no la da la tabla.
    * `asociacion`: el puesto de la asociación que la da; -1 si no la da ninguna.
    """

    oferta: Enteros
    asociacion: Enteros


class Compradores:
    """Quién ha comprado cada producto, y a quién no se le puede ofrecer: a quien lo tiene o tiene uno mejor."""

    def __init__(self, cestas: Cestas, complementos: Complementos) -> None:
        self._por_producto = cestas.clientes_por_producto()
        self._codigos = cestas.codigos
        self._encima = complementos.por_encima()
        self._nombres = cestas.nombres
        self._marca = np.zeros(len(cestas.claves), dtype=bool)

    def de(self, nombre: str) -> Enteros:
        """Los clientes del producto de ese nombre; ninguno si no se ha vendido."""
        codigo = self._codigos.get(normal(nombre))
        return np.zeros(0, dtype=np.int64) if codigo is None else self._por_producto[codigo]

    def sin(self, quienes: Enteros, nombre: str) -> Enteros:
        """De esos clientes, los que no tienen el producto ni otro que la tabla ponga por encima."""
        vetados = self._vetados(nombre)
        for codigo in vetados:
            self._marca[self._por_producto[codigo]] = True
        quedan = quienes[~self._marca[quienes]]
        for codigo in vetados:
            self._marca[self._por_producto[codigo]] = False
        return quedan

    def ofrecibles(self, desde: int, hacia: int) -> Enteros:
        """Los clientes de un producto a los que se puede ofrecer otro, por sus números."""
        return self.sin(self._por_producto[desde], self._nombres[hacia])

    def _vetados(self, nombre: str) -> list[int]:
        propio = normal(nombre)
        encima: Set[str] = self._encima.get(propio, frozenset())
        return [codigo for clave in (propio, *encima) if (codigo := self._codigos.get(clave)) is not None]


def repartir_ofertas(cestas: Cestas, asociaciones: Asociaciones, complementos: Complementos) -> Reparto:
    """Una sugerencia por cliente, como mucho: superior de la tabla, complemento de la tabla o asociación."""
    clientes = len(cestas.claves)
    oferta, asociacion = np.full(clientes, -1, dtype=np.int64), np.full(clientes, -1, dtype=np.int64)
    compradores = Compradores(cestas, complementos)
    for puesto, dicha in enumerate(complementos.ofertas):
        quienes = compradores.de(dicha.producto)
        _dar(oferta, puesto, compradores.sin(quienes[oferta[quienes] < 0], dicha.ofrecer))
    libre: Marca = oferta < 0
    for puesto, (desde, hacia) in enumerate(_pares(asociaciones)):
        quienes = compradores.ofrecibles(desde, hacia)
        suyos = quienes[libre[quienes]]
        _dar(asociacion, puesto, suyos)
        libre[suyos] = False
        if not libre.any():
            break
    return Reparto(oferta, asociacion)


def _dar(destino: Enteros, puesto: int, quienes: Enteros) -> None:
    destino[quienes] = puesto


def _pares(asociaciones: Asociaciones) -> Iterator[tuple[int, int]]:
    return zip(asociaciones.desde.tolist(), asociaciones.hacia.tolist(), strict=True)


def texto_de_oferta(oferta: Oferta) -> str:
    """«Ofrecer Pro, superior a Básico (según su tabla).»"""
    como = f"superior a {oferta.producto}" if oferta.superior else f"que acompaña a {oferta.producto}"
    nota = f" {oferta.nota.rstrip('.')}." if oferta.nota else ""
    return f"Ofrecer {oferta.ofrecer}, {como} (según su tabla).{nota}"


def textos_de_asociaciones(
    asociaciones: Asociaciones, nombres: Sequence[str], puestos: Set[int], pais: str | None
) -> dict[int, str]:
    """«Ofrecer X: 8 de cada 10 que compran Y también lo llevan (45 clientes).», de los puestos pedidos."""
    textos = {}
    for puesto in puestos:
        ambos, tienen = int(asociaciones.ambos[puesto]), int(asociaciones.tienen[puesto])
        desde, hacia = nombres[int(asociaciones.desde[puesto])], nombres[int(asociaciones.hacia[puesto])]
        prueba = f"({importe(ambos, pais)} clientes)"
        veces = ""
        if ambos < _MAS_DE_LA_MITAD * tienen:
            veces = f", {decimal(float(asociaciones.veces[puesto]), pais)} veces lo esperable"
        quienes = f"{cuantos_de_cada(ambos, tienen)} que compran {desde} también lo llevan"
        textos[puesto] = f"Ofrecer {hacia}: {quienes}{veces} {prueba}."
    return textos


def cuantos_de_cada(ambos: int, tienen: int) -> str:
    """«8 de cada 10», «1 de cada 12», «casi todos los»; sin fingir más precisión que la que hay.

    >>> cuantos_de_cada(45, 56), cuantos_de_cada(10, 120), cuantos_de_cada(97, 100), cuantos_de_cada(10, 10)
    ('8 de cada 10', '1 de cada 12', 'casi todos los', 'todos los')
    """
    parte = ambos / tienen
    if ambos == tienen:
        return "todos los"
    if parte >= _CASI_TODOS:
        return "casi todos los"
    return f"{round(10 * parte)} de cada 10" if parte >= _UNO_Y_MEDIO else f"1 de cada {round(1 / parte)}"
