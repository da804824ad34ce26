"""Las columnas de cambio de cada fila: cuándo cae y a qué, y qué compra la sube o evita que caiga."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import narwhals as nw
import numpy as np

from cartera_xl.nucleo.baremo import Baremo
from cartera_xl.nucleo.cambio.caida import DIAS_DE_CAIDA, Caidas, caidas
from cartera_xl.nucleo.cambio.evaluador import Evaluador
from cartera_xl.nucleo.cambio.partida import Partida
from cartera_xl.nucleo.cambio.propuestas import Propuestas, Salida, permanencias, repartidas, subidas
from cartera_xl.nucleo.cambio.regiones import ORDEN, RANGO_MAXIMO, RANGO_MINIMO
from cartera_xl.nucleo.cambio.textos import A_MANO, EN_EL_MAS_ALTO, SIN_SEGMENTO, Dichas, Frases
from cartera_xl.nucleo.cambio.tipos import Cambio
from cartera_xl.nucleo.configuracion import Configuracion
from cartera_xl.nucleo.hechos import Marca, Marco
from cartera_xl.nucleo.modelos.grupos import Posiciones
from cartera_xl.nucleo.pronostico.registro import Enteros, Registro
from cartera_xl.nucleo.segmentos import REGLA_MANUAL

COLUMNAS_DE_CAMBIO = (
    "fecha_caida",
    "cae_a",
    "para_subir",
    "subir_a",
    "subir_importe",
    "subir_compras",
    "subir_hasta",
    "para_no_caer",
)


def con_cambios(
    puntuados: Marco,
    baremo: Baremo,
    configuracion: Configuracion,
    corte: date,
    registro: Registro | None = None,
    claves: Marco | None = None,
) -> Marco:
    """Las filas puntuadas con las columnas de cambio, en el mismo motor y orden; en pandas, con índice por defecto.

    Con el baremo, las reglas y los ajustes congelados: es lo que `puntuar` dirá ese día si no se recalibra. `registro`
    y `claves` (fila, clave) son los de toda la cartera en el corte; sin movimientos, `None`.

    | columna | tipo | qué es; sin dato |
    |---|---|---|
    | fecha_caida | fecha | primer día, en tres años, con un segmento más bajo si no compra nada; nula si no cae |
    | cae_a | texto | el segmento de ese día; vacío si no cae |
    | para_subir | texto | la menor compra que lo sube, o por qué no la hay |
    | subir_a | texto | el segmento al que sube; vacío sin propuesta |
    | subir_importe | float64 | de cada compra, en la moneda del libro; nulo sin propuesta |
    | subir_compras | float64 | cuántas; nulo sin propuesta |
    | subir_hasta | fecha | último día: el corte más `plazo_propuesta`; nula sin propuesta |
    | para_no_caer | texto | la menor compra que evita la caída; vacío si no cae |

    Bajo valor no cae, y Estratégico no sube. A un segmento impuesto a mano no le pasa nada. La compra única se propone
    hasta `propuestas.VECES_EL_TICKET` veces lo que compra de una vez; si no basta, hasta doce compras de las suyas.
    """
    partida = Partida.de(puntuados, corte, max(DIAS_DE_CAIDA, configuracion.plazo_propuesta), registro, claves)
    evaluador = Evaluador.de(partida, baremo, configuracion, puntuados.implementation)
    return _con_columnas(puntuados, _Cambios.de(evaluador, _rangos(puntuados), _a_mano(puntuados)), corte)


def cambios_de(con_columnas: Marco, posicion: int) -> Cambio:
    """Los de una fila de lo que da `con_cambios`."""
    fila = con_columnas.select(*COLUMNAS_DE_CAMBIO)[[posicion], :]
    valores: dict[str, Any] = {
        nombre: None if fila[nombre].is_null().any() else fila[nombre].to_list()[0] for nombre in COLUMNAS_DE_CAMBIO
    }
    return Cambio(**valores)


def _rangos(puntuados: Marco) -> Enteros:
    posiciones = {segmento: i for i, segmento in enumerate(ORDEN)}
    return np.array([posiciones[segmento or ""] for segmento in puntuados["segmento"].to_list()], dtype=np.int64)


def _a_mano(puntuados: Marco) -> Marca:
    return np.array([regla == REGLA_MANUAL for regla in puntuados["regla"].to_list()], dtype=bool)


@dataclass(frozen=True, slots=True)
class _Cambios:
    """Todo lo que se ha averiguado, una posición por fila."""

    evaluador: Evaluador
    rango: Enteros
    a_mano: Marca
    caidas: Caidas
    subidas: Propuestas
    permanencias: Propuestas
    plazo: int

    @classmethod
    def de(cls, evaluador: Evaluador, rango: Enteros, a_mano: Marca) -> "_Cambios":
        filas, plazo = len(rango), min(evaluador.configuracion.plazo_propuesta, evaluador.partida.calendario.ultimo)
        arriba = np.flatnonzero(~a_mano & (rango >= RANGO_MINIMO) & (rango < RANGO_MAXIMO))
        suben = subidas(evaluador, arriba, rango[arriba], plazo)
        abajo = np.flatnonzero(~a_mano & (rango > RANGO_MINIMO))
        caen = caidas(evaluador, abajo, rango[abajo], min(DIAS_DE_CAIDA, evaluador.partida.calendario.ultimo))
        dia, nuevo = np.full((2, filas), -1, dtype=np.int64)
        dia[abajo], nuevo[abajo] = caen.dia, caen.rango
        caidos = np.flatnonzero(dia > 0)
        quedan = permanencias(evaluador, caidos, rango[caidos], dia[caidos])
        return cls(
            evaluador=evaluador,
            rango=rango,
            a_mano=a_mano,
            caidas=Caidas(dia, nuevo),
            subidas=repartidas(suben, arriba, filas),
            permanencias=repartidas(quedan, caidos, filas),
            plazo=plazo,
        )

    def para_subir(self, frases: Frases) -> Dichas:
        """Lo que dice la búsqueda o, donde no la ha habido, por qué."""
        dichas = frases.subir(self.subidas, self.rango, self.plazo)
        for frase, filas in (
            (SIN_SEGMENTO, self.rango < RANGO_MINIMO),
            (EN_EL_MAS_ALTO, self.rango == RANGO_MAXIMO),
            (A_MANO, self.a_mano),
        ):
            dichas = dichas.con(frase, filas)
        return dichas


def _con_columnas(puntuados: Marco, cambios: _Cambios, corte: date) -> Marco:
    """De los textos y las fechas solo se escriben los distintos: cada fila toma el suyo por su posición."""
    sube = np.isin(cambios.subidas.salida, (Salida.UNA, Salida.VARIAS))
    frases = Frases(corte, cambios.evaluador.configuracion.pais, cambios.evaluador.regiones)
    dia, segmentos = np.maximum(cambios.caidas.dia, 0), [str(segmento) for segmento in ORDEN]
    fechas = [None, *(corte + timedelta(days=t) for t in range(1, int(dia.max(initial=0)) + 1))]
    hasta = [None, corte + timedelta(days=cambios.plazo)]
    subir, quedar = cambios.para_subir(frases), frases.no_caer(cambios.permanencias, cambios.rango, dia)
    motor = puntuados.implementation
    elegidas: dict[str, tuple[Any, Posiciones, Any]] = {
        "fecha_caida": (fechas, dia, nw.Date),
        "cae_a": (segmentos, np.where(dia > 0, cambios.caidas.rango, 0), nw.String),
        "para_subir": (subir.frases, subir.cual, nw.String),
        "subir_a": (segmentos, np.where(sube, cambios.subidas.rango, 0), nw.String),
        "subir_importe": (np.where(sube, cambios.subidas.centimos / 100, np.nan), np.arange(len(sube)), nw.Float64),
        "subir_compras": (np.where(sube, cambios.subidas.veces, np.nan), np.arange(len(sube)), nw.Float64),
        "subir_hasta": (hasta, sube.astype(np.int64), nw.Date),
        "para_no_caer": (quedar.frases, quedar.cual, nw.String),
    }
    series = [
        nw.maybe_reset_index(nw.new_series(nombre, valores, tipo, backend=motor)[cual])
        for nombre, (valores, cual, tipo) in elegidas.items()
    ]
    sin_nan = [serie.fill_nan(None) if serie.dtype == nw.Float64 else serie for serie in series]
    return nw.maybe_reset_index(puntuados).with_columns(*sin_nan)
