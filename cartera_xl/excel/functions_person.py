"""The functions that look at one cell at a time and need no scoring: generation and tax identifier."""

from collections.abc import Callable, Sequence

from cartera_xl.excel.functions_book import settings_of
from cartera_xl.excel.functions_cells import Wrong, blanks, grid_of, height_of, scalar, shown
from cartera_xl.nucleo.calidad.fiscales import GENERICOS, por_que_no_vale, revisar_fiscal, se_comprueba
from cartera_xl.nucleo.celdas import Celda, Cuadro, ErrorCelda, vacia
from cartera_xl.nucleo.errores import ConfiguracionErronea
from cartera_xl.nucleo.generacion import ejercicio_de_nacimiento, generacion_de
from cartera_xl.nucleo.lectura.textos import identificador
from cartera_xl.nucleo.paises import pais

GENERATION_TITLE, VALIDITY_TITLE = "Generación", "Validez"
VALID = "Válido"
NO_COUNTRY = "Falta el país: dígalo en «pais» o en Configuración."


def generation(arguments: Sequence[object]) -> Cuadro:
    """The generation of each cell; blank stays blank, and a title answers ours."""
    return _each(arguments[0] if arguments else None, _generation, GENERATION_TITLE, _is_birth_title)


def validity(arguments: Sequence[object], own_sheets: Sequence[Cuadro | None]) -> Cuadro:
    """Whether each identifier is valid in the country, and why not."""
    identifier, given = (*arguments, None, None)[:2]
    country = _country(grid_of(given), own_sheets)
    return _each(identifier, lambda cell: _validity(cell, country), VALIDITY_TITLE, _is_identifier_title)


def _each(argument: object, answer: Callable[[Celda], str], title: str, is_title: Callable[[str], bool]) -> Cuadro:
    """The answer cell by cell, with the shape given; an error stays the error that it is."""
    grid, height = grid_of(argument), height_of(argument)
    if grid is None:
        return blanks(height)
    answers: Cuadro = [[_answered(cell, answer) for cell in row] for row in grid]
    if height > 1:
        for place, cell in enumerate(grid[0]):
            if isinstance(cell, str) and not isinstance(cell, ErrorCelda) and is_title(cell):
                answers[0][place] = title
    return answers + blanks(height - len(grid), len(grid[0]))


def _answered(cell: Celda, answer: Callable[[Celda], str]) -> Celda:
    if isinstance(cell, ErrorCelda):
        return cell
    return "" if vacia(cell) else answer(cell)


def _generation(cell: Celda) -> str:
    born = ejercicio_de_nacimiento(cell)
    return f"«{shown(cell)}» no es una fecha ni un año." if born is None else generacion_de(born)


def _is_birth_title(text: str) -> bool:
    return not vacia(text) and ejercicio_de_nacimiento(text) is None


def _validity(cell: Celda, country: str) -> str:
    text = identificador(cell)
    if text is None or isinstance(cell, bool):
        return f"No válido: «{shown(cell)}» no es un identificador."
    reviewed = revisar_fiscal(text, country)
    if reviewed.normal in GENERICOS:
        return f"{VALID}, pero genérico: no identifica a nadie"
    if reviewed.valido is None:
        return "No se puede comprobar: es de los que no llevan cifra de control"
    if reviewed.valido and not reviewed.generico:
        return VALID
    why = por_que_no_vale(reviewed.normal, country)
    if not why:
        return f"{VALID}, pero parece un relleno: no identifica a nadie"
    return f"No válido: {why}" + (f"; ¿{reviewed.propuesta}?" if reviewed.propuesta else "")


def _is_identifier_title(text: str) -> bool:
    """No identifier is without figures, except the generic «CF»."""
    return not vacia(text) and not any(letter.isdigit() for letter in text) and text.strip().upper() not in GENERICOS


def _country(given: Cuadro | None, own_sheets: Sequence[Cuadro | None]) -> str:
    asked = scalar(given, "pais")
    code = settings_of(own_sheets).pais if vacia(asked) else str(asked)
    if not code:
        raise Wrong(NO_COUNTRY)
    try:
        country = pais(code)
    except ConfiguracionErronea as error:
        raise Wrong(f"No conozco el país «{code.strip()}»: escriba su código, como ES, MX o AR.") from error
    if not se_comprueba(country.codigo):
        raise Wrong(f"No se puede comprobar: no hay comprobación publicada para {country.nombre}.")
    return country.codigo
