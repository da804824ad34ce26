"""¿Aciertan las alertas? Las que se habrían dado hace un tiempo, contra lo que pasó después.

Se comparan con lo más sencillo que se puede hacer sin el programa: señalar a tantos clientes como ellas, empezando por
los que más llevan sin comprar. Perdido es quien no ha vuelto a comprar en el plazo.
"""

from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np

from cartera_xl.nucleo.alertas.alertar import con_alertas
from cartera_xl.nucleo.alertas.silencio import COMPRAS_CON_RITMO
from cartera_xl.nucleo.alertas.tipos import Alertas, ClaseDeAlerta, ContextoDeAlertas
from cartera_xl.nucleo.alertas.vista import Vista, mirar
from cartera_xl.nucleo.compras_lineas import numero_de_dia
from cartera_xl.nucleo.configuracion import Configuracion
from cartera_xl.nucleo.hechos import Marca, Marco, Numeros, filas_de
from cartera_xl.nucleo.pronostico.acierto import DIAS_ANTES_DEL_CORTE, FaltaHistoria, puntuar_como_en
from cartera_xl.nucleo.pronostico.registro import Enteros, Registro


@dataclass(frozen=True, slots=True)
class Punteria:
    """Lo que acierta una manera de señalar clientes; partes de 1, o `None` sin base.

    * `precision`: de los señalados, los perdidos. `cobertura`: de los perdidos, los señalados.
    * `precision_en_dinero` y `cobertura_en_dinero`: lo mismo, con lo que cada cliente compraba al año.
    """

    aciertos: float
    precision: float | None
    cobertura: float | None
    precision_en_dinero: float | None
    cobertura_en_dinero: float | None


@dataclass(frozen=True, slots=True)
class AciertoDeSenal:
    """Una señal puesta a prueba entre los clientes que puede señalar.

    `falsas_esperadas` son las que se habrían dicho entonces y `falsas`, los señalados que volvieron en el `plazo` que
    se habría dicho (`None` si no se decía ninguno: hasta el final).
    """

    nombre: str
    entre: str
    clientes: int
    perdidos: int
    senalados: int
    alertas: Punteria
    recencia: Punteria
    falsas_esperadas: float | None
    falsas: int
    plazo: int | None


@dataclass(frozen=True, slots=True)
class AciertoDeAlertas:
    """Las señales de `corte` contra lo que pasó de ahí a `hasta`, incluido."""

    corte: date
    hasta: date
    senales: tuple[AciertoDeSenal, ...]

    def a_dict(self) -> dict[str, Any]:
        """Con tipos de JSON: fechas en ISO."""
        return asdict(self) | {"corte": self.corte.isoformat(), "hasta": self.hasta.isoformat()}


def probar_alertas(
    clientes: Marco, movimientos: Marco, registro: Registro, configuracion: Configuracion, hasta: date, dias: int
) -> AciertoDeAlertas | FaltaHistoria:
    """Da las alertas como `dias` antes de `hasta`, solo con lo que entonces se sabía, y cuenta quién volvió.

    `clientes` lleva `fila` y `clave`; `movimientos`, su `clave`; `registro`, lo ocurrido hasta `hasta`.
    """
    final = numero_de_dia(hasta)
    hay = final - int(registro.dia[registro.compra].min(initial=final))
    if hay < dias + DIAS_ANTES_DEL_CORTE:
        return FaltaHistoria(dias + DIAS_ANTES_DEL_CORTE, hay)
    corte = hasta - timedelta(days=dias)
    puntuados, baremo = puntuar_como_en(clientes, movimientos, configuracion, corte)
    contexto = ContextoDeAlertas(
        corte=corte,
        momento=datetime.combine(corte, time()),
        configuracion=configuracion,
        baremo=baremo,
        clientes=puntuados.select("fila"),
        registro=registro.hasta(final - dias),
        claves=clientes.select("fila", "clave"),
    )
    _, alertas = con_alertas(puntuados, contexto)
    despues = _Despues(registro, final - dias, dias, _claves(clientes, puntuados))
    senales = _senales(mirar(puntuados, contexto), alertas, despues, contexto.horizonte)
    return AciertoDeAlertas(corte, hasta, senales)


