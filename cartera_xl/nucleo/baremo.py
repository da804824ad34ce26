"""El baremo: todo lo que la cartera en conjunto aporta al resultado de un cliente.

`calibrar` mira todas las filas una vez y deja un valor pequeño; desde ahí, `puntuar` solo necesita la fila. Congelar o
renovar el baremo lo decide la persona; por eso lleva su fecha de corte, su n y una huella de su contenido.

Calibran las filas con estado «cliente» que han comprado alguna vez. Los potenciales no tienen compras y entrarían
todos por abajo.
"""

import hashlib
import math
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from cartera_xl.nucleo.compras_lineas import numero_de_dia
from cartera_xl.nucleo.configuracion import Configuracion, Pesos, ReglaDeCortes
from cartera_xl.nucleo.modelos.base import Ajuste
from cartera_xl.nucleo.percentiles import BORDES, Cortes, TablaPercentiles, rango_medio, tabla_de
from cartera_xl.nucleo.pronostico.registro import Registro
from cartera_xl.nucleo.pronostico.tipos import Pronostico, redondeado

VERSION = 2
DIAS_INACTIVIDAD_POR_DEFECTO = 365
"""Sin recompras suficientes para medir el hueco: un año, el periodo más largo de los habituales (90, 180, 365)."""
DIAS_INACTIVIDAD_MINIMO = 30
"""Nadie es inactivo antes de un mes, aunque unos pocos compren a diario. Decisión de la casa, 2026."""
RECOMPRAS_PARA_MEDIR = 20
MUESTRA_SUFICIENTE = 20
"""Con menos filas hay percentiles, pero la fiabilidad lo dice (definición 12 de la casa)."""

_PARTE_A, _PARTE_B, _PARTE_HUECO = 0.80, 0.95, 0.90
_HOLGURA = 1e-9  # relativa: que cambiar la unidad de moneda no mueva a nadie de clase


_SIN_TABLA = TablaPercentiles()

Reparto = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Baremo:
    """Resumen de una cartera en un corte. Importes en la moneda del libro; días naturales.

    * `tabla_12m`: vacía si no hay movimientos; entonces el eje valor usa `tabla_neto`.
    * `umbral_a`, `umbral_b`: importe neto desde el que (inclusive) la clase es A o B; infinito si nadie suma.
    * `reparto_r`, `reparto_f`, `reparto_m`: parte de los clientes que sacó cada nota, de 1 a 5, al calibrar.
    * `total_neto`: suma del neto de quienes calibran; 0 si no hay importes.
    * `dias_inactividad`: el hueco en que cae el 90 % de las recompras; manda el de Configuración, si lo hay.
    * `pronostico`: qué método mira hacia delante y cómo le fue con el pasado; `None` sin movimientos o sin compras.
    * `contratos`: el ajuste de las renovaciones; `None` si nadie tiene fin de contrato.
    * `tabla_clv`: vacía si no hay pronóstico o el CLV no se ha validado con el pasado; entonces el eje valor no lo usa.
    * `pesos`: los que había al calibrar, para contar si han cambiado; puntuar usa los de Configuración.
    """

    n: int
    corte: date
    tabla_dias: TablaPercentiles
    tabla_compras: TablaPercentiles
    tabla_neto: TablaPercentiles
    tabla_12m: TablaPercentiles
    cortes_r: Cortes
    cortes_f: Cortes
    cortes_m: Cortes
    reparto_r: Reparto
    reparto_f: Reparto
    reparto_m: Reparto
    regla_de_cortes: ReglaDeCortes
    umbral_a: float
    umbral_b: float
    total_neto: float
    dias_inactividad: int
    pesos: Pesos
    pronostico: Pronostico | None = None
    contratos: Ajuste | None = None
    tabla_clv: TablaPercentiles = _SIN_TABLA
    version: int = VERSION

    @property
    def umbral_nucleo(self) -> float:
        """Neto desde el que un cliente está entre los que suman el primer 80 %: el mismo que el de la clase A."""
        return self.umbral_a

    @property
    def huella(self) -> str:
        """Doce cifras que cambian si cambia cualquier número del baremo."""
        contenido = "|".join(f"{campo.name}={getattr(self, campo.name)!r}" for campo in fields(self))
        return hashlib.sha256(contenido.encode()).hexdigest()[:12]

    @property
    def muestra_suficiente(self) -> bool:
        return self.n >= MUESTRA_SUFICIENTE


