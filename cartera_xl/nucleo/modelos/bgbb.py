"""BG/BB: compras que solo pueden darse en ocasiones contadas (campañas, ferias, meses), y abandono entre ellas.

En cada ocasión el cliente activo compra con su probabilidad p, beta(alfa, beta) entre clientes, y antes de ella
abandona para siempre con la suya θ, beta(gamma, delta). Aquí x, tx y t son números ENTEROS de ocasiones: compras, la
última con compra y las transcurridas. Las sumas son de términos positivos en logaritmos: ni desbordan ni cancelan.

Fuente: Fader, Hardie y Shang (2010), «Customer-Base Analysis in a Discrete-Time Noncontractual Setting», Marketing
Science 29:1086.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaln, gammaln, psi

from cartera_xl.nucleo.modelos.grupos import Grupos, Numeros, Posiciones
from cartera_xl.nucleo.modelos.hipergeometrica import descuento, serie_descontada


@dataclass(frozen=True, slots=True)
class _Historias:
    """Todas las historias que explican cada terna: abandono tras la ocasión m = tx, tx+1…, o activo (m = t).

    Una posición por historia; `inicio` es la primera de cada terna y la última siempre es la de seguir activo.
    """

    terna: Posiciones
    inicio: Posiciones
    x: Posiciones
    m: Posiciones
    baja: Posiciones

    @classmethod
    def de(cls, x: Posiciones, tx: Posiciones, t: Posiciones) -> "_Historias":
        cuantas = t - tx + 1
        inicio = np.cumsum(cuantas) - cuantas
        terna = np.repeat(np.arange(len(x)), cuantas)
        m = tx[terna] + np.arange(len(terna)) - inicio[terna]
        return cls(terna, inicio, x[terna], m, (m < t[terna]).astype(np.intp))

    def sumar(self, terminos: Numeros) -> Numeros:
        """Suma de los términos de cada terna."""
        return np.add.reduceat(terminos, self.inicio) if len(terminos) else terminos

    def log_sumar(self, terminos: Numeros) -> Numeros:
        """Logaritmo de la suma de exponenciales de cada terna."""
        if not len(terminos):
            return terminos
        mayor = np.maximum.reduceat(terminos, self.inicio)
        return mayor + np.log(self.sumar(np.exp(terminos - mayor[self.terna])))


@dataclass(frozen=True, slots=True)
class BgBb:
    """El modelo BG/BB. La memoria crece con las ocasiones por terna distinta: junte antes las ternas iguales.

    Centro de la previa: comprar, uniforme; abandonar, (.8, 2), que se va algo menos de un tercio al principio.
    """

    id: str = "bgbb"
    nombre: str = "BG/BB"
    parametros: tuple[str, ...] = ("alfa", "beta", "gamma", "delta")
    centro: tuple[float, ...] = (1.0, 1.0, 0.8, 2.0)
    escala: tuple[int, ...] = (0, 0, 0, 0)

    def filas(self, p: ArrayLike, x: ArrayLike, tx: ArrayLike, t: ArrayLike) -> Numeros:
        """Ecuación 5."""
        (equis, ultima, total), forma = _ocasiones(x, tx, t)
        historias = _Historias.de(equis, ultima, total)
        return historias.log_sumar(_log_terminos(_parametros(p), historias)).reshape(forma)

    def valor_y_gradiente(self, p: ArrayLike, grupos: Grupos) -> tuple[float, Numeros]:
        """Cada término pesa en el gradiente lo que pesa en la suma."""
        parametros = _parametros(p)
        ternas, _ = _ocasiones(grupos.x, grupos.tx, grupos.t)
        historias = _Historias.de(*ternas)
        terminos = _log_terminos(parametros, historias)
        filas = historias.log_sumar(terminos)
        pesos = np.exp(terminos - filas[historias.terna]) * grupos.n[historias.terna]
        gradiente = np.array([pesos @ derivada for derivada in _derivadas(parametros, historias)])
        return float(grupos.n @ filas), np.array(parametros) * gradiente

    def prob_activo(self, p: ArrayLike, x: ArrayLike, tx: ArrayLike, t: ArrayLike) -> Numeros:
        """P(activo en la próxima ocasión, la t + 1): A10 con m = 1. Menor que 1 aunque comprase en la última."""
        alfa, beta, gamma, delta = _parametros(p)
        (equis, _, total), forma = _ocasiones(x, tx, t)
        log_vivo = betaln(alfa + equis, beta + total - equis) + betaln(gamma, delta + total + 1)
        log_vivo = (log_vivo - betaln(alfa, beta) - betaln(gamma, delta)).reshape(forma)
        return np.asarray(np.exp(np.minimum(log_vivo - self.filas(p, x, tx, t), 0.0)), dtype=np.float64)

    def prob_volver(self, p: ArrayLike, x: ArrayLike, tx: ArrayLike, t: ArrayLike, h: ArrayLike) -> Numeros:
        """P(alguna compra en las h ocasiones siguientes) = 1 - L(t + h)/L(t)."""
        despues = self.filas(p, x, tx, np.asarray(t) + np.asarray(h))
        return np.asarray(0.0 - np.expm1(np.minimum(despues - self.filas(p, x, tx, t), 0.0)), dtype=np.float64)

    def esperadas(self, p: ArrayLike, x: ArrayLike, tx: ArrayLike, t: ArrayLike, h: ArrayLike) -> Numeros:
        """Compras en las h ocasiones siguientes: P(activo en cada una) por la p media, ocasión a ocasión.

        Es la ecuación 13 sin su resta, que se anula con gamma = 1.
        """
        alfa, beta, gamma, delta = _parametros(p)
        (equis, _, total), forma = _ocasiones(x, tx, t)
        log_compra = (betaln(alfa + equis + 1, beta + total - equis) - betaln(alfa, beta)).reshape(forma)
        log_compra = log_compra - self.filas(p, x, tx, t)
        return _veces_activo(log_compra, (gamma, delta), total.reshape(forma), h)

    def esperadas_nuevo(self, p: ArrayLike, h: ArrayLike) -> Numeros:
        """Esperanza de la distribución de la ecuación 7, sumada ocasión a ocasión."""
        alfa, beta, gamma, delta = _parametros(p)
        return _veces_activo(np.log(alfa / (alfa + beta)), (gamma, delta), 0, h)

    def prob_al_menos(
        self, p: ArrayLike, x: ArrayLike, tx: ArrayLike, t: ArrayLike, h: ArrayLike, m: ArrayLike
    ) -> Numeros:
        """Suma, sobre la ocasión en que cae la compra m, de llegar activo a ella con m - 1 compras y comprar."""
        alfa, beta, gamma, delta = _parametros(p)
        equis, ultima, total, dentro, cuantas = np.broadcast_arrays(x, tx, t, h, m)
        log_base = -self.filas(p, equis, ultima, total) - betaln(alfa, beta) - betaln(gamma, delta)
        suma = np.zeros(equis.shape)
        for k in range(1, int(dentro.max(initial=0)) + 1):
            fallos = np.maximum(k - cuantas, 0)
            log_formas = gammaln(k) - gammaln(np.minimum(cuantas, k)) - gammaln(fallos + 1)
            log_compra = betaln(alfa + equis + cuantas, beta + total - equis + fallos)
            log_termino = log_base + log_formas + log_compra + betaln(gamma, delta + total + k)
            suma += np.where((k >= cuantas) & (k <= dentro), np.exp(np.minimum(log_termino, 0.0)), 0.0)
        return np.minimum(suma, 1.0)

    def residuales_descontadas(self, p: ArrayLike, x: ArrayLike, tx: ArrayLike, t: ArrayLike, tasa: float) -> Numeros:
        """Compras que quedan, sin fin de plazo, descontadas a `tasa` por ocasión (DERT, el mismo artículo)."""
        alfa, beta, gamma, delta = _parametros(p)
        (equis, _, total), forma = _ocasiones(x, tx, t)
        log_compra = betaln(alfa + equis + 1, beta + total - equis) - betaln(alfa, beta)
        log_vivo = betaln(gamma, delta + total + 1) - betaln(gamma, delta)
        factor = descuento(tasa)
        serie = factor * serie_descontada(delta + total + 1.0, gamma + delta + total + 1.0, factor)
        logs = (log_compra + log_vivo + np.log(serie)).reshape(forma)
        return np.asarray(np.exp(logs - self.filas(p, x, tx, t)), dtype=np.float64)


BGBB = BgBb()


def _parametros(p: ArrayLike) -> tuple[float, float, float, float]:
    alfa, beta, gamma, delta = (float(valor) for valor in np.asarray(p, dtype=np.float64))
    return alfa, beta, gamma, delta


def _ocasiones(
    x: ArrayLike, tx: ArrayLike, t: ArrayLike
) -> tuple[tuple[Posiciones, Posiciones, Posiciones], tuple[int, ...]]:
    """Las tres columnas en una dimensión y enteras, y la forma en que venían."""
    columnas = np.broadcast_arrays(*(np.asarray(columna, dtype=np.float64) for columna in (x, tx, t)))
    enteras = [np.rint(columna).astype(np.intp) for columna in columnas]
    if not all(np.array_equal(entera, columna) for entera, columna in zip(enteras, columnas, strict=True)):
        raise ValueError("BG/BB cuenta ocasiones: x, tx y t han de ser enteros")
    equis, ultima, total = (entera.reshape(-1) for entera in enteras)
    if not ((equis >= 0) & (equis <= ultima) & (ultima <= total)).all():
        raise ValueError("BG/BB: más compras que ocasiones hasta la última compra")
    return (equis, ultima, total), columnas[0].shape


def _log_terminos(parametros: tuple[float, float, float, float], historias: _Historias) -> Numeros:
    """log P(esa historia y esas compras), por tablas: todo depende de un parámetro más un entero."""
    alfa, beta, gamma, delta = parametros
    pasos = np.arange(historias.m.max(initial=0) + 2)
    compras = gammaln(alfa + pasos)[historias.x] + gammaln(beta + pasos)[historias.m - historias.x]
    compras -= gammaln(alfa + beta + pasos)[historias.m]
    vida = gammaln(np.array([gamma, gamma + 1.0]))[historias.baja] + gammaln(delta + pasos)[historias.m]
    vida -= gammaln(gamma + delta + pasos)[historias.m + historias.baja]
    return np.asarray(compras + vida - betaln(alfa, beta) - betaln(gamma, delta), dtype=np.float64)


def _derivadas(parametros: tuple[float, float, float, float], historias: _Historias) -> tuple[Numeros, ...]:
    """De cada log-término respecto a cada parámetro natural."""
    alfa, beta, gamma, delta = parametros
    pasos = np.arange(historias.m.max(initial=0) + 2)
    compras = _psi_desde(alfa + beta, pasos)[historias.m]
    vida = _psi_desde(gamma + delta, pasos)[historias.m + historias.baja]
    return (
        _psi_desde(alfa, pasos)[historias.x] - compras,
        _psi_desde(beta, pasos)[historias.m - historias.x] - compras,
        historias.baja / gamma - vida,
        _psi_desde(delta, pasos)[historias.m] - vida,
    )


def _psi_desde(valor: float, pasos: Posiciones) -> Numeros:
    return np.asarray(psi(valor + pasos) - psi(valor), dtype=np.float64)


def _veces_activo(log_peso: Numeros, vida: tuple[float, float], desde: ArrayLike, h: ArrayLike) -> Numeros:
    """Σ_{k=1..h} peso · P(un cliente nuevo sigue activo en la ocasión desde + k); cada producto, en logaritmos."""
    peso, inicio, dentro = np.broadcast_arrays(log_peso, desde, np.asarray(h, dtype=np.intp))
    pasos = np.arange(int((inicio + dentro).max(initial=0)) + 1)
    log_vivo = betaln(vida[0], vida[1] + pasos) - betaln(*vida)
    suma = np.zeros(peso.shape)
    for k in range(1, int(dentro.max(initial=0)) + 1):
        log_activo = peso + log_vivo[np.minimum(inicio + k, pasos[-1])]
        suma += np.where(k <= dentro, np.exp(np.minimum(log_activo, 0.0)), 0.0)
    return suma
