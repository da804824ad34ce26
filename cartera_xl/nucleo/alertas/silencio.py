"""Silencio: quien lleva sin comprar mucho más de lo suyo, fuera de lo que hace el azar y de su temporada."""

from dataclasses import dataclass

import numpy as np

from cartera_xl.nucleo.alertas.ritmo import Compras, Ritmo, huecos_terminados_desde, ritmo_de_claves
from cartera_xl.nucleo.alertas.temporada import TemporadaDeCartera, TemporadaPropia, temporada_propia
from cartera_xl.nucleo.alertas.tipos import BAJA, NINGUNA, Alerta, ClaseDeAlerta, Hallazgo, por_azar
from cartera_xl.nucleo.alertas.vista import Vista
from cartera_xl.nucleo.compras_agregado import mediana_de_huecos
from cartera_xl.nucleo.hechos import Marca, Numeros
from cartera_xl.nucleo.lectura.textos import contar
from cartera_xl.nucleo.palabras_cifras import por_ciento
from cartera_xl.nucleo.pronostico.registro import Registro

COMPRAS_CON_RITMO = 3
"""Con menos no se sabe cada cuánto compra nadie: nunca se avisa."""
NIVEL_DE_SILENCIO = 0.05
"""Se avisa si, a su ritmo, un hueco así se daría menos de una vez de cada veinte. Decisión de la casa, 2026."""
ALARMAS_PARA_MEDIR = 10
HORIZONTE_DE_PARTIDA = 180
"""Días en que se mira si alguien vuelve, si el baremo no pronostica."""
DIAS_DE_RECUPERADO = 90
"""Una vuelta es noticia durante un trimestre."""
NIVEL_DE_RECUPERADO = 0.01
"""Entre todos los huecos de un cliente en ese trimestre. Decisión de la casa, 2026."""


@dataclass(frozen=True, slots=True)
class Callados:
    """Una posición por fila: a quién se mira, quién calla de más y a quién no le toca comprar todavía.

    `pasada` y `por_que_fuera`: por posición, lo que se dice de quien tiene temporada y ya pasó, y de quien está fuera.
    """

    alarma: Marca
    fuera: Marca
    miradas: Marca
    pasada: dict[int, str]
    por_que_fuera: dict[int, str]


def mirar_silencio(
    vista: Vista, ritmo: Ritmo, veces: float, historia: tuple[Compras, TemporadaDeCartera, int] | None = None
) -> Callados:
    """Calla de más quien, con tres compras o más, pasa de `veces` su hueco mediano y de lo que haría el azar.

    El día justo de las `veces` todavía no es alarma. `historia` son las compras una a una, la temporada de la cartera y
    el día del corte, si se conocen: los días en que todos suelen comprar menos cuentan menos, y de nadie se dice que
    calla si no le toca comprar todavía.
    """
    miradas = vista.cliente & (vista.ritmo > 0) & (ritmo.huecos >= COMPRAS_CON_RITMO - 1)
    if historia is None:
        raro = calla_de_mas(vista.dias, vista.ritmo, ritmo, veces, miradas)
        return Callados(raro, np.zeros(len(vista), dtype=bool), miradas, {}, {})
    compras, temporada, corte = historia
    dias = vista.dias * np.minimum(temporada.indice(vista.dias), 1.0)
    raro = calla_de_mas(dias, vista.ritmo, ritmo, veces, miradas)
    return _segun_temporada(vista, raro, miradas, compras, corte)


def calla_de_mas(dias: Numeros, mediana: Numeros, ritmo: Ritmo, veces: float, miradas: Marca) -> Marca:
    """De las posiciones `miradas`, las que pasan de `veces` su hueco mediano y de lo que haría el azar."""
    raro = np.asarray(miradas & (dias > veces * mediana), dtype=bool)
    raro[raro] = ritmo.cola(dias[raro], raro) < NIVEL_DE_SILENCIO
    return raro