def calibrar(
    hechos: nw.DataFrame[Any] | nw.LazyFrame[Any],
    configuracion: Configuracion,
    corte: date,
    *,
    registro: Registro | None = None,
) -> Baremo:
    """El baremo de una cartera en un corte; el orden de las filas no cuenta.

    `registro` son las compras de toda la cartera hasta el corte, si hay movimientos: de ellas salen los huecos entre
    compras y el pronóstico. Sin él se supone que cada cliente recompra a su paso medio, lo que acorta los huecos
    largos, y no hay pronóstico de compras; el de las renovaciones no lo necesita.
    """
    baremo = calibrar_sin_pronostico(hechos, configuracion, corte, None if registro is None else registro.huecos())
    contratos = redondeado(_contratos(hechos))
    if registro is None:
        return replace(baremo, contratos=contratos)
    from cartera_xl.nucleo.pronostico.calibracion import calibrar_pronostico  # scipy: solo si hay que pronosticar
    from cartera_xl.nucleo.pronostico.filas import tabla_de_clv

    pronostico = redondeado(calibrar_pronostico(registro, numero_de_dia(corte), configuracion.horizonte))
    completo = replace(baremo, pronostico=pronostico, contratos=contratos)
    return replace(completo, tabla_clv=tabla_de_clv(hechos, completo, configuracion))


def _contratos(hechos: nw.DataFrame[Any] | nw.LazyFrame[Any]) -> Ajuste | None:
    """El ajuste de las renovaciones; `None` si ningún cliente tiene fin de contrato."""
    elegido = hechos.filter(~nw.col("vence").cast(nw.Float64).fill_nan(None).is_null())
    tabla = (elegido.collect() if isinstance(elegido, nw.LazyFrame) else elegido).select("renovaciones", "vence")
    if not len(tabla):
        return None
    from cartera_xl.nucleo.pronostico.contratos import ajustar_contratos

    return ajustar_contratos(*(np.asarray(tabla[c].cast(nw.Float64).to_numpy()) for c in ("renovaciones", "vence")))


def calibrar_sin_pronostico(
    hechos: nw.DataFrame[Any] | nw.LazyFrame[Any],
    configuracion: Configuracion,
    corte: date,
    huecos: NDArray[Any] | None = None,
) -> Baremo:
    """Percentiles, cortes y umbrales; `huecos` son los días entre cada compra y la siguiente, de toda la cartera."""
    columnas = _columnas_que_calibran(hechos)
    neto = columnas["importe_neto"]
    umbral_a, umbral_b = umbrales_abc(neto)
    cuantil = configuracion.cortes is ReglaDeCortes.CUANTIL_MAS_UNO
    cortes = _cortes_cuantil if cuantil else _cortes_rango_medio
    cortes_r = cortes(columnas["dias_sin_comprar"], menos_es_mejor=True)
    cortes_f, cortes_m = cortes(columnas["compras"]), cortes(neto)
    pesos = configuracion.pesos
    return Baremo(
        n=len(neto),
        corte=corte,
        tabla_dias=tabla_de(columnas["dias_sin_comprar"], menos_es_mejor=True),
        tabla_compras=tabla_de(columnas["compras"]),
        tabla_neto=tabla_de(neto),
        tabla_12m=tabla_de(columnas["importe_12m"]),
        cortes_r=cortes_r,
        cortes_f=cortes_f,
        cortes_m=cortes_m,
        reparto_r=cortes_r.reparto(columnas["dias_sin_comprar"]),
        reparto_f=cortes_f.reparto(columnas["compras"]),
        reparto_m=cortes_m.reparto(neto),
        regla_de_cortes=configuracion.cortes,
        umbral_a=umbral_a,
        umbral_b=umbral_b,
        total_neto=math.fsum(neto[~np.isnan(neto)]),
        dias_inactividad=_dias_inactividad(columnas, huecos),
        pesos=Pesos(float(pesos.recencia), float(pesos.frecuencia), float(pesos.importe)),
    )


_NECESARIAS = (
    "dias_sin_comprar",
    "compras",
    "recompras",
    "importe_neto",
    "importe_12m",
    "edad_ultima_compra",
    "ritmo",
)


