"""La menor compra que lleva a cada fila donde se quiere, al céntimo, y si no la hay, el menor número de compras.

Que con menos no basta no es una promesa: la búsqueda (`busqueda`) recorre todos los cambios de región que hay por
debajo.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cartera_xl.nucleo.cambio.busqueda import NUNCA, Tramos, primer_punto
from cartera_xl.nucleo.cambio.distintas import distintas
from cartera_xl.nucleo.cambio.en_compra import EnCompra
from cartera_xl.nucleo.cambio.evaluador import Evaluador
from cartera_xl.nucleo.cambio.partida import UNIDADES_POR_CENTIMO, Compra
from cartera_xl.nucleo.cambio.pistas import Pistas
from cartera_xl.nucleo.hechos import Marca
from cartera_xl.nucleo.modelos.grupos import Posiciones
from cartera_xl.nucleo.pronostico.registro import Enteros

IMPORTE_DE_SOBRA = 10**13
"""Céntimos (cien mil millones): más que cualquier importe que distinga un baremo."""
COMPRAS_MAXIMAS = 12
"""Más compras en un plazo ya no es una propuesta. Decisión de la casa, 2026."""
DEL_DINERO = ("valor", "potencial", "nucleo")

Vale = Callable[[Posiciones, Enteros], Marca]
"""De posiciones y los rangos a los que llegan, si es lo que se busca."""


@dataclass(frozen=True, slots=True)
class Cuando:
    """Qué filas, qué día se las mira (`t`) y qué día cae la última compra (`dia`), contados desde el corte."""

    filas: Posiciones
    t: Enteros
    dia: Enteros

    def elegir(self, cuales: Posiciones) -> "Cuando":
        """Solo esas."""
        return Cuando(self.filas[cuales], self.t[cuales], self.dia[cuales])


@dataclass(frozen=True, slots=True)
class Minimo:
    """De cada fila: céntimos de la menor compra única (`NUNCA` si ninguna), rango al que llega y si con más también.

    `de_sobra` es el código de la fila con `IMPORTE_DE_SOBRA`: lo más que se puede hacer con una sola compra.
    """

    centimos: Enteros
    rango: Enteros
    o_mas: Marca
    de_sobra: Enteros


def compra_minima(evaluador: Evaluador, cuando: Cuando, vale: Vale) -> Minimo:
    """La menor compra única con la que vale."""
    filas = len(cuando.filas)
    centimos, de_sobra = np.full(filas, NUNCA, dtype=np.int64), np.zeros(filas, dtype=np.int64)
    rango, o_mas = np.zeros(filas, dtype=np.int64), np.zeros(filas, dtype=bool)
    for cuales in (np.flatnonzero(cuando.dia > 0), np.flatnonzero(cuando.dia == 0)):
        if len(cuales):
            busca = _Busca.de(evaluador, cuando.elegir(cuales), _de_estas(vale, cuales))
            centimos[cuales] = busca.menor()
            rango[cuales], o_mas[cuales], de_sobra[cuales] = busca.llegada(centimos[cuales])
    return Minimo(centimos, rango, o_mas, de_sobra)


def _de_estas(vale: Vale, cuales: Posiciones) -> Vale:
    return lambda i, rango: vale(cuales[i], rango)


def compras_minimas(evaluador: Evaluador, cuando: Cuando, centimos: Enteros, vale: Vale) -> tuple[Enteros, Enteros]:
    """Cuántas compras de ese importe hacen falta, de 2 a `COMPRAS_MAXIMAS`, y el rango al que llegan; 0 si no bastan.

    Cada una en su día: no caben más que días.
    """
    veces, rango = np.zeros((2, len(cuando.filas)), dtype=np.int64)
    for n in range(2, COMPRAS_MAXIMAS + 1):
        cuales = np.flatnonzero((veces == 0) & (cuando.dia >= n))
        if not len(cuales):
            continue
        suyo = cuando.elegir(cuales)
        compra = Compra(centimos[cuales] * UNIDADES_POR_CENTIMO, suyo.dia, n)
        llega = evaluador.regiones.rangos(evaluador.codigo(suyo.filas, suyo.t, compra))
        bastan = vale(cuales, llega)
        veces[cuales[bastan]], rango[cuales[bastan]] = n, llega[bastan]
    return veces, rango


def rango_con(evaluador: Evaluador, cuando: Cuando, centimos: Enteros) -> Enteros:
    """El rango de cada fila con esa compra."""
    compra = Compra(centimos * UNIDADES_POR_CENTIMO, cuando.dia)
    return evaluador.regiones.rangos(evaluador.codigo(cuando.filas, cuando.t, compra))


@dataclass(frozen=True, slots=True)
class _Busca:
    """La búsqueda de unas filas: cómo se sabe su región con cada importe y desde cuál solo puede subir."""

    evaluador: Evaluador
    codigo: Callable[[Posiciones, Enteros], Enteros]
    saltos: Enteros
    pistas: Pistas | None
    vale: Vale

    @classmethod
    def de(cls, evaluador: Evaluador, cuando: Cuando, vale: Vale) -> "_Busca":
        """O todas compran después del corte, o todas el mismo día."""
        sin_importe = Compra(np.ones(len(cuando.filas), dtype=np.int64), cuando.dia)
        compra = EnCompra.de(evaluador, cuando.filas, cuando.t, sin_importe)
        del_neto = compra.importe_de_salto()
        if (cuando.dia > 0).all():
            return cls(evaluador, compra.codigo, del_neto[None], Pistas.de(compra), vale)

        def codigo(cual: Posiciones, centimos: Enteros) -> Enteros:
            suyo = cuando.elegir(cual)
            return evaluador.codigo(suyo.filas, suyo.t, Compra(centimos * UNIDADES_POR_CENTIMO, suyo.dia))

        return cls(evaluador, codigo, np.stack([del_neto, _cuando_cuenta(evaluador, cuando.filas)]), None, vale)

    def menor(self) -> Enteros:
        """Los céntimos de cada fila; `NUNCA` si con ninguno."""
        filas = self.saltos.shape[1]
        cortes = np.sort(np.concatenate([np.ones((1, filas), dtype=np.int64), self.saltos]), axis=0)
        hasta = np.concatenate([cortes[1:] - 1, np.full((1, filas), IMPORTE_DE_SOBRA)])
        fila = np.broadcast_to(np.arange(filas), cortes.shape)
        hay = hasta >= cortes
        tramos = Tramos(fila[hay], cortes[hay], hasta[hay])
        en_tramo = tramos.fila
        pistas = self.pistas
        return primer_punto(
            tramos,
            lambda cual, centimos: self.codigo(en_tramo[cual], centimos),
            lambda fila, codigo: self.vale(fila, self.evaluador.regiones.rangos(codigo)),
            filas,
            pista=None if pistas is None else lambda cual, uno, otro: pistas.centimos(en_tramo[cual], uno, otro),
        )

    def llegada(self, centimos: Enteros) -> tuple[Enteros, Marca, Enteros]:
        """Rango con ese importe, si con más también vale, y la región con todo el dinero del mundo."""
        todas, regiones = np.arange(len(centimos)), self.evaluador.regiones
        sobra = self.codigo(todas, np.full(len(todas), IMPORTE_DE_SOBRA))
        rango, o_mas = np.zeros(len(todas), dtype=np.int64), np.zeros(len(todas), dtype=bool)
        con = np.flatnonzero(centimos != NUNCA)
        justo = self.codigo(con, centimos[con])
        rango[con] = regiones.rangos(justo)
        o_mas[con] = self._con_mas(con, justo, sobra[con])
        return rango, o_mas, sobra

    def _con_mas(self, cuales: Posiciones, justo: Enteros, sobra: Enteros) -> Marca:
        """Si vale en todas las regiones a las que se puede llegar subiendo el importe."""
        regiones, vale = self.evaluador.regiones, np.zeros(len(cuales), dtype=bool)
        unos, donde = distintas([justo, sobra])
        for i, una in enumerate(unos.tolist()):
            entre = regiones.entre(int(justo[una]), int(sobra[una]), DEL_DINERO)
            rangos = np.unique(regiones.rangos(entre))
            suyas = np.flatnonzero(donde == i)
            todas = [self.vale(cuales[suyas], np.full(len(suyas), rango)) for rango in rangos.tolist()]
            vale[suyas] = np.logical_and.reduce(todas)
        return vale


def _cuando_cuenta(evaluador: Evaluador, filas: Posiciones) -> Enteros:
    """Con cuántos céntimos la compra del día del corte pasa de compensar lo devuelto ese día a contar como compra."""
    pasado = evaluador.partida.pasado
    if pasado is None:
        return np.ones(len(filas), dtype=np.int64)
    neto = pasado.del_dia(filas, evaluador.partida.calendario.corte)[0]
    return np.where(neto < 0, -neto // UNIDADES_POR_CENTIMO + 1, 1)
