"""Reconocer a una persona en cualquier celda: por su código, nombre, id. fiscal, correo, teléfono o dirección.

Mayúsculas, tildes y signos no cuentan. No se adivinan variantes («Pepe» por «José») ni erratas: lo que no está escrito
como en su ficha no se encuentra, y quien usa esto lo ha de decir.
"""

import re
import unicodedata
from bisect import bisect
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate

from cartera_xl.nucleo.celdas import Celda
from cartera_xl.nucleo.lectura.textos import identificador

_LETRAS_MINIMAS = 4
"""Un nombre o un código más corto se parece a demasiadas cosas para buscarlo dentro de un texto."""
_CIFRAS_MINIMAS = 7
_CIFRAS_DE_ABONADO = 9
"""Las últimas cifras de un teléfono, que no cambian con el prefijo del país."""
_SIGNOS_DE_FISCAL = 5
_SEPARA_CIFRAS = r"[\s().\-/]*"
_SEPARA_FISCAL = r"[\s.\-/]*"
_DELANTE, _DETRAS = r"(?<![^\W_])", r"(?![^\W_])"
"""Ni letra ni cifra pegada; un guion bajo sí: «Contrato_Ana_Roldán.pdf» la nombra."""


class Dato(StrEnum):
    """Por qué dato se reconoce a la persona."""

    CODIGO = "código"
    NOMBRE = "nombre"
    FISCAL = "identificador fiscal"
    CORREO = "correo"
    TELEFONO = "teléfono"
    DIRECCION = "dirección"


CAMPOS_DE_DATO: Mapping[str, Dato] = {
    "id_cliente": Dato.CODIGO,
    "nombre": Dato.NOMBRE,
    "apellidos": Dato.NOMBRE,
    "id_fiscal": Dato.FISCAL,
    "correo": Dato.CORREO,
    "telefono": Dato.TELEFONO,
    "direccion": Dato.DIRECCION,
}


class Coincide(StrEnum):
    """Cómo está en la celda: es la celda entera, o va dentro de un texto más largo."""

    IGUAL = "igual"
    CONTENIDA = "contenida"


@dataclass(frozen=True, slots=True)
class Hallazgo:
    """Una celda que nombra a la persona. `seguro` es falso si puede ser otra cosa: el código 12, un homónimo.

    `compartida` si el mismo dato lo tiene también otro cliente: entonces no se sabe de quién habla.
    """

    dato: Dato
    coincide: Coincide
    seguro: bool
    compartida: bool = False


@dataclass(frozen=True, slots=True)
class Senal:
    """Un dato escrito de la persona y el patrón que lo encuentra dentro de un texto; `rapido` no mira los bordes.

    `dudosa` si el mismo texto puede querer decir otra cosa, y `compartida` si lo tiene también otro cliente: ni uno ni
    otro se tocan sin que alguien lo mire.
    """

    dato: Dato
    texto: str
    patron: re.Pattern[str]
    rapido: re.Pattern[str]
    dudosa: bool = False
    compartida: bool = False

    @property
    def segura(self) -> bool:
        """Cierto si donde está, habla de la persona."""
        return not (self.dudosa or self.compartida)

    @property
    def segura_en_lo_nuestro(self) -> bool:
        """En una hoja o un diario que escribe el programa, un nombre de una sola palabra es un nombre."""
        return self.segura or (self.dato is Dato.NOMBRE and not self.compartida)


