"""Cuánto se parece el título de una columna a los sinónimos de un campo."""

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from functools import cache, lru_cache
from typing import NamedTuple

from cartera_xl.nucleo.columnas import CAMPOS, Campo, Clase, separar
from cartera_xl.nucleo.lectura.textos import clave

MINIMO = 0.6
"""Por debajo de este parecido un título no dice nada."""
_IGUAL = 0.775
"""Desde aquí es un sinónimo tal cual: «Contacto» no es una errata de «Contrato»."""

_ADORNOS = re.compile(
    r"\b(?:19|20)\d\d\b|\b(?:eur|euros?|usd|mxn|cop|ars|clp|pen|uyu|brl|soles|pesos|dolares|mn|s iva|sin iva|c iva"
    r"|con iva|iva incluido|pct|porcentaje|anual|acumulado|acum|ytd|dd mm aaaa|dd mm yyyy|obligatorio|opcional)\b"
)
_MENOS_CLAROS: Mapping[str, Mapping[float, str]] = {
    "id_cliente": {
        0.94: "cliente | customer | client | clientes | socio | cuenta | clave | cod | id",
        0.88: "ficha | expediente | matricula | id contacto | user id | referencia cliente",
    },
    "nombre": {
        0.94: "cliente | customer | client | name | nombre | nombres | nombre completo | titular | clientes | nome",
        0.88: "empresa | compania | sociedad | nombre comercial | company | nombre de fantasia | nome fantasia"
        " | organizacion | organization | institucion | comprador | denominacion",
        0.8: "contacto | nombre contacto | nombre de contacto | nombre del contacto | first name | nombre de pila"
        " | primer nombre | socio nombre | persona de contacto | persona contacto",
    },
    "id_fiscal": {
        0.88: "documento | identificacion | numero de documento | nro documento | num documento | n documento"
    },
    "ultima_compra": {
        0.88: "fecha | fecha compra | fecha de compra | fecha factura | fecha venta | fecha de venta | fecha pedido"
        " | ultima visita | ultimo movimiento | fecha ultimo movimiento",
    },
    "importe_neto": {
        0.94: "importe | monto | facturacion | facturado | ventas | venta | revenue | sales | importe total"
        " | monto total",
        0.88: "total | valor | volumen | gasto | consumo | amount | acumulado | total general | monetary | spend",
    },
    "importe": {
        0.94: "importe | monto | venta | ventas | amount | sales | revenue | facturado | importe total | monto total",
        0.88: "total | valor | total factura | precio total | cargo | gasto | total general | ingreso | ingresos"
        " | value | total a pagar | total pedido | total venta | subtotal | base",
    },
    "compras": {0.88: "visitas | veces | frecuencia | operaciones | facturas | frequency | numero de visitas"},
    "documento": {0.88: "documento | serie | asiento | pedido | orden | referencia documento | codigo venta"},
    "fecha": {0.94: "fecha | dia | date | data | fec"},
    "estado": {0.88: "tipo | condicion | tipo de cliente | tipo cliente"},
    "zona": {0.88: "sucursal | tienda | oficina | sede | plaza | area | ruta"},
    "telefono": {0.96: "celular | movil | whatsapp | telefono movil | telefono celular", 0.9: "fijo | telefono fijo"},
    "producto": {
        0.88: "descripcion | concepto | detalle | referencia | description | sku | stock code | stockcode | plan"
    },
    "fecha_alta": {0.88: "antiguedad | desde | alta | fecha inicio | fecha de inicio | inicio contrato"},
    "fin_contrato": {0.88: "vigencia | fecha baja | fecha fin | end date"},
}
"""Campo -> grado -> sinónimos que, en la misma hoja, ceden ante otro más claro del mismo campo."""
_VACIAS = frozenset({"de", "del", "la", "el", "los", "las", "y", "e", "o", "a", "en", "do", "da", "of", "the", "su"})
_PARECIDO_MINIMO = 0.83
_LETRAS_DE_ERRATA = 2
_NINGUNO: frozenset[str] = frozenset()


