"""Los hechos que hay detrás de cada eje, en pocas palabras y para muchas filas a la vez.

«valor 95 (40.758 en 12 meses)»: el eje, su valor y el hecho de que sale.
"""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cartera_xl.nucleo.baremo import Baremo
from cartera_xl.nucleo.configuracion import Configuracion
from cartera_xl.nucleo.explicacion.condiciones import NOMBRES, bordes_de_ejes, cifra_de_eje
from cartera_xl.nucleo.hechos import CLIENTE, Marco, Numeros, numeros
from cartera_xl.nucleo.lectura.textos import contar
from cartera_xl.nucleo.palabras_cifras import importe
from cartera_xl.nucleo.reglas import EJES_DE_PERCENTIL, EJES_NUMERICOS

Filas = NDArray[np.intp]
SIN_DATO = "sin dato"
FUENTES_DE_VALOR = ("clv", "importe_12m", "importe_neto", "gasto_previsto")
_DICHO_DE_FUENTE = ("CLV de {}", "{} en 12 meses", "{} en total", "gasto previsto de {}")
_TEXTOS_DE_EJE = {"nucleo": "núcleo 80 %: {}", "estado": "{}", "ciclo": "ciclo {}"}
_MEDIO_POR_CIENTO = 0.005
_DOBLE, _MITAD = 1.0, -0.5


class Dichos:
    """Lo que se puede decir de cada fila de una cartera puntuada; las columnas se leen una vez, al pedirlas."""

    def __init__(self, puntuados: Marco, baremo: Baremo, configuracion: Configuracion) -> None:
        self._marco = puntuados
        self._baremo = baremo
        self._columnas: dict[str, Any] = {}
        self.pais = configuracion.pais
        self.bordes = bordes_de_ejes(configuracion.reglas)

    def numeros(self, columna: str) -> Numeros:
        """La columna entera; NaN sin dato."""
        if columna not in self._columnas:
            self._columnas[columna] = numeros(self._marco, columna)
        leida: Numeros = self._columnas[columna]
        return leida

    def textos(self, columna: str) -> NDArray[np.object_]:
        """La columna entera de un eje de texto, como las reglas la comparan: en minúsculas y "" sin dato."""
        if columna not in self._columnas:
            valores = self._marco[columna].to_list()
            self._columnas[columna] = np.array([v.lower() if isinstance(v, str) else "" for v in valores], object)
        leida: NDArray[np.object_] = self._columnas[columna]
        return leida

    @cached_property
    def es_cliente(self) -> NDArray[np.bool_]:
        return np.asarray(self.textos("estado") == CLIENTE, dtype=bool)

    @cached_property
    def fuente_de_valor(self) -> NDArray[np.intp]:
        """De qué columna sale el eje valor de cada fila: posición en `FUENTES_DE_VALOR`. Como `segmentos.con_ejes`."""
        con_clv = bool(self._baremo.tabla_clv) & ~np.isnan(self.numeros("clv"))
        con_12m = bool(self._baremo.tabla_12m) & ~np.isnan(self.numeros("importe_12m"))
        de_cliente = np.where(con_clv, 0, np.where(con_12m, 1, 2))
        return np.asarray(np.where(self.es_cliente, de_cliente, 3), dtype=np.intp)

    @cached_property
    def por_probabilidad(self) -> NDArray[np.bool_]:
        """Dónde la actividad es la probabilidad de volver; en las demás filas, el percentil de lo reciente."""
        pronostico = self._baremo.pronostico
        probado = pronostico is not None and pronostico.prueba is not None
        return np.asarray(probado & ~np.isnan(self.numeros("prob_volver")), dtype=bool)

    def eje(self, eje: str, filas: Filas, *, ya_dicha: bool = False) -> list[str]:
        """«valor 95 (40.758 en 12 meses)»; con la actividad `ya_dicha`, el potencial no la repite."""
        if eje not in EJES_NUMERICOS:
            dicho = _TEXTOS_DE_EJE[eje]
            return [dicho.format(texto or SIN_DATO) for texto in self.textos(eje)[filas]]
        nombre = NOMBRES[eje]
        return [f"{nombre} {tiene}" for tiene in self.lo_que_tiene(eje, filas, ya_dicha=ya_dicha)]

    def lo_que_tiene(self, eje: str, filas: Filas, *, ya_dicha: bool = False) -> list[str]:
        """«95 (40.758 en 12 meses)»; «sin dato» donde no lo hay."""
        if eje not in EJES_NUMERICOS:
            return [texto or SIN_DATO for texto in self.textos(eje)[filas]]
        cifras = self._cifras(eje, filas)
        if eje not in EJES_DE_PERCENTIL:
            return cifras
        hechos = self.potenciales(filas, con_recencia=False) if ya_dicha else _HECHOS[eje](self, filas)
        return [f"{c} ({h})" if h and c != SIN_DATO else c for c, h in zip(cifras, hechos, strict=True)]

    def _cifras(self, eje: str, filas: Filas) -> list[str]:
        valores, limites = self.numeros(eje)[filas], self.bordes[eje]
        if eje not in EJES_DE_PERCENTIL:
            return [SIN_DATO if v != v else cifra_de_eje(v, limites, self.pais) for v in valores.tolist()]
        falta = np.isnan(valores)
        enteros = np.floor(np.where(falta, 0.0, valores) + 0.5)
        cifras = [_ENTEROS[i] for i in enteros.astype(int).tolist()]
        roza = np.zeros(len(valores), dtype=bool)
        for borde in limites:
            roza |= (np.abs(valores - borde) <= 0.5) & (valores != borde)
        for i in np.flatnonzero(roza | falta).tolist():
            cifras[i] = SIN_DATO if falta[i] else cifra_de_eje(float(valores[i]), limites, self.pais)
        return cifras

    def importes(self, filas: Filas) -> list[str]:
        """El dinero de que sale el eje valor, con la palabra que dice de cuándo es."""
        fuente = self.fuente_de_valor[filas]
        valores = np.choose(fuente, [self.numeros(columna)[filas] for columna in FUENTES_DE_VALOR])
        pares = zip(fuente.tolist(), valores.tolist(), strict=True)
        return ["" if v != v else _DICHO_DE_FUENTE[f].format(importe(v, self.pais) if v else "nada") for f, v in pares]

    def compras(self, filas: Filas) -> list[str]:
        """«12 compras»."""
        valores = self.numeros("compras")[filas].tolist()
        return ["" if v != v else "1 compra" if v == 1 else f"{v:.0f} compras" for v in valores]

    def recencia(self, filas: Filas) -> list[str]:
        """«85 % de volver» o «31 días sin comprar»: de lo que salga la actividad."""
        de_prob, prob = self.por_probabilidad[filas], self.numeros("prob_volver")[filas]
        partes = np.clip(np.floor(np.where(de_prob, prob, 0.0) * 100 + 0.5), 0, 100).astype(int).tolist()
        dias = self.numeros("dias_sin_comprar")[filas].tolist()
        filas_dichas = zip(de_prob.tolist(), partes, dias, strict=True)
        return [_PROBABLES[p] if con else "" if d != d else _sin_comprar(d) for con, p, d in filas_dichas]

    def potenciales(self, filas: Filas, *, con_recencia: bool = True) -> list[str]:
        """«85 % de volver, crece un 16 %»; en un potencial, «encaje 70»."""
        tendencia, dado = self.numeros("tendencia")[filas], self.numeros("potencial_dado")[filas]
        encaje, cliente = self.numeros("encaje")[filas], self.es_cliente[filas]
        lo_reciente = self.recencia(filas) if con_recencia else [""] * len(filas)
        datos = zip(lo_reciente, tendencia.tolist(), dado.tolist(), strict=True)
        de_cliente = [", ".join(filter(None, (r, crece(t), _dado(d)))) for r, t, d in datos]
        for i in np.flatnonzero(~cliente).tolist():
            con_encaje = encaje[i] == encaje[i]
            de_cliente[i] = "según su encaje" if con_encaje else "potencial escrito en la hoja"
        return de_cliente


