"""Los hechos de compra: bordes en tablas, propiedades por azar y lo publicado sobre CDNOW, en dos motores."""

import gzip
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cartera_xl.nucleo.compras import corte_por_defecto, hechos_de_movimientos, registro_de_movimientos
from cartera_xl.nucleo.compras_agregado import COMPRAS_MINIMAS, K_TENDENCIA, Ventanas, tendencia
from cartera_xl.nucleo.compras_lineas import UNIDADES
from cartera_xl.nucleo.errores import ColumnaNoEncontrada, Gravedad
from cartera_xl.nucleo.hechos import COLUMNAS_DE_HECHOS, COLUMNAS_DE_TEXTO, Origen

DATOS = Path(__file__).parents[1] / "datos"
CORTE = date(2024, 12, 31)
MOTORES = pytest.mark.parametrize("motor", [pd.DataFrame, pl.DataFrame])


def _clientes(n: int = 1, **columnas) -> pd.DataFrame:
    return pd.DataFrame({"fila": np.arange(n) + 2, "clave": np.arange(n), **columnas})


def _movimientos(*lineas, motor=pd.DataFrame, **columnas):
    """Cada línea es (clave, día, importe); el día es una fecha o días antes del corte."""
    fechas = [d if isinstance(d, date) else CORTE - timedelta(days=d) if d is not None else None for _, d, _ in lineas]
    datos = {
        "fila": np.arange(len(lineas)) + 2,
        "clave": np.array([clave for clave, _, _ in lineas], dtype=np.int64),
        "fecha": np.array(fechas, dtype="datetime64[us]"),
        "importe": np.array([importe for *_, importe in lineas], dtype=np.float64),
        **columnas,
    }
    return motor(datos)


def _hechos(clientes, movimientos, corte=CORTE) -> pd.DataFrame:
    return hechos_de_movimientos(clientes, movimientos, corte)[0].to_native()


def _uno(*lineas, **columnas) -> dict:
    return _hechos(_clientes(), _movimientos(*lineas, **columnas)).iloc[0].to_dict()


def _iguales(unos, otros) -> None:
    """Bit a bit, sean del motor que sean; un NaN que no sea nulo es un fallo."""
    for nombre in COLUMNAS_DE_HECHOS:
        listas = []
        for marco in (unos, otros):
            serie = marco[nombre]
            lista = serie.to_list() if isinstance(serie, pl.Series) else serie.tolist()
            if isinstance(serie, pl.Series):
                assert not any(isinstance(v, float) and v != v for v in lista), nombre
            listas.append([None if v is None or v != v else v for v in lista])
        assert listas[0] == listas[1], nombre


@pytest.fixture(scope="module")
def cdnow() -> tuple[pd.DataFrame, pd.DataFrame]:
    with gzip.open(DATOS / "CDNOW_sample.txt.gz", "rt") as texto:
        columnas = ["cliente", "clave", "fecha", "unidades", "importe"]
        lineas = pd.read_csv(texto, sep=r"\s+", header=None, names=columnas, dtype={"fecha": str})
    lineas["clave"] -= 1
    lineas["fecha"] = pd.to_datetime(lineas["fecha"], format="%Y%m%d")
    lineas["fila"] = np.arange(len(lineas)) + 2
    return _clientes(2357), lineas


def test_cdnow_une_las_223_lineas_del_mismo_dia(cdnow) -> None:
    clientes, lineas = cdnow
    hechos = _hechos(clientes, lineas, date(1998, 6, 30))

    assert len(lineas) == 6919
    assert hechos["compras"].sum() == 6919 - 223
    assert hechos["importe_neto"].sum() == pytest.approx(lineas["importe"].sum())


def test_cdnow_da_las_frecuencias_publicadas_de_la_calibracion(cdnow) -> None:
    hechos = _hechos(*cdnow, date(1997, 9, 30))

    assert (hechos["recompras"] > 0).sum() == 946
    assert hechos["recompras"].clip(upper=7).value_counts().sort_index().tolist() == [
        *(1411, 439, 214, 100, 62, 38, 29, 64),
    ]


