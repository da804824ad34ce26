"""Calibrar: quién cuenta, dónde caen los cortes, y los valores publicados del paquete rfm de R."""

import gzip
import math
from dataclasses import replace
from datetime import date
from pathlib import Path

import narwhals as nw
import numpy as np
import pandas as pd
import pytest
from fabrica import CARTERAS, CORTE, RAPIDO, cliente, hechos, potencial
from hypothesis import given
from hypothesis import strategies as st

from cartera_xl.nucleo.baremo import (
    DIAS_INACTIVIDAD_POR_DEFECTO,
    Baremo,
    calibrar,
    calibrar_sin_pronostico,
    umbrales_abc,
)
from cartera_xl.nucleo.compras import hechos_de_movimientos
from cartera_xl.nucleo.configuracion import Configuracion, Pesos, ReglaDeCortes
from cartera_xl.nucleo.expresiones import con_texto
from cartera_xl.nucleo.puntuacion import con_partes
from cartera_xl.nucleo.rfm_clasico import NombreRfm, casos_rfm

DATOS = Path(__file__).parents[1] / "datos"
CONFIGURACION = Configuracion()
R_DE_RFM = Configuracion(cortes=ReglaDeCortes.CUANTIL_MAS_UNO)

SEGMENTOS_DE_RFM = (
    NombreRfm("Champions", (4, 5), (4, 5), (4, 5)),
    NombreRfm("Loyal Customers", (2, 5), (3, 5), (3, 5)),
    NombreRfm("Potential Loyalist", (3, 5), (1, 3), (1, 3)),
    NombreRfm("New Customers", (4, 5), (1, 1), (1, 1)),
    NombreRfm("Promising", (3, 4), (1, 1), (1, 1)),
    NombreRfm("Need Attention", (2, 3), (2, 3), (2, 3)),
    NombreRfm("About To Sleep", (2, 3), (1, 2), (1, 2)),
    NombreRfm("At Risk", (1, 2), (2, 5), (2, 5)),
    NombreRfm("Can't Lose Them", (1, 1), (4, 5), (4, 5)),
    NombreRfm("Lost", (1, 2), (1, 2), (1, 2)),
)
"""Los del ejemplo de `rfm_segment` en el paquete rfm 0.2.2; gana el primero que encaja."""

PUBLICADO = {
    "Champions": (158, 1234, 120178, 115.0, 97.39),
    "Loyal Customers": (278, 1708, 166712, 245.5, 97.61),
    "Potential Loyalist": (229, 801, 65873, 162.0, 82.24),
    "Need Attention": (35, 144, 13287, 389.0, 92.27),
    "About To Sleep": (50, 127, 10914, 410.5, 85.94),
    "At Risk": (86, 438, 44178, 526.5, 100.86),
    "Lost": (111, 244, 20955, 578.0, 85.88),
    "Others": (48, 210, 22061, 184.0, 105.05),
}


def _rfm_orders(motor: str = "pandas"):
    with gzip.open(DATOS / "rfm_orders.csv.gz", "rt", encoding="utf-8") as archivo:
        lineas = pd.read_csv(archivo, parse_dates=["order_date"])
    grupos = lineas.groupby("customer_id")
    tabla = pd.DataFrame(
        {
            "dias_sin_comprar": (pd.Timestamp("2006-12-31") - grupos["order_date"].max()).dt.days,
            "compras": grupos.size(),
            "importe_neto": grupos["revenue"].sum(),
        }
    )
    return hechos(tabla.to_dict("records"), motor)


@pytest.mark.parametrize("motor", ["pandas", "polars"])
def test_la_regla_de_cuantiles_reproduce_la_tabla_publicada_del_paquete_rfm(motor) -> None:
    clientes = _rfm_orders(motor)
    baremo = calibrar(clientes, R_DE_RFM, date(2006, 12, 31))
    puntuado = con_texto(con_partes(clientes, baremo), "nombre", casos_rfm(SEGMENTOS_DE_RFM), "Others").to_native()

    assert baremo.n == 995
    assert np.allclose(baremo.cortes_r.valores, (482, 297.4, 181, 115))
    assert np.allclose(baremo.cortes_f.valores, (4, 5, 6, 8))
    assert np.allclose(baremo.cortes_m.valores, (255.8, 382, 506.4, 666))
    tabla = pd.DataFrame({c: list(puntuado[c]) for c in ("nombre", "compras", "importe_neto", "dias_sin_comprar")})
    medido = {
        nombre: (
            len(grupo),
            grupo["compras"].sum(),
            grupo["importe_neto"].sum(),
            grupo["dias_sin_comprar"].median(),
            round(grupo["importe_neto"].sum() / grupo["compras"].sum(), 2),
        )
        for nombre, grupo in tabla.groupby("nombre")
    }
    assert medido == PUBLICADO