def _segun_temporada(vista: Vista, raro: Marca, miradas: Marca, compras: Compras, corte: int) -> Callados:
    """De los que callan de más o están en riesgo alto, quita a quienes no les toca comprar todavía."""
    dudosos = np.flatnonzero((raro | (vista.cliente & vista.valioso & vista.riesgo_alto)) & (compras.de_fila >= 0))
    dudosos = dudosos[compras.cuantas[compras.de_fila[dudosos]] >= COMPRAS_CON_RITMO]
    propia = temporada_propia(compras, compras.de_fila[dudosos], corte)
    fuera = np.zeros(len(vista), dtype=bool)
    fuera[dudosos] = propia.fuera | propia.como_siempre
    return Callados(
        alarma=raro & ~fuera,
        fuera=fuera,
        miradas=miradas,
        pasada={
            p: f"Pasó su temporada ({propia.nombres(i)}) sin comprar: {_dias(vista.dias[p])}"
            for i, p in enumerate(dudosos.tolist())
            if propia.meses[i].any()
        },
        por_que_fuera={
            p: _por_que(propia, i, vista.dias[p]) for i, p in enumerate(dudosos.tolist()) if fuera[p] and raro[p]
        },
    )


def _por_que(propia: TemporadaPropia, i: int, dias: float) -> str:
    if propia.fuera[i]:
        return f"Fuera de temporada: compra en {propia.nombres(i)}"
    return f"Silencio de {_dias(dias)}, como el año pasado por estas fechas"


@dataclass(frozen=True, slots=True)
class Falsas:
    """De dónde sale cuántos silencios son falsa alarma: clientes que volverían solos.

    Si hace `dias` ya habría habido 10 alarmas en esta cartera, la parte de aquellas que volvió; lo que pasó manda sobre
    lo que diga un modelo. Si no, la probabilidad de volver de cada uno; y si no la hay, lo que haría el azar.
    """

    alarmas: int = 0
    volvieron: int = 0
    dias: int = 0
    horizonte: int | None = None

    def entre(self, prob: Numeros, miradas: int) -> tuple[float, str, int | None]:
        """Cuántas de las alarmas, que tienen esas probabilidades de volver, cómo se sabe y en qué plazo."""
        if self.alarmas >= ALARMAS_PARA_MEDIR:
            parte = self.volvieron / self.alarmas
            antes = f"de los {self.alarmas} silencios que se habrían avisado hace {self.dias} días"
            return parte * len(prob), f"{antes}, ya ha vuelto el {por_ciento(parte)}", self.dias
        if self.horizonte is not None and not np.isnan(prob).any():
            como = f"los que volverían en {self.horizonte} días según su probabilidad de volver"
            return float(prob.sum()), como, self.horizonte
        base = contar(miradas, "cliente", "clientes")
        return (
            min(NIVEL_DE_SILENCIO * miradas, float(len(prob))),
            f"en torno al {por_ciento(NIVEL_DE_SILENCIO)} de {base} con ritmo conocido",
            None,
        )