def _claves(clientes: Marco, puntuados: Marco) -> Enteros:
    de_la_hoja = filas_de(clientes)
    orden = np.argsort(de_la_hoja, kind="stable")
    return np.asarray(clientes["clave"].to_numpy(), dtype=np.int64)[
        orden[np.searchsorted(de_la_hoja[orden], filas_de(puntuados))]
    ]


@dataclass(frozen=True, slots=True)
class _Despues:
    """Lo que pasó tras el corte, una posición por fila puntuada."""

    registro: Registro
    corte: int
    dias: int
    claves: Enteros

    def volvio(self, plazo: int | None = None) -> Marca:
        """Si compró en ese plazo; sin él, hasta el final."""
        limite = self.dias if plazo is None else min(plazo, self.dias)
        return np.asarray(self.registro.compras_entre(self.corte, self.corte + limite)[self.claves] > 0)


def _senales(vista: Vista, alertas: Alertas, despues: _Despues, horizonte: int | None) -> tuple[AciertoDeSenal, ...]:
    callan = np.zeros(len(vista), dtype=bool)
    callan[[alerta.posicion for alerta in alertas.lista if alerta.clase is ClaseDeAlerta.SILENCIO]] = True
    silencio = next(r for r in alertas.recuentos if r.clase is ClaseDeAlerta.SILENCIO)
    alto, todos = vista.riesgo_alto, np.ones(len(vista), dtype=bool)
    de_todos, de_valiosos = (float(vista.prob[alto & quienes].sum()) for quienes in (todos, vista.valioso))
    con_ritmo = vista.compras >= COMPRAS_CON_RITMO
    casos = (
        ("Silencio", f"con {COMPRAS_CON_RITMO} compras o más", (con_ritmo, callan), silencio.falsas, silencio.plazo),
        ("En riesgo", "Estratégicos y Clave", (vista.valioso, alto), de_valiosos, horizonte),
        ("Riesgo alto", "todos", (todos, alto), de_todos, horizonte),
    )
    return tuple(
        replace(
            _senal(vista, ~despues.volvio(), mirados, mirados & marca),
            nombre=nombre,
            entre=entre,
            falsas_esperadas=None if esperadas is None or np.isnan(esperadas) else round(esperadas, 1),
            falsas=int((mirados & marca & despues.volvio(plazo)).sum()),
            plazo=plazo,
        )
        for nombre, entre, (mirados, marca), esperadas, plazo in casos
    )


def _senal(vista: Vista, perdido: Marca, mirados: Marca, marca: Marca) -> AciertoDeSenal:
    """La puntería de señalar a los de `marca` entre los `mirados`; lo demás, por llenar."""
    dinero = np.nan_to_num(np.maximum(vista.importe, 0.0))[mirados]
    perdidos = perdido[mirados]
    cuantos = int(marca.sum())
    return AciertoDeSenal(
        nombre="",
        entre="",
        clientes=int(mirados.sum()),
        perdidos=int(perdidos.sum()),
        senalados=cuantos,
        alertas=_punteria(marca[mirados].astype(np.float64), perdidos, dinero),
        recencia=_punteria(_por_recencia(vista.dias[mirados], cuantos), perdidos, dinero),
        falsas_esperadas=None,
        falsas=0,
        plazo=None,
    )


def _por_recencia(dias: Numeros, cuantos: int) -> Numeros:
    """Cuánto se señala a cada uno: 1 a los que más llevan sin comprar, y a los empatados en el límite, su parte."""
    if not cuantos:
        return np.zeros(len(dias))
    limite = np.sort(dias)[len(dias) - cuantos]
    fijos, empatados = dias > limite, dias == limite
    return np.where(fijos, 1.0, np.where(empatados, (cuantos - fijos.sum()) / empatados.sum(), 0.0))


def _punteria(senalado: Numeros, perdido: Marca, dinero: Numeros) -> Punteria:
    aciertos = float(senalado[perdido].sum())
    en_dinero = float((senalado * dinero)[perdido].sum())
    return Punteria(
        aciertos=round(aciertos, 2),
        precision=_parte(aciertos, float(senalado.sum())),
        cobertura=_parte(aciertos, float(perdido.sum())),
        precision_en_dinero=_parte(en_dinero, float((senalado * dinero).sum())),
        cobertura_en_dinero=_parte(en_dinero, float(dinero[perdido].sum())),
    )


def _parte(aciertos: float, base: float) -> float | None:
    return round(aciertos / base, 4) if base > 0 else None
