"""La columna «Por qué»: en una frase corta, los hechos de los ejes que usa la regla que decidió, y ninguno más."""

from collections.abc import Sequence

import narwhals as nw
import numpy as np

from cartera_xl.nucleo.baremo import Baremo
from cartera_xl.nucleo.configuracion import Configuracion
from cartera_xl.nucleo.explicacion.condiciones import IMPOSIBLE, NOMBRES, distancias, en_puntos, lo_que_pide
from cartera_xl.nucleo.explicacion.dichos import Dichos, Filas, lista
from cartera_xl.nucleo.fiabilidad import FIRME
from cartera_xl.nucleo.hechos import Marco, Numeros
from cartera_xl.nucleo.reglas import EJES_NUMERICOS, Condicion, Regla, Segmento, SinDato, UnoDe
from cartera_xl.nucleo.segmentos import MANUAL, REGLA_MANUAL, con_segmento

HECHOS_POR_FRASE = 3
ORDEN_DE_SEGMENTOS = {segmento: i for i, segmento in enumerate(Segmento)}
"""De mejor a peor, que es como están declarados."""
_EN_FRASE = {"frontera": "caso frontera"}
_DE_CLIENTE = (("valor", "el importe"), ("constancia", "el número de compras"), ("actividad", "la última compra"))
_DE_POTENCIAL = (("valor", "el gasto previsto"), ("potencial", "el encaje"))


def con_porque(puntuados: Marco, baremo: Baremo, configuracion: Configuracion) -> Marco:
    """Añade `por_que` (texto): los hechos, la regla y, si la hay, la reserva con que se ha de tomar.

    Si la regla no pide nada (la de «todo lo demás»), dice qué le falta para la regla mejor más cercana. Pide las
    columnas de `puntuar`.
    """
    dichos = Dichos(puntuados, baremo, configuracion)
    frases = np.full(len(puntuados), "", dtype=object)
    suyas = np.array(puntuados["regla"].to_list(), dtype=object)
    for regla in configuracion.reglas:
        filas = np.flatnonzero(suyas == regla.id)
        if len(filas):
            frases[filas] = _de_regla(regla, filas, dichos, configuracion.reglas)
    impuestos = np.flatnonzero(suyas == REGLA_MANUAL)
    if len(impuestos):
        frases[impuestos] = _impuestas(puntuados, impuestos, configuracion)
    reservas = _reservas(puntuados["fiabilidad"].to_list())
    completas = [f"{frase}{reserva}" if frase else "" for frase, reserva in zip(frases, reservas, strict=True)]
    return puntuados.with_columns(nw.new_series("por_que", completas, nw.String, backend=puntuados.implementation))


def _de_regla(regla: Regla, filas: Filas, dichos: Dichos, reglas: Sequence[Regla]) -> list[str]:
    if not regla.condiciones:
        return _sin_regla_mejor(regla, filas, dichos, reglas)
    ejes = list(regla.condiciones)
    repetida = {"potencial"} if "actividad" in ejes[:HECHOS_POR_FRASE] else set()
    hechos = [dichos.eje(eje, filas, ya_dicha=eje in repetida) for eje in ejes[:HECHOS_POR_FRASE]]
    resto = f" y {len(ejes) - HECHOS_POR_FRASE} más" if len(ejes) > HECHOS_POR_FRASE else ""
    cierre = f"{resto}: regla «{regla.id}»."
    return [f"{_mayuscula(lista(partes))}{cierre}" for partes in zip(*hechos, strict=True)]


def _mayuscula(frase: str) -> str:
    return frase[:1].upper() + frase[1:]


def mejores_que(segmento: Segmento, reglas: Sequence[Regla]) -> list[Regla]:
    """Las reglas de los segmentos mejores, del mejor al más cercano; dentro de uno, en su orden."""
    mejores = [r for r in reglas if ORDEN_DE_SEGMENTOS[r.segmento] < ORDEN_DE_SEGMENTOS[segmento]]
    return sorted(mejores, key=lambda regla: ORDEN_DE_SEGMENTOS[regla.segmento])


