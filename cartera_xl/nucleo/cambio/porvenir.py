"""Los hechos de unas filas en un día que viene: si no compran nada, o si hacen una o varias compras por el camino.

Dan lo mismo, bit a bit, que añadir esas líneas a los movimientos y volver a calcular los hechos ese día.
"""

from dataclasses import dataclass

import numpy as np

from cartera_xl.nucleo.cambio.dinero import Sumado, Tendencia
from cartera_xl.nucleo.cambio.partida import Compra, Partida
from cartera_xl.nucleo.compras_agregado import MARGEN_DE_INICIO
from cartera_xl.nucleo.hechos import Marca, Numeros
from cartera_xl.nucleo.modelos.grupos import Posiciones
from cartera_xl.nucleo.pronostico.registro import PERIODOS, Enteros

_NUNCA = 2**40


@dataclass(frozen=True, slots=True)
class _Efecto:
    """Lo que una compra cambia en la cuenta de compras de cada fila.

    * `cuenta`: si ese día acaba siendo de compra. Si cae en el corte y ese día ya hubo devoluciones mayores, no.
    * `mas`, `mas_pagadas`: compras y compras pagadas de más. Si ya había comprado ese día, ninguna.
    * `dias`: los de las compras.
    """

    cuenta: Marca
    mas: Numeros
    mas_pagadas: Numeros
    dias: list[Enteros]


@dataclass(frozen=True, slots=True)
class Momento:
    """Unas filas en un día: `t`, días desde el corte, uno por fila; con o sin compras, nunca posteriores a `t`.

    Cada método da unos cuantos hechos; los que no da ninguno son los de hoy. Los de dinero, a falta del importe.
    """

    partida: Partida
    filas: Posiciones
    t: Enteros
    efecto: _Efecto | None = None

    @classmethod
    def con(cls, partida: Partida, filas: Posiciones, t: Enteros, compra: Compra | None = None) -> "Momento":
        """`compra`, con una posición por fila de `filas`."""
        return cls(partida, filas, t, None if compra is None else _efecto(partida, filas, compra))

    @property
    def es_cliente(self) -> Marca:
        """Quien compra deja de ser un potencial."""
        antes = self.partida.es_cliente[self.filas]
        return antes if self.efecto is None else antes | self.efecto.cuenta

    def tiempos(self) -> dict[str, Numeros]:
        """Días sin comprar, compras, recompras, antigüedad y edad en la última compra."""
        hoy = {nombre: self.partida.hoy(nombre, self.filas) for nombre in _DE_TIEMPO}
        antiguedad, dias = hoy["antiguedad"] + self.t, hoy["dias_sin_comprar"] + self.t
        if self.efecto is None:
            return hoy | {"antiguedad": antiguedad, "dias_sin_comprar": dias}
        cuenta, primera, ultima = self.efecto.cuenta, self.efecto.dias[0], self.efecto.dias[-1]
        nuevo = cuenta & (hoy["compras"] == 0) & np.isnan(antiguedad)
        antiguedad = np.where(nuevo, self.t - primera, antiguedad)
        compras = hoy["compras"] + self.efecto.mas
        return {
            "dias_sin_comprar": np.where(cuenta, self.t - ultima, dias),
            "compras": compras,
            "recompras": np.where(cuenta, np.maximum(compras - 1, 0.0), hoy["recompras"]),
            "antiguedad": antiguedad,
            "edad_ultima_compra": np.where(cuenta, antiguedad - (self.t - ultima), hoy["edad_ultima_compra"]),
        }

    def neto(self) -> Sumado:
        """Importe neto; de quien no ha comprado nunca y no consta, lo que compra."""
        hoy = self.partida.hoy("importe_neto", self.filas)
        ninguno = np.zeros(len(hoy), dtype=np.int64)
        if self.efecto is None:
            return Sumado(hoy, ninguno, ninguno > 0, ninguno)
        hoy = np.where(np.isnan(hoy) & (self.partida.hoy("compras", self.filas) == 0), 0.0, hoy)
        return Sumado(hoy, np.full(len(hoy), len(self.efecto.dias)), ninguno > 0, ninguno)

    def importe_12m(self) -> Sumado:
        """Neto de los doce meses que acaban ese día."""
        borde = self.partida.calendario.hace_12m[self.t]
        return self._sumado("importe_12m", self._neto_desde(borde), self._cuantas_desde(borde))

    def tendencia(self, antiguedad: Numeros) -> Tendencia:
        """La tendencia y, en `previos`, el neto de los doce meses anteriores; `antiguedad` es la de ese mismo día."""
        pasado, calendario = self.partida.pasado, self.partida.calendario
        hace_12m, hace_24m = calendario.hace_12m[self.t], calendario.hace_24m[self.t]
        ultimos, en_12m = self.importe_12m(), self._cuantas_desde(hace_12m)
        de_antes = self._neto_desde(hace_24m) - ultimos.exacto
        previos = self._sumado("importe_12m_previos", de_antes, self._cuantas_desde(hace_24m) - en_12m)
        hoy = self.partida.hoy("tendencia", self.filas)
        if pasado is None:
            return Tendencia(ultimos, previos, hoy, np.isnan(hoy), hoy)
        compras = pasado.compras(pasado.despues_de(self.filas, hace_24m)) + self._de_mas(hace_24m)
        vale = self.alcanza() & (calendario.corte + self.t - antiguedad <= hace_12m)
        sin_registro = np.where(self._con_registro, hoy, np.nan)
        return Tendencia(ultimos, previos, compras.astype(np.float64), vale, sin_registro)

    def alcanza(self) -> Marca:
        """Si el registro llega a los doce meses anteriores; nunca sin registro."""
        pasado = self.partida.pasado
        if pasado is None:
            return np.zeros(len(self.filas), dtype=bool)
        borde = self.partida.calendario.hace_24m[self.t] + MARGEN_DE_INICIO
        return np.asarray(self._inicio(pasado.inicio) <= borde, dtype=bool)

    def periodos(self) -> dict[str, Numeros]:
        """Compras de los últimos días de cada uno de los `PERIODOS`."""
        pasado, calendario = self.partida.pasado, self.partida.calendario
        columnas = {}
        for dias in PERIODOS:
            hoy = self.partida.hoy(f"compras_{dias}d", self.filas)
            borde = calendario.corte + self.t - dias
            mas = 0.0 if self.efecto is None else self._de_mas(borde)
            if pasado is not None:
                hoy = np.where(self._con_registro, pasado.compras(pasado.despues_de(self.filas, borde)), hoy)
            columnas[f"compras_{dias}d"] = hoy + mas
        return columnas

    def meses(self) -> dict[str, Numeros]:
        """Meses con compra, los que van del de la primera al de la última y al de ese día, y compras pagadas."""
        hoy = {nombre: self.partida.hoy(nombre, self.filas) for nombre in _DE_MESES}
        mes = self.partida.calendario.mes
        primero = mes[0] - hoy["mes_corte"]
        if self.efecto is None:
            return hoy | {"mes_corte": mes[self.t] - primero}
        cuenta, anterior = self.efecto.cuenta, primero + hoy["mes_ultima"]
        nuevo = cuenta & self._con_registro & np.isnan(primero)
        primero = np.where(nuevo, mes[self.efecto.dias[0]], primero)
        activos = hoy["meses_activos"]
        for dia in self.efecto.dias:
            activos = activos + (cuenta & (mes[dia] != anterior))
            anterior = np.where(cuenta, mes[dia], anterior)
        return {
            "meses_activos": activos,
            "mes_ultima": anterior - primero,
            "mes_corte": mes[self.t] - primero,
            "compras_pagadas": hoy["compras_pagadas"] + self.efecto.mas_pagadas,
        }

    @property
    def _con_registro(self) -> Marca:
        return self.partida.con_registro[self.filas]

    def _neto_desde(self, borde: Enteros) -> Enteros:
        """El del registro después de ese día, en unidades y sin la compra; 0 sin registro."""
        pasado = self.partida.pasado
        if pasado is None:
            return np.zeros(len(self.filas), dtype=np.int64)
        return pasado.neto(pasado.despues_de(self.filas, borde))

    def _sumado(self, hecho: str, exacto: Enteros, cuantas: Enteros) -> Sumado:
        return Sumado(self.partida.hoy(hecho, self.filas), cuantas, self._con_registro, exacto)

    def _cuantas_desde(self, borde: Enteros) -> Enteros:
        """Cuántas de las compras supuestas son posteriores a ese día."""
        cuantas = np.zeros(len(self.filas), dtype=np.int64)
        for dia in () if self.efecto is None else self.efecto.dias:
            cuantas += self.partida.calendario.corte + dia > borde
        return cuantas

    def _de_mas(self, borde: Enteros) -> Numeros:
        """Las que además cuentan como compra de más."""
        dentro = self._cuantas_desde(borde).astype(np.float64)
        return dentro if self.efecto is None else np.minimum(dentro, self.efecto.mas)

    def _inicio(self, inicio: int | None) -> Enteros:
        """El primer día con alguna línea en toda la cartera, contando la compra."""
        con_lineas = np.full(len(self.filas), _NUNCA if inicio is None else inicio, dtype=np.int64)
        if self.efecto is None:
            return con_lineas
        return np.minimum(con_lineas, self.partida.calendario.corte + self.efecto.dias[0])


