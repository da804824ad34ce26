"""Lo que se cuenta de una cartera entera: los valores que enseñan la pantalla, la hoja y los informes.

Los importes están en la moneda del libro, redondeados al céntimo por cliente antes de sumar: los grupos suman
exactamente el total y el orden de las filas no cambia nada. Las cuotas van de 0 a 1 y son `None` sin base.
"""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, NamedTuple

from cartera_xl.nucleo.errores import Gravedad
from cartera_xl.nucleo.reglas import Segmento

SIN_SEGMENTO = "Sin segmento"
SEGMENTOS: tuple[str, ...] = tuple(Segmento)
CICLOS: tuple[str, ...] = ("Nuevo", "Habitual", "Ocasional", "Inactivo", "Prospecto")
CLASES_ABC: tuple[str, ...] = ("A", "B", "C")
DECILES = 10


@dataclass(frozen=True, slots=True)
class Totales:
    """La cartera en una línea.

    `con_compras` son las filas con alguna compra; `importe_medio` es el neto entre ellas y `ticket_medio`, el
    neto entre el número de compras. `dias_sin_comprar` es la mediana.
    """

    filas: int
    clientes: int
    potenciales: int
    con_compras: int
    compras: int
    importe_neto: float
    importe_medio: float | None
    ticket_medio: float | None
    puntuacion_media: float | None
    dias_sin_comprar: float | None
    en_riesgo: int
    importe_en_riesgo: float


@dataclass(frozen=True, slots=True)
class Grupo:
    """Una línea de una tabla de reparto; las cuotas, sobre todas las filas y sobre el neto total."""

    nombre: str
    clientes: int
    cuota_clientes: float | None
    importe_neto: float
    cuota_neto: float | None
    puntuacion_media: float | None
    en_riesgo: int


@dataclass(frozen=True, slots=True)
class Nivel:
    """Un rango y su leyenda: `dibujo` es el texto que llevan las celdas; de `desde` (incluido) a `hasta`."""

    nombre: str
    dibujo: str
    desde: float
    hasta: float
    grupo: Grupo


@dataclass(frozen=True, slots=True)
class Concentracion:
    """Cuánto pesa cada pocos clientes; base: la suma de los netos positivos."""

    nucleo: int
    cuota_clientes_nucleo: float | None
    cuota_neto_nucleo: float | None
    cuota_cinco: float | None
    cuota_diez: float | None


class PuntoPareto(NamedTuple):
    """Los `cuota_clientes` mejores clientes (con neto positivo) suman `cuota_neto`."""

    cuota_clientes: float
    cuota_neto: float


@dataclass(frozen=True, slots=True)
class Cliente:
    """Un cliente en una lista corta; los importes y días que no constan son `None`."""

    fila: int
    nombre: str
    responsable: str
    segmento: str
    ciclo: str
    puntuacion: float | None
    importe_neto: float | None
    dias_sin_comprar: float | None


@dataclass(frozen=True, slots=True)
class LineaDePrevision:
    """Lo que se espera de un segmento, o del total.

    `clientes` son los que tienen pronóstico; `clv`, la suma de los suyos, en el plazo de Configuración, y `cuota_clv`,
    su parte del total (`None` si no es positivo). `prob_media` es la media de la probabilidad de volver; `None` sin
    ella.
    """

    nombre: str
    clientes: int
    clv: float
    cuota_clv: float | None
    prob_media: float | None
    compras_esperadas: float
    riesgo_alto: int


@dataclass(frozen=True, slots=True)
class Cambio:
    """Un cliente que ha cambiado de segmento; `sube` según el orden de `SEGMENTOS`."""

    fila: int
    nombre: str
    responsable: str
    antes: str
    ahora: str
    sube: bool
    importe_neto: float | None


@dataclass(frozen=True, slots=True)
class Cambios:
    """Lo que se ha movido desde la ejecución anterior.

    `matriz[i][j]` son los que estaban en `SEGMENTOS[i]` y están en `SEGMENTOS[j]`; la diagonal no se ha movido.
    `altas` no tenían segmento antes; `bajas` lo tenían y ya no lo tienen o ya no están. `lista` son
    los de más neto (500 como mucho), de más a menos.
    """

    matriz: tuple[tuple[int, ...], ...]
    suben: int
    bajan: int
    iguales: int
    altas: int
    bajas: int
    lista: tuple[Cambio, ...]


@dataclass(frozen=True, slots=True)
class ClaseDeIncidencia:
    """Cuántas incidencias de una clase; `ejemplo` es el texto de la primera."""

    clase: str
    gravedad: Gravedad
    cuantas: int
    ejemplo: str


@dataclass(frozen=True, slots=True)
class Calidad:
    """El estado de los datos; `ficha_media` va de 0 a 1 y `duplicados` cuenta incidencias de esa clase."""

    incidencias: int
    errores: int
    avisos: int
    duplicados: int
    ficha_media: float | None
    clases: tuple[ClaseDeIncidencia, ...]


@dataclass(frozen=True, slots=True)
class Resumen:
    """Todas las cifras de una cartera en una fecha; quien las enseña no calcula ninguna.

    `segmentos`, `ciclos` y `abc` traen siempre todas sus líneas, en orden, aunque estén a cero; «Sin segmento»
    va la última y solo si hay alguno. `matriz_rf[r - 1][f - 1]` cuenta las filas con esos puntos. `cambios` es
    `None` en la primera ejecución. `prevision` es una línea por segmento y el total; vacía sin pronóstico.
    """

    corte: date
    moneda: str | None
    totales: Totales
    segmentos: tuple[Grupo, ...]
    rangos: tuple[Nivel, ...]
    ciclos: tuple[Grupo, ...]
    abc: tuple[Grupo, ...]
    concentracion: Concentracion
    pareto: tuple[PuntoPareto, ...]
    matriz_rf: tuple[tuple[int, ...], ...]
    en_riesgo: tuple[Cliente, ...]
    oportunidades: tuple[Cliente, ...]
    cambios: Cambios | None
    calidad: Calidad
    prevision: tuple[LineaDePrevision, ...] = ()

    def a_dict(self) -> dict[str, Any]:
        """El resumen con tipos de JSON: fechas en ISO, puntos de Pareto con sus nombres."""
        simple = asdict(self)
        simple["corte"] = self.corte.isoformat()
        simple["pareto"] = [punto._asdict() for punto in self.pareto]
        return simple