def _sin_regla_mejor(regla: Regla, filas: Filas, dichos: Dichos, reglas: Sequence[Regla]) -> list[str]:
    """Qué pide la regla mejor más cercana y qué tiene la fila."""
    frases = np.array(_sin_remedio(regla, filas, dichos), dtype=object)
    mejores = mejores_que(regla.segmento, reglas)
    if not mejores:
        return [f"Regla «{regla.id}», la que vale para todo lo demás."] * len(filas)
    lejos = np.array([_lejania(mejor, filas, dichos) for mejor in mejores])
    cercana = np.argmin(lejos, axis=0)
    alcanzable = np.isfinite(np.min(lejos, axis=0))
    for i, mejor in enumerate(mejores):
        suyas = np.flatnonzero((cercana == i) & alcanzable)
        if len(suyas):
            frases[suyas] = _no_llega(mejor, filas[suyas], dichos)
    return [str(frase) for frase in frases]


def _lejania(regla: Regla, filas: Filas, dichos: Dichos) -> Numeros:
    """Puntos que faltan entre todas las condiciones; `IMPOSIBLE` si alguna no depende de un número."""
    total = np.zeros(len(filas))
    for eje, condicion in regla.condiciones.items():
        total += en_puntos(_distancias(eje, condicion, filas, dichos), condicion, eje)
    return total


def _distancias(eje: str, condicion: Condicion, filas: Filas, dichos: Dichos) -> Numeros:
    if eje in EJES_NUMERICOS:
        return distancias(condicion, dichos.numeros(eje)[filas])
    textos = dichos.textos(eje)[filas]
    if isinstance(condicion, SinDato):
        return np.where(textos == "", 0.0, IMPOSIBLE)
    assert isinstance(condicion, UnoDe), "un eje de texto no tiene intervalos"
    return np.where(np.isin(textos, list(condicion.valores)), 0.0, IMPOSIBLE)


def _no_llega(regla: Regla, filas: Filas, dichos: Dichos) -> list[str]:
    """«No llega a «promesa» (Emergente): pide potencial de 60 o más y tiene 45 (20 % de volver).»"""
    partes = [[""] * len(filas)]
    for eje, condicion in regla.condiciones.items():
        falla = _distancias(eje, condicion, filas, dichos) > 0
        if falla.any():
            pide = f"{NOMBRES[eje]} {lo_que_pide(condicion, eje, dichos.pais)} y tiene "
            tiene = dichos.lo_que_tiene(eje, filas)
            partes.append([f"{pide}{t}" if f else "" for f, t in zip(falla.tolist(), tiene, strict=True)])
    inicio = f"No llega a «{regla.id}» ({regla.segmento.value}): pide "
    return [f"{inicio}{'; '.join(filter(None, juntas))}." for juntas in zip(*partes, strict=True)]


def _sin_remedio(regla: Regla, filas: Filas, dichos: Dichos) -> list[str]:
    """Cuando ninguna regla mejor depende de un número: lo que no consta, si falta algo."""
    cliente = dichos.es_cliente[filas].tolist()
    faltan = {eje: np.isnan(dichos.numeros(eje)[filas]).tolist() for eje in ("valor", *dict(_DE_CLIENTE), "potencial")}
    frases = []
    for i, es_cliente in enumerate(cliente):
        nombres = [nombre for eje, nombre in (_DE_CLIENTE if es_cliente else _DE_POTENCIAL) if faltan[eje][i]]
        verbo = "No consta" if len(nombres) == 1 else "No constan"
        de_mas = f"Ninguna regla mejor es para filas como esta: regla «{regla.id}»."
        frases.append(f"{verbo} {lista(nombres)}: regla «{regla.id}»." if nombres else de_mas)
    return frases


def _impuestas(puntuados: Marco, filas: Filas, configuracion: Configuracion) -> list[str]:
    """Lo impuesto manda; además, lo que dirían las reglas."""
    suyas = puntuados[filas].drop(MANUAL, "regla", "segmento")
    calculadas = con_segmento(suyas, configuracion.reglas)
    pares = zip(calculadas["segmento"].to_list(), calculadas["regla"].to_list(), strict=True)
    return [f"Impuesto a mano; por las reglas sería {segmento} («{regla}»)." for segmento, regla in pares]


def _reservas(fiabilidades: Sequence[str]) -> list[str]:
    """« Con reserva: poca historia, caso frontera.»; vacío si es firme. Cada combinación se escribe una vez."""
    dichas: dict[str, str] = {FIRME: "", "": ""}
    for texto in set(fiabilidades) - set(dichas):
        partes = [parte.lower() for parte in texto.removeprefix("☆").strip().split(", ")]
        dichas[texto] = f" Con reserva: {', '.join(_EN_FRASE.get(parte, parte) for parte in partes)}."
    return [dichas[texto] for texto in fiabilidades]
