"""What a spreadsheet program offers of cartera-xl: its worksheet functions and its ribbon commands, declared once.

Everything else is made from these tables: the VBA wrappers, the ribbon, the LibreOffice extension, the help and the
tests. Importing this module loads nothing heavy, so that the generators run without the product's dependencies.
Help texts are at most 255 characters without line breaks: the limit of Excel's function wizard.
"""

from dataclasses import dataclass
from typing import Final

RIBBON_TAB: Final = "Cartera"
CATEGORY: Final = "Cartera"
OWN_SHEETS: Final = ("Configuración", "Historial", "Perfil ideal")
"""Sheets of the workbook that a function needs, in the order in which the host hands them over.

A workbook may call one «Configuración (Cartera)» when the user already had a «Configuración».
"""


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a worksheet function; `name` is ASCII without underscores, as IDL and VBA want it."""

    name: str
    help: str
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Function:
    """A worksheet function; `id` is stable and is what the user types in the cell.

    `result` is the result column of `nucleo.resultados` that it answers with, or `None` if it needs no scoring.
    """

    id: str
    help: str
    arguments: tuple[Argument, ...]
    result: str | None = None

    @property
    def needs_book(self) -> bool:
        """True if the host has to hand over `OWN_SHEETS` after the arguments."""
        return self.result is not None or any(argument.name == "pais" for argument in self.arguments)


@dataclass(frozen=True, slots=True)
class Command:
    """A ribbon button; `id` is stable, ASCII, and names the VBA macro, the icon and the Python command.

    `keytip` is the letter of keyboard access inside the tab; `large` draws it big.
    """

    id: str
    label: str
    screentip: str
    supertip: str
    keytip: str
    group: str
    large: bool = False


DATOS = Argument(
    "datos",
    "La tabla de clientes con sus títulos (una celda de respuesta por fila), o la fecha de la última compra: una celda "
    "o una columna.",
)
COMPRAS = Argument(
    "compras",
    "Con una tabla: los movimientos con sus títulos, si los hay. Con fechas: el número de compras de cada cliente.",
    optional=True,
)
IMPORTE = Argument("importe", "Con fechas: el importe neto comprado por cada cliente.", optional=True)
PRIMERA = Argument("primera", "Con fechas: la fecha de la primera compra de cada cliente.", optional=True)
CORTE = Argument("corte", "Fecha a la que se puntúa. Si falta, la del último recálculo del libro.", optional=True)
FACTS = (DATOS, COMPRAS, IMPORTE, PRIMERA, CORTE)

FUNCTIONS: tuple[Function, ...] = (
    Function(
        "CARTERA_PUNTUACION", "Puntuación de 0 a 100 de cada cliente, con el baremo del libro.", FACTS, "puntuacion"
    ),
    Function(
        "CARTERA_SEGMENTO",
        "Segmento de cada cliente según las reglas de Configuración: Estratégico, Clave, Emergente o Bajo valor.",
        FACTS,
        "segmento",
    ),
    Function("CARTERA_RANGO", "Rango a la vista de cada cliente: bajo, medio o alto.", FACTS, "rango"),
    Function("CARTERA_RFM", "Puntos de recencia, frecuencia e importe de cada cliente, de 1 a 5.", FACTS, "rfm"),
    Function("CARTERA_CICLO", "Ciclo de vida: prospecto, nuevo, habitual, ocasional o inactivo.", FACTS, "ciclo"),
    Function("CARTERA_ABC", "Clase A, B o C de cada cliente por su importe, con los umbrales del libro.", FACTS, "abc"),
    Function("CARTERA_CLV", "Valor que se espera de cada cliente en los meses de Configuración.", FACTS, "clv"),
    Function("CARTERA_RIESGO", "Riesgo de que cada cliente no vuelva: alto, medio o bajo.", FACTS, "riesgo"),
    Function("CARTERA_PORQUE", "Los hechos que han decidido el segmento de cada cliente.", FACTS, "por_que"),
    Function(
        "CARTERA_GENERACION",
        "Generación de cada persona según su año de nacimiento: Silenciosa, Baby boom, X, Milenial, Z o Alfa.",
        (Argument("nacimiento", "Fecha o año de nacimiento: una celda o una columna."),),
    ),
    Function(
        "CARTERA_VALIDA_ID",
        "Dice si un identificador fiscal es válido en su país: NIF, RFC, CUIT, RUT, NIT, RUC…",
        (
            Argument("identificador", "El identificador fiscal: una celda o una columna."),
            Argument("pais", "Código del país: ES, MX, AR… Si falta, el del libro.", optional=True),
        ),
    ),
)

COMMANDS: tuple[Command, ...] = (
    Command(
        "comprobar_datos",
        "Comprobar datos",
        "Comprobar los datos de los clientes",
        "Dice cómo se entiende cada columna y qué celdas no se entienden. No escribe nada.",
        "C",
        "Segmentos",
    ),
    Command(
        "recalcular_segmentos",
        "Recalcular segmentos",
        "Puntuar y segmentar a los clientes de este libro",
        "Escribe en sus propias columnas la puntuación, el segmento, el porqué y la próxima acción de cada cliente. "
        "Se puede deshacer.",
        "R",
        "Segmentos",
        large=True,
    ),
    Command(
        "por_que",
        "¿Por qué este segmento?",
        "Explicar al cliente de la fila elegida",
        "Dice qué suma cada parte de su puntuación, la regla que decidió su segmento y qué lo haría subir o bajar.",
        "Q",
        "Segmentos",
    ),
    Command(
        "deshacer_recalculo",
        "Deshacer último recálculo",
        "Devolver lo que había antes del último recálculo",
        "Respeta, y dice cuáles son, las celdas que alguien haya cambiado después.",
        "Z",
        "Segmentos",
    ),
    Command(
        "informe_pdf",
        "Informe PDF",
        "Hacer el informe de la cartera",
        "Todavía no está disponible.",
        "P",
        "Informes",
        large=True,
    ),
    Command(
        "enviar_informes",
        "Enviar informes",
        "Enviar a cada comercial el suyo",
        "Todavía no está disponible.",
        "E",
        "Informes",
    ),
    Command(
        "configuracion",
        "Configuración",
        "Abrir los ajustes de este libro",
        "Pesos, umbrales, reglas de segmento y columnas. Si el libro aún no tiene la hoja, la crea.",
        "F",
        "Ajustes y ayuda",
    ),
    Command(
        "ayuda",
        "Ayuda",
        "Abrir la ayuda",
        "La hoja Ayuda del libro si la tiene; si no, la guía en el navegador.",
        "H",
        "Ajustes y ayuda",
    ),
    Command(
        "diagnostico",
        "Diagnóstico",
        "Comprobar la instalación",
        "Comprueba Python, el complemento, los permisos y el registro, y dice qué hacer si algo falla.",
        "D",
        "Ajustes y ayuda",
    ),
)


def function(ident: str) -> Function:
    """The function of that id; `KeyError` if there is none."""
    return {known.id: known for known in FUNCTIONS}[ident]


def command(ident: str) -> Command:
    """The command of that id; `KeyError` if there is none."""
    return {known.id: known for known in COMMANDS}[ident]