def test_cdnow_calibra_con_2357_clientes_y_los_1411_de_una_compra_comparten_nota() -> None:
    with gzip.open(DATOS / "CDNOW_sample.txt.gz", "rt", encoding="utf-8") as archivo:
        columnas = ["cliente", "clave", "fecha", "unidades", "importe"]
        lineas = pd.read_csv(archivo, sep=r"\s+", header=None, names=columnas, dtype={"fecha": str})
    movimientos = lineas.assign(
        clave=lineas["clave"] - 1, fecha=pd.to_datetime(lineas["fecha"], format="%Y%m%d"), fila=np.arange(len(lineas))
    )
    clientes = pd.DataFrame({"fila": np.arange(2357) + 2, "clave": np.arange(2357)})
    tabla, _ = hechos_de_movimientos(clientes, movimientos, date(1997, 9, 30))
    baremo = calibrar(tabla, CONFIGURACION, date(1997, 9, 30))

    assert baremo.n == 2357
    assert baremo.reparto_f[:2] == (0.0, round(1411 / 2357, 12))
    assert baremo.tabla_compras.p[0] == round(50 * 1411 / 2357, 6)


def test_el_rango_medio_reparte_a_los_995_en_quintos() -> None:
    baremo = calibrar(_rfm_orders(), CONFIGURACION, date(2006, 12, 31))

    assert all(abs(parte - 0.2) < 0.02 for parte in (*baremo.reparto_r, *baremo.reparto_m))


def test_solo_calibran_los_clientes_con_compras() -> None:
    filas = [cliente(10, 3, 100), cliente(20, 0, 0), potencial(9999, 90), cliente(None, None, None)]

    baremo = calibrar(hechos(filas), CONFIGURACION, CORTE)

    assert baremo.n == 1
    assert baremo.tabla_neto.valores == (100.0,)


def test_sin_numero_de_compras_basta_la_fecha_o_el_importe() -> None:
    filas = [cliente(10, None, None), cliente(None, None, 50), cliente(None, None, 0)]

    assert calibrar(hechos(filas), CONFIGURACION, CORTE).n == 2


def test_sin_nadie_hay_baremo_y_esta_vacio() -> None:
    baremo = calibrar(hechos([potencial(10, 10)]), CONFIGURACION, CORTE)

    assert (baremo.n, bool(baremo.tabla_dias), baremo.total_neto) == (0, False, 0.0)
    assert baremo.cortes_f.valores == (math.inf,) * 4
    assert baremo.cortes_r.valores == (-math.inf,) * 4
    assert calibrar(hechos([potencial(10, 10)]), R_DE_RFM, CORTE).cortes_r.incluido is False


