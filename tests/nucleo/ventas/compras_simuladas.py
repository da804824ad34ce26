"""Líneas de compra de mentira: independientes, o con parejas de productos plantadas."""

from datetime import date

import narwhals as nw
import numpy as np
import pandas as pd

CORTE = date(2025, 12, 31)
MEDIA = 8.0


def lineas(clientes, productos, *, semilla, desigual=False, plantadas=(), empuje=0.0):
    """Cada compra elige producto sin mirar las demás; quien compra el primero de una pareja plantada, se lleva a veces
    (`empuje`) el segundo. Con `desigual`, unos clientes compran mucho más que otros."""
    azar = np.random.default_rng(semilla)
    ritmo = azar.gamma(0.7, MEDIA / 0.7, clientes) if desigual else np.full(clientes, MEDIA)
    clave = np.repeat(np.arange(clientes), 1 + azar.poisson(ritmo))
    popular = azar.dirichlet(np.full(productos, 2.0))
    producto = azar.choice(productos, len(clave), p=popular)
    for uno, otro in plantadas:
        seguidas = clave[(producto == uno) & (azar.random(len(clave)) < empuje)]
        clave, producto = np.concatenate([clave, seguidas]), np.concatenate([producto, np.full(len(seguidas), otro)])
    dias = azar.integers(0, 700, len(clave)).astype("timedelta64[D]")
    return marco(clave, [f"P{i}" for i in producto], fecha=np.datetime64(CORTE) - dias)


def marco(clave, producto, *, fecha=None, importe=None, **mas):
    """Un cuadro de movimientos; por defecto, del día del corte y de 10 cada línea."""
    n = len(clave)
    fechas = np.full(n, np.datetime64(CORTE)) if fecha is None else np.asarray(fecha, dtype="datetime64[D]")
    columnas = {
        "fila": np.arange(n) + 2,
        "clave": np.asarray(clave, dtype=np.int64),
        "fecha": fechas.astype("datetime64[us]"),
        "importe": np.full(n, 10.0) if importe is None else np.asarray(importe, dtype=float),
        "producto": list(producto),
        **mas,
    }
    return nw.from_native(pd.DataFrame({c: v for c, v in columnas.items() if v is not None}))
