"""Las columnas sensibles: cuáles son, por qué y qué pide la ley. El programa nunca puntúa con ellas.

Dos clases: las categorías especiales (RGPD, art. 9) y los antecedentes penales (art. 10), que por regla general no se
pueden tratar; y otros datos de la persona (edad, género, estado civil, ingresos) que un programa de ventas no
necesita: minimización (art. 5.1.c).
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from cartera_xl.nucleo.celdas import a1
from cartera_xl.nucleo.columnas import CAMPOS_CLIENTES
from cartera_xl.nucleo.errores import Gravedad, Incidencia
from cartera_xl.nucleo.lectura.mapeo import Mapeo, Origen
from cartera_xl.nucleo.lectura.textos import clave

CATEGORIAS_ESPECIALES: Mapping[str, str] = {
    "salud": "salud",
    "religion": "religión o creencias",
    "ideologia": "opiniones políticas",
    "sindicato": "afiliación sindical",
    "origen_etnico": "origen étnico o racial",
    "orientacion_sexual": "vida u orientación sexual",
    "biometria": "datos biométricos o genéticos",
    "antecedentes": "condenas penales",
}
DE_LA_PERSONA: Mapping[str, str] = {
    "fecha_nacimiento": "edad",
    "genero": "género",
    "estado_civil": "estado civil",
    "ingresos": "ingresos",
    "nivel_socioeconomico": "nivel socioeconómico",
}
SENSIBLES = frozenset(campo.id for campo in CAMPOS_CLIENTES if campo.sensible)

_POR_TITULO: Mapping[str, re.Pattern[str]] = {
    campo: re.compile(rf"\b(?:{patron})\b")
    for campo, patron in {
        "salud": r"salud|enfermedad\w*|discapacidad\w*|minusvalia|alergias?|patologias?|embarazo|historia clinica"
        r"|diagnostico medico|grupo sanguineo|medicacion|tratamiento medico",
        "religion": r"religi\w+|creencias|culto|confesion religiosa",
        "ideologia": r"ideolog\w+|partido politico|(?:opinion|opiniones|afiliacion) politicas?|militancia",
        "sindicato": r"sindicato|sindical\w*|sindicad[oa]",
        "origen_etnico": r"etnia|etnic[oa]|racial|raza",
        "orientacion_sexual": r"sexual|identidad de genero",
        "biometria": r"biometri\w+|genetic[oa]s?|huella (?:dactilar|digital)|reconocimiento facial",
        "antecedentes": r"antecedentes (?:penales|policiales|judiciales)|condenas?|delitos?",
    }.items()
}
_DE_NEGOCIO = re.compile(
    r"\b(?:salud (?:financiera|comercial|del? (?:la )?(?:cuenta|cliente|negocio))|indice de salud)\b"
)
"""Títulos corrientes en ventas que llevan una de esas palabras y no hablan de la persona."""

_POR_QUE_ESPECIAL = (
    "Es una categoría especial: solo se puede tratar con una excepción expresa, como el consentimiento explícito"
    " (RGPD, art. 9.2, o la norma de datos sensibles de su país)"
)
_POR_QUE_PENAL = (
    "Las condenas penales solo se pueden tratar bajo control público o si una ley lo permite (RGPD, art. 10;"
    " LOPDGDD, art. 10)"
)
_POR_QUE_PERSONAL = "Para puntuar una cartera no hace falta: minimización de datos (RGPD, art. 5.1.c)"


@dataclass(frozen=True, slots=True)
class ColumnaSensible:
    """Una columna que habla de lo que no se debe usar para vender.

    `especial` si es de las que por regla general no se pueden tratar. `campo` es su id, lo reconozca el diccionario o
    lo diga solo el título (`reconocida` falso).
    """

    columna: int
    titulo: str
    campo: str
    especial: bool
    reconocida: bool

    @property
    def categoria(self) -> str:
        """De qué habla, en palabras."""
        return CATEGORIAS_ESPECIALES.get(self.campo) or DE_LA_PERSONA[self.campo]

    @property
    def por_que(self) -> str:
        """Lo que la ley pide, en una frase sin punto."""
        if self.campo == "antecedentes":
            return _POR_QUE_PENAL
        return _POR_QUE_ESPECIAL if self.especial else _POR_QUE_PERSONAL

    def a_dict(self) -> dict[str, object]:
        """Lo mismo con tipos de JSON."""
        return {
            "titulo": self.titulo,
            "categoria": self.categoria,
            "especial": self.especial,
            "reconocida": self.reconocida,
            "por_que": self.por_que,
        }


def parece_sensible(titulo: str) -> str | None:
    """El campo especial del que parece hablar un título, o `None`.

    >>> parece_sensible("¿Alguna enfermedad?"), parece_sensible("Salud de la cuenta"), parece_sensible("Ruta")
    ('salud', None, None)
    """
    llano = _DE_NEGOCIO.sub(" ", clave(titulo))
    return next((campo for campo, patron in _POR_TITULO.items() if patron.search(llano)), None)


def columnas_sensibles(mapeo: Mapeo) -> list[ColumnaSensible]:
    """Las columnas sensibles de una hoja, de izquierda a derecha: por su campo o, si no tiene, por su título."""
    halladas = []
    for asignada in mapeo.asignaciones:
        campo = asignada.campo if asignada.campo in SENSIBLES else parece_sensible(asignada.titulo)
        if campo is not None:
            reconocida = asignada.campo in SENSIBLES
            halladas.append(_sensible(asignada.columna, asignada.titulo, campo, reconocida=reconocida))
    dudosas = ((columna, titulo) for a in mapeo.ambiguas for columna, titulo in zip(a.columnas, a.titulos, strict=True))
    for columna, titulo in (*mapeo.sin_reconocer.items(), *dudosas):
        campo = parece_sensible(titulo)
        if campo is not None:
            halladas.append(_sensible(columna, titulo, campo, reconocida=False))
    return sorted(halladas, key=lambda sensible: sensible.columna)


def incidencias_de_sensibles(mapeo: Mapeo, hoja: str, fila_cabecera: int) -> list[Incidencia]:
    """Avisos de la hoja: una columna especial siempre se avisa; otra sensible, solo si la persona la asignó a mano."""
    forzadas = {a.columna: a.campo for a in mapeo.asignaciones if a.origen is Origen.FORZADA}
    avisos = []
    for sensible in columnas_sensibles(mapeo):
        forzada = forzadas.get(sensible.columna)
        if forzada is not None and forzada not in SENSIBLES:
            avisos.append(_aviso(sensible, f"se usa como «{forzada}»", hoja, a1(fila_cabecera, sensible.columna)))
        elif sensible.especial or forzada is not None:
            avisos.append(_aviso(sensible, "no se usa para puntuar", hoja, a1(fila_cabecera, sensible.columna)))
    return avisos


def sin_sensibles(columnas: Collection[str]) -> list[str]:
    """Las columnas que se pueden enseñar o comparar: todas menos las sensibles."""
    return [columna for columna in columnas if columna not in SENSIBLES]


def _sensible(columna: int, titulo: str, campo: str, *, reconocida: bool) -> ColumnaSensible:
    return ColumnaSensible(columna, titulo, campo, campo in CATEGORIAS_ESPECIALES, reconocida)


def _aviso(sensible: ColumnaSensible, uso: str, hoja: str, celda: str) -> Incidencia:
    parece = "habla de" if sensible.reconocida else "parece hablar de"
    return Incidencia(
        "columna_sensible",
        f"La columna «{sensible.titulo}» {parece} {sensible.categoria} y {uso}. {sensible.por_que}.",
        hoja,
        celda,
        "Elimine la columna si no la necesita; si la necesita, anote por qué en «Registro de tratamientos».",
        Gravedad.AVISO,
    )
