"""Cuánto se parece el título de una columna a los sinónimos de un campo."""

import re
from collections.abc import Mapping, Sequence
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
    encontrados = [(campo.id, _parecido(limpio, campo)) for campo in CAMPOS[clase]]
    tope = max(parecido.grado for _, parecido in encontrados)
    minimo = max(MINIMO, _IGUAL if tope >= _IGUAL else 0.0)
    encontrados = [par for par in encontrados if par[1].grado >= minimo]
    return tuple(sorted(encontrados, key=lambda par: -par[1].grado))


def _parecido(limpio: str, campo: Campo) -> Parecido:
    if limpio in campo.sinonimos:
        return Parecido(_claridad(campo.id).get(limpio, 1.0), f"título igual a «{campo.nombre}» o a un sinónimo")
    pegado = limpio.replace(" ", "")
    if pegado in _pegados(campo) or (pegado in campo.sinonimos and max(map(len, limpio.split())) == 1):
        return Parecido(0.97, f"título igual a un sinónimo de «{campo.nombre}», sin espacios")
    sin_adornos = " ".join(_ADORNOS.sub(" ", limpio).split())
    if sin_adornos and sin_adornos in campo.sinonimos:
        grado = 0.97 * _claridad(campo.id).get(sin_adornos, 1.0)
        return Parecido(grado, f"título igual a un sinónimo de «{campo.nombre}», quitando el año o la moneda")
    contenido = _contenido(limpio, campo)
    if contenido:
        return Parecido(contenido, f"el título contiene un sinónimo de «{campo.nombre}»")
    posibles = _por_inicial(campo).get(limpio[0], ())
    errata = max((_errata(limpio, sinonimo) for sinonimo in posibles), default=0.0)
    return Parecido(errata, f"título casi igual a un sinónimo de «{campo.nombre}»")


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
def _por_inicial(campo: Campo) -> dict[str, tuple[str, ...]]:
    """Inicial -> los sinónimos bastante largos para tolerarles una errata."""
    indice: dict[str, tuple[str, ...]] = {}
    for sinonimo in campo.sinonimos:
        if len(sinonimo) >= 6:
            indice[sinonimo[0]] = (*indice.get(sinonimo[0], ()), sinonimo)
    return indice


def _contenido(limpio: str, campo: Campo) -> float:
    """De 0,65 a 0,85 según la parte de las palabras con sentido del título que cubre un sinónimo; 0 si no llega."""
    palabras = [p for p in limpio.split() if p not in _VACIAS]
    distintas, indice = set(palabras), _por_palabra(campo)
    cubiertas = [len(s) for p in distintas for s in indice.get(p, ()) if s <= distintas]
    cubre = max(cubiertas, default=0) / len(palabras) if palabras else 0.0
    return 0.45 + 0.4 * cubre if cubre >= 0.5 else 0.0


def _errata(limpio: str, sinonimo: str) -> float:
    if abs(len(limpio) - len(sinonimo)) > 2:
        return 0.0
    medida = SequenceMatcher(None, limpio, sinonimo)
    if medida.real_quick_ratio() < _PARECIDO_MINIMO or medida.quick_ratio() < _PARECIDO_MINIMO:
        return 0.0
    igualdad = medida.ratio()
    return 0.8 * igualdad if igualdad >= _PARECIDO_MINIMO else 0.0


def cercanos(buscado: str, titulos: Sequence[str], cuantos: int = 3) -> list[str]:
    """Los títulos de la hoja que más se parecen a uno que no está, para ofrecerlos."""
    limpio = clave(buscado)
    return sorted(titulos, key=lambda t: -SequenceMatcher(None, limpio, clave(t)).ratio())[:cuantos]
