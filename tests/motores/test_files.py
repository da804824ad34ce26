"""Movimientos en archivo aparte: CSV, Parquet y libros, leídos como los daría una hoja."""

from datetime import date, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cartera_xl.motores.files import read_movements
from cartera_xl.nucleo.errores import LibroIlegible


def _csv(carpeta: Path, texto: str | bytes, nombre: str = "ventas.csv"):
    ruta = carpeta / nombre
    ruta.write_bytes(texto.encode() if isinstance(texto, str) else texto)
    return read_movements(ruta)


def _filas(tabla) -> list[tuple]:
    return list(zip(*[columna.tolist() for columna in tabla.columns], strict=True))


@pytest.mark.parametrize(
    ("texto", "esperadas"),
    [
        pytest.param("id;importe\nA;1,5\nB;\n", [("A", "1,5"), ("B", None)], id="punto y coma"),
        pytest.param("id,importe\nA,1.5\n", [("A", "1.5")], id="coma"),
        pytest.param("id\timporte\r\nA\t1.5\r\n", [("A", "1.5")], id="tabulador y fin de línea de Windows"),
        pytest.param("id|importe\nA|1.234,5", [("A", "1.234,5")], id="barra, sin fin de línea"),
        pytest.param('id,importe\nA,"1.234,5"\n', [("A", "1.234,5")], id="comillas"),
        pytest.param('id;nota\nA;"dos\nlíneas"\n', [("A", "dos\nlíneas")], id="salto de línea entre comillas"),
        pytest.param("\ufeffid;importe\nA;1\n", [("A", "1")], id="con marca UTF-8"),
        pytest.param("sep=;\nid;importe\nA;1,2\n", [("A", "1,2")], id="línea sep= de Excel"),
        pytest.param("id;importe\nA\nB;2;x\n", [("A", None, None), ("B", "2", "x")], id="filas de otro ancho"),
        pytest.param("id;importe\nA;1\n\nB;2\n", [("A", "1"), (None, None), ("B", "2")], id="línea en blanco"),
        pytest.param("id;importe\n0012;NA\n", [("0012", "NA")], id="los ceros y NA son texto"),
    ],
)
def test_el_csv_se_lee_como_texto_con_su_separador(tmp_path, texto, esperadas) -> None:
    tabla = _csv(tmp_path, texto)

    assert _filas(tabla) == esperadas
    assert tabla.titles[0] == "id"
    assert all(columna.dtype == object for columna in tabla.columns)


@pytest.mark.parametrize("codificacion", ["utf-8", "cp1252", "utf-16"])
def test_el_csv_se_lee_en_su_codificacion(tmp_path, codificacion) -> None:
    tabla = _csv(tmp_path, "año;cliente\n2024;Peña «€»\n".encode(codificacion))

    assert tabla.titles == ("año", "cliente")
    assert _filas(tabla) == [("2024", "Peña «€»")]


def test_los_titulos_repetidos_no_se_pierden(tmp_path) -> None:
    assert _csv(tmp_path, "a;a\n1;2\n").titles == ("a", "a")


@pytest.mark.parametrize("contenido", ["", "  \n ", b"\x00\x01\x02"])
def test_un_csv_sin_nada_que_leer_se_dice(tmp_path, contenido) -> None:
    with pytest.raises(LibroIlegible, match="ventas"):
        _csv(tmp_path, contenido)


CELDAS = st.text(alphabet="aé1;,\"' ", max_size=4)


@given(st.lists(st.tuples(CELDAS, CELDAS), min_size=1, max_size=8))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_lo_que_se_escribe_en_csv_es_lo_que_se_lee(tmp_path, filas) -> None:
    cuadro = pd.DataFrame(filas, columns=["uno", "dos"])
    cuadro.to_csv(tmp_path / "v.csv", index=False, sep=";", quoting=1)
    tabla = read_movements(tmp_path / "v.csv")

    assert _filas(tabla) == [tuple(celda or None for celda in fila) for fila in filas]


def test_el_parquet_conserva_los_tipos(tmp_path) -> None:
    tabla = pa.table(
        {
            "id": pa.array([1, None, 3]),
            "largo": pa.array([9_007_199_254_740_993, None, 1]),
            "importe": pa.array([1.5, None, -2.0]),
            "fecha": pa.array([date(2024, 1, 2), None, date(2024, 3, 4)]),
            "hora": pa.array([datetime(2024, 1, 2, 3)] * 3, pa.timestamp("ns", "Europe/Madrid")),
            "texto": pa.array(["a", None, "a"]).dictionary_encode(),
            "decimal": pa.array([1, 2, None], pa.decimal128(10, 2)),
            "lista": pa.array([[1], [2], []]),
        }
    )
    pq.write_table(tabla, tmp_path / "v.parquet")
    leida = read_movements(tmp_path / "v.parquet")
    columnas = dict(zip(leida.titles, leida.columns, strict=True))

    assert leida.titles == ("id", "largo", "importe", "fecha", "hora", "texto", "decimal")
    np.testing.assert_array_equal(columnas["id"], [1, np.nan, 3])
    assert columnas["largo"].tolist() == ["9007199254740993", None, "1"]
    np.testing.assert_array_equal(columnas["importe"], [1.5, np.nan, -2])
    assert columnas["fecha"].dtype == "datetime64[us]"
    assert columnas["fecha"][0] == np.datetime64("2024-01-02")
    assert columnas["hora"][0] == np.datetime64("2024-01-02T04")
    assert columnas["texto"].tolist() == ["a", None, "a"]
    np.testing.assert_array_equal(columnas["decimal"], [1, 2, np.nan])


def test_el_libro_se_lee_desde_su_cabecera_aunque_no_sea_la_primera_fila(tmp_path) -> None:
    with pd.ExcelWriter(tmp_path / "v.xlsx", engine="openpyxl") as libro:
        pd.DataFrame().to_excel(libro, sheet_name="Portada")
        cuadro = pd.DataFrame(
            {"Cliente": ["A", "B"], "Fecha": [datetime(2024, 1, 2), None], "Importe": [1, 2.5], "Nota": ["x", 3]}
        )
        cuadro.to_excel(libro, sheet_name="Ventas", startrow=2, index=False)
    tabla = read_movements(tmp_path / "v.xlsx")

    assert (tabla.name, tabla.titles, tabla.header_row) == ("Ventas", ("Cliente", "Fecha", "Importe", "Nota"), 3)
    assert tabla.columns[0].tolist() == ["A", "B"]
    assert tabla.columns[1].dtype == "datetime64[us]"
    assert tabla.columns[2].tolist() == [1.0, 2.5]
    assert tabla.columns[3].tolist() == ["x", 3]


@pytest.mark.parametrize(
    ("nombre", "texto"), [("v.parquet", "Parquet"), ("v.xlsx", "dañado"), ("v.doc", "No se sabe leer")]
)
def test_un_archivo_que_no_es_lo_que_dice_se_explica(tmp_path, nombre, texto) -> None:
    (tmp_path / nombre).write_bytes(b"esto no es nada")

    with pytest.raises(LibroIlegible, match=texto):
        read_movements(tmp_path / nombre)


def test_un_archivo_que_no_esta_se_dice(tmp_path) -> None:
    with pytest.raises(LibroIlegible, match="No se puede abrir"):
        read_movements(tmp_path / "falta.csv")
