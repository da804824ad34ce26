"""La foto de una ejecución: lo justo para volver a puntuar a cada cliente como entonces.

No lleva nombres ni textos de nadie: números por fila, y la huella con que se reconoce la fila.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cartera_xl.nucleo.baremo import Baremo
from cartera_xl.nucleo.configuracion import Configuracion
from cartera_xl.nucleo.hechos import CLIENTE, POTENCIAL, Marca, Marco, Numeros, cuadro_de_hechos, numeros
from cartera_xl.nucleo.puntuacion import HECHOS_USADOS
from cartera_xl.nucleo.resumen_tipos import SEGMENTOS

if TYPE_CHECKING:
    from cartera_xl.nucleo.corrida import Huellas

Codigos = NDArray[np.int8]
FUERA = len(SEGMENTOS)
"""El código de quien no tiene segmento; los demás son su posición en `SEGMENTOS`, y menos es mejor."""
HECHOS_DE_FOTO = (*HECHOS_USADOS, "devoluciones")
"""Las devoluciones no puntúan, pero sin ellas una rebaja del neto no se distingue de una corrección."""
AJUSTES_QUE_DECIDEN = ("reglas", "dias_inactividad", "margen", "tasa_anual", "coste_retencion", "meses_clv")
"""Los que pueden mover un segmento; los demás solo cambian cómo se enseña o qué se avisa."""


@dataclass(frozen=True, slots=True)
class HechosDeFilas:
    """Los hechos de unas filas: columna -> un número por fila (NaN sin dato), y cuáles son clientes.

    Una columna sin ningún dato puede faltar.
    """

    columnas: Mapping[str, Numeros]
    clientes: Marca

    def __len__(self) -> int:
        return len(self.clientes)

    def columna(self, nombre: str) -> Numeros:
        """Los números de un hecho; NaN si no consta en ninguna fila."""
        hallada = self.columnas.get(nombre)
        return np.full(len(self), np.nan) if hallada is None else hallada

    def de(self, filas: NDArray[Any]) -> "HechosDeFilas":
        """Solo esas filas (posiciones o marca), en ese orden."""
        return HechosDeFilas(
            {nombre: valores[filas] for nombre, valores in self.columnas.items()}, self.clientes[filas]
        )

    def con(self, columnas: Mapping[str, Numeros], clientes: Marca | None = None) -> "HechosDeFilas":
        """Los mismos con otras columnas."""
        return HechosDeFilas({**self.columnas, **columnas}, self.clientes if clientes is None else clientes)

    def distintas(self, otros: "HechosDeFilas") -> Marca:
        """Las filas en que algún hecho de los que deciden no es exactamente el mismo."""
        difieren: Marca = self.clientes != otros.clientes
        for nombre in HECHOS_USADOS:
            uno, otro = self.columna(nombre), otros.columna(nombre)
            difieren = difieren | ((uno != otro) & ~(np.isnan(uno) & np.isnan(otro)))
        return difieren

    def marco(self, motor: Any) -> Marco:
        """Como los pide `puntuar`; `fila` es solo la posición."""
        estado = np.where(self.clientes, CLIENTE, POTENCIAL).tolist()
        return cuadro_de_hechos({**self.columnas, "fila": np.arange(len(self)), "estado": estado}, motor)


@dataclass(frozen=True, slots=True)
class Circunstancias:
    """Lo que en una ejecución valía para todas las filas; de los ajustes, solo los que pueden mover un segmento."""

    corte: date
    con_movimientos: bool
    baremo: Baremo
    ajustes: Configuracion


@dataclass(frozen=True, slots=True)
class Foto:
    """Los clientes de una ejecución, en el orden de la hoja; `segmentos` y `manuales` son códigos."""

    circunstancias: Circunstancias
    huellas: "Huellas"
    hechos: HechosDeFilas
    segmentos: Codigos
    manuales: Codigos

    def __len__(self) -> int:
        return len(self.huellas)

    def misma_situacion(self, otra: "Foto") -> bool:
        """Cierto si nada de lo que decide es distinto, aunque la hoja se haya ordenado."""
        return self.circunstancias == otra.circunstancias and self._resumen_de_filas() == otra._resumen_de_filas()

    def _resumen_de_filas(self) -> str:
        """El mismo para las mismas filas en cualquier orden."""
        orden = np.argsort(self.huellas, kind="stable")
        resumen = sha256()
        for por_fila in (self.huellas, self.segmentos, self.manuales, self.hechos.clientes):
            resumen.update(np.ascontiguousarray(por_fila[orden]).tobytes())
        for nombre in HECHOS_DE_FOTO:
            valores = self.hechos.columna(nombre)[orden]
            resumen.update(np.where(np.isnan(valores), np.nan, valores + 0.0).tobytes())
        return resumen.hexdigest()


def fotografiar(puntuados: Marco, circunstancias: Circunstancias, huellas: "Huellas") -> Foto:
    """La foto de una tabla puntuada; las huellas van fila a fila con ella."""
    columnas = {nombre: numeros(puntuados, nombre) for nombre in HECHOS_DE_FOTO}
    con_dato = {nombre: valores for nombre, valores in columnas.items() if not np.isnan(valores).all()}
    clientes = np.array([estado == CLIENTE for estado in puntuados["estado"].to_list()], dtype=bool)
    limpias = replace(circunstancias, ajustes=ajustes_que_deciden(circunstancias.ajustes))
    segmentos = codigos(puntuados["segmento"].to_list())
    manuales = codigos(puntuados["segmento_manual"].to_list() if "segmento_manual" in puntuados.columns else [])
    if not len(manuales):
        manuales = np.full(len(segmentos), FUERA, dtype=np.int8)
    return Foto(limpias, huellas, HechosDeFilas(con_dato, clientes), segmentos, manuales)


def ajustes_que_deciden(ajustes: Configuracion) -> Configuracion:
    """Los de partida, salvo los que pueden mover un segmento; las reglas, sin los nombres ni las notas que llevan."""
    reglas = tuple(replace(regla, id=str(i), nota="") for i, regla in enumerate(ajustes.reglas))
    return replace(Configuracion(**{nombre: getattr(ajustes, nombre) for nombre in AJUSTES_QUE_DECIDEN}), reglas=reglas)


def ajustes_distintos(unos: Configuracion, otros: Configuracion) -> tuple[str, ...]:
    """Los nombres de los que no son iguales, en el orden de `Configuracion`."""
    return tuple(c.name for c in fields(Configuracion) if getattr(unos, c.name) != getattr(otros, c.name))


def codigos(segmentos: list[Any]) -> Codigos:
    """Textos de segmento como códigos; lo que no es un segmento, `FUERA`."""
    de_cada_uno: dict[Any, int] = {segmento: i for i, segmento in enumerate(SEGMENTOS)}
    return np.array([de_cada_uno.get(texto, FUERA) for texto in segmentos], dtype=np.int8)
