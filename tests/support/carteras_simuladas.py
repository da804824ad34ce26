"""Carteras de mentira: una simulada con BG/NBD, y las raras que existen de verdad."""

import numpy as np
from numpy.typing import NDArray

Numeros = NDArray[np.float64]
Ternas = tuple[Numeros, Numeros, Numeros]


def simular(clientes: int, *, semilla: int = 1, dias: int = 730, p=(0.8, 60.0, 0.8, 3.0)) -> Ternas:
    """(x, tx, t) de clientes BG/NBD dados de alta en cualquier momento de los últimos `dias`; tiempos sin redondear."""
    r, alpha, a, b = p
    azar = np.random.default_rng(semilla)
    t = np.round(azar.uniform(0, dias, clientes), 1)
    ritmo, abandono = np.maximum(azar.gamma(r, 1 / alpha, clientes), 1e-9), azar.beta(a, b, clientes)
    x, tx, reloj = np.zeros(clientes), np.zeros(clientes), np.zeros(clientes)
    activos = np.arange(clientes)
    while len(activos):
        reloj[activos] += azar.exponential(1 / ritmo[activos])
        activos = activos[reloj[activos] <= t[activos]]
        x[activos], tx[activos] = x[activos] + 1, reloj[activos]
        activos = activos[azar.random(len(activos)) > abandono[activos]]
    return x, tx, t


def _ternas(*filas: tuple[float, float, float]) -> Ternas:
    x, tx, t = np.array(filas, dtype=float).reshape(-1, 3).T
    return x, tx, t


def _solo_al_principio(ternas: Ternas, parte: float) -> Ternas:
    x, tx, t = ternas
    una = np.random.default_rng(5).random(len(x)) < parte
    return np.where(una, 0, x), np.where(una, 0, tx), t


CARTERAS: dict[str, Ternas] = {
    **{f"{n} clientes": simular(n, semilla=n) for n in range(1, 21)},
    "ninguno": _ternas(),
    "todos iguales": _ternas(*[(3, 20, 40)] * 50),
    "nadie repite": _ternas(*[(0, 0, t) for t in range(1, 40)]),
    "todos de hoy": _ternas(*[(0, 0, 0)] * 5),
    "uno de cada cinco repite": _solo_al_principio(simular(300), 0.8),
    "sin abandono": simular(400, p=(2.0, 20.0, 1e-9, 1.0)),
    "cada mes sin falta": _ternas(*[(12, 365, 365 + d) for d in range(30)]),
    "compraron el último día": _ternas(*[(d, 30 + d, 30 + d) for d in range(1, 30)]),
    "compraron seguido y se fueron": _ternas(*[(5, 5, 500)] * 30),
    "tres mil compras": _ternas((3000, 3650, 3650), (0, 0, 3650), (1, 100, 3650), (5, 900, 3650)),
    "un solo cliente con tres mil": _ternas((3000, 3650, 3650)),
}