_DE_TIEMPO = ("dias_sin_comprar", "compras", "recompras", "antiguedad", "edad_ultima_compra")
_DE_MESES = ("meses_activos", "mes_ultima", "mes_corte", "compras_pagadas")


def _efecto(partida: Partida, filas: Posiciones, compra: Compra) -> _Efecto:
    """Lo normal es que todas cuenten; la del mismo día del corte se junta con lo que ya hubo ese día.

    La segunda fila de un cliente repetido no se entera: los movimientos van a la primera.
    """
    hoy, suya = compra.dia == 0, partida.con_registro[filas] | (partida.pasado is None)
    neto, era_compra = _lo_de_hoy(partida, filas) if hoy.any() else (np.zeros(len(filas)), np.zeros_like(suya))
    es_compra = suya & (~hoy | (neto + compra.unidades > 0))
    veces = np.where(suya, float(compra.veces), 0.0)
    return _Efecto(
        cuenta=es_compra,
        mas=np.where(hoy, es_compra.astype(np.float64) - era_compra, veces),
        mas_pagadas=np.where(hoy, es_compra.astype(np.float64) - (era_compra & (neto > 0)), veces),
        dias=compra.dias,
    )


def _lo_de_hoy(partida: Partida, filas: Posiciones) -> tuple[Numeros, Marca]:
    """Neto del día del corte y si fue de compra; sin registro, lo fue si no lleva ni un día sin comprar."""
    compro = partida.hoy("dias_sin_comprar", filas) == 0
    if partida.pasado is None:
        return compro.astype(np.float64), compro
    neto, compra = partida.pasado.del_dia(filas, partida.calendario.corte)
    return neto.astype(np.float64), compra
