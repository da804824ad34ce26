"""Doce meses de 400 clientes de CDNOW: cada cambio tiene su causa y las causas son las que pueden ser."""

from collections import Counter
from datetime import date
from functools import cache
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd
import pytest

from cartera_xl.nucleo.baremo import calibrar_sin_pronostico
from cartera_xl.nucleo.causas.cambios import CambioExplicado, explicar
from cartera_xl.nucleo.causas.factores import Factor
from cartera_xl.nucleo.causas.foto import Circunstancias, Foto, fotografiar
from cartera_xl.nucleo.causas.niveles import FuenteDeMovimientos
from cartera_xl.nucleo.compras import hechos_de_movimientos
from cartera_xl.nucleo.configuracion import Configuracion
from cartera_xl.nucleo.puntuacion import puntuar
from tests.support.cdnow import compras_cdnow

CORTES = [date(1997, mes, 28) for mes in range(5, 13)] + [date(1998, mes, 28) for mes in range(1, 6)]


@cache
def _fuente(cuantos: int = 400) -> FuenteDeMovimientos:
    quien, dia, dolares = compras_cdnow()
    elegidos = np.sort(np.random.default_rng(1).choice(int(quien.max()) + 1, size=cuantos, replace=False))
    suyas = np.isin(quien, elegidos)
    lineas = {
        "clave": np.searchsorted(elegidos, quien[suyas]),
        "fecha": dia[suyas].astype("datetime64[D]").astype("datetime64[us]"),
        "importe": dolares[suyas],
    }
    clientes = {"clave": range(cuantos), "fila": range(2, cuantos + 2)}
    return FuenteDeMovimientos(nw.from_native(pd.DataFrame(clientes)), nw.from_native(pd.DataFrame(lineas)))


@cache
def _hechos(corte: date) -> Any:
    return hechos_de_movimientos(_fuente().clientes, _fuente().lineas, corte)[0]


def _cambios(*, recalibrar: bool) -> list[CambioExplicado]:
    """Los de doce recálculos seguidos, cada uno contra el anterior."""
    fuente, ajustes, baremo, anterior = _fuente(), Configuracion(), None, None
    cambios: list[CambioExplicado] = []
    for corte in CORTES:
        hechos = _hechos(corte)
        baremo = calibrar_sin_pronostico(hechos, ajustes, corte) if recalibrar or baremo is None else baremo
        huellas = np.arange(len(hechos), dtype=np.uint64)
        foto: Foto = fotografiar(
            puntuar(hechos, baremo, ajustes), Circunstancias(corte, True, baremo, ajustes), huellas
        )
        if anterior is not None:
            cambios += explicar(anterior, foto, fuente=fuente, motor="pandas").cambios
        anterior = foto
    return cambios


@pytest.mark.parametrize(
    ("recalibrar", "total", "sin_comprar", "causas"),
    [
        (False, 294, 185, {"paso del tiempo": 189, "compra": 105}),
        (
            True,
            331,
            228,
            {
                "paso del tiempo": 152,
                "compra": 92,
                "renovación del baremo": 74,
                "compra y renovación del baremo, y cualquiera habría bastado": 5,
                "paso del tiempo y renovación del baremo, juntos": 5,
                "compra y renovación del baremo, juntas": 3,
            },
        ),
    ],
    ids=["con el mismo baremo", "renovándolo cada mes"],
)
def test_doce_meses_de_cdnow(recalibrar: bool, total: int, sin_comprar: int, causas: dict[str, int]) -> None:
    cambios = _cambios(recalibrar=recalibrar)

    posibles = {Factor.TIEMPO, Factor.COMPRA, *([Factor.BAREMO] if recalibrar else [])}
    assert all(cambio.factores and set(cambio.factores) <= posibles for cambio in cambios)
    assert all(cambio.ha_comprado for cambio in cambios if Factor.COMPRA in cambio.factores)
    assert (len(cambios), sum(not cambio.ha_comprado for cambio in cambios)) == (total, sin_comprar)
    assert dict(Counter(cambio.causa for cambio in cambios)) == causas
