"""Los métodos que compiten por pronosticar, y con cuánta previa se ajusta cada modelo.

La fuerza de la previa se elige por dentro: se ajusta con lo anterior a los últimos días del periodo de calibración y se
mira cuál se equivoca menos en ellos. Nada posterior al corte cuenta. El error es la desviación de Poisson y no el
absoluto, que con tantos clientes que no vuelven premia los ajustes degenerados que predicen de menos: en CDNOW, uno que
se deja un tercio de las compras.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from cartera_xl.nucleo.modelos.ajuste import ajustar
from cartera_xl.nucleo.modelos.base import Ajuste, ModeloDeCompras
from cartera_xl.nucleo.modelos.bgbb import BGBB
from cartera_xl.nucleo.modelos.catalogo import MODELOS
from cartera_xl.nucleo.modelos.grupos import Grupos, Posiciones, agrupar, ternas_distintas
from cartera_xl.nucleo.pronostico.memoria import ConMemoria, Memoria
from cartera_xl.nucleo.pronostico.metodos import MetodoDePronostico
from cartera_xl.nucleo.pronostico.metricas import desviacion_de_poisson
from cartera_xl.nucleo.pronostico.registro import (
    Historia,
    Numeros,
    Particion,
    Registro,
    historia_al,
    partir_por_dentro,
)
from cartera_xl.nucleo.pronostico.reglas_sencillas import REGLAS
from cartera_xl.nucleo.pronostico.tipos import MUESTRA_SIN_PREVIA

SIGMAS: tuple[float | None, ...] = (None, 1.0, 0.5, 0.2, 0.1)
"""De ninguna previa a una muy fuerte: desviación en los logaritmos de los parámetros."""
SIGMA_SIN_PRUEBA = 0.5
"""La de una cartera sin historia para elegir: cada parámetro, entre un tercio y el triple de lo habitual."""
_CIFRAS = 12
"""Decimales con que se comparan dos errores: el orden en que se suman las filas no decide."""
HISTORIAS_PARA_ELEGIR = 6_000
"""Con más ternas distintas, la previa se elige con una muestra; a más clientes, menos pesa acertar con ella."""
MESES_PARA_BGBB = 3
"""Con menos ocasiones no se distingue al que ha abandonado del que compra poco."""
DIAS_POR_MES = 365.25 / 12
_MESES_SUPUESTOS = 3.0
"""Los meses con compra de la cartera que se suman a los del cliente al medir sus compras por mes activo."""


@dataclass(frozen=True, slots=True)
class MetodoModelo:
    """Un modelo de compra repetida, en días. Cada terna (x, tx, t) distinta se calcula una vez."""

    modelo: ModeloDeCompras
    es_modelo: bool = True

    @property
    def id(self) -> str:
        return self.modelo.id

    @property
    def nombre(self) -> str:
        return self.modelo.nombre

    def entrenar(self, registro: Registro, corte: int, h: int, sigma: float | None) -> Ajuste:  # noqa: ARG002 (vale para todo plazo)
        """Máxima verosimilitud o, con `sigma`, MAP, de quien había comprado hasta el corte."""
        return self.ajustar(historia_al(registro, corte)[0], sigma)

    def ajustar(self, historia: Historia, sigma: float | None, inicio: tuple[float, ...] | None = None) -> Ajuste:
        """Lo mismo desde una historia ya hecha; `inicio`, parámetros cercanos de los que partir."""
        return ajustar(self.modelo, self.agrupar(historia)[0], sigma, inicio)

    def agrupar(self, historia: Historia) -> tuple[Grupos, Posiciones]:
        """Las ternas que entiende el modelo."""
        return agrupar(historia.x, historia.tx, historia.t)

    def esperadas(self, ajuste: Ajuste, historia: Historia, h: float) -> Numeros:
        """E[compras en (t, t + h] | x, tx, t]."""
        terna, donde = ternas_distintas(historia.x, historia.tx, historia.t)
        return self.modelo.esperadas(ajuste.parametros, *terna, h)[donde]

    def esperadas_a_plazos(
        self, ajuste: Ajuste, historia: Historia, plazos: Sequence[float], memoria: Memoria | None = None
    ) -> Numeros:
        """Las de varios plazos, uno por fila del resultado; `memoria`, la de este ajuste y estos plazos, si la hay."""
        (x, tx, t), donde = ternas_distintas(historia.x, historia.tx, historia.t)
        p, modelo, h = ajuste.parametros, self.modelo, np.asarray(plazos, dtype=np.float64)[:, None]
        if memoria is None or not isinstance(modelo, ConMemoria):
            return modelo.esperadas(p, x, tx, t, h)[:, donde]
        return modelo.mezclar(p, x, tx, t, memoria.leer(x, t, lambda x, t: modelo.si_activo(p, x, t, h)))[:, donde]

    def prob_volver(self, ajuste: Ajuste, historia: Historia, h: float) -> Numeros:
        """P(al menos una)."""
        return self.prob_al_menos(ajuste, historia, h, 1)

    def prob_al_menos(self, ajuste: Ajuste, historia: Historia, h: float, m: int) -> Numeros:
        """P(al menos m), la del modelo."""
        terna, donde = ternas_distintas(historia.x, historia.tx, historia.t)
        return self.modelo.prob_al_menos(ajuste.parametros, *terna, h, m)[donde]


@dataclass(frozen=True, slots=True)
class MetodoPorMeses:
    """BG/BB con los meses de calendario como ocasiones: si compró o no cada mes, sea cuantas veces sea.

    Compras esperadas = meses activos esperados por compras por mes activo; estas, las del cliente encogidas hacia las
    de la cartera. Los parámetros son los del modelo y, al final, la media de la cartera. Un plazo que no es de meses
    enteros se interpola. No hay distribución de compras: dentro del mes solo se conoce la media.
    """

    id: str = BGBB.id
    nombre: str = f"{BGBB.nombre} por meses"
    es_modelo: bool = True

    def entrenar(self, registro: Registro, corte: int, h: int, sigma: float | None) -> Ajuste:  # noqa: ARG002 (vale para todo plazo)
        """El ajuste de BG/BB y las compras por mes activo de la cartera."""
        return self.ajustar(historia_al(registro, corte)[0], sigma)

    def ajustar(self, historia: Historia, sigma: float | None, inicio: tuple[float, ...] | None = None) -> Ajuste:
        """Lo mismo desde una historia ya hecha."""
        ajuste = ajustar(BGBB, self.agrupar(historia)[0], sigma, inicio and inicio[:-1])
        por_mes = float((historia.x + 1).sum()) / max(float(historia.meses.sum()), 1.0)
        return replace(ajuste, parametros=(*ajuste.parametros, max(por_mes, 1.0)))

    def agrupar(self, historia: Historia) -> tuple[Grupos, Posiciones]:
        """Ternas en meses: la ocasión 0 es el mes de la primera compra y la última, el del corte."""
        return agrupar(historia.meses - 1, historia.mes_ultima, historia.mes_corte)

    def esperadas(self, ajuste: Ajuste, historia: Historia, h: float) -> Numeros:
        """Meses activos por compras en cada uno."""
        *parametros, de_la_cartera = ajuste.parametros
        grupos, donde = self.agrupar(historia)
        meses = _interpolar(h, lambda n: BGBB.esperadas(parametros, grupos.x, grupos.tx, grupos.t, n))
        propias = historia.x + 1 + _MESES_SUPUESTOS * de_la_cartera
        return meses[donde] * propias / (historia.meses + _MESES_SUPUESTOS)

    def prob_volver(self, ajuste: Ajuste, historia: Historia, h: float) -> Numeros:
        """P(algún mes con compra)."""
        parametros = ajuste.parametros[:-1]
        grupos, donde = self.agrupar(historia)
        return _interpolar(h, lambda n: BGBB.prob_volver(parametros, grupos.x, grupos.tx, grupos.t, n))[donde]

    def prob_al_menos(self, ajuste: Ajuste, historia: Historia, h: float, m: int) -> None:
        """No hay distribución."""


_MODELOS = ("paretonbd", "bgnbd", "mbgnbd", "mbgcnbd2", "mbgcnbd3", "nbd")

AJUSTABLES: Mapping[str, MetodoModelo | MetodoPorMeses] = {
    **{clave: MetodoModelo(MODELOS[clave]) for clave in _MODELOS},
    BGBB.id: MetodoPorMeses(),
}
CANDIDATOS: Mapping[str, MetodoDePronostico] = {**AJUSTABLES, **REGLAS}


def sirve(metodo: MetodoDePronostico, historia: Historia) -> bool:
    """Falso si esa historia es demasiado corta para el método: BG/BB necesita algunos meses."""
    if metodo.id != BGBB.id or not len(historia):
        return True
    return bool(historia.mes_corte.max() >= MESES_PARA_BGBB)


def elegir_sigma(metodo: MetodoDePronostico, registro: Registro, corte: int, h: int) -> float | None:
    """La previa con la que el método menos se equivoca por dentro; `None`, sin previa (siempre en una regla).

    Con menos de 300 clientes en el corte siempre hay previa.
    """
    clientes = len(np.unique(registro.clave[registro.compra & (registro.dia <= corte)]))
    return elegir_sigma_en(metodo, muestra_por_dentro(registro, corte, h), clientes)


def muestra_por_dentro(registro: Registro, corte: int, h: int) -> Particion | None:
    """La partición con la que se elige la previa: si es grande, uno de cada tantos clientes por orden de historia.

    Los iguales en todo son intercambiables, así que el orden de las filas no decide quién entra.
    """
    dentro = partir_por_dentro(registro, corte, h)
    if dentro is None:
        return None
    historia = dentro.historia
    distintas = len(agrupar(historia.x, historia.tx, historia.t)[0])
    if distintas <= HISTORIAS_PARA_ELEGIR:
        return dentro
    orden = np.lexsort((dentro.compras, historia.meses, historia.tx, historia.x, historia.t))
    return dentro.elegir(orden[:: -(-distintas // HISTORIAS_PARA_ELEGIR)])


def elegir_sigma_en(metodo: MetodoDePronostico, dentro: Particion | None, clientes: int) -> float | None:
    """La elección, con la partición ya hecha y los clientes que había en el corte.

    Se parte de la de siempre y se va hacia las fuertes o hacia las flojas mientras el error baje: entre no suponer nada
    y suponerlo todo hay un solo mejor. A igual error, la más floja.
    """
    ajustable = AJUSTABLES.get(metodo.id)
    if ajustable is None:
        return None
    sigmas = [sigma for sigma in SIGMAS if sigma is not None or clientes >= MUESTRA_SIN_PREVIA]
    if dentro is None or not dentro.compras.any():
        return SIGMA_SIN_PRUEBA if sigmas[0] is not None else None
    error = _Errores(ajustable, dentro, sigmas)
    i = sigmas.index(SIGMA_SIN_PRUEBA)
    while i + 1 < len(sigmas) and error.en(i + 1) < error.en(i):
        i += 1
    while i > 0 and error.en(i - 1) <= error.en(i):
        i -= 1
    return sigmas[i]


@dataclass(slots=True)
class _Errores:
    """El error de cada previa en la partición; ninguna se ajusta dos veces, y cada una parte de la anterior."""

    ajustable: MetodoModelo | MetodoPorMeses
    dentro: Particion
    sigmas: Sequence[float | None]
    vistos: dict[int, float] = field(default_factory=dict)
    inicio: tuple[float, ...] | None = None

    def en(self, i: int) -> float:
        if i not in self.vistos:
            ajuste = self.ajustable.ajustar(self.dentro.historia, self.sigmas[i], self.inicio)
            predichas = self.ajustable.esperadas(ajuste, self.dentro.historia, self.dentro.dias)
            self.vistos[i] = round(desviacion_de_poisson(self.dentro.compras, predichas), _CIFRAS)
            self.inicio = ajuste.parametros
        return self.vistos[i]


def _interpolar(h: float, en: Callable[[int], Numeros]) -> Numeros:
    """El valor a `h` días, entre los de los meses enteros de antes y de después."""
    meses = h / DIAS_POR_MES
    enteros = int(meses)
    parte = meses - enteros
    antes = en(enteros)
    return antes + parte * (en(enteros + 1) - antes) if parte else antes
