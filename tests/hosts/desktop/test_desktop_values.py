"""Celdas, filas emparejadas y bloques escritos: lo que no necesita un programa abierto."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartera_xl.hosts.desktop import blocks, cells
from cartera_xl.hosts.desktop.matching import match_rows, one_answer_per_row, paired_rows
from cartera_xl.hosts.desktop.mentions import mentions_rows
from cartera_xl.hosts.desktop.own_sheets import _areas, _sites
from cartera_xl.nucleo.celdas import ErrorCelda, columna_de_objetos
from cartera_xl.nucleo.plan import CeldaSalida, ColumnaSalida, HojaSalida, PlanEscritura

NULO = 0x800A07D0 - (1 << 32)


@pytest.mark.parametrize(
    ("dado", "celda"),
    [
        (None, None),
        ("", None),
        (" ", " "),
        ("#N/A", ErrorCelda("#N/A")),
        (NULO + 45, ErrorCelda("#SPILL!")),
        (NULO + 42, ErrorCelda("#N/A")),
        (7, 7.0),
        (True, True),
        (Decimal("1.5"), 1.5),
        (datetime(2025, 1, 2), date(2025, 1, 2)),
        (datetime(2025, 1, 2, 10), datetime(2025, 1, 2, 10)),
        (datetime(1899, 12, 30, 8, 30), time(8, 30)),
    ],
)
def test_cada_valor_se_entiende_por_lo_que_es(dado: Any, celda: Any) -> None:
    assert cells.cell(dado) == celda
    assert type(cells.cell(dado)) is type(celda)


@pytest.mark.parametrize(
    ("valores", "tipo"),
    [
        ([1.0, None, 3], "float64"),
        ([None, None], "float64"),
        ([datetime(2025, 1, 2), None], "datetime64[us]"),
        (["a", None], "object"),
        ([1.0, "a"], "object"),
        ([1.0, NULO + 42], "object"),
        ([True, None], "object"),
        (["a", ""], "object"),
    ],
)
def test_cada_columna_es_tan_estrecha_como_se_puede(valores: list[Any], tipo: str) -> None:
    assert str(cells.column(valores).dtype) == tipo


TIEMPOS = st.datetimes(min_value=datetime(1904, 1, 2), max_value=datetime(2199, 12, 31)).map(
    lambda d: d.replace(microsecond=0)
)
VALORES = st.one_of(
    st.none(), st.booleans(), st.floats(allow_nan=True), st.text(max_size=9), TIEMPOS, TIEMPOS.map(datetime.date)
)


@given(VALORES, st.booleans())
def test_lo_que_se_escribe_se_reconoce_al_releerlo(valor: Any, de_1904: bool) -> None:
    escrito = cells.to_write(valor, str, date1904=de_1904)
    leido = valor if isinstance(valor, datetime) else escrito or None if isinstance(escrito, str) else escrito

    assert cells.same(escrito, leido, date1904=de_1904)


@pytest.mark.parametrize(("escrito", "leido"), [(1.0, 1.1), ("a", "b"), ("", "a"), (1.0, None), ("1", 1.0), (1.0, "1")])
def test_lo_que_no_es_lo_escrito_se_ve(escrito: Any, leido: Any) -> None:
    assert not cells.same(escrito, leido, date1904=False)


def test_una_hora_y_una_duracion_van_como_parte_del_dia() -> None:
    assert cells.to_write(time(12), str, date1904=False) == 0.5
    assert cells.to_write(timedelta(days=2), str, date1904=False) == 2.0


FILAS = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from([1.0, 2.0, None]), st.booleans()), max_size=12)


def columnas(filas: list[tuple[Any, ...]]) -> list[Any]:
    return [cells.column(list(columna)) for columna in zip(*filas, strict=True)]


@given(FILAS, st.randoms(use_true_random=False))
def test_cada_fila_se_encuentra_por_lo_que_dice(filas: list[tuple[Any, ...]], azar: Any) -> None:
    otras = list(filas)
    azar.shuffle(otras)

    sitios = match_rows(columnas(filas), columnas(otras))

    assert sitios is not None
    assert sorted(sitios.tolist()) == list(range(len(filas)))
    assert [otras[sitio] for sitio in sitios] == filas


@given(FILAS.filter(bool), st.integers(0, 11))
def test_una_fila_de_mas_de_menos_o_distinta_no_se_empareja(filas: list[tuple[Any, ...]], cual: int) -> None:
    cual %= len(filas)
    distinta = [*filas[:cual], ("z", 9.0, True), *filas[cual + 1 :]]

    assert match_rows(columnas(filas), columnas(distinta)) is None
    assert match_rows(columnas(filas), columnas([*filas, filas[0]])) is None
    assert match_rows(columnas(filas), columnas(filas[1:])) is None


def test_verdadero_no_es_uno() -> None:
    assert match_rows([columna_de_objetos([True, "x"])], [columna_de_objetos([1.0, "x"])]) is None


def test_de_las_filas_que_quedan_se_sabe_cual_es_cada_una() -> None:
    antes, ahora = columnas([("a", 1.0), ("b", 2.0), ("c", 3.0)]), columnas([("c", 3.0), ("z", 0.0), ("a", 1.0)])

    assert paired_rows(antes, ahora) == {0: 2, 2: 0}


def test_filas_iguales_con_distinto_resultado_no_se_pueden_mover() -> None:
    filas = columnas([("a", 1.0), ("a", 1.0), ("b", 1.0)])

    assert one_answer_per_row(filas, [("x",), ("x",), ("y",)])
    assert not one_answer_per_row(filas, [("x",), ("z",), ("y",)])


@pytest.mark.parametrize(
    ("texto", "nombra"),
    [
        ("Posible duplicado de la fila 12", True),
        ("Filas 3 y 4", True),
        ("Mire la celda D14", True),
        ("perfila 2 ventas", False),
        ("por fila", False),
        ("Fila", True),
    ],
)
def test_se_sabe_si_lo_que_se_escribe_nombra_filas(texto: str, nombra: bool) -> None:
    hoja = PlanEscritura(hojas=(HojaSalida("Hoy", {(1, 1): CeldaSalida(texto)}),))
    columna = PlanEscritura(columnas=(ColumnaSalida("a", "A", columna_de_objetos([None, texto])),))

    assert mentions_rows(hoja) is nombra
    assert mentions_rows(columna) is (nombra and texto != "Fila")


@given(st.sets(st.tuples(st.integers(1, 6), st.integers(1, 6))))
def test_los_rectangulos_cubren_cada_celda_una_vez(sitios: set[tuple[int, int]]) -> None:
    cubiertas = [sitio for area in _areas(sitios) for sitio in _sites(area)]

    assert sorted(cubiertas) == sorted(sitios)


class HojaFiltrada:
    """Una hoja de Excel con un filtro: un bloque escribe su primer valor en las filas a la vista y salta las demás.

    Así lo cuentan quienes lo han visto (github.com/xlwings/xlwings/issues/747); una celda sola sí se escribe.
    """

    def __init__(self, filas: int, columnas: int, ocultas: set[int], *, solo_celdas: bool) -> None:
        self.valores: list[list[Any]] = [[None] * columnas for _ in range(filas)]
        self.ocultas = ocultas
        self.solo_celdas = solo_celdas
        self.escrituras = 0

    def range(self, inicio: tuple[int, int], fin: tuple[int, int]) -> "Trozo":
        return Trozo(self, inicio, fin)


class Trozo:
    def __init__(self, hoja: HojaFiltrada, inicio: tuple[int, int], fin: tuple[int, int]) -> None:
        self._hoja, self._inicio, self._fin = hoja, inicio, fin
        self.row, self.shape = inicio[0], (fin[0] - inicio[0] + 1, fin[1] - inicio[1] + 1)

    def options(self, **_: Any) -> "Trozo":
        return self

    @property
    def value(self) -> list[list[Any]]:
        (fila, columna), (ultima, derecha) = self._inicio, self._fin
        return [linea[columna - 1 : derecha] for linea in self._hoja.valores[fila - 1 : ultima]]

    def get_special_cells(self, cual: str) -> Iterator["Trozo"]:
        assert cual == "visible"
        for fila in range(self._inicio[0], self._fin[0] + 1):
            if fila not in self._hoja.ocultas:
                yield Trozo(self._hoja, (fila, self._inicio[1]), (fila, self._fin[1]))

    @property
    def raw_value(self) -> Any:
        raise NotImplementedError

    @raw_value.setter
    def raw_value(self, filas: list[list[Any]]) -> None:
        self._hoja.escrituras += 1
        una = self.shape == (1, 1) or (self.shape[0] == 1 and not self._hoja.solo_celdas)
        todas = range(self._inicio[0], self._fin[0] + 1)
        a_la_vista = [fila for fila in todas if fila not in self._hoja.ocultas]
        partida = bool(a_la_vista) and len(a_la_vista) < len(todas)
        for posicion, fila in enumerate(todas):
            if una or (not partida and a_la_vista):
                self._poner(fila, filas[posicion])
            elif fila in a_la_vista:
                self._poner(fila, filas[0])

    def _poner(self, fila: int, valores: list[Any]) -> None:
        for columna, valor in enumerate(valores, self._inicio[1]):
            self._hoja.valores[fila - 1][columna - 1] = None if valor == "" else valor


class Excel:
    def __init__(self, filtra: bool = True) -> None:
        self._filtra = filtra

    def skips_filtered_rows(self, _: Any) -> bool:
        return self._filtra

    def text(self, texto: str) -> str:
        return texto


FILAS_A_ESCRIBIR = [[float(n), f"cliente {n}"] for n in range(1, 9)]


@pytest.mark.parametrize("ocultas", [set(), {2, 3}, {1, 3, 5, 8}, set(range(1, 9))], ids=len)
@pytest.mark.parametrize("solo_celdas", [False, True])
def test_con_un_filtro_cada_valor_llega_a_su_fila_se_vea_o_no(ocultas: set[int], solo_celdas: bool) -> None:
    hoja: Any = HojaFiltrada(8, 2, ocultas, solo_celdas=solo_celdas)
    excel: Any = Excel()

    blocks.write_block(hoja, (1, 1), FILAS_A_ESCRIBIR, excel, date1904=False)

    assert hoja.valores == FILAS_A_ESCRIBIR


def test_sin_rodear_el_filtro_los_valores_irian_a_otras_filas() -> None:
    hoja: Any = HojaFiltrada(8, 2, {2, 3}, solo_celdas=False)
    sin_cuidado: Any = Excel(filtra=False)

    blocks.write_block(hoja, (1, 1), FILAS_A_ESCRIBIR, sin_cuidado, date1904=False)

    assert hoja.valores != FILAS_A_ESCRIBIR


def test_sin_filtro_un_bloque_es_una_escritura() -> None:
    hoja: Any = HojaFiltrada(8, 2, set(), solo_celdas=False)
    excel: Any = Excel(filtra=False)

    blocks.write_block(hoja, (1, 1), FILAS_A_ESCRIBIR, excel, date1904=False)

    assert hoja.escrituras == 1
    assert np.array_equal([fila[0] for fila in hoja.valores], np.arange(1.0, 9.0))