def test_cdnow_da_la_primera_fila_publicada(cdnow) -> None:
    primero = _hechos(*cdnow, date(1997, 9, 30)).iloc[0]

    assert (primero["recompras"], primero["edad_ultima_compra"] / 7, primero["antiguedad"] / 7) == pytest.approx(
        (2, 30.43, 38.86), abs=0.005
    )


def test_cdnow_sin_gasto_tambien_compra(cdnow) -> None:
    hechos = _hechos(*cdnow, date(1998, 6, 30))

    assert (hechos["compras"] >= 1).all()
    assert (hechos["importe_neto"] == 0).sum() == 8


def test_cdnow_da_lo_mismo_en_polars(cdnow) -> None:
    clientes, lineas = cdnow
    corte = date(1998, 6, 30)

    _iguales(_hechos(clientes, lineas, corte), _hechos(pl.DataFrame(clientes), pl.DataFrame(lineas), corte))


@pytest.mark.parametrize(
    ("importes", "compras", "neto", "bruto", "devoluciones"),
    [
        pytest.param([10, 5], 1, 15, 15, 0, id="dos líneas del mismo día son una compra"),
        pytest.param([10, -4], 1, 6, 10, 4, id="neto positivo"),
        pytest.param([10, -10], 0, 0, 10, 10, id="el cero de una devolución no es compra"),
        pytest.param([10, -12], 0, -2, 10, 12, id="el neto negativo no es compra y resta"),
        pytest.param([0], 1, 0, 0, 0, id="el cero sin devolución es compra"),
        pytest.param([0.1, 0.2], 1, 0.3, 0.3, 0, id="los céntimos suman exacto"),
        pytest.param([0.57, 0.69], 1, 1.26, 1.26, 0, id="los céntimos que en binario se quedan cortos"),
        pytest.param([-5], 0, -5, 0, 5, id="solo una devolución"),
    ],
)
def test_un_dia_es_compra_segun_su_neto(importes, compras, neto, bruto, devoluciones) -> None:
    hecho = _uno(*[(0, 3, importe) for importe in importes])

    assert (hecho["compras"], hecho["importe_neto"], hecho["importe_bruto"], hecho["devoluciones"]) == (
        *(compras, neto, bruto, devoluciones),
    )


@pytest.mark.parametrize(
    ("tipo", "resta"),
    [
        ("Devolución", True),
        ("ABONO", True),
        ("Nota de crédito", True),
        ("nota credito", True),
        ("N/C", True),
        ("Venta", False),
        ("Abonado", False),
        (None, False),
    ],
)
@MOTORES
def test_un_tipo_de_devolucion_resta_aunque_venga_en_positivo(motor, tipo, resta) -> None:
    lineas = _movimientos((0, 3, 100.0), (0, 2, 10.0), motor=motor, tipo_movimiento=["Venta", tipo])
    hechos, incidencias = hechos_de_movimientos(motor(_clientes().to_dict("list")), lineas, CORTE)

    assert hechos["importe_neto"].to_list() == [90.0 if resta else 110.0]
    assert [i.clase for i in incidencias] == (["devolucion_en_positivo"] if resta else [])


def test_un_tipo_de_devolucion_en_negativo_resta_una_vez() -> None:
    assert _uno((0, 3, 100.0), (0, 2, -10.0), tipo_movimiento=["Venta", "Devolución"])["importe_neto"] == 90.0


