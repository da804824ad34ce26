"""Las reglas sencillas que un modelo ha de superar para que valga la pena: las que cualquiera haría en la hoja.

Predicen compras con una cuenta a la vista y, como una cuenta no es una probabilidad, aprenden aparte qué parte de los
clientes volvió a cada nivel de esa cuenta. Lo aprenden por dentro: los últimos días antes del corte hacen de
futuro, y nada posterior al corte se mira.

`Ajuste.parametros` empieza por los días de esa ventana de dentro (menos de los pedidos si falta historia), sigue con lo
propio de la regla y acaba con sus curvas.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from cartera_xl.nucleo.modelos.base import Ajuste, Metodo
from cartera_xl.nucleo.percentiles import TablaPercentiles, percentiles, tabla_de
from cartera_xl.nucleo.pronostico.metodos import MetodoDePronostico
from cartera_xl.nucleo.pronostico.registro import (
    PERIODOS,
    Historia,
    Numeros,
    Particion,
    Registro,
    historia_al,
    partir_por_dentro,
)

PARTE_HUECO = 0.9
"""El hueco que separa a activos de inactivos es el menor en que cabe esta parte de las recompras (definición 6)."""
HUECOS_PARA_MEDIR = 20
"""Con menos recompras el hueco no se mide y se toma un año."""
_RITMO_SUPUESTO = 1 / 365
"""Una compra al año, con el peso de medio año de un cliente: solo decide cuando no hay casi nada que contar."""
_DIAS_SUPUESTOS = 182.5
_NIVELES = 10
_EXTREMO = 1e-6
_CLIENTES_SUPUESTOS = 5.0
"""Cada nivel se encoge hacia la media general como si otros cinco clientes se hubieran portado como ella."""


@dataclass(frozen=True, slots=True)
class Curva:
    """Lo que pasó a cada nivel: nudos crecientes, con interpolación y extremos planos."""

    niveles: tuple[float, ...]
    valores: tuple[float, ...]

    def en(self, nivel: Numeros) -> Numeros:
        return np.interp(nivel, self.niveles, self.valores)

    @property
    def creciente(self) -> bool:
        """Cierto si a más nivel nunca corresponde menos."""
        return all(uno <= otro for uno, otro in pairwise(self.valores))

    @property
    def plana(self) -> tuple[float, ...]:
        return *self.niveles, *self.valores


def hueco_normal(registro: Registro, corte: int) -> int:
    """Días en que cabe el 90 % de los huecos entre compras hasta `corte`; un año si hay menos de 20."""
    huecos = registro.hasta(corte).huecos()
    if len(huecos) < HUECOS_PARA_MEDIR:
        return PERIODOS[-1]
    return int(np.quantile(huecos, PARTE_HUECO, method="inverted_cdf"))


def ritmo_general(historia: Historia) -> float:
    """Recompras por día y cliente, positivas siempre: con casi nada que contar tira a una al año."""
    supuestas = _RITMO_SUPUESTO * _DIAS_SUPUESTOS
    return (float(historia.x.sum()) + supuestas) / (float(historia.t.sum()) + _DIAS_SUPUESTOS)


@dataclass(frozen=True, slots=True)
class ReglaSencilla:
    """Una cuenta de compras esperadas y la curva de quién volvió a cada nivel de esa cuenta.

    `aprender` da lo propio de la regla en el corte de la historia, siempre `propios` números y sin mirar más allá;
    `contar` lo aplica a los `h` días siguientes.
    """

    id: str
    nombre: str
    propios: int
    aprender: Callable[[Registro, Historia], tuple[float, ...]]
    contar: Callable[[tuple[float, ...], Historia, float], Numeros]
    es_modelo: bool = False

    def entrenar(self, registro: Registro, corte: int, h: int, sigma: float | None) -> Ajuste:  # noqa: ARG002 (sin previa)
        """Lo aprendido hasta el corte; sin historia, la curva sale del ritmo general."""
        historia, _ = historia_al(registro, corte)
        dentro = partir_por_dentro(registro, corte, h)
        if dentro is None:
            dias, curva = float(h), Curva((0.0,), (_prob_supuesta(historia, h),))
        else:
            dias = float(dentro.dias)
            antes = self.aprender(registro, dentro.historia)
            curva = _curva_de_vuelta(self.contar(antes, dentro.historia, dias), dentro)
        propios = self.aprender(registro, historia)
        return _ajuste(self.id, (dias, *propios, *curva.plana), len(historia))

    def esperadas(self, ajuste: Ajuste, historia: Historia, h: float) -> Numeros:
        """La cuenta de la regla."""
        return self.contar(ajuste.parametros[1 : 1 + self.propios], historia, h)

    def prob_volver(self, ajuste: Ajuste, historia: Historia, h: float) -> Numeros:
        """La parte que volvió a ese nivel; a otro plazo, como si cada día contase igual. Nunca 0 ni 1."""
        nivel, (curva,) = self.leer(ajuste, historia)
        return _a_otro_plazo(curva.en(nivel), h / ajuste.parametros[0])

    def prob_al_menos(self, ajuste: Ajuste, historia: Historia, h: float, m: int) -> None:
        """No hay distribución."""

    def leer(self, ajuste: Ajuste, historia: Historia) -> tuple[Numeros, list[Curva]]:
        """El nivel de cada cliente, que es la cuenta en la ventana de dentro, y la curva que lo lee."""
        nivel = self.esperadas(ajuste, historia, ajuste.parametros[0])
        return nivel, _partir_curvas(ajuste.parametros[1 + self.propios :], 1)


@dataclass(frozen=True, slots=True)
class RangoFR:
    """Suma de los percentiles de frecuencia y recencia, y lo que hicieron después los de cada banda de esa suma.

    Los parámetros son la ventana, lo que ocupa cada tabla de percentiles, las dos tablas y las dos curvas.
    """

    id: str = "rango_fr"
    nombre: str = "Orden por frecuencia y recencia"
    es_modelo: bool = False

    def entrenar(self, registro: Registro, corte: int, h: int, sigma: float | None) -> Ajuste:  # noqa: ARG002 (sin previa)
        """Las bandas salen de la ventana de dentro; los percentiles, de la cartera en el corte."""
        historia, _ = historia_al(registro, corte)
        dentro = partir_por_dentro(registro, corte, h)
        if dentro is None:
            dias, compras = float(h), Curva((0.0,), (ritmo_general(historia) * h,))
            vuelta = Curva((0.0,), (_prob_supuesta(historia, h),))
        else:
            dias = float(dentro.dias)
            suma = _suma_de_rangos(*_tablas(dentro.historia), dentro.historia)
            compras = _curva(suma, dentro.compras, float(dentro.compras.mean()))
            vuelta = _curva_de_vuelta(suma, dentro)
        frecuencia, recencia = _tablas(historia)
        tablas = (*frecuencia.valores, *frecuencia.p, *recencia.valores, *recencia.p)
        cuantos = float(len(frecuencia.valores)), float(len(recencia.valores))
        return _ajuste(self.id, (dias, *cuantos, *tablas, *compras.plana, *vuelta.plana), len(historia))

    def esperadas(self, ajuste: Ajuste, historia: Historia, h: float) -> Numeros:
        """Las compras que hicieron los de su banda, a prorrata de los días."""
        suma, (compras, _) = self.leer(ajuste, historia)
        return compras.en(suma) * (h / ajuste.parametros[0])

    def prob_volver(self, ajuste: Ajuste, historia: Historia, h: float) -> Numeros:
        """La parte de los de su banda que volvió. Nunca 0 ni 1."""
        suma, (_, vuelta) = self.leer(ajuste, historia)
        return _a_otro_plazo(vuelta.en(suma), h / ajuste.parametros[0])

    def prob_al_menos(self, ajuste: Ajuste, historia: Historia, h: float, m: int) -> None:
        """No hay distribución."""

    @staticmethod
    def leer(ajuste: Ajuste, historia: Historia) -> tuple[Numeros, list[Curva]]:
        """El nivel de cada cliente, que es la suma de sus dos percentiles, y las curvas de compras y de vuelta."""
        _, nf, nr, *resto = ajuste.parametros
        bordes = np.cumsum([0, nf, nf, nr, nr]).astype(int)
        columnas = [tuple(resto[a:b]) for a, b in pairwise(bordes)]
        tablas = TablaPercentiles(*columnas[:2]), TablaPercentiles(*columnas[2:])
        return _suma_de_rangos(*tablas, historia), _partir_curvas(tuple(resto[bordes[-1] :]), 2)


def _tablas(historia: Historia) -> tuple[TablaPercentiles, TablaPercentiles]:
    return tabla_de(historia.x), tabla_de(historia.t - historia.tx, menos_es_mejor=True)


def _suma_de_rangos(frecuencia: TablaPercentiles, recencia: TablaPercentiles, historia: Historia) -> Numeros:
    """De 0 a 200; 0 si la regla no vio a nadie."""
    if not frecuencia:
        return np.zeros(len(historia))
    suma: Numeros = percentiles(historia.x, frecuencia) + percentiles(historia.t - historia.tx, recencia)
    return suma


def _curva_de_vuelta(nivel: Numeros, dentro: Particion) -> Curva:
    """Parte que volvió a cada nivel, encogida hacia la general; medio cliente de cada clase evita el 0 y el 1."""
    volvio = (dentro.compras > 0).astype(np.float64)
    return _curva(nivel, volvio, (float(volvio.sum()) + 0.5) / (len(volvio) + 1))


def _curva(nivel: Numeros, resultado: Numeros, general: float) -> Curva:
    """Media de lo que pasó en cada décimo de los niveles, encogida hacia la general; los iguales van juntos."""
    distintos, grupo, cuantos = np.unique(nivel, return_inverse=True, return_counts=True)
    medio = (np.cumsum(cuantos) - cuantos / 2) / len(nivel)
    banda = np.minimum(medio * _NIVELES, _NIVELES - 1).astype(np.intp)
    n = np.bincount(banda, weights=cuantos)
    niveles = np.bincount(banda, weights=distintos * cuantos)
    sumas = np.bincount(banda, weights=np.bincount(grupo, weights=resultado))
    hay = n > 0
    valores = (sumas[hay] + _CLIENTES_SUPUESTOS * general) / (n[hay] + _CLIENTES_SUPUESTOS)
    return Curva(tuple(map(float, niveles[hay] / n[hay])), tuple(map(float, valores)))


def _partir_curvas(planas: tuple[float, ...], cuantas: int) -> list[Curva]:
    """Las curvas de unos parámetros planos: todas tienen los mismos nudos."""
    nudos = len(planas) // (2 * cuantas)
    trozos = [planas[i * nudos : (i + 1) * nudos] for i in range(2 * cuantas)]
    return [Curva(niveles, valores) for niveles, valores in zip(trozos[::2], trozos[1::2], strict=True)]


def _a_otro_plazo(p: Numeros, veces: float) -> Numeros:
    return np.clip(-np.expm1(np.log1p(-p) * veces), _EXTREMO, 1 - _EXTREMO)


def _prob_supuesta(historia: Historia, h: float) -> float:
    return float(-np.expm1(-ritmo_general(historia) * h))


def _ajuste(regla: str, parametros: tuple[float, ...], clientes: int) -> Ajuste:
    return Ajuste(regla, parametros, 0.0, (), clientes, Metodo.REGLA)


def _periodo_mas_cercano(h: float) -> int:
    """Posición en `PERIODOS` del más parecido; a igual distancia, el más corto."""
    return min(range(len(PERIODOS)), key=lambda i: (abs(PERIODOS[i] - h), PERIODOS[i]))


def _contar_ultimo_periodo(propios: tuple[float, ...], historia: Historia, h: float) -> Numeros:
    """Las recompras del último periodo. La primera compra no se repite: contarla da 1 a quien acaba de llegar."""
    cual = _periodo_mas_cercano(h)
    recompras = historia.ultimas[cual] - (historia.t < PERIODOS[cual])
    return recompras * (h / min(PERIODOS[cual], propios[0]))


def _contar_ritmo(propios: tuple[float, ...], historia: Historia, h: float) -> Numeros:
    """x + 1 compras en `t` días más los de un hueco medio: el peso de la primera compra es el de la cartera."""
    return (historia.x + 1) / (historia.t + propios[0]) * h


def _contar_hueco(propios: tuple[float, ...], historia: Historia, h: float) -> Numeros:
    activo = historia.t - historia.tx <= propios[1]
    return np.where(activo, _contar_ritmo(propios, historia, h), 0.0)


def _dias_de_historia(registro: Registro, historia: Historia) -> tuple[float]:
    return (max(float(historia.corte - registro.primer_dia + 1), 1.0) if len(registro.dia) else 1.0,)


def _hueco_medio(registro: Registro, historia: Historia) -> tuple[float]:  # noqa: ARG001 (misma firma en todas)
    return (1 / ritmo_general(historia),)


def _hueco_medio_y_normal(registro: Registro, historia: Historia) -> tuple[float, float]:
    return 1 / ritmo_general(historia), float(hueco_normal(registro, historia.corte))


REGLAS: Mapping[str, MetodoDePronostico] = {
    regla.id: regla
    for regla in (
        ReglaSencilla(
            "ultimo_periodo", "Las recompras del último periodo", 1, _dias_de_historia, _contar_ultimo_periodo
        ),
        ReglaSencilla("ritmo_medio", "Su ritmo medio hasta hoy", 1, _hueco_medio, _contar_ritmo),
        ReglaSencilla("hueco", "Su ritmo si no lleva demasiado sin comprar", 2, _hueco_medio_y_normal, _contar_hueco),
        RangoFR(),
    )
}
