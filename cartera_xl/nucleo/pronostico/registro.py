"""El registro de compras por cliente y día, y lo que se sabía de cada cliente en una fecha cualquiera."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Numeros: TypeAlias = NDArray[np.float64]
Enteros: TypeAlias = NDArray[np.int64]

PERIODOS = (90, 180, 365)
"""Días en que se mira hacia delante: el del negocio es el primero en que cabe su hueco normal entre compras."""


_GRADOS_MINIMOS = 20


@dataclass(frozen=True, slots=True)
class Registro:
    """Un día de cliente por posición, ordenado por clave y día; sin repetir (clave, día).

    * `clave`: de 0 a `claves` - 1. `dia`: días desde el 1/1/1970.
    * `neto`: del día, en la moneda del libro, devoluciones restadas; puede ser negativo o cero.
    * `compra`: si el día cuenta como compra (definición 1 de la casa); el neto de los demás días también suma.
    """

    clave: Enteros
    dia: Enteros
    neto: Numeros
    compra: NDArray[np.bool_]
    claves: int

    @property
    def primer_dia(self) -> int:
        """El primero con alguna línea. `ValueError` si el registro está vacío."""
        return int(self.dia.min())

    def compras_entre(self, desde: int, hasta: int) -> Numeros:
        """Compras de cada clave en (desde, hasta]."""
        dentro = (self.dia > desde) & (self.dia <= hasta) & self.compra
        return np.bincount(self.clave[dentro], minlength=self.claves).astype(np.float64)

    def neto_entre(self, desde: int, hasta: int) -> Numeros:
        """Neto de cada clave en (desde, hasta]."""
        dentro = (self.dia > desde) & (self.dia <= hasta)
        return _sumas(self.clave[dentro], self.neto[dentro], self.claves)

    def huecos(self) -> Enteros:
        """Días entre cada compra y la siguiente del mismo cliente, de toda la cartera."""
        clave, dia = self.clave[self.compra], self.dia[self.compra]
        return np.asarray(np.diff(dia)[clave[1:] == clave[:-1]], dtype=np.int64)

    def dispersion(self) -> float | None:
        """Varianza de lo que un cliente gasta en cada compra pagada, sobre el cuadrado de su media.

        Media de las de cada cliente, cada una con tanto peso como compras tiene de más de una; `None` con menos de 20
        de peso, que no dan para medirla.
        """
        pagada = self.compra & (self.neto > 0)
        clave, neto = self.clave[pagada], self.neto[pagada]
        cuantas = np.bincount(clave, minlength=self.claves).astype(np.float64)
        media = _sumas(clave, neto, self.claves) / np.maximum(cuantas, 1.0)
        grados = np.maximum(cuantas - 1.0, 0.0)
        if grados.sum() < _GRADOS_MINIMOS:
            return None
        return float(np.sum((neto / media[clave] - 1.0) ** 2) / grados.sum())

    def hasta(self, corte: int) -> "Registro":
        """Lo que constaba al terminar ese día."""
        dentro = self.dia <= corte
        return Registro(self.clave[dentro], self.dia[dentro], self.neto[dentro], self.compra[dentro], self.claves)


@dataclass(frozen=True, slots=True)
class Historia:
    """Lo que se sabe de unos clientes en un corte, una posición por cliente; tiempos en días.

    Solo clientes con alguna compra. `x`, `tx` y `t` son recompras, edad en la última compra y antigüedad. `ultimas`
    son las compras de los últimos 90, 180 y 365 días (`PERIODOS`), la primera incluida. `meses`, los meses de
    calendario con compra; `mes_ultima` y `mes_corte`, los que van del de la primera compra al de la última y al del
    corte. `compras_pagadas`, las de neto positivo; `neto`, el total hasta el corte, y `neto_12m`, el
    de los últimos 365 días.
    """

    corte: int
    x: Numeros
    tx: Numeros
    t: Numeros
    ultimas: tuple[Numeros, Numeros, Numeros]
    meses: Numeros
    mes_ultima: Numeros
    mes_corte: Numeros
    compras_pagadas: Numeros
    neto: Numeros
    neto_12m: Numeros

    def __len__(self) -> int:
        return len(self.x)

    def elegir(self, cuales: NDArray[np.bool_] | NDArray[np.intp]) -> "Historia":
        """Solo esos clientes."""
        return Historia(
            self.corte,
            self.x[cuales],
            self.tx[cuales],
            self.t[cuales],
            (self.ultimas[0][cuales], self.ultimas[1][cuales], self.ultimas[2][cuales]),
            self.meses[cuales],
            self.mes_ultima[cuales],
            self.mes_corte[cuales],
            self.compras_pagadas[cuales],
            self.neto[cuales],
            self.neto_12m[cuales],
        )


def historia_al(registro: Registro, corte: int) -> tuple[Historia, NDArray[np.intp]]:
    """Lo que se sabía ese día y qué claves son: solo las que ya habían comprado, en orden de clave."""
    antes = registro.hasta(corte)
    clave, dia = antes.clave[antes.compra], antes.dia[antes.compra]
    cuantas = np.bincount(clave, minlength=registro.claves)
    claves = np.flatnonzero(cuantas)
    cuantas = cuantas[claves]
    ultimos = np.cumsum(cuantas) - 1
    primeros = ultimos - cuantas + 1
    ultimas = [antes.compras_entre(corte - dias, corte)[claves] for dias in PERIODOS]
    pagadas = np.bincount(antes.clave[antes.compra & (antes.neto > 0)], minlength=registro.claves)
    historia = Historia(
        corte=corte,
        x=(cuantas - 1).astype(np.float64),
        tx=(dia[ultimos] - dia[primeros]).astype(np.float64),
        t=(corte - dia[primeros]).astype(np.float64),
        ultimas=(ultimas[0], ultimas[1], ultimas[2]),
        meses=_meses_distintos(clave, dia, registro.claves)[claves],
        mes_ultima=(mes_de(dia[ultimos]) - mes_de(dia[primeros])).astype(np.float64),
        mes_corte=(mes_de(np.array([corte])) - mes_de(dia[primeros])).astype(np.float64),
        compras_pagadas=pagadas[claves].astype(np.float64),
        neto=_sumas(antes.clave, antes.neto, registro.claves)[claves],
        neto_12m=antes.neto_entre(corte - 365, corte)[claves],
    )
    return historia, claves


@dataclass(frozen=True, slots=True)
class Particion:
    """Lo que se sabía en un corte y lo que pasó en los `dias` siguientes, una posición por cliente conocido entonces.

    `claves` son las suyas en el registro; `compras` y `neto`, los de (corte, corte + `dias`].
    """

    historia: Historia
    claves: NDArray[np.intp]
    compras: Numeros
    neto: Numeros
    dias: int

    def __len__(self) -> int:
        return len(self.historia)

    def elegir(self, cuales: NDArray[np.bool_] | NDArray[np.intp]) -> "Particion":
        """Solo esos clientes."""
        return Particion(
            self.historia.elegir(cuales), self.claves[cuales], self.compras[cuales], self.neto[cuales], self.dias
        )


def partir(registro: Registro, corte: int, dias: int) -> Particion:
    """El registro partido por ese día; nadie que no hubiera comprado ya entra en la partición."""
    historia, claves = historia_al(registro, corte)
    despues = (registro.dia > corte) & (registro.dia <= corte + dias)
    clave = registro.clave[despues]
    compras = np.bincount(clave[registro.compra[despues]], minlength=registro.claves).astype(np.float64)
    neto = _sumas(clave, registro.neto[despues], registro.claves)
    return Particion(historia, claves, compras[claves], neto[claves], dias)


def partir_por_dentro(registro: Registro, corte: int, h: int) -> Particion | None:
    """La partición que deja aprender con lo anterior a `corte` y nada más: los últimos `h` días hacen de futuro.

    Si no hay historia para tanto, la mitad de la que haya. `None` si no llega a un día o nadie había comprado.
    """
    if not len(registro.dia):
        return None
    dias = min(h, (corte - registro.primer_dia) // 2)
    if dias < 1:
        return None
    particion = partir(registro.hasta(corte), corte - dias, dias)
    return particion if len(particion) else None


def _sumas(clave: Enteros, pesos: Numeros, claves: int) -> Numeros:
    return np.asarray(np.bincount(clave, weights=pesos, minlength=claves), dtype=np.float64)


def _meses_distintos(clave: Enteros, dia: Enteros, claves: int) -> Numeros:
    """Meses de calendario con compra de cada clave; clave y día van ordenados."""
    mes = mes_de(dia)
    nuevo = np.ones(len(clave), dtype=bool)
    nuevo[1:] = (clave[1:] != clave[:-1]) | (mes[1:] != mes[:-1])
    return np.bincount(clave[nuevo], minlength=claves).astype(np.float64)


def mes_de(dia: Enteros) -> Enteros:
    """Meses de calendario desde enero de 1970. Por tabla: convertir fecha a fecha cuesta diez veces más."""
    if not len(dia):
        return dia
    primero = int(dia.min())
    tabla = np.arange(primero, int(dia.max()) + 1).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return np.asarray(tabla[dia - primero], dtype=np.int64)