@pytest.mark.parametrize(
    ("documentos", "neto"),
    [
        pytest.param(["536379", "536380", "C536379"], 190, id="la C de anulación"),
        pytest.param(["C1", "C2", "C3"], 210, id="una serie C no son anulaciones"),
        pytest.param(["F1", "F2", "NC-7"], 190, id="nota de crédito"),
        pytest.param(["F1", "F2", "Abono 7"], 190, id="abono"),
        pytest.param(["F1", "F2", "NCR7"], 190, id="nota de crédito, otra sigla"),
        pytest.param(["F1", "F2", "Ncasa"], 210, id="palabra que empieza igual"),
        pytest.param(["F1", "F2", "Fra. rectificativa 3"], 190, id="rectificativa"),
        pytest.param(["F1", "F2", None], 210, id="sin documento"),
    ],
)
def test_el_documento_dice_si_es_devolucion(documentos, neto) -> None:
    assert _uno((0, 9, 100), (0, 5, 100), (0, 2, 10), documento=documentos)["importe_neto"] == neto


def test_sin_importe_vale_cantidad_por_precio() -> None:
    lineas = _movimientos((0, 1, 0)).drop(columns="importe").assign(cantidad=3.0, precio=2.5)

    assert _hechos(_clientes(), lineas)["importe_neto"].tolist() == [7.5]


def test_sin_importe_ni_precio_no_se_puede_seguir() -> None:
    with pytest.raises(ColumnaNoEncontrada, match="importe"):
        hechos_de_movimientos(_clientes(), _movimientos((0, 1, 0)).drop(columns="importe"), CORTE)


@pytest.mark.parametrize(
    ("monedas", "clases"),
    [(["EUR", "€"], []), (["eur ", None], []), (["EUR", "USD"], ["varias_monedas"]), ([None, None], [])],
)
def test_sumar_monedas_distintas_se_dice(monedas, clases) -> None:
    lineas = _movimientos((0, 1, 5), (0, 2, 5), moneda=monedas)

    assert [i.clase for i in hechos_de_movimientos(_clientes(), lineas, CORTE)[1]] == clases


def test_lo_que_no_cuenta_se_dice_una_vez_por_motivo_con_sus_filas() -> None:
    lineas = _movimientos((0, 1, 10), (0, None, 10), (0, 1, np.nan), (0, -1, 10), (0, -2, 10), (0, 1, 1e13), (-1, 1, 9))
    origen = Origen("Ventas", {"fecha": 1, "importe": 3})
    hechos, incidencias = hechos_de_movimientos(_clientes(), lineas, CORTE, origen_movimientos=origen)

    assert hechos["importe_neto"].to_list() == [10.0]
    assert [(i.clase, i.celda, i.gravedad) for i in incidencias] == [
        ("sin_fecha", "A3", Gravedad.ERROR),
        ("sin_importe", "C4", Gravedad.ERROR),
        ("importe_desmesurado", "C7", Gravedad.ERROR),
        ("posterior_al_corte", "A5", Gravedad.AVISO),
    ]
    assert "Filas 5, 6." in incidencias[-1].que
    assert "31/12/2024" in incidencias[-1].que


def test_el_dia_del_corte_cuenta() -> None:
    assert _uno((0, 0, 10))["dias_sin_comprar"] == 0


@pytest.mark.parametrize(
    ("corte", "hace_12m", "hace_24m"),
    [
        (date(2024, 12, 31), date(2023, 12, 31), date(2022, 12, 31)),
        (date(2024, 2, 29), date(2023, 2, 28), date(2022, 2, 28)),
        (date(2023, 2, 28), date(2022, 2, 28), date(2021, 2, 28)),
        (date(2025, 3, 1), date(2024, 3, 1), date(2023, 3, 1)),
    ],
)
def test_doce_meses_es_el_mismo_dia_del_ano_anterior(corte, hace_12m, hace_24m) -> None:
    ventanas = Ventanas.hasta(corte)
    origen = date(1970, 1, 1)

    assert (ventanas.hace_12m, ventanas.hace_24m) == ((hace_12m - origen).days, (hace_24m - origen).days)


def test_el_borde_de_los_doce_meses_cae_en_los_anteriores() -> None:
    hecho = _uno(
        (0, date(2022, 12, 31), 1), (0, date(2023, 1, 1), 2), (0, date(2023, 12, 31), 4), (0, date(2024, 1, 1), 8)
    )

    assert (hecho["importe_12m"], hecho["importe_12m_previos"]) == (8, 6)


