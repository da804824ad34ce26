"""El diario: lo guardado vuelve igual, y cada libro ve solo lo suyo."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartera_xl.hosts.column_codec import decode_cells, decode_column, encode_cells, encode_column
from cartera_xl.hosts.sqlite_journal import SqliteJournal
from cartera_xl.nucleo.celdas import ErrorCelda, columna_de_objetos
from cartera_xl.nucleo.corrida import Accion, ColumnaCorrida, Corrida, HojaCorrida

CELDAS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**12), 10**12),
    st.floats(allow_nan=False),
    st.text(max_size=20),
    st.datetimes(),
    st.dates(),
    st.times(),
    st.timedeltas(timedelta(0), timedelta(days=900)).map(lambda t: timedelta(seconds=round(t.total_seconds()))),
    st.sampled_from(["#N/A", "#DIV/0!"]).map(ErrorCelda),
)


@given(st.lists(CELDAS))
def test_una_columna_de_celdas_vuelve_igual_y_del_mismo_tipo(celdas) -> None:
    vuelta = decode_column(encode_column(columna_de_objetos(celdas))).tolist()

    assert vuelta == celdas
    assert [type(v) for v in vuelta] == [type(c) for c in celdas]


@given(st.lists(st.floats(allow_nan=True)))
def test_una_columna_de_numeros_vuelve_bit_a_bit(numeros) -> None:
    columna = np.array(numeros, dtype=np.float64)

    assert decode_column(encode_column(columna)).tobytes() == columna.tobytes()


def test_una_columna_de_fechas_conserva_los_huecos() -> None:
    columna = np.array(["2024-02-29", "NaT"], dtype="datetime64[us]")

    np.testing.assert_array_equal(decode_column(encode_column(columna)), columna)


@given(st.dictionaries(st.tuples(st.integers(1, 99), st.integers(1, 99)), CELDAS))
def test_las_celdas_sueltas_vuelven_iguales(celdas) -> None:
    assert decode_cells(encode_cells(celdas)) == celdas


def corrida(libro: str = "libro-1", ident: str = "R-1") -> Corrida:
    return Corrida(
        libro=libro,
        id=ident,
        momento=datetime(2026, 3, 1, 10, 30, tzinfo=UTC),
        usuario="ana",
        accion=Accion.RECALCULAR,
        hoja="Clientes",
        campos=("nombre",),
        huellas=np.array([1, 2**64 - 1], dtype=np.uint64),
        columnas=(
            ColumnaCorrida(
                "segmento",
                "Segmento",
                True,
                columna_de_objetos([None, date(2024, 1, 1)]),
                columna_de_objetos(["a", "b"]),
            ),
        ),
        hojas=(HojaCorrida("Resumen", False, {(1, 1): None}, {(1, 1): time(9)}),),
        cifras={"clientes": 2},
    )


def test_lo_guardado_vuelve_entero(tmp_path: Path) -> None:
    diario = SqliteJournal(tmp_path / "sub" / "diario.sqlite3")
    diario.record(corrida())

    vuelta = diario.find("libro-1")

    assert vuelta is not None
    sin_columnas = {"huellas": None, "columnas": ()}
    assert replace(vuelta, **sin_columnas) == replace(corrida(), **sin_columnas)
    assert vuelta.huellas.tolist() == [1, 2**64 - 1]
    assert vuelta.columnas[0].antes.tolist() == [None, date(2024, 1, 1)]


@pytest.mark.parametrize("ident", [None, "R-1"])
def test_un_libro_no_ve_las_ejecuciones_de_otro(tmp_path: Path, ident: str | None) -> None:
    diario = SqliteJournal(tmp_path / "diario.sqlite3")
    diario.record(corrida("ajeno"))

    assert diario.find("libro-1", ident) is None
    assert diario.history("libro-1") == []


def test_lo_deshecho_deja_paso_a_la_anterior(tmp_path: Path) -> None:
    diario = SqliteJournal(tmp_path / "diario.sqlite3")
    diario.record(corrida(ident="R-1"))
    diario.record(corrida(ident="R-2"))
    diario.mark_undone("libro-1", "R-2", datetime(2026, 3, 2, tzinfo=UTC))

    ultima = diario.find("libro-1")

    assert ultima is not None
    assert ultima.id == "R-1"
    assert [c.deshecha is not None for c in diario.history("libro-1")] == [False, True]


def test_lo_descartado_no_deja_rastro(tmp_path: Path) -> None:
    diario = SqliteJournal(tmp_path / "diario.sqlite3")
    diario.record(corrida())
    diario.discard("libro-1", "R-1")

    assert diario.history("libro-1") == []
    assert diario.find("libro-1", "R-1") is None


def test_el_diario_solo_lo_lee_su_dueno(tmp_path: Path) -> None:
    ruta = tmp_path / "diario.sqlite3"
    SqliteJournal(ruta).record(corrida())

    assert ruta.stat().st_mode & 0o077 == 0