@dataclass(frozen=True, slots=True)
class Identidad:
    """Todo lo que identifica a una persona en el libro."""

    senales: tuple[Senal, ...]

    def buscar(self, celda: Celda) -> Hallazgo | None:
        """Cómo nombra la celda a la persona, o `None`; manda lo que es igual y seguro."""
        texto = _texto(celda)
        if not texto:
            return None
        hallados = [hallazgo for senal in self.senales if (hallazgo := _hallazgo(senal, texto)) is not None]
        return min(hallados, key=lambda h: (h.coincide is not Coincide.IGUAL, not h.seguro), default=None)

    def buscar_todas(self, celdas: Iterable[Celda]) -> dict[Celda, Hallazgo]:
        """Las celdas distintas que la nombran.

        Cada patrón recorre una sola vez todos los textos juntos; solo se miran una a una las celdas que toca.
        """
        textos = {c: _texto(c) for c in {c for c in celdas if isinstance(c, str | int | float)}}
        distintas = list(textos)
        finales = list(accumulate(len(texto) + 1 for texto in textos.values()))
        juntos = "\n".join(textos.values())
        tocadas: set[int] = set()
        for senal in self.senales:
            for hallado in senal.rapido.finditer(juntos):
                tocadas.update(range(bisect(finales, hallado.start()), bisect(finales, hallado.end()) + 1))
        candidatas = (distintas[i] for i in sorted(tocadas) if i < len(distintas))
        return {celda: hallazgo for celda in candidatas if (hallazgo := self.buscar(celda)) is not None}

    def sustituir(self, texto: str, por: str, *, en_lo_nuestro: bool = False) -> str:
        """El texto con cada dato seguro de la persona cambiado por `por`; si no la nombra, tal cual."""
        normal = _normal(texto)
        limpio = normal
        for senal in self.senales:
            if senal.segura or (en_lo_nuestro and senal.segura_en_lo_nuestro):
                limpio = senal.patron.sub(lambda _: por, limpio)
        return texto if limpio == normal else limpio

    def nombra(self, texto: str, *, en_lo_nuestro: bool = False) -> bool:
        """Cierto si en el texto hay algún dato seguro de la persona."""
        texto = _normal(texto)
        utiles = (s for s in self.senales if s.segura or (en_lo_nuestro and s.segura_en_lo_nuestro))
        return any(senal.patron.search(texto) for senal in utiles)


def identidad(datos: Mapping[str, str | None], repetidos: Collection[str] = ()) -> Identidad:
    """La identidad que dan los campos de su ficha (`CAMPOS_DE_DATO`); `repetidos` son los que tiene también otra fila.

    Un código corto o solo de cifras es dudoso: 12 puede ser una cantidad. También lo es un dato repetido.
    """
    senales = []
    for dato, texto in _escritos(datos):
        cuerpo = _cuerpo(dato, texto)
        if cuerpo:
            compartido = any(CAMPOS_DE_DATO.get(campo) is dato for campo in repetidos)
            patrones = re.compile(_entero(dato, texto, cuerpo)), re.compile(cuerpo)
            senales.append(Senal(dato, texto, *patrones, _es_dudoso(dato, texto), compartido))
    return Identidad(tuple(sorted(senales, key=lambda senal: -len(senal.texto))))


def _escritos(datos: Mapping[str, str | None]) -> list[tuple[Dato, str]]:
    """Cada dato con las formas en que se puede escribir: nombre y apellidos, en los dos órdenes."""
    nombre, apellidos = (datos.get("nombre") or "").strip(), (datos.get("apellidos") or "").strip()
    formas = [f"{nombre} {apellidos}", f"{apellidos} {nombre}"] if nombre and apellidos else [nombre or apellidos]
    if not apellidos and nombre.count(",") == 1:
        detras, delante = nombre.split(",")
        formas.append(f"{delante.strip()} {detras.strip()}")
    escritos = [(Dato.NOMBRE, forma) for forma in formas if forma]
    sueltos = ((dato, datos.get(campo)) for campo, dato in CAMPOS_DE_DATO.items() if dato is not Dato.NOMBRE)
    escritos += [(dato, trozo) for dato, texto in sueltos if texto for trozo in _trozos(dato, texto)]
    return list(dict.fromkeys(escritos))


def _trozos(dato: Dato, texto: str) -> list[str]:
    """Los teléfonos o los correos que van juntos en una celda, uno a uno; lo demás, entero."""
    trozos = [trozo.strip() for trozo in re.split(r"[/;|,\n]", texto) if trozo.strip()]
    if dato is Dato.CORREO:
        return trozos
    varios = dato is Dato.TELEFONO and all(len(re.sub(r"\D", "", trozo)) >= _CIFRAS_MINIMAS for trozo in trozos)
    return trozos if varios else [texto.strip()]


def _cuerpo(dato: Dato, texto: str) -> str:
    """El patrón de lo que está escrito, sin mirar lo que haya alrededor; vacío si saldría en todas partes."""
    if dato is Dato.TELEFONO:
        cifras = re.sub(r"\D", "", texto)
        return _SEPARA_CIFRAS.join(cifras[-_CIFRAS_DE_ABONADO:]) if len(cifras) >= _CIFRAS_MINIMAS else ""
    if dato is Dato.CORREO:
        return "".join(map(_cualquiera, texto)) if "@" in texto else ""
    palabras = _palabras(texto)
    letras = "".join(palabras)
    if dato is Dato.FISCAL:
        return _SEPARA_FISCAL.join(map(_cualquiera, letras)) if len(letras) >= _SIGNOS_DE_FISCAL else ""
    if not letras or (dato is not Dato.CODIGO and len(letras) < _LETRAS_MINIMAS):
        return ""
    junta = r"[\W_]*" if dato is Dato.CODIGO else r"[\W_]+"
    return junta.join("".join(map(_cualquiera, palabra)) for palabra in palabras)


