"""La revisión de la hoja: duplicados de más a menos fuertes, avisos, ficha completa; nunca cambia nada."""

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cartera_xl.nucleo.calidad.duplicados import FILAS_DE_RELLENO
from cartera_xl.nucleo.calidad.revision import Revision, revisar
from cartera_xl.nucleo.errores import Gravedad

COLUMNAS = {"id_cliente": 1, "nombre": 2, "id_fiscal": 3, "correo": 4, "telefono": 5, "codigo_postal": 6}


def _revisar(motor=pd.DataFrame, pais="ES", a_fondo=False, **columnas) -> Revision:
    n = len(next(iter(columnas.values())))
    cuadro = motor({"fila": list(range(2, n + 2)), **columnas})
    return revisar(cuadro, "Clientes", pais, COLUMNAS, a_fondo)


def _grupos(revision: Revision) -> list[tuple[tuple[int, ...], str]]:
    return [(grupo.filas, grupo.motivo) for grupo in revision.duplicados]


@pytest.mark.parametrize("motor", [pd.DataFrame, pl.DataFrame])
@pytest.mark.parametrize(
    ("columnas", "motivo"),
    [
        ({"id_cliente": ["A1", "a1"]}, "mismo código"),
        ({"id_fiscal": ["B64717838", "es b-64.717.838"]}, "mismo NIF"),
        ({"correo": ["Ana@x.es", "ana@X.es"]}, "mismo correo"),
        ({"telefono": ["+34 600 112 234", "600112234"]}, "mismo teléfono"),
        ({"nombre": ["Pan Núñez, S.L.", "PAN NUÑEZ SLU"]}, "mismo nombre"),
        ({"nombre": ["Ana", "ANA"], "apellidos": ["Díaz", "Diaz"]}, "mismo nombre"),
    ],
)
def test_dos_filas_son_posible_duplicado(motor, columnas, motivo) -> None:
    revision = _revisar(motor, **columnas)

    assert _grupos(revision) == [((2, 3), motivo)]
    assert revision.avisos.tolist() == [
        f"Posible duplicado de la fila 3 ({motivo})",
        f"Posible duplicado de la fila 2 ({motivo})",
    ]
    assert [(i.clase, i.gravedad) for i in revision.incidencias] == [("duplicado", Gravedad.AVISO)]


@pytest.mark.parametrize(
    "columnas",
    [
        pytest.param({"id_fiscal": ["00000000T", "00000000T"]}, id="NIF de relleno"),
        pytest.param({"id_fiscal": ["B64717839", "B64717839"]}, id="NIF no válido"),
        pytest.param({"telefono": ["000000000", "000000000"]}, id="teléfono de relleno"),
        pytest.param({"telefono": ["123456789", "123456789"]}, id="teléfono en escalera"),
        pytest.param({"telefono": ["123", "123"]}, id="teléfono corto"),
        pytest.param({"nombre": ["Ana", "Ana"], "id_fiscal": ["B64717838", "12345678Z"]}, id="tocayos"),
        pytest.param({"correo": ["a@x.es", "a@x.es"], "id_fiscal": ["B64717838", "12345678Z"]}, id="misma central"),
        pytest.param({"nombre": [None, None], "correo": [None, None]}, id="vacías"),
    ],
)
def test_dos_filas_no_son_duplicado(columnas) -> None:
    assert _revisar(**columnas).duplicados == []


def test_los_rfc_genericos_nunca_emparejan() -> None:
    assert _revisar(pais="MX", id_fiscal=["XAXX010101000"] * 2 + ["XEXX010101000"] * 2).duplicados == []


def test_el_nombre_del_identificador_es_el_del_pais() -> None:
    assert _grupos(_revisar(pais="MX", id_fiscal=["GODE561231GR9"] * 2)) == [((2, 3), "mismo RFC")]
    assert _grupos(_revisar(pais=None, id_fiscal=["GODE561231GR9"] * 2)) == [((2, 3), "mismo identificador fiscal")]


