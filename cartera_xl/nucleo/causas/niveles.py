"""Los hechos de unas filas, paso a paso, de lo que decía la foto a lo que dicen los datos de hoy.

Con movimientos se vuelven a calcular con las líneas de cada momento, por las mismas funciones que los de hoy. Lo que la
persona da escrito (contrato, encaje, potencial, gasto previsto, margen) es siempre lo de hoy desde el primer paso: si
ha cambiado, es una corrección de datos.

Sin movimientos se deducen de las columnas de resumen, y hay cosas que no se pueden separar:
* una compra se ve en que la última fecha avanza o el número de compras sube; si en la misma fila se corrigió además
  otra cifra de compra, todo cuenta como compra;
* una devolución solo se ve si hay columna de devoluciones; sin ella, que el neto baje es una corrección de datos;
* un neto que sube sin que se mueva la fecha ni el número de compras es una corrección, salvo que la hoja no tenga
  ninguna de esas dos columnas: entonces es una compra.
"""

from dataclasses import dataclass, replace
from datetime import date

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from cartera_xl.nucleo.causas.foto import HECHOS_DE_FOTO, HechosDeFilas
from cartera_xl.nucleo.compras import hechos_de_lineas
from cartera_xl.nucleo.compras_lineas import Lineas, numero_de_dia, preparar_lineas
from cartera_xl.nucleo.hechos import CLIENTE, HOJA_MOVIMIENTOS, Marca, Marco, Numeros, numeros

_DADOS = ("importe_contrato", "renovaciones", "margen", "gasto_previsto", "encaje", "potencial_dado")
_DE_COMPRA = ("compras", "recompras", "importe_neto", "devoluciones", "edad_ultima_compra", "ritmo")
_QUE_ENVEJECEN = ("dias_sin_comprar", "antiguedad")


@dataclass(frozen=True, slots=True)
class Niveles:
    """Los hechos de las mismas filas según se va contando lo que ha pasado; cada nivel incluye los anteriores.

    * `antes`: los de la foto.
    * `corregidos`: los datos de hoy, al corte de entonces.
    * `pasados`: además, al corte de hoy, sin las compras ni las devoluciones de después del corte de entonces.
    * `comprados`: además, con las compras. `hoy`: además, con las devoluciones, que es todo.
    * `devueltos`: como `pasados`, con las devoluciones y sin las compras.
    """

    antes: HechosDeFilas
    corregidos: HechosDeFilas
    pasados: HechosDeFilas
    comprados: HechosDeFilas
    devueltos: HechosDeFilas
    hoy: HechosDeFilas


@dataclass(frozen=True, slots=True)
class FuenteDeMovimientos:
    """Los clientes y los movimientos de hoy, los dos con su `clave`."""

    clientes: Marco
    lineas: Marco


@dataclass(frozen=True, slots=True)
class DosCortes:
    """El de la foto y el de hoy."""

    antes: date
    hoy: date

    @property
    def dias(self) -> int:
        """Los que han pasado del uno al otro; negativos si hoy se mira más atrás."""
        return (self.hoy - self.antes).days


def niveles_sin_fuente_comun(antes: HechosDeFilas, hoy: HechosDeFilas) -> Niveles:
    """Los hechos salían de un sitio y hoy salen de otro: todo lo que cambia es corrección de datos."""
    return Niveles(antes, hoy, hoy, hoy, hoy, hoy)


def niveles_de_movimientos(
    antes: HechosDeFilas, hoy: HechosDeFilas, fuente: FuenteDeMovimientos, cortes: DosCortes, filas: NDArray[np.int64]
) -> Niveles:
    """`filas` son las posiciones en `fuente.clientes` de las filas que se explican; los hechos, solo los suyos."""
    claves = np.asarray(fuente.clientes["clave"].to_numpy(), dtype=np.int64)
    elegidas = np.isin(claves, claves[filas][claves[filas] >= 0])
    elegidas[filas] = True  # con las demás de su misma clave: los hechos van a la primera
    clientes = fuente.clientes.filter(elegidas.tolist())
    sitios = np.searchsorted(np.flatnonzero(elegidas), filas)
    todas = preparar_lineas(fuente.lineas, max(cortes.antes, cortes.hoy), HOJA_MOVIMIENTOS)
    suyas = replace(todas, cuadro=todas.cuadro.filter(nw.col("clave").is_in(np.unique(claves[filas]).tolist())))
    limite = min(cortes.antes, cortes.hoy)

    def de(corte: date, ventas: date, devoluciones: date) -> HechosDeFilas:
        marco, _ = hechos_de_lineas(clientes, _hasta(suyas, ventas, devoluciones), corte)
        return _leidos(marco, hoy, (cortes.hoy - corte).days, sitios)

    corregidos, pasados = de(cortes.antes, cortes.antes, cortes.antes), de(cortes.hoy, limite, limite)
    if not _hay_devoluciones(suyas, limite):
        return Niveles(antes, corregidos, pasados, hoy, pasados, hoy)
    comprados, devueltos = de(cortes.hoy, cortes.hoy, limite), de(cortes.hoy, limite, cortes.hoy)
    return Niveles(antes, corregidos, pasados, comprados, devueltos, hoy)


