"""Qué celdas cambian al olvidar a un cliente y qué queda en cada una."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cartera_xl.casos.estudio import Cartera
from cartera_xl.casos.persona import (
    Aparicion,
    Persona,
    columnas_de_clientes,
    columnas_de_movimientos,
    filas_sueltas,
)
from cartera_xl.casos.puertos import SheetHost
from cartera_xl.nucleo.celdas import Celda, Cuadro, celda_de, misma_celda, vacia
from cartera_xl.nucleo.privacidad.identidad import Coincide, Dato
from cartera_xl.nucleo.privacidad.permisos import ANONIMO

DE_LA_HISTORIA = frozenset(
    (
        "estado",
        "fecha_alta",
        "primera_compra",
        "ultima_compra",
        "compras",
        "importe_neto",
        "importe_bruto",
        "devoluciones",
        "descuento",
        "margen",
        "importe_contrato",
        "fin_contrato",
        "renovaciones",
        "moneda",
        "fecha",
        "importe",
        "cantidad",
        "precio",
        "tipo_movimiento",
        "producto",
        "categoria",
        "canal",
        "responsable",
    )
)
"""Lo que se guarda sin nombre: cuánto, cuándo, qué y por dónde. Decisión de la casa, 2026: lo demás se vacía entero."""
LLAVES = ("id_cliente", "nombre")
OTRAS_LLAVES = ("id_fiscal", "correo")

Sitio = tuple[int, int]
Cambios = dict[str, dict[Sitio, Celda]]


@dataclass(frozen=True, slots=True)
class OrdenDeOlvido:
    """A quién y cómo. `codigo` es lo que queda en lugar de su nombre, y lo elige quien llama, al azar.

    `quitar_importes` vacía también sus compras; `contenidas`, los textos más largos que lo nombran.
    """

    cliente: str
    codigo: str
    quitar_importes: bool = False
    contenidas: bool = False

    @property
    def sustituto(self) -> str | None:
        """Lo que queda en una celda que era un dato suyo; `None` si ha de quedar vacía."""
        return None if self.quitar_importes else self.codigo


@dataclass(frozen=True, slots=True)
class _Queda:
    """Lo que queda en sus filas: columnas que se conservan y columnas que llevan el código; las demás se vacían."""

    historia: frozenset[int]
    llaves: frozenset[int]
    codigo: str | None

    @classmethod
    def segun(cls, posiciones: Mapping[str, int], orden: OrdenDeOlvido) -> "_Queda":
        """El código sustituye al código y al nombre; si no hay ni uno ni otro, a lo que una la fila a sus compras."""
        if orden.quitar_importes:
            return cls(frozenset(), frozenset(), None)
        llaves = [campo for campo in LLAVES if campo in posiciones] or [c for c in OTRAS_LLAVES if c in posiciones]
        historia = frozenset(posiciones[campo] for campo in DE_LA_HISTORIA if campo in posiciones)
        return cls(historia, frozenset(posiciones[campo] for campo in llaves), orden.codigo)

    def vaciar(self, cuadro: Cuadro, filas: Iterable[int], columnas: range) -> dict[Sitio, Celda]:
        """Las celdas de esas filas que cambian."""
        cambios: dict[Sitio, Celda] = {}
        for fila in filas:
            for columna in columnas:
                antes = celda_de(cuadro, fila, columna)
                despues = self.codigo if columna in self.llaves else None
                if columna not in self.historia and not vacia(antes) and not misma_celda(antes, despues):
                    cambios[fila, columna] = despues
        return cambios


def celdas_que_cambian(
    anfitrion: SheetHost, cartera: Cartera, persona: Persona, halladas: Sequence[Aparicion], orden: OrdenDeOlvido
) -> Cambios:
    """Lo que ha de quedar en cada celda, hoja a hoja; solo las que cambian."""
    cambios: Cambios = {}
    clientes, movimientos = cartera.leido.clientes, cartera.leido.movimientos
    if cartera.leido.nueva is None:
        queda = _Queda.segun(clientes.tabla.lectura.posiciones, orden)
        cuadro = anfitrion.grid(persona.hoja)
        cambios[persona.hoja] = queda.vaciar(cuadro, [persona.fila], columnas_de_clientes(cartera))
    if movimientos is not None and cartera.libro.info.hoja(persona.hoja_movimientos) is not None:
        queda = _Queda.segun(movimientos.lectura.posiciones, orden)
        cuadro = anfitrion.grid(persona.hoja_movimientos)
        suyas = queda.vaciar(cuadro, persona.lineas, columnas_de_movimientos(movimientos))
        cambios.setdefault(persona.hoja_movimientos, {}).update(suyas)
    for hoja, sitios in _en_otras_celdas(anfitrion, persona, halladas, orden).items():
        cambios.setdefault(hoja, {}).update(sitios)
    return {hoja: sitios for hoja, sitios in cambios.items() if sitios}


def filas_suyas(cartera: Cartera, persona: Persona, halladas: Sequence[Aparicion]) -> dict[str, frozenset[int]]:
    """Las filas que hablan solo de ella: la suya, sus compras y, en las hojas propias, las que la nombran."""
    filas: dict[str, frozenset[int]] = {}
    if cartera.leido.nueva is None:
        filas[persona.hoja] = frozenset({persona.fila})
    if persona.lineas and cartera.libro.info.hoja(persona.hoja_movimientos) is not None:
        filas[persona.hoja_movimientos] = filas.get(persona.hoja_movimientos, frozenset()) | frozenset(persona.lineas)
    for hoja, numeros in filas_sueltas(aparicion for aparicion in halladas if aparicion.propia).items():
        filas[hoja] = filas.get(hoja, frozenset()) | frozenset(numeros)
    return filas


def se_cambia(aparicion: Aparicion, orden: OrdenDeOlvido) -> bool:
    """Lo que es, entero, un dato suyo; lo que lo contiene, solo si se pide o si la hoja la escribe el programa."""
    if aparicion.compartida or not (aparicion.seguro or aparicion.es_nombre_en_lo_nuestro):
        return False
    return aparicion.coincide is Coincide.IGUAL or aparicion.propia or orden.contenidas


def _en_otras_celdas(
    anfitrion: SheetHost, persona: Persona, halladas: Sequence[Aparicion], orden: OrdenDeOlvido
) -> Cambios:
    cambios: Cambios = {}
    for aparicion in halladas:
        if se_cambia(aparicion, orden):
            valor: Celda = orden.sustituto if aparicion.dato in (Dato.CODIGO, Dato.NOMBRE) else None
            if aparicion.coincide is Coincide.CONTENIDA:
                por = orden.sustituto or ANONIMO
                valor = persona.identidad.sustituir(str(aparicion.valor), por, en_lo_nuestro=aparicion.propia)
            cambios.setdefault(aparicion.hoja, {})[aparicion.fila, aparicion.columna] = valor
    for hoja, filas in filas_sueltas(aparicion for aparicion in halladas if aparicion.propia).items():
        for sitio in _textos_solo_suyos(anfitrion.grid(hoja), filas):
            cambios.setdefault(hoja, {}).setdefault(sitio, None)
    return cambios


def _textos_solo_suyos(cuadro: Cuadro, filas: Sequence[int]) -> list[Sitio]:
    """Los textos de sus filas que ninguna otra fila repite en esa columna: notas y motivos, no un canal o un estado."""
    sitios = []
    for columna in range(1, max(map(len, cuadro)) + 1):
        veces = Counter(celda_de(cuadro, fila, columna) for fila in range(1, len(cuadro) + 1))
        for fila in filas:
            celda = celda_de(cuadro, fila, columna)
            if isinstance(celda, str) and not vacia(celda) and veces[celda] == 1:
                sitios.append((fila, columna))
    return sitios
