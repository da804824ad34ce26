"""La ficha de contacto de cada fila, leída una vez y lista para compararse con las demás."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import narwhals as nw
import numpy as np

from cartera_xl.nucleo.calidad.fiscales import Fiscal, revisar_fiscal
from cartera_xl.nucleo.calidad.normal import alfanumericos, cifras
from cartera_xl.nucleo.hechos import Marco, Numeros, filas_de
from cartera_xl.nucleo.lectura.textos import clave
from cartera_xl.nucleo.paises import codigos
from cartera_xl.nucleo.paises import pais as pais_de

NUCLEO_DE_CONTACTO: tuple[tuple[str, ...], ...] = (
    ("nombre", "apellidos"),
    ("id_fiscal",),
    ("correo",),
    ("telefono",),
    ("direccion",),
    ("codigo_postal", "ciudad", "provincia"),
)
"""Lo que hace falta para tratar con un cliente: cada grupo cuenta uno y basta con uno de sus campos.

Solo cuentan los grupos de los que la hoja tiene columna: quien no guarda direcciones no tiene la ficha incompleta.
"""

_CIFRAS_DE_ABONADO: Mapping[str, int] = {
    **dict.fromkeys(("ES", "CL", "PE", "EC", "PY", "PT"), 9),
    **dict.fromkeys(("UY", "CR", "GT", "SV", "HN", "NI", "PA", "BO"), 8),
}
"""Cifras de un número nacional completo; 10 en los demás países (MX, CO, AR, VE, DO, PR, US)."""


@dataclass(frozen=True, slots=True)
class Nota:
    """Algo que decir de una celda: `texto` va al aviso de la fila; `clase` agrupa la incidencia."""

    posicion: int
    clase: str
    campo: str
    texto: str
    valor: str
    remedio: str


@dataclass(frozen=True, slots=True)
class Ficha:
    """Columnas de contacto como textos; `fiscales` y `telefonos`, en su forma de comparar (vacío = no hay)."""

    marco: Marco
    pais: str | None
    filas: list[int]
    completa: Numeros
    nombres: list[str]
    fiscales: list[str]
    telefonos: list[str]
    _textos: dict[str, list[str]] = field(default_factory=dict)
    _revisados: dict[tuple[str, str | None], Fiscal] = field(default_factory=dict)

    @property
    def nombre_fiscal(self) -> str:
        """NIF, RFC, RUT… según el país de la hoja."""
        return pais_de(self.pais).id_fiscal if self.pais in codigos() else "identificador fiscal"

    def textos(self, campo: str) -> list[str]:
        """La columna como textos, vacíos donde no hay dato o si la hoja no la tiene. Se lee una sola vez."""
        if campo not in self._textos:
            hay = campo in self.marco.columns
            self._textos[campo] = self.marco[campo].fill_null("").to_list() if hay else [""] * len(self.filas)
        return self._textos[campo]

    def pais_de_fila(self, posicion: int) -> str | None:
        """El país escrito en la fila si se entiende; si no, el de la hoja."""
        escrito = self.textos("pais")[posicion]
        return codigo_de_pais(escrito, self.pais) if escrito else self.pais

    def fiscal(self, posicion: int) -> Fiscal:
        """El identificador fiscal de la fila, revisado; cada número distinto se revisa una vez."""
        numero, pais = self.fiscales[posicion], self.pais_de_fila(posicion)
        if (numero, pais) not in self._revisados:
            self._revisados[numero, pais] = revisar_fiscal(numero, pais)
        return self._revisados[numero, pais]

    def fiscal_identifica(self, posicion: int) -> bool:
        """Cierto si el identificador fiscal de la fila sirve para emparejarla."""
        return self.fiscal(posicion).identifica

    def fiscal_que_distingue(self, posicion: int) -> str:
        """El identificador fiscal si se da por bueno; vacío si no hay o no dice quién es."""
        return self.fiscales[posicion] if self.fiscales[posicion] and self.fiscal_identifica(posicion) else ""


def leer_ficha(marco: Marco, pais: str | None) -> Ficha:
    """Lee las columnas de contacto que haya."""
    textos: dict[str, list[str]] = {}
    ficha = Ficha(marco, pais, filas_de(marco).tolist(), ficha_completa(marco), [], [], [], textos)
    ficha.nombres.extend(_nombres(ficha))
    ficha.fiscales.extend(_fiscales(ficha))
    ficha.telefonos.extend(_telefonos(ficha))
    return ficha


def ficha_completa(marco: Marco) -> Numeros:
    """Parte (0..1) del núcleo de contacto que está rellena, entre lo que la hoja tiene; NaN si no tiene nada."""
    rellenos = []
    for grupo in NUCLEO_DE_CONTACTO:
        presentes = [campo for campo in grupo if campo in marco.columns]
        if presentes:
            relleno = marco.select(nw.any_horizontal(~nw.col(*presentes).is_null(), ignore_nulls=True).alias("r"))
            rellenos.append(np.asarray(relleno["r"].to_numpy(), dtype=np.float64))
    return np.mean(rellenos, axis=0) if rellenos else np.full(len(marco), np.nan)


def codigo_de_pais(escrito: str, por_defecto: str | None) -> str | None:
    """Código de un país escrito con su código o su nombre en español; el de por defecto si no se reconoce."""
    llano = clave(escrito)
    if llano.upper() in codigos():
        return llano.upper()
    return next((codigo for codigo in codigos() if clave(pais_de(codigo).nombre) == llano), por_defecto)


def _nombres(ficha: Ficha) -> list[str]:
    nombres = ficha.textos("nombre")
    if "apellidos" not in ficha.marco.columns:
        return nombres
    pares = zip(nombres, ficha.textos("apellidos"), strict=True)
    return [f"{nombre} {apellidos}".strip() for nombre, apellidos in pares]


def _fiscales(ficha: Ficha) -> list[str]:
    if "id_fiscal" not in ficha.marco.columns:
        return [""] * len(ficha.filas)
    normales = alfanumericos(ficha.textos("id_fiscal"))
    prefijo = ficha.pais or "-"
    return [n[2:] if n[:2] == prefijo and n[-8:-1].isdecimal() else n for n in normales]


def _telefonos(ficha: Ficha) -> list[str]:
    """Las últimas cifras, las de un número nacional; vacío si no llegan."""
    if "telefono" not in ficha.marco.columns:
        return [""] * len(ficha.filas)
    largo = _CIFRAS_DE_ABONADO.get(ficha.pais or "", 10)
    solo_cifras = cifras(ficha.textos("telefono"))
    return [n if len(n) == largo else n[-largo:] if largo < len(n) <= largo + 5 else "" for n in solo_cifras]