def _hay_devoluciones(lineas: Lineas, desde: date) -> bool:
    """Cierto si consta alguna después de ese día."""
    return len(lineas.cuadro.filter((nw.col("devolucion") == 1) & (nw.col("dia") > numero_de_dia(desde)))) > 0


def _hasta(lineas: Lineas, ventas: date, devoluciones: date) -> Lineas:
    """Las ventas hasta un día y las devoluciones hasta otro, los dos incluidos."""
    dia, devuelta = nw.col("dia"), nw.col("devolucion") == 1
    de_venta = ~devuelta & (dia <= numero_de_dia(ventas))
    return replace(lineas, cuadro=lineas.cuadro.filter(de_venta | (devuelta & (dia <= numero_de_dia(devoluciones)))))


def _leidos(marco: Marco, hoy: HechosDeFilas, dias: int, sitios: NDArray[np.int64]) -> HechosDeFilas:
    """Los hechos de compra recién calculados, con lo dado tal como está hoy; `dias` faltan hasta el corte de hoy."""
    calculados = {nombre: numeros(marco, nombre)[sitios] for nombre in HECHOS_DE_FOTO}
    dados = {nombre: hoy.columna(nombre) for nombre in _DADOS} | {"vence": hoy.columna("vence") + dias}
    clientes = np.array([estado == CLIENTE for estado in marco["estado"].to_list()], dtype=bool)[sitios]
    return HechosDeFilas(calculados | dados, clientes)


def niveles_de_resumen(antes: HechosDeFilas, hoy: HechosDeFilas, cortes: DosCortes) -> Niveles:
    """De las columnas de resumen; lo que no se puede separar lo dice el módulo."""
    dias = float(cortes.dias)
    compra = compraron(antes, hoy, dias)
    devuelto = np.maximum(_o_cero(hoy.columna("devoluciones")) - _o_cero(antes.columna("devoluciones")), 0.0)
    sin_devolver = hoy.con(
        {
            "importe_neto": hoy.columna("importe_neto") + devuelto,
            "devoluciones": np.where(devuelto > 0, antes.columna("devoluciones"), hoy.columna("devoluciones")),
        }
    )
    entonces = _en_otro_corte(sin_devolver, -dias)
    corregidos = entonces.con(_como_antes(antes, entonces, compra), np.where(compra, antes.clientes, hoy.clientes))
    pasados = _en_otro_corte(corregidos, dias)
    devueltos = pasados.con(
        {
            "importe_neto": pasados.columna("importe_neto") - devuelto,
            "devoluciones": np.where(devuelto > 0, hoy.columna("devoluciones"), pasados.columna("devoluciones")),
        }
    )
    return Niveles(antes, corregidos, pasados, sin_devolver, devueltos, hoy)


def compraron(antes: HechosDeFilas, hoy: HechosDeFilas, dias: float) -> Marca:
    """Las filas en que las columnas de resumen dicen que hubo alguna compra."""
    ultima_antes, ultima_hoy = -antes.columna("dias_sin_comprar"), dias - hoy.columna("dias_sin_comprar")
    estrena = ~antes.clientes & hoy.clientes
    avanza: Marca = (ultima_hoy > ultima_antes) | (hoy.columna("compras") > antes.columna("compras"))
    sin_fecha = np.isnan(ultima_antes) & np.isnan(ultima_hoy) & np.isnan(hoy.columna("compras"))
    return avanza | estrena | (sin_fecha & (hoy.columna("importe_neto") > antes.columna("importe_neto")))


def _como_antes(antes: HechosDeFilas, entonces: HechosDeFilas, compra: Marca) -> dict[str, Numeros]:
    """Lo de compra, como estaba en la foto donde ha habido compra; en las demás filas, lo de hoy."""
    columnas = (*_DE_COMPRA, *_QUE_ENVEJECEN)
    return {c: np.where(compra, antes.columna(c), entonces.columna(c)) for c in columnas}


def _en_otro_corte(hechos: HechosDeFilas, dias: float) -> HechosDeFilas:
    """Los mismos, mirados tantos días después (o antes)."""
    movidas = {nombre: hechos.columna(nombre) + dias for nombre in _QUE_ENVEJECEN}
    return hechos.con(movidas | {"vence": hechos.columna("vence") - dias})


def _o_cero(valores: Numeros) -> Numeros:
    return np.nan_to_num(valores, nan=0.0)