def test_el_corte_es_el_primer_valor_observado_con_percentil_suficiente() -> None:
    filas = [cliente(dias, dias // 10, dias * 10.0) for dias in range(10, 60, 10)]

    baremo = calibrar(hechos(filas), CONFIGURACION, CORTE)

    assert baremo.cortes_m.valores == (200.0, 300.0, 400.0, 500.0)
    assert baremo.cortes_r.valores == (40.0, 30.0, 20.0, 10.0)


def test_con_ochenta_por_ciento_de_una_sola_compra_no_hay_cortes_imposibles() -> None:
    filas = [cliente(i, 1 if i < 80 else i - 75, i + 1.0) for i in range(100)]

    baremo = calibrar(hechos(filas), CONFIGURACION, CORTE)

    assert baremo.cortes_f.valores == (1.0, 1.0, 5.0, 5.0)
    assert baremo.reparto_f == (0.0, 0.0, 0.8, 0.0, 0.2)


@pytest.mark.parametrize(
    ("netos", "a", "b"),
    [
        ([80, 15, 5], 80, 15),
        ([50, 30, 15, 5], 30, 15),
        ([10, 10, 10, 10], 10, 10),
        ([100], 100, 100),
        ([8, 2], 8, 2),
        ([0.08, 0.02], 0.08, 0.02),  # 0,8 x 0,1 da algo más de 0,08
        ([100, -50, 0], 100, 100),
        ([-5, 0], math.inf, math.inf),
        ([], math.inf, math.inf),
    ],
)
def test_es_a_quien_entra_antes_de_sumar_el_ochenta_por_ciento(netos, a, b) -> None:
    assert umbrales_abc(np.array(netos, dtype=float)) == (a, b)


@RAPIDO
@given(st.lists(st.integers(1, 10**7), min_size=1, max_size=60), st.sampled_from([0.01, 1000.0, 1e6]))
def test_cambiar_la_unidad_de_moneda_no_mueve_a_nadie_de_clase(centimos, factor) -> None:
    netos = np.array(centimos, dtype=float)
    a, b = umbrales_abc(netos)
    a2, b2 = umbrales_abc(netos * factor)

    assert ((netos >= a) == (netos * factor >= a2)).all()
    assert ((netos >= b) == (netos * factor >= b2)).all()


def test_la_inactividad_es_el_hueco_en_que_cae_el_noventa_por_ciento_de_las_recompras() -> None:
    huecos = np.array([40.0] * 90 + [200.0] * 10)

    def dias(huecos):
        return calibrar_sin_pronostico(hechos([cliente()]), CONFIGURACION, CORTE, huecos).dias_inactividad

    assert dias(huecos) == 40
    assert dias(np.append(huecos, 200.0)) == 200
    assert dias(np.array([3.0] * 50)) == 30  # el mínimo de un mes
    assert dias(huecos[:19]) == DIAS_INACTIVIDAD_POR_DEFECTO


def test_sin_movimientos_la_inactividad_sale_del_paso_de_cada_cliente() -> None:
    lentos = [cliente(1, 11, 10, edad_ultima_compra=1200) for _ in range(2)]
    con_ritmo = [cliente(1, 101, 10, ritmo=45)]
    baremo = calibrar(hechos(lentos + con_ritmo), CONFIGURACION, CORTE)

    assert baremo.dias_inactividad == 120
    assert calibrar(hechos([cliente(1, 5, 10)]), CONFIGURACION, CORTE).dias_inactividad == 365


@RAPIDO
@given(CARTERAS, st.randoms(use_true_random=False))
def test_el_orden_de_las_filas_no_cambia_el_baremo(filas, azar) -> None:
    revueltas = list(filas)
    azar.shuffle(revueltas)

    assert calibrar(hechos(filas), CONFIGURACION, CORTE) == calibrar(hechos(revueltas), CONFIGURACION, CORTE)


@RAPIDO
@given(CARTERAS)
def test_el_baremo_es_el_mismo_en_todos_los_motores(filas) -> None:
    uno, dos, tres = (calibrar(hechos(filas, m), CONFIGURACION, CORTE) for m in ("pandas", "polars", "perezoso"))

    assert uno == dos == tres
    assert uno.huella == dos.huella == tres.huella


def test_la_huella_cambia_con_cualquier_numero_y_solo_con_eso() -> None:
    filas = [cliente(i, i % 7 + 1, i * 3.0) for i in range(1, 30)]
    baremo = calibrar(hechos(filas), CONFIGURACION, CORTE)
    otros: list[Baremo] = [
        replace(baremo, n=baremo.n + 1),
        replace(baremo, corte=date(2026, 1, 1)),
        replace(baremo, umbral_a=baremo.umbral_a + 1e-9),
        replace(baremo, pesos=Pesos(1, 1, 1)),
    ]

    assert baremo.huella == calibrar(hechos(filas[::-1]), CONFIGURACION, CORTE).huella
    assert len({baremo.huella, *(otro.huella for otro in otros)}) == len(otros) + 1
    assert len(baremo.huella) == 12


def test_sin_neto_de_doce_meses_su_tabla_queda_vacia() -> None:
    assert not calibrar(hechos([cliente()]), CONFIGURACION, CORTE).tabla_12m
    assert calibrar(hechos([cliente(importe_12m=5)]), CONFIGURACION, CORTE).tabla_12m


def test_los_hechos_con_indice_raro_calibran_igual() -> None:
    filas = [cliente(i, i, i) for i in range(1, 6)]
    nativo = hechos(filas).to_native()
    nativo.index = [9, 9, 3, 1, 0]

    assert calibrar(nw.from_native(nativo), CONFIGURACION, CORTE) == calibrar(hechos(filas), CONFIGURACION, CORTE)
