"""De la tabla puntuada a las columnas que se escriben, y qué cambia respecto a lo que había."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import narwhals as nw
import numpy as np

from cartera_xl.casos.columnas_propias import ColumnaPropia
from cartera_xl.nucleo.celdas import ColumnaLeida, columna_de_objetos, misma_celda, vacia
from cartera_xl.nucleo.hechos import Marco
from cartera_xl.nucleo.plan import CONSERVAR, ColumnaSalida
from cartera_xl.nucleo.reglas import Segmento

DECIMALES = {
    "tendencia": 4,
    "ficha_completa": 4,
    "prob_volver": 4,
    "prob_renovacion": 4,
    "compras_esperadas": 2,
    "cuota": 6,
    "ticket_medio": 2,
    "importe_neto": 2,
}


@dataclass(frozen=True, slots=True)
class FilasDeZona:
    """Las filas de la zona y cuáles son clientes: `marca` va de `primera` en adelante, una por fila de hoja."""

    primera: int
    marca: ColumnaLeida

    @property
    def total(self) -> int:
        return len(self.marca)


def columnas_de_salida(
    propias: Sequence[ColumnaPropia], puntuados: Marco, filas: FilasDeZona, actuales: Mapping[str, ColumnaLeida]
) -> tuple[ColumnaSalida, ...]:
    """Una `ColumnaSalida` por columna propia; la que escribe la persona se conserva celda a celda."""
    salida = []
    for propia in propias:
        resultado = propia.resultado
        if resultado.de_la_persona:
            valores = _de_la_persona(filas, actuales.get(resultado.id))
        else:
            valores = extender(valores_de(puntuados, resultado.id), filas)
        salida.append(
            ColumnaSalida(
                id=resultado.id,
                titulo=propia.titulo,
                valores=valores,
                aspecto=resultado.aspecto,
                columna=propia.columna,
                ancho=resultado.ancho,
                realce=resultado.realce,
                opciones=tuple(Segmento) if resultado.id == "segmento_manual" else (),
                renombrar=propia.titulo_en_hoja is not None and propia.titulo_en_hoja != propia.titulo,
            )
        )
    return tuple(salida)


def valores_de(puntuados: Marco, columna: str) -> ColumnaLeida:
    """Una columna de la tabla puntuada tal como irá a la hoja: sin textos vacíos y con los decimales de cada una."""
    serie = puntuados[columna]
    if serie.dtype.is_numeric():
        numeros = np.asarray(serie.cast(nw.Float64).to_numpy(), dtype=np.float64)
        decimales = DECIMALES.get(columna)
        return numeros if decimales is None else np.round(numeros, decimales)
    valores = serie.to_list()
    if serie.dtype != nw.String:
        nulos = serie.is_null().to_list()  # pandas da `pd.NA` donde falta una fecha, y no es una celda
        return normalizada(columna_de_objetos([None if nulo else v for v, nulo in zip(valores, nulos, strict=True)]))
    unicos = {valor: None if vacia(valor) else valor for valor in dict.fromkeys(valores)}
    return columna_de_objetos(list(map(unicos.__getitem__, valores)))  # cada texto, una sola vez en memoria


def extender(valores: ColumnaLeida, filas: FilasDeZona) -> ColumnaLeida:
    """De un valor por cliente a uno por fila de la zona; las filas que no son clientes quedan vacías."""
    if filas.marca.all():
        return valores
    todas: ColumnaLeida = np.full(filas.total, np.nan if valores.dtype.kind == "f" else None, dtype=valores.dtype)
    todas[filas.marca] = valores
    return todas


def _de_la_persona(filas: FilasDeZona, actual: ColumnaLeida | None) -> ColumnaLeida:
    return np.full(filas.total, None if actual is None else CONSERVAR, dtype=object)


def poner(columna: ColumnaSalida, cambios: dict[int, str]) -> ColumnaSalida:
    """La misma columna con otros valores en las posiciones dadas."""
    valores = columna_de_objetos(columna.valores.tolist())
    for posicion, valor in cambios.items():
        valores[posicion] = valor
    return replace(columna, valores=valores)


def distintas(antes: ColumnaLeida | None, despues: ColumnaLeida) -> ColumnaLeida:
    """Marca de las filas cuyo valor cambia; vacío, NaN y texto en blanco son lo mismo, y `CONSERVAR` no cambia."""
    if antes is None and despues.dtype.kind == "f":
        return ~np.isnan(despues)
    nuevas = normalizada(despues)
    conserva = _es(nuevas, CONSERVAR)
    if antes is None:
        return ~_es(nuevas, None) & ~conserva
    return ~iguales(normalizada(antes), nuevas) & ~conserva


def iguales(unas: ColumnaLeida, otras: ColumnaLeida) -> ColumnaLeida:
    """Marca de las celdas que en la hoja serían la misma; las dos columnas, normalizadas.

    La comparación de una vez acierta casi siempre; `misma_celda` solo mira las que podrían ser la misma dicha de
    otro modo: fecha y momento, o verdadero y uno.
    """
    marca: ColumnaLeida = np.asarray(unas == otras, dtype=bool)
    if _tipos(unas) | _tipos(otras) <= {str, float, int, type(None)}:
        return marca
    alguna_vacia = _es(unas, None) | _es(otras, None)
    for posicion in np.flatnonzero(~alguna_vacia).tolist():
        if unas[posicion].__class__ is not otras[posicion].__class__:
            marca[posicion] = misma_celda(unas[posicion], otras[posicion])
    return marca


def normalizada(columna: ColumnaLeida) -> ColumnaLeida:
    """La columna como objetos, con `None` en todo lo vacío: así se comparan dos lecturas de la misma celda."""
    if columna.dtype.kind == "f":
        objetos: ColumnaLeida = columna.astype(object)
        objetos[np.isnan(columna)] = None
        return objetos
    if columna.dtype != object:
        return columna_de_objetos([None if vacia(valor) else valor for valor in columna.tolist()])
    valores = columna.tolist()
    vaciados = {valor: None if vacia(valor) else valor for valor in dict.fromkeys(valores)}
    if all(limpio is valor for valor, limpio in vaciados.items()):
        return columna
    if _tipos(columna) <= {str, type(None)}:
        return columna_de_objetos(list(map(vaciados.__getitem__, valores)))
    return columna_de_objetos([None if vacia(valor) else valor for valor in valores])


def _es(columna: ColumnaLeida, valor: object) -> ColumnaLeida:
    """Marca de las celdas que son exactamente ese objeto."""
    marca: ColumnaLeida = np.asarray(np.equal(columna, np.array(valor, dtype=object)), dtype=bool)
    return marca


def _tipos(columna: ColumnaLeida) -> set[type]:
    return set(map(type, columna.tolist()))