@pytest.mark.parametrize(
    ("dias", "ritmo"),
    [([5], None), ([30, 10], 20), ([60, 50, 10], 25), ([60, 50, 10, 9], 10), ([9, 9], None), ([400, 20, 10, 0], 10)],
)
def test_el_ritmo_es_la_mediana_de_los_huecos(dias, ritmo) -> None:
    hecho = _uno(*[(0, d, 10) for d in dias])

    assert (hecho["ritmo"] if hecho["ritmo"] == hecho["ritmo"] else None) == ritmo


def test_los_meses_activos_son_meses_distintos_con_compra() -> None:
    hecho = _uno(
        (0, date(2024, 1, 1), 5), (0, date(2024, 1, 31), 5), (0, date(2023, 1, 15), 5), (0, date(2024, 3, 1), -5)
    )

    assert hecho["meses_activos"] == 2


@MOTORES
def test_la_categoria_principal_es_la_de_mas_neto_y_en_empate_la_primera_alfabetica(motor) -> None:
    lineas = _movimientos(
        *[(0, 9, 10), (0, 8, 10), (0, 7, 99), (0, 6, -95), (1, 5, 3), (1, 5, 3), (2, 4, -3)],
        motor=motor,
        categoria=["vino", "pan", "queso", "queso", None, "té", "sal"],
    )
    hechos = hechos_de_movimientos(motor(_clientes(3).to_dict("list")), lineas, CORTE)[0]

    assert [v if isinstance(v, str) else None for v in hechos["categoria_principal"].to_list()] == ["pan", "té", None]
    assert hechos["numero_categorias"].to_list() == [3, 1, 0]


def test_un_cliente_sin_movimientos_tiene_cero_compras_y_es_potencial() -> None:
    hechos = _hechos(_clientes(2), _movimientos((0, 3, 10)))

    assert hechos["estado"].tolist() == ["cliente", "potencial"]
    assert hechos.loc[1, ["compras", "importe_neto", "importe_12m", "meses_activos"]].tolist() == [0, 0, 0, 0]
    assert hechos.loc[1, ["dias_sin_comprar", "ticket_medio", "antiguedad", "ritmo", "tendencia"]].isna().all()


def test_quien_solo_ha_devuelto_es_cliente() -> None:
    assert _uno((0, 3, -10))["estado"] == "cliente"


def test_un_potencial_que_ya_compra_es_cliente_y_se_avisa() -> None:
    clientes = _clientes(3, estado=["Potencial", "Prospecto", "Inactivo"])
    hechos, incidencias = hechos_de_movimientos(clientes, _movimientos((0, 3, 10)), CORTE)

    assert hechos["estado"].to_list() == ["cliente", "potencial", "cliente"]
    assert [i.clase for i in incidencias] == ["potencial_con_compras"]


def test_los_hechos_de_una_clave_repetida_van_a_la_primera_fila() -> None:
    clientes = pd.DataFrame({"fila": [2, 3, 4], "clave": [0, 0, -1]})
    hechos = _hechos(clientes, _movimientos((0, 3, 10), categoria=["pan"]))

    assert hechos["compras"].tolist()[0::2] == [1, 0]
    assert hechos["compras"].isna().tolist() == [False, True, False]
    assert [c if isinstance(c, str) else None for c in hechos["categoria_principal"]] == ["pan", None, None]
    assert hechos["estado"].tolist() == ["cliente", "cliente", "potencial"]


@MOTORES
def test_sin_ninguna_linea_hay_hechos_para_todos(motor) -> None:
    vacio = _movimientos().assign(categoria=pd.Series([], dtype=object))
    hechos = (
        _hechos(_clientes(2), vacio)
        if motor is pd.DataFrame
        else _hechos(pl.DataFrame(_clientes(2)), pl.DataFrame(vacio, schema_overrides={"categoria": pl.String}))
    )

    assert tuple(hechos.columns) == COLUMNAS_DE_HECHOS
    assert list(hechos["compras"]) == [0, 0]


