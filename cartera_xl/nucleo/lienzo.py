"""Una hoja propia dispuesta en secciones que la persona puede mover, ampliar y anotar.

Una sección empieza en una fila donde solo está escrito su título y llega hasta el título siguiente. Si al final no le
queda sitio, continúa en otro trozo con el mismo título al pie de la hoja. Dentro, las columnas se reconocen por su
cabecera y las filas, por su primera celda; lo demás se deja como está.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import TypeVar

from cartera_xl.nucleo.celdas import Celda, Cuadro, a1, vacia
from cartera_xl.nucleo.errores import ConfiguracionErronea
from cartera_xl.nucleo.lectura.textos import clave
from cartera_xl.nucleo.plan import Aspecto, CeldaSalida

Fila = Mapping[str, CeldaSalida]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Seccion:
    """Título, columnas (la primera es la llave) y filas libres que se dejan detrás al crearla.

    `minimo` es cuántas de sus columnas tiene escritas una fila, al menos: con menos, es una nota de la persona.
    """

    titulo: str
    cabeceras: tuple[str, ...]
    nota: str = ""
    holgura: int = 1
    minimo: int = 1


@dataclass(frozen=True, slots=True)
class Trozo:
    """Un trozo de hoja de una sección: filas entre la cabecera y `fin`, que queda fuera; columna de cada cabecera.

    El último de la hoja está `abierto`: puede crecer hacia abajo.
    """

    cabecera: int
    fin: int
    columnas: Mapping[str, int]
    abierto: bool


@dataclass(frozen=True, slots=True)
class FilaLeida:
    """Una fila con datos de una sección; `valores` tiene todas las cabeceras, vacías si faltan."""

    fila: int
    valores: Mapping[str, Celda]
    columnas: Mapping[str, int]


class Lienzo:
    """El cuadro de una hoja y los cambios que se le van haciendo; los títulos dicen dónde acaba cada sección."""

    def __init__(self, cuadro: Cuadro, hoja: str, secciones: Sequence[Seccion]) -> None:
        self.hoja = hoja
        self.cambios: dict[tuple[int, int], CeldaSalida] = {}
        self._titulos = {clave(seccion.titulo) for seccion in secciones}
        self._celdas = {
            (i, j): celda
            for i, fila in enumerate(cuadro, start=1)
            for j, celda in enumerate(fila, start=1)
            if not vacia(celda)
        }
        self._reservadas = 0

    def valor(self, fila: int, columna: int) -> Celda:
        """Lo escrito en la celda, con los cambios ya hechos."""
        return self._celdas.get((fila, columna))

    def poner(self, fila: int, columna: int, celda: CeldaSalida) -> None:
        """Cambia la celda; si ya decía lo mismo, no la toca."""
        if _igual(self._celdas.get((fila, columna)), celda.valor):
            return
        self.cambios[fila, columna] = celda
        if vacia(celda.valor):
            self._celdas.pop((fila, columna), None)
        else:
            self._celdas[fila, columna] = celda.valor

    def donde(self, fila: int, columna: int) -> str:
        """La celda dicha para una persona."""
        return f"hoja «{self.hoja}», celda {a1(fila, columna)}"

    def trozos(self, seccion: Seccion) -> list[Trozo]:
        """Los trozos de la sección, de arriba abajo; `ConfiguracionErronea` si está su título y no su cabecera."""
        titulos = sorted((fila, columna) for fila, columna in self._celdas if self._es_titulo(fila, columna))
        fines = [fila for fila, _ in titulos[1:]] + [self._ultima + 1]
        propios = [
            (fila, columna, fin)
            for (fila, columna), fin in zip(titulos, fines, strict=False)
            if clave(str(self.valor(fila, columna))) == clave(seccion.titulo)
        ]
        trozos = [trozo for fila, _, fin in propios if (trozo := self._trozo(seccion, fila + 1, fin)) is not None]
        if propios and not trozos:
            raise ConfiguracionErronea(
                f"La sección «{seccion.titulo}» no tiene cabecera.",
                donde=self.donde(propios[0][0], propios[0][1]),
                remedio=f"Escriba debajo del título, en una fila: {', '.join(seccion.cabeceras)}",
            )
        return trozos

    def filas(self, seccion: Seccion) -> Iterator[FilaLeida]:
        """Las filas de la sección con lo mínimo escrito en sus columnas."""
        for trozo in self.trozos(seccion):
            for fila in range(trozo.cabecera + 1, trozo.fin):
                valores = {nombre: self.valor(fila, columna) for nombre, columna in trozo.columnas.items()}
                if sum(not vacia(valor) for valor in valores.values()) >= seccion.minimo:
                    yield FilaLeida(fila, dict.fromkeys(seccion.cabeceras) | valores, trozo.columnas)

    def escribir(self, seccion: Seccion, filas: Sequence[Fila]) -> None:
        """Pone cada fila en la que tiene su llave, y las nuevas al final de la sección; las demás no se tocan.

        Una columna que la fila dada no nombra se queda como está.
        """
        llave = seccion.cabeceras[0]
        sitios = {_llave(leida.valores[llave]): leida for leida in reversed(list(self.filas(seccion)))}
        nuevas = []
        for fila in filas:
            sitio = sitios.get(_llave(fila[llave].valor))
            if sitio is None:
                nuevas.append(fila)
            else:
                self._poner_fila(sitio.fila, sitio.columnas, fila)
        self._anadir(seccion, nuevas)

    def reescribir(self, seccion: Seccion, filas: Sequence[Fila]) -> None:
        """Pone las filas en el orden dado, sobre las que hay; las que sobran se vacían y las que faltan se añaden."""
        antes = list(self.filas(seccion))
        vacia_entera = dict.fromkeys(seccion.cabeceras, CeldaSalida(None))
        for i, leida in enumerate(antes):
            self._poner_fila(leida.fila, leida.columnas, filas[i] if i < len(filas) else vacia_entera)
        self._anadir(seccion, filas[len(antes) :])

    def completar_cabecera(self, seccion: Seccion, nombre: str) -> None:
        """Pone la cabecera que falte en cada trozo, en la primera columna libre a la derecha de las demás."""
        anchura = max((columna for _, columna in self._celdas), default=0)
        for trozo in self.trozos(seccion):
            if nombre not in trozo.columnas:
                self.poner(trozo.cabecera, anchura + 1, CeldaSalida(nombre, Aspecto.CABECERA))

    def marcar_entradas(self, seccion: Seccion, nombres: Sequence[str]) -> None:
        """Da aspecto de casilla que llenar a las vacías de esas columnas, en cada fila de la sección."""
        for leida in self.filas(seccion):
            for nombre in nombres:
                sitio = (leida.fila, leida.columnas.get(nombre, 0))
                if sitio[1] and sitio not in self._celdas:
                    self.cambios[sitio] = CeldaSalida(None, Aspecto.ENTRADA)

    def exigir(self, leida: FilaLeida, nombre: str, leer: Callable[[Celda], T], remedio: str) -> T:
        """El valor de una celda leído con `leer`; si da `ValueError`, `ConfiguracionErronea` con su sitio."""
        celda = leida.valores[nombre]
        try:
            return leer(celda)
        except ValueError as error:
            donde = self.donde(leida.fila, leida.columnas.get(nombre, 1))
            que = f"«{'' if celda is None else celda}» no vale para «{nombre}»."
            raise ConfiguracionErronea(que, donde=donde, remedio=remedio) from error

    def _es_titulo(self, fila: int, columna: int) -> bool:
        valor = self._celdas.get((fila, columna))
        return isinstance(valor, str) and clave(valor) in self._titulos and (fila, columna + 1) not in self._celdas

    @property
    def _ultima(self) -> int:
        return max((fila for fila, _ in self._celdas), default=0)

    def _trozo(self, seccion: Seccion, desde: int, fin: int) -> Trozo | None:
        """El trozo de la primera fila que lleva la cabecera de la llave y, si hay más de una columna, otra más."""
        buscadas = {clave(nombre): nombre for nombre in seccion.cabeceras}
        anchura = max((columna for _, columna in self._celdas), default=0)
        for fila in range(desde, fin):
            columnas: dict[str, int] = {}
            for columna in range(1, anchura + 1):
                nombre = buscadas.get(clave(str(self._celdas.get((fila, columna), ""))))
                if nombre is not None:
                    columnas.setdefault(nombre, columna)
            if seccion.cabeceras[0] in columnas and len(columnas) > 1:
                return Trozo(fila, fin, columnas, abierto=fin > self._ultima)
        return None

    def _poner_fila(self, numero: int, columnas: Mapping[str, int], fila: Fila) -> None:
        for nombre, columna in columnas.items():
            if nombre in fila:
                self.poner(numero, columna, fila[nombre])

    def _anadir(self, seccion: Seccion, filas: Sequence[Fila]) -> None:
        trozos = self.trozos(seccion)
        libres = ((numero, trozo.columnas) for trozo in trozos for numero in self._libres(trozo))
        colocadas = 0
        for fila, (numero, columnas) in zip(filas, libres, strict=False):
            self._poner_fila(numero, columnas, fila)
            colocadas += 1
        if colocadas < len(filas) or not trozos:
            self._crear(seccion, filas[colocadas:])

    def _libres(self, trozo: Trozo) -> Iterator[int]:
        """Las filas en blanco tras la última ocupada, menos la que separa del título siguiente."""
        numeros = range(trozo.cabecera + 1, trozo.fin)
        filas_con_algo = {fila for fila, _ in self._celdas}
        ultima = max((n for n in numeros if n in filas_con_algo), default=trozo.cabecera)
        return count(ultima + 1) if trozo.abierto else iter(range(ultima + 1, trozo.fin - 1))

    def _crear(self, seccion: Seccion, filas: Sequence[Fila]) -> None:
        """Un trozo nuevo al pie de la hoja."""
        fila = max(self._reservadas, self._ultima + 1) + 1
        self.poner(fila, 1, CeldaSalida(seccion.titulo, Aspecto.SECCION))
        if seccion.nota:
            fila += 1
            self.poner(fila, 1, CeldaSalida(seccion.nota, Aspecto.NOTA))
        fila += 1
        columnas = {nombre: j for j, nombre in enumerate(seccion.cabeceras, start=1)}
        for nombre, columna in columnas.items():
            self.poner(fila, columna, CeldaSalida(nombre, Aspecto.CABECERA))
        for datos in filas:
            fila += 1
            self._poner_fila(fila, columnas, datos)
        self._reservadas = fila + seccion.holgura


def _llave(celda: Celda) -> str:
    return clave("" if celda is None else str(celda))


def _igual(antes: Celda, despues: Celda) -> bool:
    """Lo mismo para quien lo lee: mayúsculas y espacios de los textos no cuentan; 40 y 40,0 son lo mismo."""
    if vacia(antes) or vacia(despues):
        return vacia(antes) and vacia(despues)
    if isinstance(antes, str) and isinstance(despues, str):
        return antes.strip() == despues.strip()
    return type(antes) is not bool and antes == despues
