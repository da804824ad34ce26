"""La hoja «Puente de ingresos»: la cascada, un puente por grupo y los clientes que más cambian."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cartera_xl.nucleo.celdas import Celda, Cuadro, vacia
from cartera_xl.nucleo.ingresos.periodos import CENTIMOS
from cartera_xl.nucleo.ingresos.puente import CLASES, ClaseDeIngreso, Puente
from cartera_xl.nucleo.plan import Aspecto, CeldaSalida
from cartera_xl.nucleo.resumen_sitios import Celdas, bloque, linea_de

HOJA_PUENTE = "Puente de ingresos"
TITULO = "Puente de ingresos"
ANCHOS: Mapping[int, float] = {1: 44, **dict.fromkeys(range(2, 13), 17)}
ANCHO_DE_BARRA = 30
_LLENO, _VACIO = "█", " "


@dataclass(frozen=True, slots=True)
class Variacion:
    """Un cliente cuyo neto cambia; céntimos. `segmento` es el de ahora, o vacío si ya no está en la hoja."""

    nombre: str
    clase: ClaseDeIngreso
    segmento: str
    antes: int
    ahora: int

    @property
    def diferencia(self) -> int:
        return self.ahora - self.antes


@dataclass(frozen=True, slots=True)
class Dimension:
    """El mismo puente partido por una columna."""

    nombre: str
    puentes: tuple[Puente, ...]

    @property
    def titulo(self) -> str:
        """«Por segmento», «Por ABC»."""
        return f"Por {self.nombre if self.nombre.isupper() else self.nombre.lower()}"


@dataclass(frozen=True, slots=True)
class InformeDePuente:
    """Lo que se enseña: el total, cada dimensión, los que más cambian, y cómo se llaman los dos lados."""

    base: str
    ahora: str
    total: Puente
    dimensiones: tuple[Dimension, ...]
    mayores: tuple[Variacion, ...]
    notas: tuple[str, ...]


def es_puente(cuadro: Cuadro) -> bool:
    """Cierto si la hoja está vacía o es nuestra."""
    primera = next((celda for fila in cuadro for celda in fila if not vacia(celda)), None)
    return primera is None or primera == TITULO


def cascada_de(puente: Puente, base: str, ahora: str) -> list[tuple[str, int | None, int, bool]]:
    """Nombre, clientes, céntimos y si es un total, de la base a ahora."""
    return [
        (base, puente.clientes_antes, puente.antes, True),
        *((e.clase.value, e.clientes, e.centimos, False) for e in puente.escalones),
        (ahora, puente.clientes_ahora, puente.ahora, True),
    ]


def barras(pasos: Sequence[tuple[float, bool]], ancho: int = ANCHO_DE_BARRA) -> list[str]:
    """La cascada dibujada: cada total desde cero, y cada paso donde acaba el anterior, con una cifra de ancho al menos.

    >>> barras([(100, True), (50, False), (-100, False), (50, True)], 6)
    ['████', '    ██', '  ████', '██']
    """
    tramos, nivel = [], 0.0
    for importe, es_total in pasos:
        inicio = 0.0 if es_total else nivel
        nivel = importe if es_total else nivel + importe
        tramos.append((min(inicio, nivel), max(inicio, nivel)))
    minimo, maximo = min(0.0, *(bajo for bajo, _ in tramos)), max(0.0, *(alto for _, alto in tramos))
    if maximo <= minimo:
        return [""] * len(tramos)
    escala = ancho / (maximo - minimo)
    dibujos = []
    for bajo, alto in tramos:
        desde = min(round((bajo - minimo) * escala), ancho - 1)
        hasta = round((alto - minimo) * escala)
        dibujos.append(_VACIO * desde + _LLENO * max(hasta - desde, 1) if alto > bajo else "")
    return dibujos


def celdas_de_puente(informe: InformeDePuente) -> Celdas:
    """La hoja entera, desde la celda A1."""
    celdas: Celdas = {
        (1, 1): CeldaSalida(TITULO, Aspecto.TITULO),
        (2, 1): CeldaSalida(f"Base: {informe.base}. Ahora: {informe.ahora}.", Aspecto.NOTA),
    }
    fila = 4
    celdas |= bloque(fila, 1, "De dónde sale la diferencia", ("Paso", "Clientes", "Importe neto"), _cascada(informe))
    fila += len(CLASES) + 5
    celdas |= bloque(fila, 1, "Retención", ("Medida", "Valor"), _retencion(informe.total))
    fila += 6
    for dimension in informe.dimensiones:
        lineas = [_linea(puente) for puente in (*dimension.puentes, informe.total)]
        celdas |= bloque(fila, 1, dimension.titulo, _cabecera(dimension.nombre), lineas)
        fila += len(lineas) + 3
    cabecera = ("Cliente", "Clase", "Segmento", "Antes", "Ahora", "Diferencia")
    celdas |= bloque(fila, 1, "Los que más cambian", cabecera, [_variacion(v) for v in informe.mayores])
    fila += len(informe.mayores) + 3
    return celdas | {(fila + i, 1): CeldaSalida(nota, Aspecto.NOTA) for i, nota in enumerate(informe.notas)}


def _cascada(informe: InformeDePuente) -> list[list[CeldaSalida]]:
    pasos = cascada_de(informe.total, informe.base, informe.ahora)
    return [
        linea_de((nombre, Aspecto.TEXTO), (clientes, Aspecto.ENTERO), (_importe(centimos), Aspecto.IMPORTE))
        for nombre, clientes, centimos, _ in pasos
    ]


def _retencion(puente: Puente) -> list[list[CeldaSalida]]:
    medidas: Sequence[tuple[str, float | None]] = (
        ("Clientes de la base que siguen", puente.retencion_de_clientes),
        ("Ingresos de la base que siguen, sin subidas", puente.retencion_bruta),
        ("Ingresos de la base que siguen, con subidas", puente.retencion_neta),
    )
    return [linea_de((nombre, Aspecto.TEXTO), (valor, Aspecto.PORCENTAJE)) for nombre, valor in medidas]


def _cabecera(dimension: str) -> tuple[str, ...]:
    return (dimension, "Antes", *(clase.value for clase in CLASES), "Ahora", "Clientes antes", "Clientes ahora")


def _linea(puente: Puente) -> list[CeldaSalida]:
    importes = (puente.antes, *(e.centimos for e in puente.escalones), puente.ahora)
    return [
        CeldaSalida(puente.nombre, Aspecto.TEXTO),
        *(CeldaSalida(_importe(centimos), Aspecto.IMPORTE) for centimos in importes),
        CeldaSalida(puente.clientes_antes, Aspecto.ENTERO),
        CeldaSalida(puente.clientes_ahora, Aspecto.ENTERO),
    ]


def _variacion(variacion: Variacion) -> list[CeldaSalida]:
    textos = (variacion.nombre, variacion.clase.value, variacion.segmento or None)
    importes = (variacion.antes, variacion.ahora, variacion.diferencia)
    return [
        *(CeldaSalida(texto, Aspecto.TEXTO) for texto in textos),
        *(CeldaSalida(_importe(centimos), Aspecto.IMPORTE) for centimos in importes),
    ]


def _importe(centimos: int) -> Celda:
    return centimos / CENTIMOS