_HECHOS: dict[str, Callable[[Dichos, Filas], list[str]]] = {
    "valor": Dichos.importes,
    "constancia": Dichos.compras,
    "actividad": Dichos.recencia,
    "potencial": Dichos.potenciales,
}
_ENTEROS = tuple(str(i) for i in range(101))
_PROBABLES = ("menos del 1 % de volver", *(f"{i} % de volver" for i in range(1, 100)), "más del 99 % de volver")


def _sin_comprar(dias: float) -> str:
    return contar(int(dias), "día sin comprar", "días sin comprar")


def crece(tendencia: float) -> str:
    """Lo que hace la tendencia, como la cuenta el potencial: nada pasa del doble ni baja de la mitad."""
    if tendencia != tendencia or abs(tendencia) < _MEDIO_POR_CIENTO:
        return ""
    if tendencia >= _DOBLE:
        return "crece al doble o más"
    if tendencia <= _MITAD:
        return "cae a la mitad o menos"
    return f"{'crece' if tendencia > 0 else 'cae'} un {abs(tendencia) * 100:.0f} %"


def _dado(dado: float) -> str:
    return "" if dado != dado else f"potencial dado {dado:.0f}"


def lista(partes: Sequence[str]) -> str:
    """«a», «a y b», «a, b y c»."""
    if len(partes) < 2:
        return "".join(partes)
    conjuncion = " e " if partes[-1][:1].lower() in "ií" else " y "
    return f"{', '.join(partes[:-1])}{conjuncion}{partes[-1]}"