class Parecido(NamedTuple):
    """De 0 a 1; `como` es la frase que se enseña como prueba."""

    grado: float
    como: str


@lru_cache(maxsize=8192)
def parecidos(titulo: str, clase: Clase) -> tuple[tuple[str, Parecido], ...]:
    """Los campos a los que se parece un título, con su parecido; vacío si a ninguno.

    Igual a un sinónimo, 1 (menos si es de los poco claros); igual sin año, moneda ni «anual», el 97 % de eso;
    todas las palabras de un sinónimo contenidas, hasta 0,85; casi igual (una errata), hasta 0,8.
    """
    limpio = clave(titulo)
    if not limpio:
        return ()
    formas = _Formas.de(limpio)
    posibles = _posibles(formas, clase)
    if not posibles:
        return ()
    encontrados = [(campo.id, _parecido(formas, campo)) for campo in CAMPOS[clase] if campo.id in posibles]
    tope = max(parecido.grado for _, parecido in encontrados)
    minimo = max(MINIMO, _IGUAL if tope >= _IGUAL else 0.0)
    encontrados = [par for par in encontrados if par[1].grado >= minimo]
    return tuple(sorted(encontrados, key=lambda par: -par[1].grado))


class _Formas(NamedTuple):
    """Un título de las maneras en que se compara: se calculan una vez y no una por campo."""

    limpio: str
    pegado: str
    sin_adornos: str
    de_letras_sueltas: bool
    palabras: tuple[str, ...]

    @classmethod
    def de(cls, limpio: str) -> "_Formas":
        trozos = limpio.split()
        return cls(
            limpio=limpio,
            pegado=limpio.replace(" ", ""),
            sin_adornos=" ".join(_ADORNOS.sub(" ", limpio).split()),
            de_letras_sueltas=max(map(len, trozos)) == 1,
            palabras=tuple(p for p in trozos if p not in _VACIAS),
        )


def _parecido(formas: _Formas, campo: Campo) -> Parecido:
    limpio, exactos = formas.limpio, _exactos(campo)
    if limpio in exactos:
        return Parecido(_claridad(campo.id).get(limpio, 1.0), f"título igual a «{campo.nombre}» o a un sinónimo")
    if formas.pegado in _pegados(campo) or (formas.de_letras_sueltas and formas.pegado in exactos):
        return Parecido(0.97, f"título igual a un sinónimo de «{campo.nombre}», sin espacios")
    if formas.sin_adornos and formas.sin_adornos in exactos:
        grado = 0.97 * _claridad(campo.id).get(formas.sin_adornos, 1.0)
        return Parecido(grado, f"título igual a un sinónimo de «{campo.nombre}», quitando el año o la moneda")
    contenido = _contenido(formas.palabras, campo)
    if contenido:
        return Parecido(contenido, f"el título contiene un sinónimo de «{campo.nombre}»")
    errata = max((_errata(limpio, sinonimo) for sinonimo in _de_largo_parecido(limpio, campo)), default=0.0)
    return Parecido(errata, f"título casi igual a un sinónimo de «{campo.nombre}»")


def _posibles(formas: _Formas, clase: Clase) -> set[str]:
    """Los campos con algo en común con el título; a los demás no se parece nada, y son casi todos."""
    indice = _indice(clase)
    posibles: set[str] = set()
    for forma in (formas.limpio, formas.pegado, formas.sin_adornos, *formas.palabras):
        posibles |= indice.get(forma, _NINGUNO)
    for largo in _largos(formas.limpio):
        posibles |= indice.get((formas.limpio[0], largo), _NINGUNO)
    return posibles


@cache
def _indice(clase: Clase) -> dict[str | tuple[str, int], frozenset[str]]:
    """Sinónimo, sinónimo sin espacios, palabra de un sinónimo, o inicial y largo -> los campos que lo tienen."""
    indice: dict[str | tuple[str, int], frozenset[str]] = {}
    for campo in CAMPOS[clase]:
        textos = _exactos(campo) | _pegados(campo) | _por_palabra(campo).keys()
        llaves: list[str | tuple[str, int]] = [*textos, *_por_inicial(campo)]
        for llave in llaves:
            indice[llave] = indice.get(llave, _NINGUNO) | {campo.id}
    return indice


