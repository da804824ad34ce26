"""Cómo se dice cada valor que no se pudo leer: qué ha pasado, con el valor entre «», y qué hacer."""

from collections.abc import Mapping
from typing import NamedTuple

from cartera_xl.nucleo.columnas import Campo, Tipo
from cartera_xl.nucleo.lectura.convenio import Convenio
from cartera_xl.nucleo.lectura.textos import contar


class Frase(NamedTuple):
    """`clase` es la etiqueta estable; `que` y `remedio` admiten {valor}, {cosa}, {titulo} y {convenio}."""

    clase: str
    que: str
    remedio: str


_COSAS = {
    Tipo.IMPORTE: "un importe",
    Tipo.NUMERO: "un número",
    Tipo.ENTERO: "un número",
    Tipo.PORCENTAJE: "un porcentaje",
    Tipo.FECHA: "una fecha",
    Tipo.SI_NO: "un sí o un no",
    Tipo.TEXTO: "un texto",
    Tipo.IDENTIFICADOR: "un código",
}
_CONVENIOS = {
    ",": "la coma decimal",
    ".": "el punto decimal",
    "dmy": "el orden día/mes",
    "mdy": "el orden mes/día",
    "ymd": "el orden año-mes-día",
    "": "el resto",
}
_FRASES: Mapping[str, Frase] = {
    "error": Frase(
        "celda_de_error", "«{valor}» es un error de fórmula, no {cosa}.", "Corrija la fórmula o escriba el valor."
    ),
    "no_numero": Frase("numero_ilegible", "«{valor}» no es {cosa}.", "Escriba solo cifras, sin texto ni espacios."),
    "fecha_en_numero": Frase(
        "numero_ilegible",
        "«{valor}» es una fecha, no {cosa}.",
        "Escriba el número y dé a la celda formato de número.",
    ),
    "infinito": Frase("numero_ilegible", "«{valor}» no es {cosa}.", "Escriba un número."),
    "no_fecha": Frase("fecha_ilegible", "«{valor}» no es una fecha.", "Escríbala como dd/mm/aaaa."),
    "fecha_imposible": Frase("fecha_imposible", "«{valor}» es una fecha que no existe.", "Corrija el día o el mes."),
    "fuera_de_plazo": Frase(
        "fecha_fuera_de_plazo",
        "«{valor}» está fuera de las fechas que se admiten (de 1950 a 2100).",
        "Corrija el año.",
    ),
    "contradice": Frase(
        "contradice_la_columna",
        "«{valor}» no casa con {convenio} de la columna «{titulo}».",
        "Escríbalo como las demás celdas de la columna.",
    ),
    "no_si_no": Frase("si_no_ilegible", "«{valor}» no es un sí ni un no.", "Escriba «Sí» o «No»."),
}


def frase(motivo: str, valor: str, campo: Campo, titulo: str, convenio: Convenio | None) -> Frase:
    """La frase de un motivo, ya rellena; el valor se recorta a 60 letras."""
    plantilla = _FRASES[motivo]
    corto = valor if len(valor) <= 60 else f"{valor[:57]}…"
    dicho = _CONVENIOS[convenio.valor if convenio else ""]
    que = plantilla.que.format(valor=corto, cosa=_COSAS[campo.tipo], titulo=titulo, convenio=dicho)
    return Frase(plantilla.clase, que, plantilla.remedio)


def frase_de_ambigua(convenio: Convenio, titulo: str, ejemplo: str) -> Frase:
    """Una columna que se puede leer de dos maneras y nadie ha dicho de cuál."""
    cosas = ("fecha", "fechas") if convenio.que == "orden" else ("número", "números")
    return Frase(
        "columna_ambigua",
        f"En la columna «{titulo}» hay {contar(convenio.dudosas, *cosas)} con dos lecturas posibles, como «{ejemplo}»; "
        "esas celdas han quedado sin leer.",
        "Indique el país, por ejemplo con --pais ES.",
    )
