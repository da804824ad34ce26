"""Demuestra que las reglas dan exactamente un segmento a cualquier fila posible, o enseña la fila que lo desmiente.

No se prueban filas al azar: cada eje se parte en sus átomos (los bordes que nombran las reglas, los tramos abiertos
entre ellos y «sin dato»). Dentro de un átomo ninguna regla cambia de opinión, así que una regla es un conjunto de
átomos por eje, y la cartera posible, el producto de todos. Un hueco es lo que queda de ese producto al quitarle las
reglas una a una; solo se parte por donde una regla corta, y se abandona en cuanto una lo cubre.

Los ejes se toman por independientes: se demuestra algo más fuerte de lo necesario.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from cartera_xl.nucleo.atomos import Atomos, Ejemplo, atomos_de, texto_de_ejemplo
from cartera_xl.nucleo.errores import Gravedad, ReglasErroneas
from cartera_xl.nucleo.reglas import (
    EJES_DE_PERCENTIL,
    EJES_DE_TEXTO,
    EJES_NUMERICOS,
    Condicion,
    Intervalo,
    Regla,
    Segmento,
    UnoDe,
)

Region = tuple[int, ...]
"""Un conjunto de átomos por eje, como máscara de bits, en el orden de los ejes."""


ERRORES_QUE_SE_ENSENAN = 3


class ClaseHallazgo(StrEnum):
    """Qué tiene de malo la tabla de reglas."""

    HUECO = "hueco"
    SOLAPE = "solape"
    IMPOSIBLE = "imposible"
    MAL_ESCRITA = "mal escrita"
    REPETIDA = "repetida"
    INALCANZABLE = "inalcanzable"
    SENTIDO = "sentido"


@dataclass(frozen=True, slots=True)
class Hallazgo:
    """Un defecto de la tabla de reglas; `ejemplo` es una fila que lo enseña, vacío si no hace falta ninguna."""

    clase: ClaseHallazgo
    mensaje: str
    reglas: tuple[str, ...] = ()
    ejemplo: Ejemplo = field(default_factory=dict)
    gravedad: Gravedad = Gravedad.ERROR

    def __str__(self) -> str:
        return self.mensaje


def comprobar_reglas(reglas: Sequence[Regla]) -> tuple[Hallazgo, ...]:
    """Todos los defectos, primero los errores. Vacío: cada fila posible tiene una regla, y solo una de su prioridad."""
    escritura = [*_repetidas(reglas), *(hallazgo for regla in reglas for hallazgo in _mal_escrita(regla))]
    if escritura:
        return tuple(escritura)
    atomos = {eje: atomos_de(eje, [r.condiciones[eje] for r in reglas if eje in r.condiciones]) for eje in _EJES}
    regiones = [tuple(_mascara(regla, eje, atomos[eje]) for eje in _EJES) for regla in reglas]
    posibles = [(regla, region) for regla, region in zip(reglas, regiones, strict=True) if all(region)]
    return (
        *(_imposible(regla) for regla, region in zip(reglas, regiones, strict=True) if not all(region)),
        *_huecos(posibles, atomos),
        *_solapes(posibles, atomos),
        *_inalcanzables(posibles),
        *(hallazgo for regla in reglas for hallazgo in _sentido(regla)),
    )


def exigir_reglas_validas(reglas: Sequence[Regla], *, donde: str = "hoja «Configuración», reglas de segmento") -> None:
    """`ReglasErroneas` con todos los errores si los hay; los avisos no la levantan."""
    errores = [hallazgo for hallazgo in comprobar_reglas(reglas) if hallazgo.gravedad is Gravedad.ERROR]
    if errores:
        resto = len(errores) - ERRORES_QUE_SE_ENSENAN
        mas = [f"… y {resto} más; «cartera comprobar» los enseña todos."] if resto > 0 else []
        raise ReglasErroneas(
            "\n".join([*map(str, errores[:ERRORES_QUE_SE_ENSENAN]), *mas]),
            donde=donde,
            remedio="Corrija las reglas nombradas para que cada fila cumpla una y solo una de cada prioridad",
        )


_EJES = (*EJES_NUMERICOS, *EJES_DE_TEXTO)


def _mascara(regla: Regla, eje: str, atomos: Atomos) -> int:
    condicion = regla.condiciones.get(eje)
    return atomos.todos if condicion is None else atomos.mascara(condicion)


def hueco(region: Region, reglas: Sequence[Region]) -> Region | None:
    """Una parte de la región que no cubre ninguna regla; `None` si la cubren entre todas.

    >>> hueco((0b11, 0b11), [(0b01, 0b11), (0b10, 0b01)])
    (2, 2)
    """
    tocan = [regla for regla in reglas if all(a & b for a, b in zip(region, regla, strict=True))]
    if not tocan:
        return region
    primera = max(tocan, key=lambda regla: _cubierto(region, regla))
    resto = [regla for regla in tocan if regla is not primera]
    for fuera in _diferencia(region, primera):
        encontrado = hueco(fuera, resto)
        if encontrado is not None:
            return encontrado
    return None


def _cubierto(region: Region, regla: Region) -> float:
    """Parte de la región que cubre la regla: quitar antes la mayor deja menos que partir."""
    parte = 1.0
    for a, b in zip(region, regla, strict=True):
        parte *= (a & b).bit_count() / a.bit_count()
    return parte


def _diferencia(region: Region, regla: Region) -> list[Region]:
    """La región menos la regla, en trozos que no se tocan: uno por eje que la regla recorta."""
    trozos = []
    for i, (a, b) in enumerate(zip(region, regla, strict=True)):
        if a & ~b:
            trozos.append((*region[:i], a & ~b, *region[i + 1 :]))
            region = (*region[:i], a & b, *region[i + 1 :])
    return trozos


def _huecos(posibles: Sequence[tuple[Regla, Region]], atomos: Mapping[str, Atomos]) -> list[Hallazgo]:
    todo = tuple(atomos[eje].todos for eje in _EJES)
    falta = hueco(todo, [region for _, region in posibles])
    if falta is None:
        return []
    usados = {eje for regla, _ in posibles for eje in regla.condiciones}
    ejemplo = _ejemplo(falta, atomos, usados)
    mensaje = f"{texto_de_ejemplo(ejemplo)}: no la cumple ninguna regla. Añada una regla sin condiciones para el resto."
    return [Hallazgo(ClaseHallazgo.HUECO, mensaje, ejemplo=ejemplo)]


def _solapes(posibles: Sequence[tuple[Regla, Region]], atomos: Mapping[str, Atomos]) -> list[Hallazgo]:
    """Dos reglas de la misma prioridad que se cumplen a la vez, aunque una de prioridad mejor las tape."""
    hallazgos = []
    for i, (una, region) in enumerate(posibles):
        for otra, suya in posibles[i + 1 :]:
            comun = tuple(a & b for a, b in zip(region, suya, strict=True))
            if una.prioridad == otra.prioridad and all(comun):
                ejemplo = _ejemplo(comun, atomos, {*una.condiciones, *otra.condiciones})
                mensaje = (
                    f"{texto_de_ejemplo(ejemplo)}: la cumplen «{una.id}» y «{otra.id}», las dos de prioridad "
                    f"{una.prioridad}. Separe sus condiciones o cambie una prioridad."
                )
                hallazgos.append(Hallazgo(ClaseHallazgo.SOLAPE, mensaje, (una.id, otra.id), ejemplo))
    return hallazgos


def _inalcanzables(posibles: Sequence[tuple[Regla, Region]]) -> list[Hallazgo]:
    hallazgos = []
    for regla, region in posibles:
        mejores = [suya for otra, suya in posibles if otra.prioridad < regla.prioridad]
        if mejores and hueco(region, mejores) is None:
            mensaje = f"La regla «{regla.id}» no decide nunca: otras de menor prioridad cubren todas sus filas."
            hallazgos.append(Hallazgo(ClaseHallazgo.INALCANZABLE, mensaje, (regla.id,), gravedad=Gravedad.AVISO))
    return hallazgos


def _ejemplo(region: Region, atomos: Mapping[str, Atomos], ejes: set[str]) -> Ejemplo:
    """El primer átomo de cada eje: un valor antes que la falta de dato."""
    return {eje: atomos[eje].muestra(mascara) for eje, mascara in zip(_EJES, region, strict=True) if eje in ejes}


def _repetidas(reglas: Sequence[Regla]) -> list[Hallazgo]:
    veces = Counter(regla.id for regla in reglas)
    return [
        Hallazgo(ClaseHallazgo.REPETIDA, f"Hay {n} reglas llamadas «{nombre}». Dé a cada una su nombre.", (nombre,))
        for nombre, n in veces.items()
        if n > 1
    ]


def _imposible(regla: Regla) -> Hallazgo:
    vacios = [eje for eje, condicion in regla.condiciones.items() if not atomos_de(eje, [condicion]).mascara(condicion)]
    mensaje = f"La regla «{regla.id}» no se puede cumplir: ningún valor de {', '.join(vacios)} está en su intervalo."
    return Hallazgo(ClaseHallazgo.IMPOSIBLE, mensaje, (regla.id,))


def _mal_escrita(regla: Regla) -> list[Hallazgo]:
    mensajes = [
        mensaje for eje, condicion in regla.condiciones.items() for mensaje in _reparos_de_escritura(eje, condicion)
    ]
    return [Hallazgo(ClaseHallazgo.MAL_ESCRITA, f"Regla «{regla.id}»: {m}", (regla.id,)) for m in mensajes]


def _reparos_de_escritura(eje: str, condicion: Condicion) -> list[str]:
    if eje not in _EJES:
        return [f"«{eje}» no es un eje. Use uno de estos: {', '.join(_EJES)}."]
    if isinstance(condicion, UnoDe):
        if eje in EJES_NUMERICOS:
            return [f"«{eje}» es un número. Escriba un intervalo."]
        raros = sorted(condicion.valores - set(EJES_DE_TEXTO[eje]))
        return [f"«{raro}» no es un valor de {eje}. Use: {', '.join(EJES_DE_TEXTO[eje])}." for raro in raros]
    if isinstance(condicion, Intervalo):
        if eje in EJES_DE_TEXTO:
            return [f"«{eje}» no es un número. Use: {', '.join(EJES_DE_TEXTO[eje])}."]
        return _bordes_fuera(eje, condicion)
    return []


def _bordes_fuera(eje: str, intervalo: Intervalo) -> list[str]:
    """Los ejes de percentil van de 0 a 100: un borde de fuera suele ser un día o un importe puesto en su sitio."""
    if eje not in EJES_DE_PERCENTIL:
        return []
    pista = " La actividad no son días: 100 es lo más reciente." if eje == "actividad" else ""
    fuera = [borde for borde in (intervalo.desde, intervalo.hasta) if borde is not None and not 0 <= borde <= 100]
    return [f"«{borde:g}» no vale en {eje}, que va de 0 a 100.{pista}" for borde in fuera]


def _sentido(regla: Regla) -> list[Hallazgo]:
    """Avisa si a Bajo valor van los más recientes: es la confusión clásica con la recencia."""
    actividad = regla.condiciones.get("actividad")
    if regla.segmento is not Segmento.BAJO_VALOR or not isinstance(actividad, Intervalo):
        return []
    if actividad.desde is None or actividad.desde <= 0 or actividad.hasta is not None:
        return []
    mensaje = (
        f"La regla «{regla.id}» lleva a Bajo valor a los que han comprado hace menos: en actividad, 100 es lo más "
        "reciente. Compruebe el sentido."
    )
    return [Hallazgo(ClaseHallazgo.SENTIDO, mensaje, (regla.id,), gravedad=Gravedad.AVISO)]
