"""La explicación larga de un cliente, como valores: quien la enseña no calcula nada."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Aportacion:
    """Una parte de la puntuación. Los `puntos` de todas, con un decimal, suman exactamente la puntuación.

    `dato` es el hecho (días, compras, moneda del libro o puntos); `percentil`, de 0 a 100; `peso`, parte de 1 tras
    repartir el de las partes sin dato; `maximo`, los puntos que sumaría con percentil 100. `frase` dice el
    hecho.
    """

    id: str
    nombre: str
    dato: float | None
    percentil: float | None
    peso: float
    puntos: float
    maximo: float
    frase: str


@dataclass(frozen=True, slots=True)
class Sumando:
    """Una parte de un eje que se calcula sumando; con un decimal, suman exactamente lo que se enseña del eje."""

    nombre: str
    puntos: float


@dataclass(frozen=True, slots=True)
class BordeCercano:
    """Un borde de las reglas junto al valor de un eje y a cuánto está, en la unidad del eje; 0, justo en él."""

    valor: float
    distancia: float


@dataclass(frozen=True, slots=True)
class EjeExplicado:
    """Un eje: su valor (número, texto o sin dato), de dónde sale y los bordes que tiene debajo y encima."""

    id: str
    nombre: str
    valor: float | str | None
    dicho: str
    de_donde: str
    sumandos: tuple[Sumando, ...] = ()
    abajo: BordeCercano | None = None
    arriba: BordeCercano | None = None
    frase_de_bordes: str = ""


@dataclass(frozen=True, slots=True)
class CondicionProbada:
    """Una condición de una regla con lo que tiene el cliente; `distancia`, lo que le falta o le sobra.

    `distancia` es 0 si se cumple y `None` si no se cumple y no es cosa de un número.
    """

    eje: str
    pide: str
    tiene: str
    cumple: bool
    distancia: float | None
    frase: str


@dataclass(frozen=True, slots=True)
class ReglaProbada:
    """Una regla puesta a prueba con un cliente; `frase` dice por qué decidió o por qué no."""

    id: str
    segmento: str
    prioridad: int
    nota: str
    cumple: bool
    condiciones: tuple[CondicionProbada, ...]
    frase: str


@dataclass(frozen=True, slots=True)
class Explicacion:
    """Todo lo que explica el resultado de una fila.

    * `regla`: la que decidió; con un segmento impuesto a mano, la que habría decidido. `None` si no se cumple ninguna.
    * `mejores`: las reglas de los segmentos mejores que el suyo, y por qué no se le aplican.
    * `reservas`: por qué tomar el resultado con cuidado, o una frase que dice que es firme.
    * `prevision`: de dónde salen el riesgo y el CLV.
    """

    fila: int
    estado: str
    segmento: str
    a_mano: bool
    puntuacion: float | None
    rango: str
    fiabilidad: str
    por_que: str
    aportaciones: tuple[Aportacion, ...]
    frase_de_puntuacion: str
    ejes: tuple[EjeExplicado, ...]
    regla: ReglaProbada | None
    mejores: tuple[ReglaProbada, ...]
    reservas: tuple[str, ...]
    prevision: tuple[str, ...]