def _entero(dato: Dato, texto: str, cuerpo: str) -> str:
    """El patrón con sus bordes: lo que está pegado a más letras o cifras es otra cosa."""
    if dato is Dato.TELEFONO:
        return rf"(?<!\d)(?:\+?\(?\d{{1,4}}\)?{_SEPARA_CIFRAS})?{cuerpo}(?!\d)"
    if dato is Dato.CORREO:
        return rf"(?<![\w.+-]){cuerpo}(?![\w-]|\.\w)"
    cola = r"\.?" if texto.endswith(".") and dato in (Dato.NOMBRE, Dato.DIRECCION) else ""
    return f"{_DELANTE}{cuerpo}{cola}{_DETRAS}"


def _es_dudoso(dato: Dato, texto: str) -> bool:
    """Un código corto o de solo cifras, y un nombre de una sola palabra, pueden ser otra cosa."""
    palabras = _palabras(texto)
    llano = "".join(palabras)
    if dato is Dato.CODIGO:
        return len(llano) < _LETRAS_MINIMAS or llano.isdecimal()
    return dato is Dato.NOMBRE and len(palabras) == 1


def _hallazgo(senal: Senal, texto: str) -> Hallazgo | None:
    hallado = senal.patron.search(texto)
    if hallado is None:
        return None
    igual = hallado.group() == texto.strip() or _solo_signos(texto[: hallado.start()] + texto[hallado.end() :])
    return Hallazgo(senal.dato, Coincide.IGUAL if igual else Coincide.CONTENIDA, senal.segura, senal.compartida)


def _solo_signos(resto: str) -> bool:
    return not _palabras(resto)


def _texto(celda: Celda) -> str:
    if isinstance(celda, str):
        return _normal(celda)
    if isinstance(celda, int | float) and not isinstance(celda, bool):
        return identificador(celda) or ""
    return ""


def _palabras(texto: str) -> list[str]:
    """Las letras y cifras de un texto, de cualquier alfabeto."""
    return re.findall(r"[^\W_]+", _normal(texto))


def _normal(texto: str) -> str:
    return texto if texto.isascii() else unicodedata.normalize("NFC", texto)


def _plana(letra: str) -> str:
    """La letra sin mayúscula ni tilde: «Ñ» es «n»; «Ł», que no lleva tilde sino barra, es «ł»."""
    return unicodedata.normalize("NFD", letra.casefold())[0]


def _variantes() -> dict[str, str]:
    """Letra plana -> todas las latinas que se quedan en ella."""
    variantes: dict[str, str] = {}
    for codigo in range(0xC0, 0x250):
        variantes[_plana(chr(codigo))] = variantes.get(_plana(chr(codigo)), "") + chr(codigo)
    return variantes


_VARIANTES = _variantes()


def _cualquiera(signo: str) -> str:
    """El patrón de una letra en mayúscula o minúscula y con cualquier tilde, o del signo tal cual."""
    if not signo.isalpha():
        return re.escape(signo)
    formas = {
        signo,
        signo.lower(),
        signo.upper(),
        _plana(signo),
        _plana(signo).upper(),
        *_VARIANTES.get(_plana(signo), ""),
    }
    return "[" + "".join(sorted(forma for forma in formas if len(forma) == 1)) + "]"


def repetidos(datos: Mapping[str, str | None], otros: Mapping[str, Sequence[str | None]], propia: int) -> list[str]:
    """Los campos cuyo dato tiene también otra fila: el teléfono de la centralita, un homónimo.

    Compartir el apellido no es compartir el nombre: los dos se miran juntos.
    """
    hallados = []
    for campo in otros:
        juntos = ("nombre", "apellidos") if CAMPOS_DE_DATO[campo] is Dato.NOMBRE else (campo,)
        columnas = [otros[parte] for parte in juntos if parte in otros]
        ajenos = [" ".join(filter(None, partes)) for partes in zip(*columnas, strict=True)]
        ajenos[propia] = ""
        una = identidad({parte: datos.get(parte) for parte in juntos})
        if any(hallazgo.coincide is Coincide.IGUAL for hallazgo in una.buscar_todas(ajenos).values()):
            hallados.append(campo)
    return hallados