def test_el_pais_de_la_fila_manda_sobre_el_de_la_hoja() -> None:
    revision = _revisar(id_fiscal=["12.531.909-2", "125319092"], pais="ES")
    con_pais = revisar(
        pd.DataFrame({"fila": [2, 3], "id_fiscal": ["12.531.909-2", "125319092"], "pais": ["Chile", "CL"]}),
        "Clientes",
        "ES",
        COLUMNAS,
    )

    assert revision.duplicados == []
    assert len(con_pais.duplicados) == 1


def test_un_par_ya_dicho_no_se_repite_por_un_motivo_mas_debil() -> None:
    revision = _revisar(
        id_fiscal=["B64717838", "B64717838", None], nombre=["Pan", "Pan", "Pan"], correo=["a@x.es", "a@x.es", None]
    )

    assert _grupos(revision) == [((2, 3), "mismo NIF"), ((2, 3, 4), "mismo nombre")]
    assert revision.avisos[2] == "Posible duplicado de la fila 2 (mismo nombre)"


def test_lo_que_se_repite_mucho_es_relleno_y_se_dice_una_vez() -> None:
    n = FILAS_DE_RELLENO + 1
    revision = _revisar(correo=["info@x.es"] * n, telefono=[f"60011223{i}" for i in range(n)])
    [incidencia] = revision.incidencias

    assert revision.duplicados == []
    assert (incidencia.clase, incidencia.celda) == ("relleno", "D2")
    assert "info@x.es" in incidencia.que


def test_hasta_cinco_filas_iguales_son_duplicados_y_no_relleno() -> None:
    revision = _revisar(correo=["info@x.es"] * FILAS_DE_RELLENO)

    assert _grupos(revision) == [((2, 3, 4, 5, 6), "mismo correo")]
    assert revision.avisos[4] == "Posible duplicado de la fila 2 (mismo correo)"


def test_los_nombres_parecidos_solo_se_buscan_a_fondo() -> None:
    nombres = ["Talleres Martínez", "Tallers Martinez", "Tienda 12", "Tienda 13", "Bar Sol"]

    assert _revisar(nombre=nombres).duplicados == []
    assert _grupos(_revisar(nombre=nombres, a_fondo=True)) == [((2, 3), "nombre parecido")]


def test_el_nombre_parecido_no_vale_si_los_nif_son_distintos() -> None:
    revision = _revisar(
        nombre=["Talleres Martínez", "Tallers Martinez"], id_fiscal=["B64717838", "12345678Z"], a_fondo=True
    )

    assert revision.duplicados == []


@pytest.mark.parametrize(
    ("columnas", "a_fondo", "aviso", "clase"),
    [
        ({"correo": ["ana@bar"]}, False, "Correo mal escrito", "correo_mal_escrito"),
        ({"codigo_postal": ["8080"]}, False, "Código postal: ¿08080?", "postal_sin_cero"),
        ({"codigo_postal": ["99999"]}, False, "Código postal no válido", "postal_no_valido"),
        (
            {"codigo_postal": ["08080"], "provincia": ["Madrid"]},
            False,
            "El código postal 08080 es de Barcelona, no de Madrid",
            "postal_y_provincia",
        ),
        ({"id_fiscal": ["B64717839"]}, True, "NIF no válido", "fiscal_no_valido"),
        ({"id_fiscal": ["12345678"]}, True, "NIF: ¿12345678Z?", "fiscal_incompleto"),
        ({"telefono": ["123"]}, True, "Teléfono no válido", "telefono_no_valido"),
    ],
)
def test_cada_cosa_dudosa_se_marca_y_se_propone(columnas, a_fondo, aviso, clase) -> None:
    revision = _revisar(a_fondo=a_fondo, **columnas)
    [incidencia] = revision.incidencias

    assert revision.avisos.tolist() == [aviso]
    assert (incidencia.clase, incidencia.gravedad) == (clase, Gravedad.AVISO)
    assert incidencia.celda.endswith("2")


