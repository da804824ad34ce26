"""Las columnas de cambio: qué dicen, de quién callan, y que cada fila da lo mismo sola que acompañada."""

from dataclasses import replace
from datetime import date, timedelta

import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl
import pytest

from cartera_xl.nucleo.baremo import calibrar
from cartera_xl.nucleo.cambio.cambios import COLUMNAS_DE_CAMBIO, cambios_de, con_cambios
from cartera_xl.nucleo.cambio.textos import A_MANO, EN_EL_MAS_ALTO
from cartera_xl.nucleo.configuracion import Configuracion
from cartera_xl.nucleo.percentiles import percentiles
from cartera_xl.nucleo.puntuacion import puntuar
from cartera_xl.nucleo.reglas import Intervalo, Regla, Segmento
from tests.nucleo.fabrica import cliente, hechos, potencial
from tests.support.cambios import AJUSTES, CORTE, con_metodo, con_movimientos, sin_movimientos

TIPOS = {
    "fecha_caida": nw.Date,
    "cae_a": nw.String,
    "para_subir": nw.String,
    "subir_a": nw.String,
    "subir_importe": nw.Float64,
    "subir_compras": nw.Float64,
    "subir_hasta": nw.Date,
    "para_no_caer": nw.String,
}


def _cambios(caso, ajustes=AJUSTES["de partida"]):
    return con_cambios(caso.puntuada(ajustes), caso.baremo, ajustes, CORTE, caso.registro, caso.claves)


def _listas(marco) -> dict[str, list]:
    columnas = {c: (marco[c].to_list(), marco[c].is_null().to_list()) for c in COLUMNAS_DE_CAMBIO}
    return {c: [None if nulo else v for v, nulo in zip(*valores, strict=True)] for c, valores in columnas.items()}


def _caso_con_movimientos():
    return con_metodo(con_movimientos(), "nbd", clv=True)


@pytest.mark.parametrize("caso", [sin_movimientos, _caso_con_movimientos])
def test_cada_columna_con_su_tipo_y_coherente_con_las_demas(caso) -> None:
    salida = _cambios(caso())

    for columna, tipo in TIPOS.items():
        assert salida.schema[columna] == tipo
    filas = list(zip(*_listas(salida).values(), salida["segmento"].to_list(), strict=True))
    assert len(filas) == len(salida)
    for fecha, cae_a, para_subir, subir_a, importe, compras, hasta, para_no_caer, segmento in filas:
        assert (fecha is None) == (cae_a == "") == (para_no_caer == "")
        assert (importe is None) == (compras is None) == (hasta is None) == (subir_a == "")
        assert para_subir
        assert hasta in (None, CORTE + timedelta(days=30))
        assert fecha is None or fecha > CORTE
        if segmento == "Bajo valor":
            assert fecha is None
        if segmento == "Estratégico":
            assert (para_subir, subir_a) == (EN_EL_MAS_ALTO, "")


@pytest.mark.parametrize("caso", [sin_movimientos, _caso_con_movimientos])
def test_una_fila_sola_en_otro_orden_o_en_polars_da_lo_mismo(caso) -> None:
    caso, ajustes = caso(), AJUSTES["de partida"]
    puntuados = caso.puntuada(ajustes)
    resto = caso.baremo, ajustes, CORTE, caso.registro, caso.claves
    todas = _listas(con_cambios(puntuados, *resto))

    en_polars = nw.from_native(pl.from_pandas(puntuados.to_native()))
    assert _listas(con_cambios(en_polars, *resto)) == todas
    al_reves = _listas(con_cambios(puntuados[::-1], *resto))
    assert {c: valores[::-1] for c, valores in al_reves.items()} == todas
    for i in range(0, len(puntuados), 25):
        assert _listas(con_cambios(puntuados[[i]], *resto)) == {c: [valores[i]] for c, valores in todas.items()}


def test_sin_filas_no_hay_nada_que_decir() -> None:
    caso = sin_movimientos()
    vacio = con_cambios(caso.puntuada(AJUSTES["de partida"]).head(0), caso.baremo, AJUSTES["de partida"], CORTE)
    assert len(vacio) == 0
    assert set(COLUMNAS_DE_CAMBIO) <= set(vacio.columns)


def _cartera(*filas, ajustes: Configuracion = AJUSTES["de partida"], **columnas):
    """Unas filas entre cien clientes corrientes, que calibran; solo se devuelven las suyas."""
    azar = np.random.default_rng(3)
    corrientes = [
        cliente(int(dias), int(compras), float(round(neto, 2)), ticket_medio=round(neto / compras, 2))
        for dias, compras, neto in zip(
            azar.integers(1, 720, 100), azar.integers(1, 20, 100), azar.lognormal(6, 1, 100), strict=True
        )
    ]
    baremo = calibrar(hechos(corrientes), ajustes, CORTE)
    suyas = hechos(list(filas))
    if columnas:
        suyas = suyas.with_columns(**{n: nw.new_series(n, v, nw.String, backend="pandas") for n, v in columnas.items()})
    salida = con_cambios(puntuar(suyas, baremo, ajustes), baremo, ajustes, CORTE)
    return salida, baremo


def test_lo_impuesto_a_mano_no_se_mueve() -> None:
    salida, _ = _cartera(cliente(10, 15, 5000.0), cliente(10, 1, 5.0), segmento_manual=["Clave", "Emergente"])

    for i in range(2):
        cambio = cambios_de(salida, i)
        assert cambio.para_subir == A_MANO
        assert (cambio.fecha_caida, cambio.cae_a, cambio.para_no_caer, cambio.subir_importe) == (None, "", "", None)


