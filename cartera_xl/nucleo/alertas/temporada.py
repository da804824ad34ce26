"""La temporada: la de toda la cartera (agosto, Navidad) y la de cada cliente («compra en marzo y octubre»).

Callar cuando siempre se calla no es una señal. Hacen falta dos años de compras para saberlo.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cartera_xl.nucleo.alertas.ritmo import Compras
from cartera_xl.nucleo.hechos import Marca, Numeros
from cartera_xl.nucleo.palabras_cifras import MESES
from cartera_xl.nucleo.pronostico.registro import Enteros, mes_de

DIAS_DE_DOS_ANUALES = 730
MESES_DE_TEMPORADA = 4
"""Quien compra en más meses del año no tiene temporada."""
PARTE_EN_TEMPORADA = 0.8
CAMBIO_NOTABLE = 0.2
"""Una época en que la cartera compra menos de un 20 % más o menos que la media no se toma por temporada."""
COMPRAS_PARA_MEDIR = 30
"""Con menos compras esperadas en la ventana, el azar se toma por temporada."""
MARGEN_DEL_HUECO = 15
"""Días que el silencio puede pasar del que había hace un año por estas fechas y ser el de siempre."""

_ANUAL = 365
_MEDIO = 182


@dataclass(frozen=True, slots=True)
class TemporadaDeCartera:
    """Lo que compra toda la cartera, en los años anteriores, en los días que llevan al corte frente a un año medio.

    `acumuladas` son las compras que había antes de cada día desde el `inicio`, y al final, todas.
    """

    corte: int
    inicio: int
    acumuladas: Enteros

    @classmethod
    def de(cls, dia: Enteros, corte: int) -> "TemporadaDeCartera":
        """De los días de compra de toda la cartera."""
        inicio = int(dia.min()) if len(dia) else corte
        return cls(corte, inicio, np.concatenate([[0], np.cumsum(np.bincount(dia - inicio))]))

    def indice(self, dias: Numeros) -> Numeros:
        """Compras de los mismos `dias` hasta el corte, en los años anteriores, sobre las de un año a ese paso.

        1 donde no se sabe, donde no es notable y en ventanas de un año o más. El año con que se compara va centrado
        en la ventana: así una cartera que crece no parece de temporada. Con el año que se exige de más, cabe siempre.
        """
        ventana = np.nan_to_num(np.asarray(dias, dtype=np.float64))
        vistas, esperadas = np.zeros(len(ventana)), np.zeros(len(ventana))
        for atras in range(_ANUAL, self.corte - self.inicio - _ANUAL + 1, _ANUAL):
            final = self.corte - atras
            centro = final - ventana / 2
            paso = (self._compras(centro + _MEDIO + 1) - self._compras(centro - _MEDIO)) / _ANUAL
            vistas += self._compras(np.full_like(ventana, final)) - self._compras(final - ventana)
            esperadas += paso * ventana
        sirve = (esperadas >= COMPRAS_PARA_MEDIR) & (ventana < _ANUAL)
        indice = np.where(sirve, vistas / np.where(sirve, esperadas, 1.0), 1.0)
        return np.where(np.abs(indice - 1.0) >= CAMBIO_NOTABLE, indice, 1.0)

    def _compras(self, dia: Numeros) -> Numeros:
        """Las que había al terminar ese día."""
        sitio = np.clip(np.floor(dia).astype(np.int64) - self.inicio + 1, 0, len(self.acumuladas) - 1)
        return self.acumuladas[sitio].astype(np.float64)


@dataclass(frozen=True, slots=True)
class TemporadaPropia:
    """De unos clientes, una posición por cada uno.

    `meses` marca sus meses del año si compra solo en algunos. `fuera` es cierto si todavía no ha terminado la próxima
    temporada que le toca tras su última compra; `como_siempre`, si hace un año por estas fechas llevaba tanto sin
    comprar.
    """

    meses: NDArray[np.bool_]
    fuera: Marca
    como_siempre: Marca

    def nombres(self, i: int) -> str:
        """«marzo y octubre»; vacío si no tiene temporada."""
        suyos = [MESES[m] for m in np.flatnonzero(self.meses[i])]
        return " y ".join(filter(None, (", ".join(suyos[:-1]), *suyos[-1:])))


def temporada_propia(compras: Compras, claves: Enteros, corte: int) -> TemporadaPropia:
    """La de esas claves, todas con alguna compra.

    Tiene temporada quien compra desde hace dos años y hace el 80 % de sus compras en 4 meses del año o menos, contando
    solo las que tienen otra el año de antes o el de después, con un mes de margen: lo que no se repite es azar.
    """
    veces, primer_mes = _por_mes(compras, claves, corte)
    meses, tiene = _meses_repetidos(veces, primer_mes)
    ultimo = compras.primero[claves] + compras.cuantas[claves] - 1
    antiguo = corte - compras.dia[compras.primero[claves]] >= DIAS_DE_DOS_ANUALES
    meses = meses & (tiene & antiguo)[:, None]
    mes_ultima = mes_de(compras.dia[ultimo]) if len(claves) else claves
    fin = _fin_de_la_proxima(meses, mes_ultima)
    mes_corte = int(mes_de(np.array([corte]))[0])
    fuera = meses.any(axis=1) & (mes_corte <= fin)
    return TemporadaPropia(meses, fuera, antiguo & _igual_que_hace_un_anual(compras, claves, corte))


def _por_mes(compras: Compras, claves: Enteros, corte: int) -> tuple[NDArray[np.int32], int]:
    """Compras de cada clave y mes de calendario, con 13 meses vacíos a cada lado; y el mes de la primera columna."""
    sitio = np.full(compras.registro.claves + 1, -1)
    sitio[claves] = np.arange(len(claves))
    suyas = np.flatnonzero(sitio[compras.clave] >= 0)
    extremos = mes_de(np.array([compras.dia.min(initial=corte), corte]))
    primero, ancho = int(extremos[0]) - 13, int(extremos[1] - extremos[0]) + 27
    casilla = sitio[compras.clave[suyas]] * ancho + mes_de(compras.dia[suyas]) - primero
    veces = np.bincount(casilla, minlength=len(claves) * ancho).astype(np.int32).reshape(len(claves), ancho)
    return veces, primero


def _meses_repetidos(veces: NDArray[np.int32], primer_mes: int) -> tuple[NDArray[np.bool_], Marca]:
    """Los meses del año con compras que se repiten de un año a otro, y si bastan para ser una temporada."""
    hay = veces > 0
    cerca = hay.copy()
    cerca[:, 1:] |= hay[:, :-1]
    cerca[:, :-1] |= hay[:, 1:]
    repite = np.zeros_like(hay)
    repite[:, 12:] |= hay[:, 12:] & cerca[:, :-12]
    repite[:, :-12] |= hay[:, :-12] & cerca[:, 12:]
    columnas = (np.arange(veces.shape[1]) + primer_mes) % 12
    meses = np.stack([repite[:, columnas == mes].any(axis=1) for mes in range(12)], axis=1)
    cuantos = meses.sum(axis=1)
    total = veces.sum(axis=1)
    bastan = (veces * repite).sum(axis=1) >= PARTE_EN_TEMPORADA * total
    return meses, (cuantos > 0) & (cuantos <= MESES_DE_TEMPORADA) & bastan


def _fin_de_la_proxima(meses: NDArray[np.bool_], mes_ultima: Enteros) -> Enteros:
    """Último mes (desde enero de 1970) de la primera temporada que empieza después de aquella en que compró."""
    filas = np.arange(len(meses))
    dentro = meses[filas, mes_ultima % 12]  # la temporada de la última compra, que ya está servida
    empezada = np.zeros(len(meses), dtype=bool)
    acabada = np.zeros(len(meses), dtype=bool)
    fin = mes_ultima.copy()
    for paso in range(1, 25):
        suyo = meses[filas, (mes_ultima + paso) % 12]
        dentro &= suyo
        acabada |= empezada & ~suyo
        nueva = suyo & ~dentro & ~acabada
        empezada |= nueva
        fin = np.where(nueva, mes_ultima + paso, fin)
    return fin


def _igual_que_hace_un_anual(compras: Compras, claves: Enteros, corte: int) -> Marca:
    """Si hace un año llevaba sin comprar tanto como ahora, y desde entonces ha comprado."""
    if not len(claves):
        return np.zeros(0, dtype=bool)
    entonces = corte - _ANUAL
    juntos = (compras.clave << 22) + compras.dia
    anterior = np.searchsorted(juntos, (claves << 22) + entonces, side="right") - 1
    habia = anterior >= compras.primero[claves]
    llevaba = entonces - compras.dia[np.maximum(anterior, 0)]
    lleva = corte - compras.dia[compras.primero[claves] + compras.cuantas[claves] - 1]
    return np.asarray(habia & (lleva < _ANUAL) & (lleva <= llevaba + MARGEN_DEL_HUECO), dtype=bool)
