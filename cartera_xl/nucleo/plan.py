"""Lo que se va a escribir, dicho antes de escribirlo: el anfitrión lo cumple entero o no toca nada.

Un plan toca tres cosas y ninguna más: las columnas de resultado de la tabla de clientes, las hojas
propias (Configuración, Resumen, Historial…) y, al deshacer, las columnas que se retiran.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import Final

from cartera_xl.nucleo.celdas import Celda, ColumnaLeida, Rango


class Aspecto(StrEnum):
    """Cómo se enseña una celda nuestra; cada anfitrión lo traduce a su formato."""

    GENERAL = "general"
    TEXTO = "texto"
    ENTERO = "entero"  # 0
    DECIMAL = "decimal"  # 0.0
    IMPORTE = "importe"  # #,##0.00
    PORCENTAJE = "porcentaje"  # 0.0 %
    FECHA = "fecha"  # dd/mm/yyyy
    CENTRADO = "centrado"
    TITULO = "titulo"
    SECCION = "seccion"
    CABECERA = "cabecera"
    NOTA = "nota"
    ENTRADA = "entrada"  # celda que la persona puede cambiar


class Color(StrEnum):
    """Colores de realce; quien escribe elige el tono, legible también en gris."""

    VERDE = "verde"
    AMARILLO = "amarillo"
    ROJO = "rojo"
    AZUL = "azul"
    MORADO = "morado"
    GRIS = "gris"


class _Conservar(Enum):
    CONSERVAR = "conservar"


CONSERVAR: Final = _Conservar.CONSERVAR
"""Dentro de `ColumnaSalida.valores`: esta celda no se toca. `None`, en cambio, la vacía."""


@dataclass(frozen=True, slots=True)
class Zona:
    """Dónde está la tabla de clientes; filas y columnas desde 1, bordes incluidos.

    `tabla` es el nombre del ListObject, o `None` si es un rango corriente. Una fila de totales queda
    fuera: `ultima_fila` es la última de datos.
    """

    hoja: str
    fila_cabecera: int
    primera_fila: int
    ultima_fila: int
    primera_columna: int
    ultima_columna: int
    tabla: str | None = None


@dataclass(frozen=True, slots=True)
class ColumnaSalida:
    """Una columna de resultado: un valor por fila, de `primera_fila` a `ultima_fila` de la zona.

    `columna` es su sitio si ya existe; `None` la añade a la derecha de la tabla. `valores` es `float64`
    (NaN = vacía) u `object` (texto, número, booleano, fecha, `None` o `CONSERVAR`). `realce` da color a los textos
    que empiezan así, solo en esta columna. `renombrar` cambia además el título de una columna que ya existe.
    """

    id: str
    titulo: str
    valores: ColumnaLeida
    aspecto: Aspecto = Aspecto.GENERAL
    columna: int | None = None
    ancho: float = 12.0
    realce: Mapping[str, Color] = field(default_factory=dict)
    opciones: tuple[str, ...] = ()
    renombrar: bool = False


@dataclass(frozen=True, slots=True)
class CeldaSalida:
    """Una celda de una hoja propia. Si la hoja ya existía, conserva el formato que la persona le dio."""

    valor: Celda
    aspecto: Aspecto = Aspecto.GENERAL


@dataclass(frozen=True, slots=True)
class HojaSalida:
    """Una hoja propia: se crea si falta; si está, solo cambian las celdas dadas.

    Claves de `celdas`: (fila, columna) desde 1. Un valor `None` vacía la celda. `tabla`, si se da, es el
    nombre del ListObject que ocupa todo el cuadro desde `fila_tabla`; solo al crear la hoja.

    `columnas`, también solo al crearla, van una tras otra desde la A: el título en `fila_tabla` y debajo un valor por
    fila, todas con los mismos. Con ellas, `celdas` ocupa otras filas. De cada una no cuentan `columna` ni `renombrar`.
    """

    nombre: str
    celdas: Mapping[tuple[int, int], CeldaSalida]
    anchos: Mapping[int, float] = field(default_factory=dict)
    inmovilizar_filas: int = 0
    tabla: str | None = None
    fila_tabla: int = 1
    columnas: tuple[ColumnaSalida, ...] = ()

    @property
    def cuadro(self) -> Rango | None:
        """Lo que ocupan las columnas o, si no las hay, las celdas desde `fila_tabla`; siempre con una fila de datos."""
        if self.columnas:
            filas = max(1, len(self.columnas[0].valores))
            return Rango(self.fila_tabla, 1, self.fila_tabla + filas, len(self.columnas))
        dentro = [sitio for sitio in self.celdas if sitio[0] >= self.fila_tabla]
        if not dentro:
            return None
        ultima = max(self.fila_tabla + 1, *(fila for fila, _ in dentro))
        columnas = [columna for _, columna in dentro]
        return Rango(self.fila_tabla, min(columnas), ultima, max(columnas))


@dataclass(frozen=True, slots=True)
class PlanEscritura:
    """Todo lo que una ejecución escribe, de una vez. `quitar` son columnas nuestras que desaparecen al deshacer."""

    zona: Zona | None = None
    columnas: tuple[ColumnaSalida, ...] = ()
    hojas: tuple[HojaSalida, ...] = ()
    quitar: tuple[int, ...] = ()