def test_sin_clientes_no_hay_hechos() -> None:
    assert len(_hechos(_clientes(0), _movimientos((-1, 3, 10)))) == 0


TABLA_TENDENCIA = [
    pytest.param(100, 100, 10, 0.0, id="igual"),
    pytest.param(100, 100, COMPRAS_MINIMAS - 1, None, id="pocas compras"),
    pytest.param(0, 0, 10, None, id="sin importe"),
    pytest.param(-50, 100, 4, np.expm1(4 / (4 + K_TENDENCIA) * np.log(12.5 / 112.5)), id="un neto negativo es cero"),
    pytest.param(200, 100, 12, np.expm1(12 / (12 + K_TENDENCIA) * np.log(212.5 / 112.5)), id="crece"),
]


@pytest.mark.parametrize(("ultimos", "previos", "compras", "esperada"), TABLA_TENDENCIA)
def test_la_tendencia_compara_doce_meses_con_los_doce_anteriores(ultimos, previos, compras, esperada) -> None:
    [valor] = tendencia(np.array([float(ultimos)]), np.array([float(previos)]), np.array([float(compras)]))

    assert valor == pytest.approx(esperada) if esperada is not None else np.isnan(valor)


DIEZMILESIMAS = st.integers(0, 10**13).map(lambda unidades: unidades / UNIDADES)


@given(
    DIEZMILESIMAS,
    DIEZMILESIMAS,
    st.integers(COMPRAS_MINIMAS, 500),
    st.sampled_from([1e-2, 1e3]),
)
def test_la_tendencia_es_finita_y_no_depende_de_la_moneda(ultimos, previos, compras, cambio) -> None:
    def calcular(a: float, b: float) -> float:
        return float(tendencia(np.array([a]), np.array([b]), np.array([float(compras)]))[0])

    valor = calcular(ultimos, previos)
    assert ultimos + previos == 0 or (np.isfinite(valor) and valor >= -1)
    assert calcular(ultimos * cambio, previos * cambio) == pytest.approx(valor, nan_ok=True, rel=1e-6)


@pytest.mark.parametrize(
    ("primer_dia", "hay"), [(date(2023, 1, 31), True), (date(2023, 2, 1), False), (date(2022, 1, 1), True)]
)
def test_sin_dos_anos_de_registro_no_hay_tendencia(primer_dia, hay) -> None:
    hecho = _uno((0, primer_dia, 5), (0, date(2023, 6, 1), 5), (0, date(2024, 6, 1), 5), (0, date(2024, 7, 1), 5))

    assert (hecho["tendencia"] == hecho["tendencia"]) is hay
    assert (hecho["importe_12m_previos"] == hecho["importe_12m_previos"]) is hay


def test_quien_empezo_hace_menos_de_un_ano_no_tiene_tendencia() -> None:
    lineas = _movimientos((0, 800, 5), (1, 300, 5), (1, 200, 5), (1, 100, 5))

    assert np.isnan(_hechos(_clientes(2), lineas)["tendencia"][1])


@pytest.mark.parametrize(
    ("hoy", "esperado"), [(None, date(2062, 1, 1)), (date(2024, 6, 1), date(2024, 5, 2)), (date(2020, 1, 1), None)]
)
def test_el_corte_por_defecto_es_la_ultima_fecha_que_no_es_del_futuro(hoy, esperado) -> None:
    lineas = _movimientos((0, date(2024, 5, 2), 1), (0, date(2062, 1, 1), 1), (0, None, 1))

    assert corte_por_defecto(_clientes(), lineas, hoy=hoy) == esperado


def test_sin_movimientos_el_corte_sale_de_la_hoja_de_clientes() -> None:
    clientes = _clientes(2, ultima_compra=np.array(["2024-03-01", "NaT"], dtype="datetime64[us]"))

    assert corte_por_defecto(clientes) == date(2024, 3, 1)
    assert corte_por_defecto(_clientes()) is None


