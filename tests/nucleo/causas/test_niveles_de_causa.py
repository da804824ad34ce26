"""Los hechos paso a paso: con movimientos son los de verdad; sin ellos, los que el resumen deja deducir."""

from datetime import date, datetime, timedelta

import narwhals as nw
import numpy as np
import pandas as pd
import pytest

from cartera_xl.nucleo.causas.foto import HechosDeFilas
from cartera_xl.nucleo.causas.niveles import (
    DosCortes,
    FuenteDeMovimientos,
    Niveles,
    niveles_de_movimientos,
    niveles_de_resumen,
)
from cartera_xl.nucleo.compras import hechos_de_movimientos
from cartera_xl.nucleo.hechos import CLIENTE, Marco, numeros
from cartera_xl.nucleo.puntuacion import HECHOS_USADOS

ANTES, HOY = date(2025, 12, 31), date(2026, 2, 28)
CLIENTES = 40


def _movimientos(semilla: int = 3) -> pd.DataFrame:
    azar = np.random.default_rng(semilla)
    n = 600
    dias = [datetime(2026, 3, 1) - timedelta(days=int(d)) for d in azar.integers(1, 800, n)]
    importes = np.round(azar.gamma(2, 40, n) * np.where(azar.random(n) < 0.1, -1, 1), 2)
    return pd.DataFrame({"clave": azar.integers(0, CLIENTES, n), "fecha": dias, "importe": importes})


def _clientes() -> pd.DataFrame:
    """El penúltimo repite la clave del primero y sus hechos van a la otra fila; el último no tiene clave."""
    claves = [*range(CLIENTES), 0, -1]
    return pd.DataFrame({"fila": range(2, CLIENTES + 4), "clave": claves, "encaje": [50.0] * (CLIENTES + 2)})


def _hechos(marco: Marco) -> HechosDeFilas:
    clientes = np.array([e == CLIENTE for e in marco["estado"].to_list()])
    return HechosDeFilas({c: numeros(marco, c) for c in (*HECHOS_USADOS, "devoluciones")}, clientes)


def _de(movimientos: pd.DataFrame, corte: date) -> HechosDeFilas:
    return _hechos(hechos_de_movimientos(nw.from_native(_clientes()), nw.from_native(movimientos), corte)[0])


def _iguales(unos: HechosDeFilas, otros: HechosDeFilas) -> bool:
    return not unos.distintas(otros).any()


@pytest.fixture(scope="module")
def con_todo() -> tuple[pd.DataFrame, np.ndarray, Niveles]:
    movimientos = _movimientos()
    filas = np.array([*range(CLIENTES - 5), CLIENTES, CLIENTES + 1])
    antes, hoy = _de(movimientos, ANTES), _de(movimientos, HOY)
    fuente = FuenteDeMovimientos(nw.from_native(_clientes()), nw.from_native(movimientos))
    return (
        movimientos,
        filas,
        niveles_de_movimientos(antes.de(filas), hoy.de(filas), fuente, DosCortes(ANTES, HOY), filas),
    )


def test_sin_tocar_lo_de_antes_los_corregidos_son_los_de_la_foto(con_todo) -> None:
    _, _, niveles = con_todo

    assert _iguales(niveles.antes, niveles.corregidos)


def test_cada_nivel_son_los_hechos_de_sus_lineas(con_todo) -> None:
    """Los de unas pocas filas, calculados aparte, son los mismos que los de la cartera entera."""
    movimientos, filas, niveles = con_todo
    viejas = movimientos["fecha"] <= pd.Timestamp(ANTES)
    ventas = movimientos["importe"] >= 0

    assert _iguales(niveles.pasados, _de(movimientos[viejas], HOY).de(filas))
    assert _iguales(niveles.comprados, _de(movimientos[viejas | ventas], HOY).de(filas))
    assert _iguales(niveles.devueltos, _de(movimientos[viejas | ~ventas], HOY).de(filas))
    assert _iguales(niveles.hoy, _de(movimientos, HOY).de(filas))
    assert niveles.comprados.distintas(niveles.hoy).any()