def _largos(limpio: str) -> range:
    return range(len(limpio) - _LETRAS_DE_ERRATA, len(limpio) + _LETRAS_DE_ERRATA + 1)


@cache
def _exactos(campo: Campo) -> frozenset[str]:
    return frozenset(campo.sinonimos)


def _de_largo_parecido(limpio: str, campo: Campo) -> Iterator[str]:
    """Los sinónimos con su inicial y dos letras más o menos como mucho."""
    indice = _por_inicial(campo)
    for largo in _largos(limpio):
        yield from indice.get((limpio[0], largo), ())


@cache
def _claridad(identificador: str) -> dict[str, float]:
    listas = _MENOS_CLAROS.get(identificador, {})
    return {sinonimo: grado for grado, lista in listas.items() for sinonimo in separar(lista)}


@cache
def _pegados(campo: Campo) -> frozenset[str]:
    return frozenset(s.replace(" ", "") for s in campo.sinonimos if " " in s)


@cache
def _por_palabra(campo: Campo) -> dict[str, tuple[frozenset[str], ...]]:
    """Palabra -> los sinónimos que la llevan, como conjuntos de palabras con sentido."""
    indice: dict[str, tuple[frozenset[str], ...]] = {}
    for sinonimo in campo.sinonimos:
        palabras = frozenset(p for p in sinonimo.split() if p not in _VACIAS)
        if palabras and max(map(len, palabras)) >= 3:
            for palabra in palabras:
                indice[palabra] = (*indice.get(palabra, ()), palabras)
    return indice


@cache
def _por_inicial(campo: Campo) -> dict[tuple[str, int], tuple[str, ...]]:
    """Inicial y largo -> los sinónimos bastante largos para tolerarles una errata."""
    indice: dict[tuple[str, int], tuple[str, ...]] = {}
    for sinonimo in campo.sinonimos:
        if len(sinonimo) >= 6:
            llave = sinonimo[0], len(sinonimo)
            indice[llave] = (*indice.get(llave, ()), sinonimo)
    return indice


def _contenido(palabras: Sequence[str], campo: Campo) -> float:
    """De 0,65 a 0,85 según la parte de las palabras con sentido del título que cubre un sinónimo; 0 si no llega."""
    indice = _por_palabra(campo)
    if indice.keys().isdisjoint(palabras):
        return 0.0
    distintas = set(palabras)
    cubiertas = [len(s) for p in distintas for s in indice.get(p, ()) if s <= distintas]
    cubre = max(cubiertas, default=0) / len(palabras) if palabras else 0.0
    return 0.45 + 0.4 * cubre if cubre >= 0.5 else 0.0


def _errata(limpio: str, sinonimo: str) -> float:
    comunes = len(limpio) - len(limpio.translate(_quitar(sinonimo)))  # cota de las letras que pueden casar
    if 2 * comunes < _PARECIDO_MINIMO * (len(limpio) + len(sinonimo)):
        return 0.0
    medida = SequenceMatcher(None, limpio, sinonimo)
    if medida.real_quick_ratio() < _PARECIDO_MINIMO or medida.quick_ratio() < _PARECIDO_MINIMO:
        return 0.0
    igualdad = medida.ratio()
    return 0.8 * igualdad if igualdad >= _PARECIDO_MINIMO else 0.0


@cache
def _quitar(sinonimo: str) -> dict[int, None]:
    return dict.fromkeys(map(ord, sinonimo))


def cercanos(buscado: str, titulos: Sequence[str], cuantos: int = 3) -> list[str]:
    """Los títulos de la hoja que más se parecen a uno que no está, para ofrecerlos."""
    limpio = clave(buscado)
    return sorted(titulos, key=lambda t: -SequenceMatcher(None, limpio, clave(t)).ratio())[:cuantos]
