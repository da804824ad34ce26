"""El perfil de cliente ideal: condiciones sobre las columnas de la hoja y qué parte cumple cada ficha.

Sirve cualquier columna, también las que inventa la persona («¿Tiene terraza?»): basta escribir su título. Encaje es el
peso de las condiciones que se cumplen entre el de las que se pueden mirar, de 0 a 100; si no se puede mirar ni la mitad
del peso, no se da.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import narwhals as nw
import numpy as np

from cartera_xl.nucleo.celdas import Celda, vacia
from cartera_xl.nucleo.hechos import POTENCIAL, Marca, Marco, Numeros, numeros, textos
from cartera_xl.nucleo.indicadores.hojas_editables import dia
from cartera_xl.nucleo.lectura.textos import clave, si_o_no, texto_de
from cartera_xl.nucleo.palabras_cifras import fecha
from cartera_xl.nucleo.reglas_texto import numero_de

PARTE_QUE_CONSTA = 0.5
"""Peso de las condiciones que se ha de poder mirar para dar el encaje. Decisión de la casa, 2026."""


class Operador(StrEnum):
    """Cómo se compara la celda de la ficha con el valor del perfil. Ninguno empieza por «=», que Excel calcularía."""

    ES = "es"
    NO_ES = "no es"
    DESDE = "≥"
    HASTA = "≤"
    CONTIENE = "contiene"
    ENTRE = "entre"
    UNO_DE = "uno de"


@dataclass(frozen=True, slots=True)
class CondicionDePerfil:
    """Una condición ya leída; `valores` son números, fechas o textos según lo escrito, en el orden en que se dio."""

    dato: str
    operador: Operador
    valores: tuple[float | date | str, ...]
    peso: float = 1.0
    fila: int = 0

    @property
    def dicha(self) -> str:
        """Como la lee una persona: «Empleados ≥ 10».

        >>> CondicionDePerfil("Empleados", Operador.ENTRE, (10.0, 50.0)).dicha
        'Empleados entre 10 y 50'
        """
        union = " y " if self.operador is Operador.ENTRE else ", "
        return f"{self.dato} {self.operador.value} {union.join(map(_dicho, self.valores))}"


@dataclass(frozen=True, slots=True)
class PerfilIdeal:
    """Las condiciones del cliente ideal; sin ninguna, nadie tiene encaje."""

    condiciones: tuple[CondicionDePerfil, ...] = ()


@dataclass(frozen=True, slots=True)
class Encajes:
    """El encaje de cada fila: puntos de 0 a 100 (NaN si no se sabe) y su explicación."""

    puntos: Numeros
    explicaciones: tuple[str, ...]


def encajar(perfil: PerfilIdeal, columnas: Mapping[str, Sequence[Celda]], cuantas: int) -> Encajes:
    """El encaje de `cuantas` fichas; `columnas` va de la `clave` del dato a sus celdas, una por ficha.

    Un dato que no está en `columnas` no consta en ninguna ficha.
    """
    if not perfil.condiciones:
        return Encajes(np.full(cuantas, np.nan), ("",) * cuantas)
    nada: Sequence[Celda] = [None] * cuantas
    miradas = np.stack([_mirar(c, columnas.get(clave(c.dato), nada)) for c in perfil.condiciones])
    pesos = np.array([condicion.peso for condicion in perfil.condiciones])
    total, sabido = pesos.sum(), pesos @ (miradas != _NO_CONSTA)
    cumplido = pesos @ (miradas == _CUMPLE)
    basta = (sabido > 0) & (sabido >= PARTE_QUE_CONSTA * total)
    puntos = np.where(basta, np.round(100 * cumplido / np.where(sabido > 0, sabido, 1.0)), np.nan)
    casos, cual = np.unique(miradas.T, axis=0, return_inverse=True)
    dichos = [_explicar(perfil, caso) for caso in casos]
    return Encajes(puntos, tuple(dichos[i] for i in cual.ravel().tolist()))


def con_encaje(hechos: Marco, puntos: Numeros) -> Marco:
    """Los hechos con el encaje del perfil en los potenciales que no lo traen escrito; lo escrito a mano manda."""
    escrito = numeros(hechos, "encaje")
    potencial = np.array([estado == POTENCIAL for estado in textos(hechos, "estado")], dtype=bool)
    nuevos = np.where(np.isnan(escrito) & potencial, puntos, escrito)
    marco = hechos.with_columns(nw.new_series("encaje", nuevos, nw.Float64, backend=hechos.implementation))
    return marco if marco.implementation.is_pandas_like() else marco.with_columns(nw.col("encaje").fill_nan(None))


def leer_valores(escrito: Celda, operador: Operador) -> tuple[float | date | str, ...]:
    """Los valores de una condición. `ValueError` si no sirven para ese operador.

    >>> leer_valores("10 y 50", Operador.ENTRE), leer_valores("Hostelería, Sanidad", Operador.UNO_DE)
    ((10.0, 50.0), ('Hostelería', 'Sanidad'))
    """
    if operador in (Operador.ENTRE, Operador.UNO_DE) and isinstance(escrito, str):
        partes: list[Celda] = [parte.strip() for parte in _separar(escrito, operador) if parte.strip()]
    else:
        partes = [escrito]
    valores = tuple(_valor(parte) for parte in partes)
    if operador is Operador.ENTRE and not _es_rango(valores):
        raise ValueError(str(escrito))
    if operador in (Operador.DESDE, Operador.HASTA) and isinstance(valores[0], str):
        raise ValueError(str(escrito))
    return (str(texto_de(escrito)),) if operador is Operador.CONTIENE else valores


_CUMPLE, _FALLA, _NO_CONSTA = 1, 0, -1


def _mirar(condicion: CondicionDePerfil, celdas: Sequence[Celda]) -> np.ndarray:
    """Cada valor distinto se compara una vez; con su tipo, que `True` y `1` no son lo mismo."""
    llaves = [(celda.__class__, celda) for celda in celdas]
    dichas = {llave: _una(condicion, llave[1]) for llave in dict.fromkeys(llaves)}
    return np.fromiter(map(dichas.__getitem__, llaves), dtype=np.int8, count=len(llaves))


def _una(condicion: CondicionDePerfil, celda: Celda) -> int:
    escrito = None if vacia(celda) else texto_de(celda)
    if escrito is None:
        return _NO_CONSTA
    operador, valores = condicion.operador, condicion.valores
    if operador is Operador.CONTIENE:
        return _CUMPLE if clave(str(valores[0])) in clave(escrito) else _FALLA
    if operador in (Operador.ES, Operador.NO_ES, Operador.UNO_DE):
        igual = any(_iguales(celda, escrito, valor) for valor in valores)
        return _CUMPLE if igual is not (operador is Operador.NO_ES) else _FALLA
    medida = _comparable(celda, valores[0])
    if medida is None:
        return _NO_CONSTA
    bordes = [float(v.toordinal()) if isinstance(v, date) else float(v) for v in valores]
    cumple = medida >= bordes[0] if operador is not Operador.HASTA else medida <= bordes[0]
    return _CUMPLE if cumple and (operador is not Operador.ENTRE or medida <= bordes[1]) else _FALLA


def _iguales(celda: Celda, escrito: str, valor: float | date | str) -> bool:
    if not isinstance(valor, str):
        medida = _comparable(celda, valor)
        return medida == (float(valor.toordinal()) if isinstance(valor, date) else valor)
    if clave(escrito) == clave(valor) and clave(valor):
        return True
    try:
        dicho, pedido = si_o_no(celda), si_o_no(valor)
    except ValueError:
        return False
    return dicho is not None and dicho is pedido


def _comparable(celda: Celda, como: float | date | str) -> float | None:
    """La celda como número, o como día si se compara con una fecha; `None` si no lo es."""
    if isinstance(celda, bool):
        return None
    try:
        if isinstance(como, date):
            return float(dia(celda).toordinal())
        return float(celda) if isinstance(celda, int | float) else numero_de(str(texto_de(celda)).rstrip(" %€$"))
    except ValueError:
        return None


def _valor(parte: Celda) -> float | date | str:
    """Número si lo es, fecha si lo es y, si no, texto."""
    if isinstance(parte, datetime):
        return parte.date()
    if isinstance(parte, date):
        return parte
    if isinstance(parte, bool):
        return "sí" if parte else "no"
    if isinstance(parte, int | float):
        return float(parte)
    escrito = str(parte).strip()
    for leer in (dia, numero_de):
        try:
            return leer(escrito)
        except ValueError:
            continue
    return escrito


def _separar(escrito: str, operador: Operador) -> list[str]:
    if operador is Operador.UNO_DE:
        return escrito.replace(";", ",").replace("|", ",").split(",")
    for union in (" y ", " a ", ";", "–", " - "):
        if union in escrito:
            return escrito.split(union)
    return [escrito]


def _es_rango(valores: Sequence[float | date | str]) -> bool:
    if len(valores) != 2 or any(isinstance(valor, str) for valor in valores):
        return False
    uno, otro = (v.toordinal() if isinstance(v, date) else v for v in valores if not isinstance(v, str))
    return isinstance(valores[0], date) is isinstance(valores[1], date) and uno <= otro


def _dicho(valor: float | date | str) -> str:
    if isinstance(valor, str):
        return valor
    return fecha(valor) if isinstance(valor, date) else f"{valor:.10g}".replace(".", ",")


def _explicar(perfil: PerfilIdeal, caso: np.ndarray) -> str:
    """Qué cumple, qué falla y qué no consta, dicho con las condiciones del perfil."""
    partes = []
    for como, que in ((_FALLA, "No cumple"), (_NO_CONSTA, "No consta"), (_CUMPLE, "Cumple")):
        suyas = [
            c.dicha if como != _NO_CONSTA else c.dato
            for c, dice in zip(perfil.condiciones, caso, strict=True)
            if dice == como
        ]
        partes += [f"{que}: {'; '.join(suyas)}."] if suyas else []
    return " ".join(partes)


def marca_de_potenciales(hechos: Marco) -> Marca:
    """Qué filas son potenciales."""
    return np.array([estado == POTENCIAL for estado in textos(hechos, "estado")], dtype=bool)
