"""Cuánto puede valer la cartera: un rango, nunca un precio.

    valor = margen recurrente de un año · F(retención, tasa, meses) - coste de retener · clientes · F
    F = Σ_k (retención/(1 + tasa))^((k - ½)/12) / 12,  k de 1 a meses

Cada mes se cobra en su mitad, de los clientes que para entonces quedan. De ahí se quitan, uno tras otro, los
descuentos por riesgo: factor × exposición. La exposición se mide en la cartera; los factores son supuestos a la vista.
La cuenta se hace dos veces, con todo lo desfavorable y con todo lo favorable a la vez: eso es el rango. No es una
tasación.
Fuente: conceptos 6, 166 y 167 (artículos 000 y 002); la forma de la cuenta y los factores, decisión de la casa, 2026.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from cartera_xl.nucleo.hechos import Marca, Numeros

MAYORES = 5
DIAS_POR_EJERCICIO = 365.25


class RiesgoDeValor(StrEnum):
    """Los descuentos por riesgo, en el orden en que se quitan."""

    CONCENTRACION = "Concentración"
    CONTRATOS = "Sin contrato"
    CALIDAD = "Calidad de los datos"
    PERSONAL = "Dependencia de una persona"
    ANTIGUEDAD = "Datos atrasados"


@dataclass(frozen=True, slots=True)
class Exposicion:
    """Cuánto hay de un riesgo en la cartera, parte de 1 (meses, en «Datos atrasados»).

    `desfavorable` y `favorable` son iguales si se ha podido medir. `texto` dice con qué.
    """

    desfavorable: float
    favorable: float
    texto: str


@dataclass(frozen=True, slots=True)
class Recurrentes:
    """Lo que se mide de la cartera, en la moneda del libro y en 12 meses.

    `neto` es de toda la cartera; `recurrente`, de los clientes recurrentes; `margen`, el margen de estos en dinero.
    `clientes` son los recurrentes y `cuota_mayor` y `hhi`, del ingreso recurrente.
    """

    neto: float
    recurrente: float
    margen: float
    clientes: int
    cuota_mayor: float
    cuota_cinco: float
    hhi: float


@dataclass(frozen=True, slots=True)
class CasoDeValor:
    """Los supuestos con un solo valor. `factores` y `exposiciones` van por riesgo; `meses`, el plazo."""

    retencion: float
    tasa: float
    meses: int
    coste: float
    factores: Mapping[RiesgoDeValor, float]
    exposiciones: Mapping[RiesgoDeValor, float]

    def descuento(self, riesgo: RiesgoDeValor) -> float:
        """Parte de 1 que quita ese riesgo."""
        return min(1.0, self.factores[riesgo] * self.exposiciones[riesgo])


@dataclass(frozen=True, slots=True)
class Peldano:
    """Una línea de la cascada: lo que queda (`es_total`) o lo que se quita, en cada caso."""

    nombre: str
    desfavorable: float
    favorable: float
    es_total: bool
    como: str


def medir_recurrentes(neto: Numeros, margen: Numeros, recurrente: Marca) -> Recurrentes:
    """`neto` de 12 meses y `margen` (parte de 1), fila a fila; NaN cuenta como cero."""
    netos = np.nan_to_num(neto)
    suyos = netos[recurrente]
    cuotas = np.sort(np.maximum(suyos, 0.0))[::-1] / max(float(np.maximum(suyos, 0.0).sum()), 1e-12)
    return Recurrentes(
        neto=float(netos.sum()),
        recurrente=float(suyos.sum()),
        margen=float((suyos * np.nan_to_num(margen)[recurrente]).sum()),
        clientes=int(recurrente.sum()),
        cuota_mayor=float(cuotas[:1].sum()),
        cuota_cinco=float(cuotas[:MAYORES].sum()),
        hhi=float(np.square(cuotas).sum()),
    )


def factor(retencion: float, tasa: float, meses: int) -> float:
    """F: cuántos años de margen vale el plazo.

    >>> factor(1.0, 0.0, 36), round(factor(0.8, 0.1, 36), 4)
    (3.0, 1.9322)
    """
    mitades = (np.arange(1, meses + 1) - 0.5) / 12
    return float(((retencion / (1 + tasa)) ** mitades).sum() / 12)


def valor(recurrentes: Recurrentes, caso: CasoDeValor) -> float:
    """El valor en un caso; puede ser negativo si retener cuesta más de lo que deja."""
    resto = antes_de_riesgos(recurrentes, caso)
    return resto - sum(_quitados(resto, caso))


def cifra_redonda(importe: float) -> float:
    """Con tres cifras: más serían una precisión que la cuenta no tiene.

    >>> cifra_redonda(960_783.95), cifra_redonda(-1_234.5), cifra_redonda(0.0)
    (961000.0, -1230.0, 0.0)
    """
    return float(f"{importe:.2e}")


def antes_de_riesgos(recurrentes: Recurrentes, caso: CasoDeValor) -> float:
    """Lo que dejarían los recurrentes en el plazo, a día de hoy, menos lo que cuesta retenerlos."""
    dejan = recurrentes.margen - caso.coste * recurrentes.clientes
    return dejan * factor(caso.retencion, caso.tasa, caso.meses)


def _quitados(resto: float, caso: CasoDeValor) -> list[float]:
    """Lo que quita cada riesgo de lo que dejan los anteriores; nada si no queda nada."""
    quitados = []
    queda = max(resto, 0.0)
    for riesgo in RiesgoDeValor:
        quitados.append(queda * caso.descuento(riesgo))
        queda -= quitados[-1]
    return quitados


def cascada(
    recurrentes: Recurrentes,
    desfavorable: CasoDeValor,
    favorable: CasoDeValor,
    exposiciones: Mapping[RiesgoDeValor, Exposicion],
) -> tuple[Peldano, ...]:
    """Del neto de 12 meses al valor. Las líneas suman: cada total es el anterior menos lo que hay entre los dos."""
    lineas = [_lineas(recurrentes, caso) for caso in (desfavorable, favorable)]
    textos = _textos(exposiciones)
    return tuple(
        Peldano(nombre, malo, bueno, es_total, textos[nombre])
        for (nombre, malo, es_total), (_, bueno, _) in zip(*lineas, strict=True)
    )


def _lineas(recurrentes: Recurrentes, caso: CasoDeValor) -> list[tuple[str, float, bool]]:
    entero = recurrentes.margen * caso.meses / 12
    con_bajas = recurrentes.margen * factor(caso.retencion, 0.0, caso.meses)
    a_hoy = recurrentes.margen * factor(caso.retencion, caso.tasa, caso.meses)
    resto = antes_de_riesgos(recurrentes, caso)
    riesgos = list(zip(RiesgoDeValor, _quitados(resto, caso), strict=True))
    return [
        (NETO, recurrentes.neto, True),
        (NO_RECURRENTES, recurrentes.recurrente - recurrentes.neto, False),
        (NO_MARGEN, recurrentes.margen - recurrentes.recurrente, False),
        (MARGEN, recurrentes.margen, True),
        (ALARGAR, entero - recurrentes.margen, False),
        (BRUTO, entero, True),
        (BAJAS, con_bajas - entero, False),
        (DESCUENTO, a_hoy - con_bajas, False),
        (COSTE, resto - a_hoy, False),
        (SIN_RIESGOS, resto, True),
        *((riesgo.value, -quitado, False) for riesgo, quitado in riesgos),
        (VALOR, resto - sum(quitado for _, quitado in riesgos), True),
    ]


NETO, NO_RECURRENTES, NO_MARGEN = "Neto de 12 meses", "Clientes no recurrentes", "Lo que no es margen"
MARGEN, ALARGAR, BRUTO = (
    "Margen recurrente de un año",
    "Los demás meses del plazo",
    "Margen del plazo, si nadie se fuera",
)
BAJAS, DESCUENTO, COSTE = "Clientes que se irán", "Cobrar más tarde", "Coste de retener"
SIN_RIESGOS, VALOR = "Antes de riesgos", "Valor de la cartera"


def _textos(exposiciones: Mapping[RiesgoDeValor, Exposicion]) -> dict[str, str]:
    fijos = {
        NETO: "de todos los clientes, devoluciones restadas",
        NO_RECURRENTES: "no han comprado los dos años ni tienen contrato en vigor",
        NO_MARGEN: "neto × (1 - margen)",
        MARGEN: "lo que de verdad dejan los recurrentes",
        ALARGAR: "el mismo margen hasta completar el plazo",
        BRUTO: "margen de un año × plazo",
        BAJAS: "cada mes queda la retención elevada a los años que van pasados",
        DESCUENTO: "lo que se cobra dentro de un año vale menos: se divide por 1 + tasa",
        COSTE: "coste de retención × clientes que van quedando",
        SIN_RIESGOS: "lo que dejarían, a día de hoy",
        VALOR: "lo que queda: un rango, no un precio",
    }
    return fijos | {riesgo.value: f"factor × {exposiciones[riesgo].texto}" for riesgo in RiesgoDeValor}


def a_medio_camino(uno: CasoDeValor, otro: CasoDeValor) -> CasoDeValor:
    """Cada supuesto, en la mitad de los dos: para ver cuánto mueve uno solo."""
    return CasoDeValor(
        (uno.retencion + otro.retencion) / 2,
        (uno.tasa + otro.tasa) / 2,
        round((uno.meses + otro.meses) / 2),
        (uno.coste + otro.coste) / 2,
        {riesgo: (uno.factores[riesgo] + otro.factores[riesgo]) / 2 for riesgo in RiesgoDeValor},
        {riesgo: (uno.exposiciones[riesgo] + otro.exposiciones[riesgo]) / 2 for riesgo in RiesgoDeValor},
    )


def sensibilidad_a_la_tasa(
    recurrentes: Recurrentes, caso: CasoDeValor, retenciones: Sequence[float], tasas: Sequence[float]
) -> tuple[tuple[float, ...], ...]:
    """El valor con cada retención (fila) y cada tasa (columna)."""
    return tuple(
        tuple(cifra_redonda(valor(recurrentes, replace(caso, retencion=retencion, tasa=tasa))) for tasa in tasas)
        for retencion in retenciones
    )


def sensibilidad_a_la_concentracion(
    recurrentes: Recurrentes, caso: CasoDeValor, retenciones: Sequence[float], cuotas: Sequence[float]
) -> tuple[tuple[float, ...], ...]:
    """El valor con cada retención (fila) y cada cuota de los cinco mayores (columna)."""
    con_cuota = [
        replace(caso, exposiciones=dict(caso.exposiciones) | {RiesgoDeValor.CONCENTRACION: cuota}) for cuota in cuotas
    ]
    return tuple(
        tuple(cifra_redonda(valor(recurrentes, replace(supuesto, retencion=retencion))) for supuesto in con_cuota)
        for retencion in retenciones
    )


@dataclass(frozen=True, slots=True)
class Aplazado:
    """Un pago en dos veces según la retención que de verdad haya el primer año."""

    retencion: float
    al_firmar: float
    aplazado: float

    @property
    def total(self) -> float:
        return self.al_firmar + self.aplazado


def pago_aplazado(
    recurrentes: Recurrentes, casos: tuple[CasoDeValor, CasoDeValor], retenciones: Sequence[float]
) -> tuple[Aplazado, ...]:
    """Al firmar, el valor desfavorable; al año, lo que falte hasta el que salga con la retención real.

    El total no pasa del valor favorable y lo aplazado nunca es negativo: solo ilustra cómo repartir el riesgo.
    """
    malo, bueno = (max(cifra_redonda(valor(recurrentes, caso)), 0.0) for caso in casos)
    medio = a_medio_camino(*casos)
    pagos = []
    for retencion in retenciones:
        con_la_real = cifra_redonda(valor(recurrentes, replace(medio, retencion=retencion)))
        pagos.append(Aplazado(retencion, malo, max(0.0, min(con_la_real, bueno) - malo)))
    return tuple(pagos)
