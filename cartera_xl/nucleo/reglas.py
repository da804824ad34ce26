"""Reglas de segmento: una tabla editable de condiciones sobre los ejes de una fila.

Gana la regla cumplida de menor `prioridad`; dos reglas de la misma prioridad no pueden cumplirse a la vez y
entre todas han de cubrir cualquier fila posible: `comprobador` lo demuestra o enseña la fila que lo desmiente.

Ejes (columnas de la tabla puntuada; un eje sin dato no cumple ninguna condición salvo «sin dato»). En los potenciales,
`valor` es el percentil de su gasto previsto.

| eje | unidad | qué es |
|---|---|---|
| valor | 0..100 | percentil del CLV si la prueba lo avala; si no, del neto (12 meses o, sin movimientos, total) |
| constancia | 0..100 | percentil del número de compras |
| actividad | 0..100 | probabilidad de volver, si se ha probado; si no, percentil de lo reciente de la última compra |
| potencial | 0..100 | actividad x potencial dado + ajuste de tendencia; en potenciales, el encaje |
| importe_contrato | moneda del libro | importe del contrato en vigor |
| nucleo | sí / no | está entre los que suman el primer 80 % del neto |
| estado | cliente / potencial | ya ha comprado, o todavía no |
| ciclo | texto | prospecto, nuevo, habitual, ocasional, inactivo |

Fuente: artículo 001 (los cuatro conceptos) y definición 9 de la casa; los umbrales son de partida, no ley.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Segmento(StrEnum):
    """Los cuatro segmentos de la cartera."""

    ESTRATEGICO = "Estratégico"
    CLAVE = "Clave"
    EMERGENTE = "Emergente"
    BAJO_VALOR = "Bajo valor"


EJES_DE_PERCENTIL = ("valor", "constancia", "actividad", "potencial")
EJES_NUMERICOS = (*EJES_DE_PERCENTIL, "importe_contrato")
EJES_DE_TEXTO: Mapping[str, tuple[str, ...]] = {
    "nucleo": ("sí", "no"),
    "estado": ("cliente", "potencial"),
    "ciclo": ("prospecto", "nuevo", "habitual", "ocasional", "inactivo"),
}


@dataclass(frozen=True, slots=True)
class Intervalo:
    """Condición sobre un eje numérico. `None` = sin ese borde; `*_incluido` dice de qué lado cae el borde."""

    desde: float | None = None
    hasta: float | None = None
    desde_incluido: bool = True
    hasta_incluido: bool = False

    def __post_init__(self) -> None:
        for borde in ("desde", "hasta"):
            valor = getattr(self, borde)
            object.__setattr__(self, borde, None if valor is None else float(valor))


@dataclass(frozen=True, slots=True, repr=False)
class UnoDe:
    """Condición sobre un eje de texto: el valor es uno de estos, en minúsculas; al menos uno."""

    valores: frozenset[str]

    def __post_init__(self) -> None:
        if not self.valores:
            raise ValueError("una condición de texto necesita al menos un valor")

    def __repr__(self) -> str:
        """Siempre en el mismo orden: de él sale la huella de las reglas."""
        return f"UnoDe({sorted(self.valores)})"


@dataclass(frozen=True, slots=True)
class SinDato:
    """Condición: la fila no tiene dato en ese eje."""


Condicion = Intervalo | UnoDe | SinDato


@dataclass(frozen=True, slots=True)
class Regla:
    """Si se cumplen todas las `condiciones` (eje -> condición), la fila es de `segmento`.

    Las condiciones van siempre en el orden de los ejes: una regla leída de la hoja es la misma que la escrita.
    """

    id: str
    segmento: Segmento
    prioridad: int
    condiciones: Mapping[str, Condicion] = field(default_factory=dict)
    nota: str = ""

    def __post_init__(self) -> None:
        orden = (*EJES_NUMERICOS, *EJES_DE_TEXTO)
        sitio = {eje: i for i, eje in enumerate(orden)}
        en_orden = sorted(self.condiciones.items(), key=lambda par: sitio.get(par[0], len(orden)))
        object.__setattr__(self, "condiciones", dict(en_orden))


def _entre(desde: float | None = None, hasta: float | None = None) -> Intervalo:
    return Intervalo(desde, hasta)


REGLAS_POR_DEFECTO: tuple[Regla, ...] = (
    Regla(
        "contrato",
        Segmento.ESTRATEGICO,
        1,
        {"importe_contrato": Intervalo(100_000, None, desde_incluido=False)},
        "Contrato superior a 100.000: atención personal siempre",
    ),
    Regla(
        "valor y potencial",
        Segmento.ESTRATEGICO,
        2,
        {"valor": _entre(80), "potencial": _entre(50)},
        "Alto valor y potencial de crecimiento",
    ),
    Regla(
        "valor dormido",
        Segmento.ESTRATEGICO,
        2,
        {"valor": _entre(80), "potencial": _entre(None, 50), "actividad": _entre(None, 50)},
        "Alto valor que lleva tiempo sin comprar: conserva el segmento, en riesgo",
    ),
    Regla(
        "valor estable",
        Segmento.CLAVE,
        2,
        {"valor": _entre(80), "potencial": _entre(None, 50), "actividad": _entre(50)},
        "Alto valor y activo, con poco recorrido",
    ),
    Regla(
        "constante",
        Segmento.CLAVE,
        2,
        {"valor": _entre(40, 80), "constancia": _entre(50)},
        "Valor moderado pero constante",
    ),
    Regla(
        "creciente",
        Segmento.EMERGENTE,
        2,
        {"valor": _entre(40, 80), "constancia": _entre(None, 50), "potencial": _entre(60)},
        "Valor moderado que crece",
    ),
    Regla(
        "promesa",
        Segmento.EMERGENTE,
        2,
        {"valor": _entre(None, 40), "potencial": _entre(60)},
        "Poco valor todavía, con potencial de ser clave o estratégico",
    ),
    Regla(
        "valor sin fecha",
        Segmento.CLAVE,
        2,
        {"estado": UnoDe(frozenset({"cliente"})), "valor": _entre(80), "potencial": SinDato()},
        "Cliente de alto valor cuya última compra no consta: no se degrada por un dato que falta",
    ),
    Regla(
        "gran cuenta por ganar",
        Segmento.EMERGENTE,
        2,
        {"valor": _entre(80), "potencial": _entre(None, 50), "actividad": SinDato()},
        "Potencial de mucho gasto previsto y poco encaje",
    ),
    Regla(
        "gran cuenta sin encaje",
        Segmento.EMERGENTE,
        2,
        {"estado": UnoDe(frozenset({"potencial"})), "valor": _entre(80), "potencial": SinDato()},
        "Potencial de mucho gasto previsto cuyo encaje no consta",
    ),
    Regla(
        "creciente sin historia",
        Segmento.EMERGENTE,
        2,
        {"valor": _entre(40, 80), "constancia": SinDato(), "potencial": _entre(60)},
        "Gasto moderado y buen encaje, sin compras que medir",
    ),
    Regla(
        "encaje alto",
        Segmento.EMERGENTE,
        2,
        {"estado": UnoDe(frozenset({"potencial"})), "valor": SinDato(), "potencial": _entre(60)},
        "Potencial de buen encaje cuyo gasto previsto no consta",
    ),
    Regla("resto", Segmento.BAJO_VALOR, 9, {}, "Todo lo demás: atención automatizada"),
)
