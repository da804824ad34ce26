"""El cuadro de hechos de un día que viene, en el mismo motor y el mismo orden que el de hoy."""

from datetime import date

import narwhals as nw
import numpy as np

from cartera_xl.nucleo.cambio.dinero import Unidades
from cartera_xl.nucleo.cambio.partida import Compra, Partida
from cartera_xl.nucleo.cambio.porvenir import Momento
from cartera_xl.nucleo.compras_agregado import mediana_de_huecos
from cartera_xl.nucleo.compras_lineas import UNIDADES
from cartera_xl.nucleo.hechos import CLIENTE, Marco, Numeros, numeros
from cartera_xl.nucleo.modelos.grupos import Posiciones
from cartera_xl.nucleo.pronostico.registro import Enteros, Registro


def porvenir(
    hechos: Marco, corte: date, t: int, *, registro: Registro | None = None, claves: Marco | None = None
) -> Marco:
    """Los hechos a `t` días del corte si nadie compra nada; con el registro, también los que miran los movimientos.

    `registro` y `claves` (fila, clave) son los de toda la cartera en el corte. Sin ellos solo pasan los días. Lo que
    dice la persona (contrato, encaje…) no cambia, salvo lo que falta para que venza.
    """
    partida = Partida.de(hechos, corte, t, registro, claves)
    return cuadro_en(hechos, Momento.con(partida, *_todas(partida, t)))


def con_compra(  # noqa: PLR0913 - el momento y la compra van sueltos, como en `porvenir`
    hechos: Marco,
    corte: date,
    importe: float,
    t: int,
    *,
    veces: int = 1,
    registro: Registro | None = None,
    claves: Marco | None = None,
) -> Marco:
    """Los hechos a `t` días del corte si todos compran `importe` ese día, o `veces` compras iguales hasta ese día.

    Las compras van en días distintos (`veces` <= `t`), repartidas por igual; con `t` = 0 la compra se junta con las
    líneas del mismo día. Quien era un potencial pasa a ser cliente.
    """
    partida = Partida.de(hechos, corte, t, registro, claves)
    unidades = int(np.floor(importe * UNIDADES + 0.5))
    compra = Compra.igual(len(partida), unidades, t, veces)
    momento = Momento.con(partida, *_todas(partida, t), compra)
    cuadro = cuadro_en(hechos, momento, compra.unidades)
    return _con_series(cuadro, _de_comprar(partida, cuadro, compra))


def cuadro_en(hechos: Marco, momento: Momento, unidades: Unidades = 0) -> Marco:
    """Los hechos de `momento`, una fila por cada una de las suyas; si hay compras, sin bruto, ticket ni ritmo nuevos.

    `hechos` es el cuadro del que salió su partida; `unidades`, las de cada compra del momento.
    """
    columnas = momento.tiempos() | momento.periodos() | momento.meses()
    tendencia = momento.tendencia(columnas["antiguedad"])
    columnas |= {"importe_neto": momento.neto().con(unidades), "importe_12m": momento.importe_12m().con(unidades)}
    columnas["tendencia"] = tendencia.con(unidades)
    columnas["importe_12m_previos"] = _previos(momento, tendencia.previos.con(unidades))
    columnas["vence"] = momento.partida.hoy("vence", momento.filas) - momento.t
    elegidos = nw.maybe_reset_index(hechos[momento.filas.tolist(), :])
    estado = [
        CLIENTE if cliente else antes for cliente, antes in zip(momento.es_cliente, elegidos["estado"], strict=True)
    ]
    series = nw.new_series("estado", estado, nw.String, backend=hechos.implementation)
    return _con_series(elegidos, columnas).with_columns(series)


def _previos(momento: Momento, previos: Numeros) -> Numeros:
    """Del registro si llega tan atrás; una fila sin clave no los tiene."""
    pasado = momento.partida.pasado
    if pasado is None:
        return momento.partida.hoy("importe_12m_previos", momento.filas)
    con_clave = momento.partida.con_registro[momento.filas] & (pasado.clave[momento.filas] >= 0)
    return np.where(con_clave & momento.alcanza(), previos, np.nan)


def _todas(partida: Partida, t: int) -> tuple[Posiciones, Enteros]:
    return np.arange(len(partida)), np.full(len(partida), t, dtype=np.int64)


def _con_series(marco: Marco, columnas: dict[str, Numeros]) -> Marco:
    motor = marco.implementation
    series = [nw.new_series(nombre, valores, nw.Float64, backend=motor) for nombre, valores in columnas.items()]
    return marco.with_columns(*(serie.fill_nan(None) for serie in series))


def _de_comprar(partida: Partida, cuadro: Marco, compra: Compra) -> dict[str, Numeros]:
    """Los hechos que solo cambian al comprar y no deciden el segmento: bruto, ticket y ritmo."""
    columnas = {nombre: numeros(cuadro, nombre) for nombre in _DEL_TICKET}
    bruto, compras, neto = partida.columna("importe_bruto"), columnas["compras"], columnas["importe_neto"]
    con_compras = np.where(compras > 0, compras, np.nan)
    return {
        "importe_bruto": (np.rint(bruto * UNIDADES) + compra.unidades * compra.veces) / UNIDADES,
        "ticket_medio": neto / con_compras,
        "ritmo": _ritmo(partida, columnas, compra),
    }


_DEL_TICKET = ("compras", "recompras", "edad_ultima_compra", "importe_neto")


def _ritmo(partida: Partida, columnas: dict[str, Numeros], compra: Compra) -> Numeros:
    """La mediana de los huecos o, sin movimientos, el tiempo entre la primera y la última repartido."""
    recompras, edad = columnas["recompras"], columnas["edad_ultima_compra"]
    repartido = np.where((recompras > 0) & (edad > 0), edad / np.where(recompras > 0, recompras, 1.0), np.nan)
    pasado = partida.pasado
    if pasado is None:
        return repartido
    filas = np.arange(len(partida))
    de, cuales = pasado.despues_de(filas, np.full(len(partida), -(10**6))).entradas()
    de, dia = de[pasado.compra[cuales]], pasado.dia[cuales][pasado.compra[cuales]]
    cambia = columnas["compras"] > partida.columna("compras")
    nuevos = [partida.calendario.corte + uno[cambia] for uno in compra.dias]
    fila = np.concatenate([de, *([filas[cambia]] * len(nuevos))])
    ritmo = mediana_de_huecos(fila, np.concatenate([dia, *nuevos]), len(partida))
    return np.where(partida.con_registro, ritmo, partida.columna("ritmo"))