def test_el_codigo_postal_solo_se_mira_en_espana() -> None:
    assert _revisar(pais="MX", codigo_postal=["8080"]).incidencias == []
    assert _revisar(codigo_postal=["8080"], pais="ES", provincia=["Barcelona"]).avisos[0] == "Código postal: ¿08080?"
    fuera = revisar(pd.DataFrame({"fila": [2], "codigo_postal": ["1000"], "pais": ["Portugal"]}), "C", "ES", COLUMNAS)
    assert fuera.avisos.tolist() == [None]


def test_los_avisos_de_una_fila_se_juntan_con_el_duplicado_delante() -> None:
    revision = _revisar(nombre=["Ana", "Ana"], correo=["ana@bar", None])

    assert revision.avisos[0] == "Posible duplicado de la fila 3 (mismo nombre); Correo mal escrito"


@pytest.mark.parametrize(
    ("columnas", "completa"),
    [
        ({"nombre": ["Ana"], "correo": ["a@x.es"]}, 1.0),
        ({"nombre": ["Ana"], "correo": [None]}, 0.5),
        ({"nombre": [None], "apellidos": ["Díaz"]}, 1.0),
        ({"codigo_postal": [None], "ciudad": ["Lugo"], "provincia": [None], "nombre": [None]}, 0.5),
        ({"compras": [3.0]}, np.nan),
    ],
)
@pytest.mark.parametrize("motor", [pd.DataFrame, pl.DataFrame])
def test_la_ficha_completa_cuenta_el_nucleo_de_contacto_que_la_hoja_tiene(motor, columnas, completa) -> None:
    assert _revisar(motor, **columnas).ficha_completa.tolist() == pytest.approx([completa], nan_ok=True)


def test_una_hoja_sin_filas_no_da_nada() -> None:
    vacio = pd.DataFrame({"fila": np.array([], dtype=np.int64), "nombre": np.array([], dtype=object)})
    revision = revisar(vacio, "Clientes", "ES", COLUMNAS)

    assert (len(revision.avisos), revision.incidencias, revision.duplicados) == (0, [], [])


FILA = st.fixed_dictionaries(
    {
        "nombre": st.one_of(st.none(), st.sampled_from(["Ana", "ANA S.L.", "Blas"]), st.text(max_size=5)),
        "id_fiscal": st.sampled_from([None, "B64717838", "12345678Z", "00000000T", "x"]),
        "correo": st.sampled_from([None, "a@x.es", "A@X.ES", "mal"]),
        "telefono": st.sampled_from([None, "600112234", "+34 600 11 22 34", "1"]),
        "codigo_postal": st.sampled_from([None, "8080", "28001", "x"]),
        "provincia": st.sampled_from([None, "Madrid", "Barcelona"]),
    }
)


@given(st.lists(FILA, min_size=1, max_size=10), st.booleans())
@settings(max_examples=40, deadline=None)
def test_cualquier_hoja_se_revisa_igual_en_los_dos_motores_y_no_cambia(filas, a_fondo) -> None:
    columnas = {campo: pd.Series([fila[campo] for fila in filas], dtype=object) for campo in filas[0]}
    cuadro = pd.DataFrame({"fila": range(2, len(filas) + 2), **columnas})
    antes = cuadro.copy(deep=True)
    en_pandas = revisar(cuadro, "Clientes", "ES", COLUMNAS, a_fondo)
    tipos = dict.fromkeys(columnas, pl.String)
    en_polars = revisar(pl.DataFrame(cuadro, schema_overrides=tipos), "Clientes", "ES", COLUMNAS, a_fondo)

    pd.testing.assert_frame_equal(cuadro, antes)
    assert en_pandas.avisos.tolist() == en_polars.avisos.tolist()
    assert en_pandas.incidencias == en_polars.incidencias
    assert en_pandas.duplicados == en_polars.duplicados
    assert ((en_pandas.ficha_completa >= 0) & (en_pandas.ficha_completa <= 1)).all()