def falsas_de_antes(registro: Registro, corte: int, veces: float, horizonte: int | None) -> Falsas:
    """Qué fue de los silencios que se habrían avisado hace un horizonte (o media historia, si no da para más)."""
    dias = min(horizonte or HORIZONTE_DE_PARTIDA, (corte - registro.primer_dia) // 2) if len(registro.dia) else 0
    if dias < 1:
        return Falsas(horizonte=horizonte)
    compras = Compras.por_clave(registro.hasta(corte - dias))
    ritmo = ritmo_de_claves(compras)
    mediana = mediana_de_huecos(compras.clave, compras.dia, registro.claves)
    miradas = (ritmo.huecos >= COMPRAS_CON_RITMO - 1) & (mediana > 0)
    alarma = calla_de_mas(corte - dias - compras.ultimo_dia(), mediana, ritmo, veces, miradas)
    volvio = registro.compras_entre(corte - dias, corte) > 0
    return Falsas(int(alarma.sum()), int((alarma & volvio).sum()), dias, horizonte)


def silencios(vista: Vista, callados: Callados, falsas: Falsas) -> Hallazgo:
    """Las alertas de silencio, con cuántas se espera que sean falsas."""
    posiciones = np.flatnonzero(callados.alarma)
    gravedad = np.where(vista.inactivo & ~vista.valioso, BAJA, vista.gravedad)
    textos = _textos_de_silencio(vista.dias[posiciones], vista.ritmo[posiciones])
    alertas = [
        Alerta(p, ClaseDeAlerta.SILENCIO, grave, callados.pasada.get(p, texto), importe)
        for p, grave, texto, importe in zip(
            posiciones.tolist(), gravedad[posiciones].tolist(), textos, vista.importes(posiciones), strict=True
        )
    ]
    miradas = int(callados.miradas.sum())
    return Hallazgo(ClaseDeAlerta.SILENCIO, alertas, miradas, *falsas.entre(vista.prob[posiciones], miradas))


def fuera_de_temporada(callados: Callados) -> Hallazgo:
    """Quienes callan de más pero no les toca comprar: se dice y no se avisa."""
    alertas = [Alerta(p, ClaseDeAlerta.TEMPORADA, NINGUNA, texto) for p, texto in callados.por_que_fuera.items()]
    return Hallazgo(ClaseDeAlerta.TEMPORADA, alertas, int(callados.miradas.sum()))


def recuperados(vista: Vista, ritmo: Ritmo, veces: float, compras: Compras, corte: int) -> Hallazgo:
    """Quienes han vuelto en el último trimestre tras un silencio que, con lo de antes, era más que azar."""
    clave, dias, huecos, suma = huecos_terminados_desde(compras, corte - DIAS_DE_RECUPERADO)
    fila_de = np.full(compras.registro.claves + 1, -1)
    fila_de[compras.de_fila] = np.arange(len(compras.de_fila))
    fila = fila_de[clave]
    sirve = (fila >= 0) & (huecos >= COMPRAS_CON_RITMO - 1)
    fila, dias, huecos, suma = fila[sirve], dias[sirve], huecos[sirve], suma[sirve]
    de_entonces = Ritmo(huecos, suma, ritmo.forma[fila], ritmo.hueco_normal)
    vuelta = vista.cliente[fila] & (dias > veces * vista.ritmo[fila])
    cuantos = np.bincount(fila, minlength=len(vista))[fila]
    vuelta[vuelta] = de_entonces.cola(dias[vuelta], vuelta) * cuantos[vuelta] < NIVEL_DE_RECUPERADO
    mayor = np.zeros(len(vista))
    np.maximum.at(mayor, fila[vuelta], dias[vuelta])
    cuales = np.flatnonzero(mayor)
    alertas = [
        Alerta(p, ClaseDeAlerta.RECUPERADO, NINGUNA, f"Ha vuelto tras {_dias(mayor[p])} sin comprar", importe, True)
        for p, importe in zip(cuales.tolist(), vista.importes(cuales), strict=True)
    ]
    miradas = len(np.unique(fila))
    falsas = min(NIVEL_DE_RECUPERADO * miradas, float(len(alertas)))
    return Hallazgo(ClaseDeAlerta.RECUPERADO, alertas, miradas, falsas, por_azar(miradas))


def _textos_de_silencio(dias: Numeros, ritmo: Numeros) -> list[str]:
    lleva, cada = np.rint(dias).astype(int).tolist(), np.maximum(np.rint(ritmo), 1).astype(int).tolist()
    return [
        f"Silencio: {d} días, compraba cada {'día' if r == 1 else r}"
        if d != 1
        else f"Silencio: 1 día, compraba cada {r}"
        for d, r in zip(lleva, cada, strict=True)
    ]


def _dias(dias: float) -> str:
    return contar(round(dias), "día", "días")