LINEAS = st.lists(
    st.tuples(
        st.integers(-1, 4),
        st.integers(-5, 1200),
        st.one_of(st.integers(-50_000, 90_000).map(lambda c: c / 100), st.just(0.0)),
        st.sampled_from(["pan", "vino", "queso", None]),
        st.sampled_from(["Venta", "Abono", None]),
    ),
    max_size=40,
)


def _de_azar(lineas, motor=pd.DataFrame):
    cuadro = _movimientos(*[linea[:3] for linea in lineas])
    cuadro = cuadro.assign(
        categoria=pd.Series([linea[3] for linea in lineas], dtype=object),
        tipo_movimiento=pd.Series([linea[4] for linea in lineas], dtype=object),
    )
    if motor is pd.DataFrame:
        return cuadro
    return pl.DataFrame(cuadro, schema_overrides={"categoria": pl.String, "tipo_movimiento": pl.String})


@given(LINEAS, st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_el_orden_de_las_lineas_no_cambia_ni_un_bit(lineas, azar) -> None:
    revueltas = azar.sample(lineas, len(lineas))

    _iguales(_hechos(_clientes(5), _de_azar(lineas)), _hechos(_clientes(5), _de_azar(revueltas)))


@given(LINEAS)
@settings(max_examples=40, deadline=None)
def test_pandas_y_polars_dan_lo_mismo(lineas) -> None:
    en_polars = _hechos(pl.DataFrame(_clientes(5)), _de_azar(lineas, pl.DataFrame))

    _iguales(_hechos(_clientes(5), _de_azar(lineas)), en_polars)


@given(LINEAS, st.lists(st.integers(0, 4), unique=True, min_size=1))
@settings(max_examples=30, deadline=None)
def test_una_parte_de_los_clientes_da_los_mismos_hechos(lineas, elegidos) -> None:
    todos = _hechos(_clientes(5), _de_azar(lineas))
    parte = _hechos(_clientes(5).iloc[elegidos], _de_azar(lineas))

    _iguales(todos.iloc[elegidos], parte)


@given(LINEAS)
@settings(max_examples=40, deadline=None)
def test_los_hechos_cuadran_entre_si(lineas) -> None:
    hechos = _hechos(_clientes(5), _de_azar(lineas))

    assert np.allclose(hechos["importe_bruto"] - hechos["devoluciones"], hechos["importe_neto"])
    assert (hechos["recompras"] == np.maximum(hechos["compras"] - 1, 0)).all()
    conocidos = hechos[hechos["compras"] > 0]
    assert (conocidos["antiguedad"] == conocidos["edad_ultima_compra"] + conocidos["dias_sin_comprar"]).all()
    assert (conocidos["meses_activos"] <= conocidos["compras"]).all()
    numericos = hechos.drop(columns=list(COLUMNAS_DE_TEXTO)).to_numpy(dtype=float)
    assert not np.isinf(numericos).any()


@given(LINEAS)
@settings(max_examples=30, deadline=None)
def test_la_unidad_de_la_moneda_no_cambia_las_compras(lineas) -> None:
    en_miles = [(clave, dia, importe * 1000, *resto) for clave, dia, importe, *resto in lineas]
    unos, miles = _hechos(_clientes(5), _de_azar(lineas)), _hechos(_clientes(5), _de_azar(en_miles))

    for igual in ("compras", "dias_sin_comprar", "ritmo", "meses_activos", "numero_categorias"):
        assert unos[igual].equals(miles[igual]), igual
    assert np.allclose(unos["importe_neto"] * 1000, miles["importe_neto"])


def test_los_huecos_son_de_cada_cliente_y_no_cuentan_las_devoluciones() -> None:
    lineas = _movimientos((0, 3, 10), (0, 13, 10), (0, 20, -5), (1, 5, 10), (0, 53, 10))

    assert sorted(registro_de_movimientos(lineas, CORTE).huecos().tolist()) == [10, 40]
