"""Los datos de la cartera puestos en columnas de números, una posición por cliente, para contar por grupos.

Los importes van en céntimos enteros: cada cliente se redondea antes de sumar, como en el resumen, y así los grupos
suman exactamente el total.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from cartera_xl.nucleo.compras_agregado import Ventanas
from cartera_xl.nucleo.compras_lineas import UNIDADES
from cartera_xl.nucleo.configuracion import Configuracion
from cartera_xl.nucleo.hechos import CLIENTE, Marca, Marco, Numeros, dias, numeros, textos
from cartera_xl.nucleo.pronostico.registro import Registro

Enteros = NDArray[np.int64]
SIN_PRIMERA = np.iinfo(np.int64).max
"""Día de la primera compra de quien no ha comprado."""


@dataclass(frozen=True, slots=True)
class Compras:
    """Un día de compra por posición, de `cuantos` compradores; `quien` es la posición del suyo.

    `unidades` es el neto del día en diezmilésimas; `compra`, si el día cuenta como compra. `primera` es el día de la
    primera compra de cada comprador (`SIN_PRIMERA` si no tiene) y `primer_dia`, el primero con alguna línea. Si un
    cliente se parte en varios compradores (uno por producto), `cliente` dice de quién es cada uno.
    """

    quien: Enteros
    dia: Enteros
    unidades: Enteros
    compra: Marca
    cuantos: int
    primera: Enteros
    primer_dia: int
    cliente: Enteros | None = None

    def centimos(self, desde: int, hasta: int) -> Enteros:
        """Neto de cada comprador en (desde, hasta], redondeado al céntimo."""
        return self._centimos(self._entre(desde, hasta))

    def de_primera_compra(self, desde: int, hasta: int) -> Enteros:
        """La parte del neto de (desde, hasta] que se hizo el día de la primera compra de cada uno."""
        return self._centimos(self._entre(desde, hasta) & (self.dia == self.primera[self.quien]))

    def cuantas(self, desde: int, hasta: int) -> Enteros:
        """Compras de cada comprador en (desde, hasta]."""
        dentro = self._entre(desde, hasta) & self.compra
        return np.bincount(self.quien[dentro], minlength=self.cuantos).astype(np.int64)

    def nuevos(self, desde: int, hasta: int) -> Marca:
        """Quién hizo su primera compra en (desde, hasta]."""
        return np.asarray((self.primera > desde) & (self.primera <= hasta), dtype=bool)

    def _entre(self, desde: int, hasta: int) -> Marca:
        return np.asarray((self.dia > desde) & (self.dia <= hasta), dtype=bool)

    def _centimos(self, cuales: Marca) -> Enteros:
        suma = np.zeros(self.cuantos, dtype=np.int64)
        np.add.at(suma, self.quien[cuales], self.unidades[cuales])
        return a_centimos(suma / UNIDADES) if self.cliente is None else centimos_partidos(suma, self.cliente)


@dataclass(frozen=True, slots=True)
class Ejercicio:
    """Los últimos 12 meses y los 12 anteriores, por comprador: se calculan una vez para todos los repartos.

    Importes en céntimos. `de_primera` es la parte de `neto` hecha el día de la primera compra; `antes`, quién compró en
    los 12 anteriores y `vuelven`, quién de ellos ha comprado en los últimos.
    """

    neto: Enteros
    previo: Enteros
    de_primera: Enteros
    compras: Enteros
    nuevos: Marca
    antes: Marca
    vuelven: Marca


def ejercicio_de(compras: Compras | None, bordes: Ventanas) -> Ejercicio | None:
    """El de esas compras; `None` si no las hay."""
    if compras is None:
        return None
    ultimos, previos = (bordes.hace_12m, bordes.corte), (bordes.hace_24m, bordes.hace_12m)
    veces, antes = compras.cuantas(*ultimos), compras.cuantas(*previos) > 0
    return Ejercicio(
        neto=compras.centimos(*ultimos),
        previo=compras.centimos(*previos),
        de_primera=compras.de_primera_compra(*ultimos),
        compras=veces,
        nuevos=compras.nuevos(*ultimos),
        antes=antes,
        vuelven=antes & (veces > 0),
    )


@dataclass(frozen=True, slots=True)
class Base:
    """Lo que se sabe de cada cliente, una posición por fila de la hoja; NaN donde no consta.

    * `bordes`: los últimos 12 meses y los 12 anteriores. `corte` es una fecha.
    * `neto`: histórico, en céntimos. `compras` y `ejercicio`: `None` si el libro no trae la lista de
      compras.
    * `margen`: parte de 1; el de la hoja o, donde falta, el de Configuración. `hay_margen`: si se conoce alguno de los
      dos. `coste_anual`: de retener a un cliente.
    * `alta` y `primera`: días desde 1970 de la fecha de alta y de la primera compra.
    * `cliente`: en una cartera repartida por productos, de qué cliente es cada posición; en la normal, ella misma.
    """

    corte: date
    bordes: Ventanas
    compras: Compras | None
    ejercicio: Ejercicio | None
    es_cliente: Marca
    neto: Enteros
    veces: Numeros
    clv: Numeros
    margen: Numeros
    hay_margen: bool
    coste_anual: float
    csat: Numeros
    inactivo: Marca
    en_riesgo: Marca
    alta: Numeros
    primera: Numeros
    repartida: bool = False

    def __len__(self) -> int:
        return len(self.es_cliente)

    @property
    def alcanza_un_ejercicio(self) -> bool:
        """Si hay alguna compra anterior a los últimos 12 meses: sin ella no se sabe quién es nuevo ni quién vuelve."""
        return self.compras is not None and self.compras.primer_dia <= self.bordes.hace_12m


def a_centimos(importes: Numeros) -> Enteros:
    """Moneda -> céntimos enteros; lo que no consta, cero."""
    return np.rint(np.round(np.nan_to_num(importes), 2) * 100).astype(np.int64)


def centimos_partidos(unidades: Enteros, cliente: Enteros) -> Enteros:
    """Céntimos de cada parte, que suman justo los del cliente entero: lo que sobra del redondeo va a su parte mayor."""
    partes = a_centimos(unidades / UNIDADES)
    if not len(partes):
        return partes
    entero, sumado = (np.zeros(int(cliente.max()) + 1, dtype=np.int64) for _ in range(2))
    np.add.at(entero, cliente, unidades)
    np.add.at(sumado, cliente, partes)
    orden = np.lexsort((np.abs(unidades), cliente))
    mayores = orden[np.r_[cliente[orden][1:] != cliente[orden][:-1], True]]
    partes[mayores] += (a_centimos(entero / UNIDADES) - sumado)[cliente[mayores]]
    return partes


def compras_de(registro: Registro | None, claves: Enteros | None) -> Compras | None:
    """El registro con la posición de cada cliente en vez de su clave; si dos filas comparten clave, vale la primera."""
    if registro is None or claves is None or not len(registro.dia):
        return None
    sitio = np.full(max(registro.claves, int(claves.max(initial=-1)) + 1), -1, dtype=np.int64)
    con_clave = np.flatnonzero(claves >= 0)[::-1]
    sitio[claves[con_clave]] = con_clave
    quien = sitio[registro.clave]
    suyas = quien >= 0
    unidades = np.rint(registro.neto[suyas] * UNIDADES).astype(np.int64)
    return compras_por_dia(quien[suyas], registro.dia[suyas], unidades, registro.compra[suyas], len(claves))


def compras_por_dia(quien: Enteros, dia: Enteros, unidades: Enteros, compra: Marca, cuantos: int) -> Compras:
    """Las compras con la primera de cada uno ya buscada; un día por posición y comprador."""
    primera = np.full(cuantos, SIN_PRIMERA, dtype=np.int64)
    np.minimum.at(primera, quien[compra], dia[compra])
    return Compras(quien, dia, unidades, compra, cuantos, primera, int(dia.min(initial=SIN_PRIMERA)))


def base_de(puntuados: Marco, clientes: Marco, compras: Compras | None, ajustes: Configuracion, corte: date) -> Base:
    """Lee las columnas que hacen falta; `puntuados` y `clientes` van fila a fila en el mismo orden."""
    margen, bordes = numeros(puntuados, "margen"), Ventanas.hasta(corte)
    antiguedad = numeros(puntuados, "antiguedad")
    return Base(
        corte=corte,
        bordes=bordes,
        compras=compras,
        ejercicio=ejercicio_de(compras, bordes),
        es_cliente=_es(puntuados, "estado", CLIENTE),
        neto=a_centimos(numeros(puntuados, "importe_neto")),
        veces=numeros(puntuados, "compras"),
        clv=numeros(puntuados, "clv"),
        margen=np.where(np.isnan(margen), ajustes.margen, margen),
        hay_margen=bool(ajustes.margen < 1 or (~np.isnan(margen)).any()),
        coste_anual=ajustes.coste_retencion,
        csat=numeros(clientes, "csat"),
        inactivo=_es(puntuados, "ciclo", "Inactivo"),
        en_riesgo=_es(puntuados, "en_riesgo", "Sí"),
        alta=dias(clientes, "fecha_alta"),
        primera=bordes.corte - antiguedad,
    )


def fecha_de(dia: int) -> date:
    """Días desde 1970 -> fecha."""
    return date(1970, 1, 1) + timedelta(days=int(dia))


def _es(marco: Marco, columna: str, valor: str) -> Marca:
    return np.array([texto == valor for texto in textos(marco, columna)], dtype=bool)
