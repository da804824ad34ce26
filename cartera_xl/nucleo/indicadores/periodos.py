"""Meses y trimestres de calendario ya terminados: el último contra el anterior y contra el mismo del año pasado."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from cartera_xl.nucleo.compras_lineas import numero_de_dia
from cartera_xl.nucleo.indicadores.base import Base, Compras
from cartera_xl.nucleo.indicadores.medidas import wilson
from cartera_xl.nucleo.indicadores.tipos import Unidad
from cartera_xl.nucleo.palabras_cifras import MESES

TRIMESTRES = 8
"""Cuántos se enseñan: dos años, lo justo para ver si la temporada se repite."""
_TARDE = 7
"""Días que las compras pueden empezar tarde sin que un periodo deje de contar (el puente de Año Nuevo)."""


_MUY_TARDE = 31
"""Lo mismo, para los dos años que mira la retención."""


@dataclass(frozen=True, slots=True)
class Periodo:
    """Un mes o un trimestre de calendario: del primer día al último, ambos incluidos."""

    nombre: str
    primero: date
    ultimo: date

    @property
    def bordes(self) -> tuple[int, int]:
        """(día anterior al primero, último), en días desde 1970."""
        return numero_de_dia(self.primero) - 1, numero_de_dia(self.ultimo)


@dataclass(frozen=True, slots=True)
class Variacion:
    """Una cifra del último periodo, del anterior y del mismo del año pasado; `None` si las compras no llegan."""

    id: str
    nombre: str
    unidad: Unidad
    ahora: float | None
    antes: float | None
    hace_un_ejercicio: float | None

    @property
    def sobre_el_anterior(self) -> float | None:
        """Crecimiento, parte de 1; `None` si no se puede dividir."""
        return _crecimiento(self.ahora, self.antes)

    @property
    def sobre_el_ejercicio(self) -> float | None:
        """Contra el mismo periodo del año pasado."""
        return _crecimiento(self.ahora, self.hace_un_ejercicio)

    def a_dict(self) -> dict[str, Any]:
        """Con tipos de JSON."""
        return {
            "id": self.id,
            "nombre": self.nombre,
            "ahora": self.ahora,
            "anterior": self.antes,
            "hace_un_anio": self.hace_un_ejercicio,
            "variacion": self.sobre_el_anterior,
            "variacion_anual": self.sobre_el_ejercicio,
        }


@dataclass(frozen=True, slots=True)
class Comparacion:
    """El último periodo terminado contra los otros dos."""

    periodo: Periodo
    anterior: Periodo
    hace_un_ejercicio: Periodo
    variaciones: tuple[Variacion, ...]

    def a_dict(self) -> dict[str, Any]:
        """Con tipos de JSON."""
        return {
            "periodo": self.periodo.nombre,
            "anterior": self.anterior.nombre,
            "hace_un_anio": self.hace_un_ejercicio.nombre,
            "cifras": [variacion.a_dict() for variacion in self.variaciones],
        }


@dataclass(frozen=True, slots=True)
class Trimestre:
    """Lo que pasó en un trimestre. La retención mira los 12 meses que acaban con él; `None` sin historia.

    `fichas` y `convertidas`: altas del trimestre y cuántas son ya clientes; `None` sin fecha de alta.
    """

    periodo: Periodo
    neto: float
    primera: float
    recompra: float
    compras: int
    compradores: int
    nuevos: int
    retencion: float | None
    retencion_desde: float | None
    retencion_hasta: float | None
    retencion_n: int
    fichas: int | None
    convertidas: int | None

    @property
    def conversion(self) -> float | None:
        """Parte de las altas del trimestre que ya son clientes."""
        return self.convertidas / self.fichas if self.fichas and self.convertidas is not None else None

    def a_dict(self) -> dict[str, Any]:
        """Con tipos de JSON."""
        campos = [campo for campo in self.__slots__ if campo != "periodo"]
        return (
            {"trimestre": self.periodo.nombre} | {c: getattr(self, c) for c in campos} | {"conversion": self.conversion}
        )


def ultimo_mes(corte: date) -> Periodo:
    """El último mes terminado el día del corte, que puede ser el del propio corte.

    >>> ultimo_mes(date(2026, 2, 28)).nombre, ultimo_mes(date(2026, 1, 30)).nombre
    ('febrero de 2026', 'diciembre de 2025')
    """
    siguiente = corte + timedelta(days=1)
    return _mes(siguiente.year, siguiente.month - 1)


def ultimo_trimestre(corte: date) -> Periodo:
    """El último trimestre terminado.

    >>> ultimo_trimestre(date(2025, 9, 30)).nombre, ultimo_trimestre(date(2025, 3, 30)).nombre
    ('3.er trimestre de 2025', '4.º trimestre de 2024')
    """
    siguiente = corte + timedelta(days=1)
    return _trimestre(siguiente.year, (siguiente.month - 1) // 3)


def comparaciones(base: Base) -> tuple[Comparacion, ...]:
    """El último mes y el último trimestre; vacía sin lista de compras o si empieza después."""
    if base.compras is None:
        return ()
    mes, trimestre = ultimo_mes(base.corte), ultimo_trimestre(base.corte)
    un_mes, un_trimestre = (p.primero.year * 12 + p.primero.month for p in (mes, trimestre))
    ternas = (
        (mes, _mes(0, un_mes - 1), _mes(0, un_mes - 12)),
        (trimestre, _trimestre(0, (un_trimestre - 1) // 3), _trimestre(0, (un_trimestre - 1) // 3 - 3)),
    )
    return tuple(_comparar(base.compras, terna) for terna in ternas if _cubierto(base.compras, terna[0]))


def trimestres(base: Base) -> tuple[Trimestre, ...]:
    """Los últimos `TRIMESTRES` terminados que las compras cubren, del más antiguo al más nuevo."""
    if base.compras is None:
        return ()
    ultimo = ultimo_trimestre(base.corte).primero
    numero = ultimo.year * 4 + (ultimo.month - 1) // 3 + 1
    periodos = [_trimestre(0, numero - atras) for atras in reversed(range(TRIMESTRES))]
    return tuple(_un_trimestre(base, base.compras, p) for p in periodos if _cubierto(base.compras, p))


def _comparar(compras: Compras, terna: tuple[Periodo, Periodo, Periodo]) -> Comparacion:
    cifras = [_cifras(compras, periodo) if _cubierto(compras, periodo) else {} for periodo in terna]
    variaciones = tuple(
        Variacion(ident, nombre, unidad, *(c.get(ident) for c in cifras)) for ident, nombre, unidad in _COMPARADAS
    )
    return Comparacion(*terna, variaciones)


_COMPARADAS = (
    ("neto", "Neto", Unidad.IMPORTE),
    ("compras", "Compras", Unidad.CUENTA),
    ("compradores", "Clientes que compran", Unidad.CUENTA),
    ("ticket", "Ticket medio", Unidad.IMPORTE),
    ("nuevos", "Clientes nuevos", Unidad.CUENTA),
    ("primera", "Neto de primera compra", Unidad.IMPORTE),
    ("recompra", "Neto de recompra", Unidad.IMPORTE),
)


def _cifras(compras: Compras, periodo: Periodo) -> dict[str, float | None]:
    desde, hasta = periodo.bordes
    neto = int(compras.centimos(desde, hasta).sum())
    primera = int(compras.de_primera_compra(desde, hasta).sum())
    veces = compras.cuantas(desde, hasta)
    return {
        "neto": neto / 100,
        "compras": float(veces.sum()),
        "compradores": float((veces > 0).sum()),
        "ticket": neto / 100 / float(veces.sum()) if veces.any() else None,
        "nuevos": float(compras.nuevos(desde, hasta).sum()),
        "primera": primera / 100,
        "recompra": (neto - primera) / 100,
    }


def _un_trimestre(base: Base, compras: Compras, periodo: Periodo) -> Trimestre:
    cifras = {ident: valor or 0.0 for ident, valor in _cifras(compras, periodo).items()}
    hasta = periodo.bordes[1]
    un_ejercicio, dos_ejercicios = (numero_de_dia(_hace(periodo.ultimo, n)) for n in (1, 2))
    antes = (compras.cuantas(dos_ejercicios, un_ejercicio) > 0) & (compras.primer_dia <= dos_ejercicios + _MUY_TARDE)
    vuelven = antes & (compras.cuantas(un_ejercicio, hasta) > 0)
    n, casos = int(antes.sum()), int(vuelven.sum())
    desde, tope = (float(borde[0]) for borde in wilson(np.array([float(casos)]), np.array([float(n)])))
    altas = (base.alta > periodo.bordes[0]) & (base.alta <= hasta)
    con_altas = not np.isnan(base.alta).all()
    return Trimestre(
        periodo=periodo,
        neto=cifras["neto"],
        primera=cifras["primera"],
        recompra=cifras["recompra"],
        compras=int(cifras["compras"]),
        compradores=int(cifras["compradores"]),
        nuevos=int(cifras["nuevos"]),
        retencion=casos / n if n else None,
        retencion_desde=desde if n else None,
        retencion_hasta=tope if n else None,
        retencion_n=n,
        fichas=int(altas.sum()) if con_altas else None,
        convertidas=int((altas & base.es_cliente).sum()) if con_altas else None,
    )


def _cubierto(compras: Compras, periodo: Periodo) -> bool:
    return compras.primer_dia <= periodo.bordes[0] + _TARDE


def _mes(ejercicio: int, numero: int) -> Periodo:
    """El mes `numero` (enero es 1) de un ejercicio; 0 es diciembre del anterior y 13, enero del siguiente."""
    ejercicio, indice = ejercicio + (numero - 1) // 12, (numero - 1) % 12
    return Periodo(f"{MESES[indice]} de {ejercicio}", date(ejercicio, indice + 1, 1), _fin_de_mes(ejercicio, indice))


def _trimestre(ejercicio: int, numero: int) -> Periodo:
    """El trimestre `numero` (de 1 a 4) de un ejercicio; 0 es el último del anterior."""
    ejercicio, indice = ejercicio + (numero - 1) // 4, (numero - 1) % 4
    ordinal = ("1.er", "2.º", "3.er", "4.º")[indice]
    ultimo = _fin_de_mes(ejercicio, 3 * indice + 2)
    return Periodo(f"{ordinal} trimestre de {ejercicio}", date(ejercicio, 3 * indice + 1, 1), ultimo)


def _fin_de_mes(ejercicio: int, indice: int) -> date:
    siguiente = date(ejercicio + (indice + 1) // 12, (indice + 1) % 12 + 1, 1)
    return siguiente - timedelta(days=1)


def _hace(dia: date, ejercicios: int) -> date:
    """El mismo día del calendario unos años antes; el fin de trimestre nunca es 29 de febrero."""
    return dia.replace(year=dia.year - ejercicios)


def _crecimiento(ahora: float | None, antes: float | None) -> float | None:
    return ahora / antes - 1 if ahora is not None and antes is not None and antes > 0 else None