def test_lo_dado_a_mano_es_siempre_lo_de_hoy() -> None:
    movimientos = _movimientos()
    filas = np.array([3])
    antes, hoy = _de(movimientos, ANTES).de(filas), _de(movimientos, HOY).de(filas)
    hoy = hoy.con({"importe_contrato": np.array([120_000.0]), "vence": np.array([10.0])})
    fuente = FuenteDeMovimientos(nw.from_native(_clientes()), nw.from_native(movimientos))

    niveles = niveles_de_movimientos(antes, hoy, fuente, DosCortes(ANTES, HOY), filas)

    assert niveles.corregidos.columna("importe_contrato").tolist() == [120_000.0]
    assert niveles.corregidos.columna("vence").tolist() == [10.0 + 59]
    assert niveles.pasados.columna("vence").tolist() == [10.0]


def _resumen(dias: float, compras: float, neto: float, devoluciones: float = 0.0, **mas: float) -> HechosDeFilas:
    columnas = {
        "dias_sin_comprar": dias,
        "compras": compras,
        "recompras": compras - 1,
        "importe_neto": neto,
        "devoluciones": devoluciones,
        "antiguedad": 400.0,
        **mas,
    }
    return HechosDeFilas({c: np.array([v]) for c, v in columnas.items()}, np.array([True]))


NAN = float("nan")


@pytest.mark.parametrize(
    ("antes", "hoy", "que"),
    [
        pytest.param(_resumen(10, 3, 90), _resumen(69, 3, 90, antiguedad=459), "tiempo", id="nada"),
        pytest.param(_resumen(10, 3, 90), _resumen(5, 4, 120, antiguedad=459), "compra", id="compra"),
        pytest.param(_resumen(10, 3, 90), _resumen(5, 3, 90, antiguedad=459), "compra", id="solo avanza la fecha"),
        pytest.param(_resumen(10, 3, 90), _resumen(69, 4, 95, antiguedad=459), "compra", id="solo suben las compras"),
        pytest.param(_resumen(NAN, NAN, 90), _resumen(NAN, NAN, 95, antiguedad=459), "compra", id="solo hay importe"),
        pytest.param(_resumen(10, 3, 90), _resumen(69, 3, 95, antiguedad=459), "datos", id="sube solo el importe"),
        pytest.param(_resumen(10, 3, 90), _resumen(69, 3, 80, antiguedad=459), "datos", id="mengua el importe"),
        pytest.param(_resumen(10, 3, 90), _resumen(69, 2, 90, antiguedad=459), "datos", id="menos compras"),
        pytest.param(_resumen(10, 3, 90), _resumen(90, 3, 90, antiguedad=459), "datos", id="la fecha retrocede"),
        pytest.param(_resumen(10, 3, 90), _resumen(69, 3, 90, antiguedad=999), "datos", id="otra primera compra"),
        pytest.param(_resumen(10, 3, 90), _resumen(69, 3, 90, antiguedad=459, encaje=5), "datos", id="otro encaje"),
        pytest.param(_resumen(10, 3, 90), _resumen(69, 3, 60, 30, antiguedad=459), "devolucion", id="devuelve"),
    ],
)
def test_que_ha_pasado_segun_el_resumen(antes: HechosDeFilas, hoy: HechosDeFilas, que: str) -> None:
    """Pasan 59 días; el tiempo pasa siempre, así que cuenta si no pasa nada más."""
    niveles = niveles_de_resumen(antes, hoy, DosCortes(ANTES, HOY))

    vistos = {
        "datos": niveles.corregidos.distintas(niveles.antes)[0],
        "compra": niveles.comprados.distintas(niveles.pasados)[0],
        "devolucion": niveles.hoy.distintas(niveles.comprados)[0],
    }
    assert [nombre for nombre, visto in vistos.items() if visto] == ([] if que == "tiempo" else [que])
    assert not niveles.hoy.distintas(hoy)[0]


def test_compra_y_devolucion_a_la_vez_se_separan_si_hay_columna_de_devoluciones() -> None:
    niveles = niveles_de_resumen(_resumen(10, 3, 90), _resumen(5, 4, 110, 30), DosCortes(ANTES, HOY))

    netos = [n.columna("importe_neto")[0] for n in (niveles.pasados, niveles.comprados, niveles.devueltos, niveles.hoy)]
    assert netos == [90, 140, 60, 110]