def _columnas_que_calibran(hechos: nw.DataFrame[Any] | nw.LazyFrame[Any]) -> dict[str, NDArray[Any]]:
    """Las columnas necesarias, como float64 con NaN, de los clientes con alguna compra.

    Sin número de compras, vale como compra tener fecha de la última o importe.
    """
    numeros = [nw.col(columna).cast(nw.Float64) for columna in _NECESARIAS]
    elegido = hechos.filter(nw.col("estado") == "cliente").select(numeros)
    tabla = elegido.collect() if isinstance(elegido, nw.LazyFrame) else elegido
    columnas = {columna: np.asarray(tabla[columna].to_numpy(), dtype=float) for columna in _NECESARIAS}
    compras = columnas["compras"]
    con_rastro = ~np.isnan(columnas["dias_sin_comprar"]) | (columnas["importe_neto"] > 0)
    compra = (compras > 0) | (np.isnan(compras) & con_rastro)
    return {nombre: valores[compra] for nombre, valores in columnas.items()}


def _cortes_rango_medio(valores: NDArray[Any], *, menos_es_mejor: bool = False) -> Cortes:
    """Corte k: el peor valor observado cuyo percentil llega a 20k; infinito si ninguno llega."""
    distintos, p = rango_medio(valores, menos_es_mejor=menos_es_mejor)
    ausente = -math.inf if menos_es_mejor else math.inf
    peor = max if menos_es_mejor else min
    encontrados = [peor(map(float, distintos[p >= borde]), default=ausente) for borde in BORDES]
    uno, dos, tres, cuatro = encontrados
    return Cortes((uno, dos, tres, cuatro), menos_es_mejor)


def _cortes_cuantil(valores: NDArray[Any], *, menos_es_mejor: bool = False) -> Cortes:
    """Cuantil de tipo 7 más uno; inferior <= v < superior, también en los días. Fuente: paquete `rfm` de R, 0.3.0."""
    con_dato = valores[~np.isnan(valores)]
    if not len(con_dato):
        nadie = -math.inf if menos_es_mejor else math.inf
        return Cortes((nadie, nadie, nadie, nadie), menos_es_mejor, incluido=not menos_es_mejor)
    uno, dos, tres, cuatro = (float(c) for c in np.quantile(con_dato, (0.2, 0.4, 0.6, 0.8), method="linear") + 1)
    if menos_es_mejor:
        return Cortes((cuatro, tres, dos, uno), menos_es_mejor, incluido=False)
    return Cortes((uno, dos, tres, cuatro))


def umbrales_abc(neto: NDArray[Any]) -> tuple[float, float]:
    """Neto desde el que se es A (primer 80 % de la suma) y B (hasta el 95 %).

    Entra el que cruza la línea: se es A si los estrictamente mayores no suman todavía el 80 %. A igual neto, igual
    clase. Solo suman los netos positivos; sin ninguno, los dos umbrales son infinitos.
    """
    distintos, cuantos = np.unique(neto[neto > 0], return_counts=True)
    if not len(distintos):
        return math.inf, math.inf
    sumas = (distintos * cuantos)[::-1]
    mayores = np.concatenate([[0.0], np.cumsum(sumas)[:-1]])
    total = float(np.cumsum(sumas)[-1])
    descendentes = distintos[::-1]
    dentro = [descendentes[mayores < parte * total * (1 - _HOLGURA)] for parte in (_PARTE_A, _PARTE_B)]
    return float(dentro[0][-1]), float(dentro[1][-1])


def _dias_inactividad(columnas: dict[str, NDArray[Any]], huecos: NDArray[Any] | None) -> int:
    """El menor hueco, en días, con el 90 % de las recompras en él o antes."""
    if huecos is None:
        dias, veces = _huecos_por_cliente(columnas)
    else:
        dias, veces = np.asarray(huecos, dtype=float), np.ones(len(huecos))
    if veces.sum() < RECOMPRAS_PARA_MEDIR:
        return DIAS_INACTIVIDAD_POR_DEFECTO
    orden = np.argsort(dias, kind="stable")
    acumuladas = np.cumsum(veces[orden])
    primero = int(np.searchsorted(acumuladas, _PARTE_HUECO * acumuladas[-1] * (1 - _HOLGURA), side="left"))
    return max(DIAS_INACTIVIDAD_MINIMO, math.ceil(float(dias[orden][primero])))


def _huecos_por_cliente(columnas: dict[str, NDArray[Any]]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Paso de cada cliente con recompras (media de sus huecos o, si no consta, su ritmo) y cuántas veces lo dio."""
    recompras = np.where(np.isnan(columnas["recompras"]), columnas["compras"] - 1, columnas["recompras"])
    veces = np.where(recompras > 0, recompras, np.nan)
    paso = columnas["edad_ultima_compra"] / veces
    paso = np.where(paso > 0, paso, columnas["ritmo"])
    sirve = ~np.isnan(paso) & ~np.isnan(veces)
    return paso[sirve], veces[sirve]
