"""De una columna leída a una columna con tipo: lo que no se entiende sale aparte, con su sitio y su porqué.

Las columnas que ya son de números o de fechas se convierten de una vez; las de objetos, valor distinto a valor
distinto. Un valor malo queda vacío en el resultado.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cartera_xl.nucleo.celdas import Celda, ColumnaLeida, ErrorCelda, columna_de_objetos
from cartera_xl.nucleo.columnas import Tipo
from cartera_xl.nucleo.lectura.fechas import PRIMERA, ULTIMA, leer_fecha, tercia
from cartera_xl.nucleo.lectura.numeros import leer_llanos, leer_numero, partes
from cartera_xl.nucleo.lectura.textos import (
    identificador,
    limpiar,
    si_o_no,
    sin_dato,
    texto_de,
    texto_de_numero,
    todos_limpios,
)

_EPOCA: Final = date(1899, 12, 30)
_DIAS_1904: Final = 1462
_DIA_1970: Final = date(1970, 1, 1).toordinal()
_SIN_FECHA: Final = np.iinfo(np.int64).min
_COMPACTA_MINIMA, _COMPACTA_MAXIMA = 19000101.0, 21001231.0


class Malo(NamedTuple):
    """Un valor que no se pudo leer y el motivo (clave de los mensajes de `tipado`)."""

    motivo: str
    valor: str


class Calendario(NamedTuple):
    """Cómo se leen las fechas de una columna: orden («dmy», «mdy» o vacío), época de sus números y primera que vale."""

    orden: str
    desde_1904: bool = False
    primera: date = PRIMERA

    @property
    def epoca(self) -> date:
        """El día cero de los números de serie del libro."""
        return _EPOCA + timedelta(days=_DIAS_1904 if self.desde_1904 else 0)

    @property
    def series(self) -> tuple[int, int]:
        """Primer y último número de serie que puede ser una fecha; 5 o 2024 no lo son."""
        return (self.primera - self.epoca).days, (ULTIMA - self.epoca).days


class Convertida(NamedTuple):
    """La columna con su tipo y los valores malos por índice, desde 0."""

    valores: NDArray[Any]
    malos: dict[int, Malo]


def textos_distintos(columna: ColumnaLeida, filas: NDArray[np.bool_]) -> dict[str, int]:
    """Los textos de una columna en las filas dadas y cuántas veces sale cada uno; sin errores de celda."""
    if columna.dtype != object:
        return {}
    return dict(Counter(valor for valor in columna[filas] if valor.__class__ is str))


def _por_valor(columna: ColumnaLeida, leer: Callable[[Celda], Any], nada: Any, dtype: Any) -> Convertida:
    """Convierte una columna de objetos leyendo una sola vez cada valor distinto."""
    vistos: dict[tuple[type, Celda], Any] = {}
    malos: dict[int, Malo] = {}
    salida: list[Any] = [nada] * len(columna)
    for indice, valor in enumerate(columna):
        if valor is None:
            continue
        llave = (valor.__class__, valor)
        leido = vistos.get(llave, vistos)
        if leido is vistos:
            leido = vistos[llave] = leer(valor)
        if leido.__class__ is Malo:
            malos[indice] = leido
        elif leido is not None:
            salida[indice] = leido
    return Convertida(columna_de_objetos(salida) if dtype is object else np.array(salida, dtype=dtype), malos)


def a_numeros(columna: ColumnaLeida, decimal: str) -> Convertida:
    """`float64` con NaN donde no hay dato. `decimal` vacío: los textos dudosos salen con motivo `ambiguo`."""
    if columna.dtype == object:
        llanos = leer_llanos({valor for valor in columna if valor.__class__ is str}, decimal)
        if llanos:
            return _por_valor(columna, lambda valor: _llano(valor, llanos, decimal), np.nan, np.float64)
        return _por_valor(columna, lambda valor: _numero(valor, decimal), np.nan, np.float64)
    if columna.dtype.kind == "M":
        malos = {int(i): Malo("fecha_en_numero", _dia(columna[i])) for i in np.flatnonzero(~np.isnat(columna))}
        return Convertida(np.full(len(columna), np.nan), malos)
    valores = np.asarray(columna, dtype=np.float64)
    infinitos = np.flatnonzero(np.isinf(valores))
    if len(infinitos):
        valores = valores.copy()
        valores[infinitos] = np.nan
    return Convertida(valores, {int(i): Malo("infinito", "infinito") for i in infinitos})


def _llano(valor: Celda, llanos: Mapping[str, float], decimal: str) -> float | Malo | None:
    return llanos[valor] if valor.__class__ is str else _numero(valor, decimal)


def _numero(valor: Celda, decimal: str) -> float | Malo | None:
    if isinstance(valor, ErrorCelda):
        return Malo("error", str(valor))
    if isinstance(valor, str):
        return _numero_de_texto(valor, decimal)
    if isinstance(valor, bool) or valor is None or not isinstance(valor, int | float):
        return Malo("fecha_en_numero" if isinstance(valor, date) else "no_numero", _mostrar(valor))
    return Malo("infinito", "infinito") if abs(valor) == float("inf") else float(valor)


def _numero_de_texto(valor: str, decimal: str) -> float | Malo | None:
    limpio = limpiar(valor)
    if sin_dato(limpio):
        return None
    numero = leer_numero(limpio, decimal)
    if numero is not None:
        return numero
    if partes(limpio) is None:
        return Malo("no_numero", limpio)
    return Malo("contradice" if decimal else "ambiguo", limpio)


def con_porcentaje(columna: ColumnaLeida) -> NDArray[np.bool_]:
    """Marca las celdas de texto escritas con «%», que ya se han leído como fracción."""
    if columna.dtype != object:
        return np.zeros(len(columna), dtype=np.bool_)
    return np.array([isinstance(valor, str) and "%" in valor for valor in columna], dtype=np.bool_)


def a_fechas(columna: ColumnaLeida, calendario: Calendario) -> Convertida:
    """`datetime64[D]` con NaT donde no hay dato. Los números son de serie de Excel, o `aaaammdd`."""
    if columna.dtype.kind == "M":
        return _en_plazo(np.asarray(columna).astype("datetime64[D]"), calendario.primera)
    if columna.dtype == object:
        leida = _por_valor(columna, lambda valor: _dias(_fecha(valor, calendario)), _SIN_FECHA, np.int64)
        limpia = _en_plazo(leida.valores.view("datetime64[D]"), calendario.primera)
        return Convertida(limpia.valores, {**leida.malos, **limpia.malos})
    return _de_series(np.asarray(columna, dtype=np.float64), calendario)


def _de_series(numeros: NDArray[np.float64], calendario: Calendario) -> Convertida:
    minima, maxima = calendario.series
    serie = (numeros >= minima) & (numeros < maxima + 1)
    dias = np.where(serie, np.floor(numeros), 0).astype(np.int64)
    fechas = np.where(serie, np.datetime64(calendario.epoca, "D") + dias, np.datetime64("NaT", "D"))
    malos: dict[int, Malo] = {}
    for indice in np.flatnonzero(~serie & ~np.isnan(numeros)).tolist():
        leida = _fecha_de_numero(float(numeros[indice]), calendario)
        if isinstance(leida, Malo):
            malos[indice] = leida
        else:
            fechas[indice] = np.datetime64(leida, "D")
    limpia = _en_plazo(fechas, calendario.primera)
    return Convertida(limpia.valores, {**malos, **limpia.malos})


def _dias(leida: date | Malo | None) -> int | Malo | None:
    """Días desde 1970: enteros que numpy convierte en fechas de una vez."""
    return leida.toordinal() - _DIA_1970 if isinstance(leida, date) else leida


def _fecha(valor: Celda, calendario: Calendario) -> date | Malo | None:
    if isinstance(valor, ErrorCelda):
        return Malo("error", str(valor))
    if isinstance(valor, datetime):
        return valor.date()
    if isinstance(valor, date):
        return valor
    if isinstance(valor, str):
        return _fecha_de_texto(valor, calendario)
    if isinstance(valor, bool) or valor is None or isinstance(valor, time | timedelta):
        return Malo("no_fecha", _mostrar(valor))
    return None if valor != valor else _fecha_de_numero(float(valor), calendario)


def _fecha_de_numero(numero: float, calendario: Calendario) -> date | Malo:
    minima, maxima = calendario.series
    if minima <= numero < maxima + 1:
        return calendario.epoca + timedelta(days=int(numero))
    if numero.is_integer() and _COMPACTA_MINIMA <= numero <= _COMPACTA_MAXIMA:
        leida = leer_fecha(f"{numero:.0f}", "dmy")
        if leida is not None:
            return leida
    return Malo("no_fecha", _mostrar(numero))


def _fecha_de_texto(valor: str, calendario: Calendario) -> date | Malo | None:
    limpio = limpiar(valor)
    if sin_dato(limpio):
        return None
    orden = calendario.orden
    leida = leer_fecha(limpio, orden)
    if leida is not None:
        return leida
    escrita = tercia(limpio)
    if escrita is None:
        if limpio.isascii() and limpio.isdigit() and len(limpio) == 5:
            return _fecha_de_numero(float(limpio), calendario)
        return Malo("no_fecha", limpio)
    if escrita.fijada or not {escrita.mes, escrita.dia} & set(range(1, 13)):
        return Malo("fecha_imposible", limpio)
    if not orden:
        return Malo("ambiguo", limpio)
    otro = leer_fecha(limpio, "mdy" if orden == "dmy" else "dmy")
    return Malo("contradice" if otro is not None else "fecha_imposible", limpio)


def _en_plazo(fechas: NDArray[np.datetime64], primera: date) -> Convertida:
    """Vacía las fechas fuera de plazo. Bordes incluidos: `primera` y 2100-12-31 valen."""
    fuera = np.flatnonzero((fechas < np.datetime64(primera)) | (fechas > np.datetime64(ULTIMA)))
    if not len(fuera):
        return Convertida(fechas, {})
    malos = {i: Malo("fuera_de_plazo", _dia(fechas[i])) for i in fuera.tolist()}
    limpias = fechas.copy()
    limpias[fuera] = np.datetime64("NaT")
    return Convertida(limpias, malos)


def a_textos(columna: ColumnaLeida, tipo: Tipo) -> Convertida:
    """`object` de `str` o `None`, sin espacios de más; un identificador pierde el `.0` que le añadió Excel."""
    if columna.dtype.kind == "f":
        return Convertida(_enteros_a_texto(columna), {})
    lectora = identificador if tipo is Tipo.IDENTIFICADOR else texto_de
    objetos = _como_objetos(columna)
    distintos = set(objetos)
    distintos.discard(None)
    if all(valor.__class__ is str for valor in distintos) and todos_limpios(distintos):
        return Convertida(objetos, {})
    return _por_valor(
        objetos, lambda v: Malo("error", str(v)) if isinstance(v, ErrorCelda) else lectora(v), None, object
    )


def _enteros_a_texto(columna: ColumnaLeida) -> ColumnaLeida:
    vacias = np.isnan(columna)
    if bool(np.all(vacias | ((columna == np.floor(columna)) & (np.abs(columna) < 2**53)))):
        textos = list(map(str, np.where(vacias, 0, columna).astype(np.int64).tolist()))
        salida = columna_de_objetos(textos)
        salida[vacias] = None
        return salida
    return columna_de_objetos([texto_de_numero(numero) for numero in columna.tolist()])


def _como_objetos(columna: ColumnaLeida) -> ColumnaLeida:
    if columna.dtype == object:
        return columna
    return columna_de_objetos([None if v else x for x, v in zip(columna.tolist(), _vacios(columna), strict=True)])


def _vacios(columna: ColumnaLeida) -> list[bool]:
    marcas: list[bool] = (np.isnat(columna) if columna.dtype.kind == "M" else np.isnan(columna)).tolist()
    return marcas


def a_si_no(columna: ColumnaLeida) -> Convertida:
    """`object` de `True`, `False` o `None`."""
    return _por_valor(_como_objetos(columna), _si_no, None, object)


def _si_no(valor: Celda) -> bool | Malo | None:
    if isinstance(valor, ErrorCelda):
        return Malo("error", str(valor))
    try:
        return si_o_no(valor)
    except ValueError:
        return Malo("no_si_no", _mostrar(valor))


def _dia(fecha: np.datetime64) -> str:
    """`dd/mm/aaaa`; también para fechas que `datetime.date` no admite."""
    ejercicio, mes, dia = str(fecha.astype("datetime64[D]")).rsplit("-", 2)
    return f"{dia}/{mes}/{ejercicio}"


def _mostrar(valor: Celda) -> str:
    if isinstance(valor, bool):
        return "VERDADERO" if valor else "FALSO"
    if isinstance(valor, float | int):
        return f"{valor:.15g}"
    return texto_de(valor) or ""
