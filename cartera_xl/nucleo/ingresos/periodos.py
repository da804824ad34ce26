"""Lo que dejó cada cliente en dos periodos, en céntimos enteros: de los movimientos, o de dos ejecuciones."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from cartera_xl.nucleo.compras_agregado import MARGEN_DE_INICIO, Ventanas
from cartera_xl.nucleo.compras_lineas import UNIDADES
from cartera_xl.nucleo.hechos import Marca, Numeros
from cartera_xl.nucleo.pronostico.registro import Enteros, Registro

CENTIMOS = 100
_UNIDADES_POR_CENTIMO = UNIDADES // CENTIMOS
_NUNCA = np.iinfo(np.int64).max
_DIA_CERO = date(1970, 1, 1)


def dia_de(numero: int) -> date:
    """El día que hace ese número desde 1970."""
    return _DIA_CERO + timedelta(days=numero)


@dataclass(frozen=True, slots=True)
class Periodo:
    """Días desde 1970: empieza el siguiente a `antes_de` y acaba en `hasta`, incluido."""

    antes_de: int
    hasta: int

    @classmethod
    def doce_meses(cls, hasta: date) -> "Periodo":
        """Los doce meses que acaban ese día."""
        ventanas = Ventanas.hasta(hasta)
        return cls(ventanas.hace_12m, ventanas.corte)

    @property
    def primer_dia(self) -> date:
        return dia_de(self.antes_de + 1)

    @property
    def ultimo_dia(self) -> date:
        return dia_de(self.hasta)

    def lo_cubre(self, primer_dia: int | None) -> bool:
        """Si un registro que empieza ese día lo cubre; puede empezar hasta un mes tarde."""
        return primer_dia is not None and primer_dia <= self.antes_de + MARGEN_DE_INICIO

    def dentro(self, dia: Enteros) -> Marca:
        """Qué días caen en él."""
        return (dia > self.antes_de) & (dia <= self.hasta)


@dataclass(frozen=True, slots=True)
class Periodos:
    """La base con que se compara y el de ahora; doce meses cada uno. Pueden pisarse o dejar un hueco en medio."""

    base: Periodo
    ahora: Periodo

    @classmethod
    def hasta(cls, corte: date, desde: date | None = None) -> "Periodos":
        """Los doce meses que acaban en el corte contra los doce que acaban en `desde` (un año antes si no se dice)."""
        ahora = Periodo.doce_meses(corte)
        return cls(Periodo.doce_meses(desde or dia_de(ahora.antes_de)), ahora)


@dataclass(frozen=True, slots=True)
class Ingresos:
    """El neto de cada cliente en los dos periodos, en céntimos, y qué se sabe de sus compras.

    Una posición por cliente. `compro_antes` y `compro_ahora`: si hizo alguna compra en la base o en el periodo de
    ahora. `de_antes`: si su primera compra es anterior a la base. `perdido` son los céntimos que se lleva el redondeo
    de cada cliente, en total; cero si todos los importes tienen dos decimales como mucho.
    """

    antes: Enteros
    ahora: Enteros
    compro_antes: Marca
    compro_ahora: Marca
    de_antes: Marca
    perdido: float = 0.0

    def __len__(self) -> int:
        return len(self.antes)

    @property
    def diferencia(self) -> Enteros:
        """Lo que cada cliente suma o resta."""
        return np.asarray(self.ahora - self.antes, dtype=np.int64)


def ingresos_de_movimientos(registro: Registro, periodos: Periodos, primera: Numeros | None = None) -> Ingresos:
    """Una posición por clave del registro. `primera` es la primera compra que dice la hoja, en días; NaN si no consta.

    Se suma en diezmilésimas enteras y cada cliente se redondea al céntimo una sola vez.
    """
    unidades = np.rint(registro.neto * UNIDADES).astype(np.int64)
    base, ahora = (_suma(registro, unidades, periodo) for periodo in (periodos.base, periodos.ahora))
    en_base, en_ahora = (periodo.dentro(registro.dia) & registro.compra for periodo in (periodos.base, periodos.ahora))
    primeras = np.full(registro.claves, _NUNCA)
    np.minimum.at(primeras, registro.clave[registro.compra], registro.dia[registro.compra])
    if primera is not None:
        de_la_hoja = np.nan_to_num(primera).astype(np.int64)
        primeras = np.minimum(primeras, np.where(np.isnan(primera), _NUNCA, de_la_hoja))
    en_centimos = _al_centimo(base), _al_centimo(ahora)
    diferencia = int((ahora - base).sum()) / _UNIDADES_POR_CENTIMO - int((en_centimos[1] - en_centimos[0]).sum())
    return Ingresos(
        *en_centimos,
        compro_antes=np.bincount(registro.clave[en_base], minlength=registro.claves) > 0,
        compro_ahora=np.bincount(registro.clave[en_ahora], minlength=registro.claves) > 0,
        de_antes=primeras <= periodos.base.antes_de,
        perdido=diferencia,
    )


def ingresos_de_dos_veces(
    antes: Numeros, ahora: Numeros, estaba: Marca, esta: Marca, ya_compraba: Marca | None = None
) -> Ingresos:
    """De los importes netos que constaban en dos ejecuciones, fila a fila; NaN es que no constaba.

    Sin las compras una a una, cuenta como compra tener importe. `ya_compraba`: si la primera compra era anterior a la
    primera ejecución; sin saberlo, quien no tenía importe es un alta.
    """
    de_antes = np.where(estaba, np.nan_to_num(antes), 0.0)
    de_ahora = np.where(esta, np.nan_to_num(ahora), 0.0)
    centimos = [np.floor(importe * CENTIMOS + 0.5).astype(np.int64) for importe in (de_antes, de_ahora)]
    conocido = np.zeros(len(antes), dtype=bool) if ya_compraba is None else estaba & ya_compraba
    return Ingresos(centimos[0], centimos[1], centimos[0] != 0, centimos[1] != 0, conocido)


def _suma(registro: Registro, unidades: Enteros, periodo: Periodo) -> Enteros:
    """Suma entera por clave: con números de coma flotante se perderían céntimos en carteras muy grandes."""
    dentro = periodo.dentro(registro.dia)
    suma = np.zeros(registro.claves, dtype=np.int64)
    np.add.at(suma, registro.clave[dentro], unidades[dentro])
    return suma


def _al_centimo(unidades: Enteros) -> NDArray[np.int64]:
    return np.asarray((unidades + _UNIDADES_POR_CENTIMO // 2) // _UNIDADES_POR_CENTIMO, dtype=np.int64)
