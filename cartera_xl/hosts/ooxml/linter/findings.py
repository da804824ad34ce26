"""What the linter can say: the rules, with their Spanish message, and the findings."""

from collections import Counter
from dataclasses import dataclass, field
from enum import Enum, unique

MAX_PER_RULE_AND_PART = 1000


@unique
class Rule(Enum):
    """One rule; its value is the message that a person reads."""

    ZIP_UNREADABLE = "El archivo no es un zip, o está dañado."
    ZIP_BAD_ENTRY = "Una entrada del zip no se puede descomprimir o su suma de control no cuadra."
    ZIP_DUPLICATE_ENTRY = "Hay dos entradas del zip con el mismo nombre."
    NOT_A_SPREADSHEET = "El paquete no contiene un libro de cálculo en XML."
    XML_MALFORMED = "El XML está mal formado o lleva caracteres prohibidos."
    XML_BAD_NUMBER = "Un atributo que debe ser un número entero no lo es."
    XML_UNDECLARED_PREFIX = "mc:Ignorable nombra un prefijo sin declarar."

    CONTENT_TYPE_MISSING = "Una parte no tiene tipo de contenido declarado."
    CONTENT_TYPE_DUPLICATE = "Una parte declara su tipo de contenido dos veces."
    CONTENT_TYPE_ORPHAN = "Se declara el tipo de contenido de una parte que no existe."
    CONTENT_TYPE_WRONG = "El tipo de contenido no corresponde a la relación que lleva a la parte."
    RELATIONSHIP_BROKEN = "Una relación lleva a una parte que no existe."
    RELATIONSHIP_DUPLICATE_ID = "Dos relaciones de una parte tienen el mismo identificador."
    RELATIONSHIP_UNKNOWN_ID = "Se usa un identificador de relación que no está declarado."
    RELATIONSHIP_WITHOUT_PART = "Hay relaciones de una parte que no existe."
    PART_UNREACHABLE = "Ninguna relación lleva a la parte."

    WORKBOOK_CHILD_ORDER = "Los elementos del libro no están en el orden debido."
    WORKBOOK_CHILD_REPEATED = "El libro repite un elemento que debe ser único."
    SHEET_NAME_DUPLICATE = "Dos hojas se llaman igual (sin distinguir mayúsculas)."
    SHEET_NAME_ILLEGAL = "El nombre de una hoja no es válido."
    SHEET_ID_DUPLICATE = "Dos hojas tienen el mismo sheetId."
    SHEET_WITHOUT_PART = "La relación de una hoja no existe o no lleva a una hoja."
    SHEET_PART_SHARED = "Dos hojas comparten la misma parte."
    SHEETS_ALL_HIDDEN = "Ninguna hoja está visible."
    ACTIVE_TAB_OUT_OF_RANGE = "La hoja activa no existe."
    SEVERAL_TABS_SELECTED = "Hay más de una hoja seleccionada: se editarían a la vez."
    DEFINED_NAME_DUPLICATE = "Un nombre definido se repite en el mismo ámbito."
    DEFINED_NAME_SCOPE = "Un nombre definido es de una hoja que no existe."
    DEFINED_NAME_ILLEGAL = "El nombre definido no es válido."

    STYLES_CHILD_ORDER = "Los elementos de estilos no están en el orden debido."
    STYLES_COUNT = "El recuento de una lista de estilos no coincide con sus elementos."
    STYLES_BAD_REFERENCE = "Un formato de celda remite a una fuente, relleno, borde o estilo que no existe."
    STYLES_TOO_MANY = "Hay más formatos de celda de los que Excel admite."
    NUMBER_FORMAT_DUPLICATE = "Dos formatos numéricos tienen el mismo identificador."
    NUMBER_FORMAT_MISSING = "Se usa un formato numérico propio que no está definido."
    DXF_CHILD_ORDER = "Los elementos de un formato diferencial no están en el orden debido."
    STRINGS_COUNT = "uniqueCount no coincide con los textos compartidos que hay."

    SHEET_CHILD_ORDER = "Los elementos de la hoja no están en el orden debido."
    SHEET_CHILD_REPEATED = "La hoja repite un elemento que debe ser único."
    SHEET_DATA_MISSING = "La hoja no tiene sheetData."
    SHEET_COUNT = "Un recuento de la hoja no coincide con sus elementos."
    DIMENSION_TOO_SMALL = "La dimensión declarada no cubre las celdas de la hoja."
    ROW_ORDER = "Las filas no van en orden creciente o se repiten."
    ROW_OUT_OF_RANGE = "El número de fila no existe en una hoja."
    ROW_SPANS_TOO_SMALL = "«spans» no cubre las celdas de la fila."
    CELL_BAD_REFERENCE = "La dirección de una celda no es válida."
    CELL_IN_OTHER_ROW = "La dirección de una celda no es de su fila."
    CELL_ORDER = "Las celdas de la fila no van en orden creciente o se repiten."
    CELL_OUT_OF_RANGE = "La columna de una celda no existe en una hoja."
    CELL_STYLE_OUT_OF_RANGE = "Una celda, fila o columna usa un formato que no existe."
    CELL_BAD_TYPE = "El tipo de una celda no existe."
    CELL_BAD_NUMBER = "El valor de una celda numérica no es un número finito."
    CELL_BAD_BOOLEAN = "Un valor lógico no es 0 ni 1."
    CELL_BAD_ERROR = "El valor de una celda de error no es un error conocido."
    CELL_STRING_OUT_OF_RANGE = "Una celda remite a un texto compartido que no existe."
    CELL_TEXT_TOO_LONG = "El texto pasa de los 32.767 caracteres que admite una celda."
    CELL_SPACE_LOST = "Un texto con espacios en los extremos no los conserva (falta xml:space)."
    CELL_METADATA_OUT_OF_RANGE = "Una celda remite a metadatos que no existen."
    SHARED_FORMULA_ORPHAN = "Una fórmula compartida se ha quedado sin la celda que la define."
    COLUMNS_OVERLAP = "Dos anchos de columna se solapan o están desordenados."
    COLUMNS_OUT_OF_RANGE = "Un ancho de columna es de columnas que no existen."
    MERGE_OVERLAP = "Dos combinaciones de celdas se solapan."
    REFERENCE_ILLEGAL = "Un rango de la hoja no es válido."
    DXF_OUT_OF_RANGE = "Se usa un formato diferencial que no existe."
    CONDITION_BAD_PRIORITY = "Una regla de formato condicional no tiene una prioridad válida."
    CONDITION_WITHOUT_FORMULA = "Una regla de formato condicional no tiene la fórmula que necesita."
    VALIDATION_LIST_TOO_LONG = "La lista escrita en una validación pasa de 255 caracteres."
    VALIDATION_WITHOUT_FORMULA = "Una validación no tiene la fórmula que necesita."

    TABLE_BAD_REFERENCE = "El rango de una tabla no es válido o no le caben sus filas."
    TABLE_WIDTH = "El ancho de una tabla no coincide con sus columnas."
    TABLE_COUNT = "El recuento de columnas de una tabla no coincide con las que hay."
    TABLE_COLUMN_DUPLICATE = "Dos columnas de una tabla se llaman igual."
    TABLE_COLUMN_NAME_EMPTY = "Una columna de una tabla no tiene nombre."
    TABLE_COLUMN_ID_DUPLICATE = "Dos columnas de una tabla tienen el mismo identificador."
    TABLE_HEADER_MISMATCH = "La celda de cabecera no dice lo mismo que la columna de la tabla."
    TABLE_TOTALS_MISMATCH = "La celda de totales no dice lo mismo que la tabla."
    TABLE_FILTER = "El filtro de una tabla no cubre la cabecera y los datos de la tabla."
    TABLE_OVER_MERGE = "Hay celdas combinadas dentro de una tabla."
    TABLE_OVERLAP = "Dos tablas se solapan."
    TABLE_OVER_FILTER = "El filtro de la hoja se solapa con una tabla."
    TABLE_PARTS = "La hoja no anuncia las mismas tablas que tiene."
    TABLE_NAME_DUPLICATE = "El nombre de una tabla ya lo tiene otra tabla o un nombre definido."
    TABLE_NAME_ILLEGAL = "El nombre de una tabla no es válido."
    TABLE_ID_DUPLICATE = "Dos tablas tienen el mismo identificador."
    CALC_CHAIN_STALE = "El orden de cálculo nombra una celda que no tiene fórmula o una hoja que no existe."


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule broken in one part of the package; `detail` (Spanish) says where and with which value."""

    rule: Rule
    part: str
    detail: str

    def __str__(self) -> str:
        return f"{self.rule.value} Parte «{self.part}»: {self.detail}."


@dataclass(slots=True)
class Report:
    """Collects findings; past `MAX_PER_RULE_AND_PART` of a kind the rest are dropped to bound memory."""

    findings: list[Finding] = field(default_factory=list)
    _seen: Counter[tuple[Rule, str]] = field(default_factory=Counter)

    def add(self, rule: Rule, part: str, detail: str) -> None:
        """Notes that `rule` is broken in `part`."""
        self._seen[rule, part] += 1
        if self._seen[rule, part] <= MAX_PER_RULE_AND_PART:
            self.findings.append(Finding(rule, part, detail))

    def check_count(self, rule: Rule, part: str, what: str, *, declared: str | None, found: int) -> None:
        """A declared count, when there is one, equals the number of elements found."""
        if declared is not None and declared != str(found):
            self.add(rule, part, f"{what}: se declaran {declared} y hay {found}")