def test_las_frases_dicen_que_hacer_con_los_importes_y_las_fechas_del_pais() -> None:
    grande, medio = cliente(5, 18, 900.0, ticket_medio=50.0), cliente(400, 12, 450.0, ticket_medio=37.5)
    salida, baremo = _cartera(grande, medio, potencial(gasto=500.0, encaje=80))
    antes, justo = percentiles(np.array([1034.13, 1034.14]), baremo.tabla_neto)
    assert antes < 80 <= justo
    frases = [cambios_de(salida, i) for i in range(3)]

    assert salida["segmento"].to_list() == ["Clave", "Clave", "Emergente"]
    assert frases[0].para_subir == "Una compra de 134,14 o más hasta el 30/03/2024 lo sube a Estratégico"
    assert frases[0].a_dict() | {"para_subir": ""} == {
        "fecha_caida": None,
        "cae_a": "",
        "para_subir": "",
        "subir_a": "Estratégico",
        "subir_importe": 134.14,
        "subir_compras": 1.0,
        "subir_hasta": "2024-03-30",
        "para_no_caer": "",
    }
    mexico, _ = _cartera(cliente(5, 18, 100.0, ticket_medio=50.0), ajustes=Configuracion(pais="MX"))
    assert "239.38" in cambios_de(mexico, 0).para_subir


ACTIVOS = (
    Regla("activo", Segmento.CLAVE, 1, {"actividad": Intervalo(50)}),
    Regla("resto", Segmento.BAJO_VALOR, 9),
)
FRECUENTES = (
    Regla("frecuente", Segmento.CLAVE, 1, {"constancia": Intervalo(50)}),
    Regla("resto", Segmento.BAJO_VALOR, 9),
)
GRANDES = (
    Regla("contrato", Segmento.ESTRATEGICO, 1, {"importe_contrato": Intervalo(1000)}),
    Regla("resto", Segmento.EMERGENTE, 9),
)


def test_si_basta_cualquier_compra_se_dice_y_la_caida_se_evita_con_otra() -> None:
    salida, baremo = _cartera(cliente(3, 5, 100.0), cliente(600, 5, 100.0), ajustes=Configuracion(reglas=ACTIVOS))
    cae, sube = cambios_de(salida, 0), cambios_de(salida, 1)
    dia = (cae.fecha_caida - CORTE).days

    assert np.interp(3 + dia, baremo.tabla_dias.valores, baremo.tabla_dias.p) < 50
    assert np.interp(2 + dia, baremo.tabla_dias.valores, baremo.tabla_dias.p) >= 50
    assert cae.cae_a == "Bajo valor"
    assert cae.para_no_caer == f"Cualquier compra antes del {cae.fecha_caida:%d/%m/%Y}"
    assert sube.para_subir == "Cualquier compra hasta el 30/03/2024 lo sube a Clave"


def test_si_hacen_falta_varias_compras_dice_cuantas_de_las_suyas_o_que_no_bastan() -> None:
    ajustes = Configuracion(reglas=FRECUENTES)
    salida, _ = _cartera(
        cliente(9, 5, 100.0, ticket_medio=20.0), cliente(9, 1, 100.0, ticket_medio=20.0), ajustes=ajustes
    )
    corto, _ = _cartera(cliente(9, 1, 100.0), ajustes=replace(ajustes, plazo_propuesta=3))

    assert cambios_de(salida, 0).para_subir == "6 compras de 20,00 hasta el 30/03/2024 lo suben a Clave"
    assert cambios_de(salida, 0).subir_compras == 6.0
    assert cambios_de(salida, 1).para_subir == "10 compras de 20,00 hasta el 30/03/2024 lo suben a Clave"
    no = "Ninguna compra basta antes del 03/03/2024: hace falta que compre más veces"
    assert cambios_de(corto, 0).para_subir == no


def test_si_no_depende_de_las_compras_dice_de_que() -> None:
    salida, _ = _cartera(cliente(9, 5, 100.0), ajustes=Configuracion(reglas=GRANDES))
    assert cambios_de(salida, 0).para_subir == "Ninguna compra basta antes del 30/03/2024: hace falta un contrato mayor"


def test_una_compra_desmesurada_no_se_propone_pero_se_dice_cual_seria() -> None:
    pobre = cliente(5, 18, 40.0, ticket_medio=1.0)
    reglas = (Regla("grande", Segmento.CLAVE, 1, {"valor": Intervalo(99)}), Regla("resto", Segmento.EMERGENTE, 9))
    salida, _ = _cartera(pobre, ajustes=Configuracion(reglas=reglas))
    cambio = cambios_de(salida, 0)

    assert cambio.para_subir.startswith("Ninguna compra de menos de ")
    assert ": haría falta una de " in cambio.para_subir
    assert (cambio.subir_importe, cambio.subir_a, cambio.subir_hasta) == (None, "", None)


def test_el_plazo_es_el_de_los_ajustes() -> None:
    ajustes = Configuracion(plazo_propuesta=90)
    salida, _ = _cartera(cliente(5, 18, 900.0, ticket_medio=50.0), ajustes=ajustes)
    assert cambios_de(salida, 0).subir_hasta == CORTE + timedelta(days=90)
    assert date(2024, 5, 29) == CORTE + timedelta(days=90)


def test_con_indice_raro_en_pandas_las_filas_no_se_mezclan() -> None:
    caso, ajustes = sin_movimientos(), AJUSTES["de partida"]
    puntuados = caso.puntuada(ajustes)
    raro = nw.from_native(puntuados.to_native().set_index(pd.Index(range(500, 500 + len(puntuados)))))
    resto = caso.baremo, ajustes, CORTE
    assert _listas(con_cambios(raro, *resto)) == _listas(con_cambios(puntuados, *resto))
