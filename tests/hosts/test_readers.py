"""Readers: exact positions, exact types, errors that stay errors, and a head that costs little."""

import contextlib
import random
import re
import zipfile
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
import xlsxwriter

from cartera_xl.hosts import readers
from cartera_xl.hosts.readers_xlsx import head_of_package
from cartera_xl.nucleo.celdas import ErrorCelda
from cartera_xl.nucleo.errores import ErrorCartera, HojaNoEncontrada, LibroCifrado, LibroIlegible

DAY = {"num_format": "dd/mm/yyyy"}
HEADS = ["number", "bad number", "text", "bad text", "day", "bad day", "mixed", "flag", "percent", "hour", "length"]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Data from C4 (header) to M9; row 8 is blank."""
    path = tmp_path / "libro.xlsx"
    with xlsxwriter.Workbook(str(path)) as out:
        sheet = out.add_worksheet("Hoja")
        day, hour, length = (out.add_format(f) for f in (DAY, {"num_format": "hh:mm"}, {"num_format": "[h]:mm"}))
        percent = out.add_format({"num_format": "0.0%"})
        for i, head in enumerate(HEADS):
            sheet.write(3, 2 + i, head)
        for k in (0, 1, 2, 4):
            row, bad = 4 + k, k == 2
            sheet.write_number(row, 2, k + 0.5)
            sheet.write_formula(row, 3, "=NA()", None, "#N/A") if bad else sheet.write_number(row, 3, k)
            sheet.write_string(row, 4, f"t{k}")
            sheet.write_formula(row, 5, "=1/0", None, "#DIV/0!") if bad else sheet.write_string(row, 5, f"u{k}")
            sheet.write_datetime(row, 6, datetime(2024, 1, k + 1, 12 * (k % 2)), day)
            sheet.write_formula(row, 7, "=x", None, "#NAME?") if bad else sheet.write_datetime(
                row, 7, datetime(2024, 1, k + 1), day
            )
            sheet.write_string(row, 8, "12") if bad else sheet.write_number(row, 8, 12)
            sheet.write_boolean(row, 9, k % 2 == 0)
            sheet.write_number(row, 10, 0.125, percent)
            sheet.write_datetime(row, 11, time(10, k), hour)
            sheet.write_number(row, 12, 1.5, length)
        out.add_chartsheet("Gráfico")
        out.add_worksheet("Vacía")
    return path


def column(path: Path, number: int, first_row: int = 5) -> np.ndarray:
    return readers.read_columns(path, "Hoja", first_row, [number])[0]


def test_chart_sheets_are_not_worksheets(book: Path) -> None:
    assert readers.sheet_names(book) == ["Hoja", "Vacía"]


def test_rows_and_columns_keep_their_place_when_the_sheet_starts_with_blanks(book: Path) -> None:
    head = readers.read_head(book, "Hoja", 5)

    assert head[:3] == [[None] * 13] * 3
    assert head[3] == [None, None, *HEADS]
    assert head[4][2] == 0.5


def test_numbers_and_days_are_typed_arrays(book: Path) -> None:
    numbers, days = readers.read_columns(book, "hoja", 5, [3, 7])

    assert numbers.dtype == np.float64
    np.testing.assert_array_equal(numbers, [0.5, 1.5, 2.5, np.nan, 4.5])
    assert days.dtype == np.dtype("datetime64[us]")
    assert days[1] == np.datetime64("2024-01-02T12:00")
    assert np.isnat(days[3])


@pytest.mark.parametrize(("number", "error"), [(4, "#N/A"), (6, "#DIV/0!"), (8, "#NAME?")])
@pytest.mark.parametrize("with_mixed", [False, True])
def test_an_error_cell_is_never_blank_in_either_path(book: Path, number: int, error: str, with_mixed: bool) -> None:
    values = readers.read_columns(book, "Hoja", 5, [number, 9] if with_mixed else [number])[0]

    assert (values[2], type(values[2])) == (error, ErrorCelda)
    assert values[3] is None
    assert sum(isinstance(v, ErrorCelda) for v in values) == 1


def test_a_number_and_a_text_of_the_same_look_are_not_confused(book: Path) -> None:
    mixed = column(book, 9)

    assert [(v, type(v)) for v in mixed if v is not None] == [(12.0, float), (12.0, float), ("12", str), (12.0, float)]


def test_the_header_row_may_be_read_too(book: Path) -> None:
    assert column(book, 3, 4).tolist() == ["number", 0.5, 1.5, 2.5, None, 4.5]


def test_booleans_percents_hours_and_lengths(book: Path) -> None:
    flags, percents = readers.read_columns(book, "Hoja", 5, [10, 11])
    hours, lengths = readers.read_columns(book, "Hoja", 5, [12, 13])

    assert flags.tolist() == [True, False, True, None, True]
    assert percents[0] == 0.125
    assert hours[0] in (np.datetime64("1899-12-31T10:00"), time(10, 0))
    assert lengths[0] == timedelta(days=1, hours=12)


@pytest.mark.parametrize("columns", [[1], [2], [40], [3, 40]])
def test_a_column_that_is_not_there_is_empty_and_as_long_as_the_rest(book: Path, columns: list[int]) -> None:
    values = readers.read_columns(book, "Hoja", 5, columns)[-1]

    assert np.isnan(values).tolist() == [True] * 5


def test_reading_past_the_end_gives_nothing(book: Path) -> None:
    assert len(column(book, 3, 50)) == 0
    assert len(column(book, 9, 50)) == 0


def test_an_empty_sheet_has_no_cells(book: Path) -> None:
    assert readers.read_head(book, "Vacía", 10) == []
    assert readers.read_grid(book, "Vacía") == []
    assert [len(c) for c in readers.read_columns(book, "Vacía", 1, [1, 2])] == [0, 0]


def test_the_grid_says_the_same_as_the_head(book: Path) -> None:
    grid = readers.read_grid(book, "Hoja")

    assert len(grid) == 9
    assert grid[:7] == readers.read_head(book, "Hoja", 7)
    assert grid[6][3] == "#N/A"


def test_a_book_in_memory_reads_the_same(book: Path) -> None:
    data = book.read_bytes()

    assert readers.read_head(data, "Hoja", 7) == readers.read_head(book, "Hoja", 7)
    assert readers.read_columns(data, "Hoja", 5, [9])[0].tolist() == column(book, 9).tolist()


def test_the_head_of_a_long_sheet_is_a_small_book(tmp_path: Path) -> None:
    path = tmp_path / "largo.xlsx"
    with xlsxwriter.Workbook(str(path), {"constant_memory": False}) as out:
        sheet = out.add_worksheet("Hoja")
        for row in range(20_000):
            sheet.write_row(row, 0, [f"texto {row}", row, f"otro {row}"])

    short = head_of_package(path, "Hoja", 10)

    assert short is not None
    assert len(short.package) < 30_000
    assert readers.read_head(path, "Hoja", 2) == [["texto 0", 0.0, "otro 0"], ["texto 1", 1.0, "otro 1"]]


@pytest.mark.parametrize("epoch_1904", [False, True])
def test_dates_are_right_in_both_epochs(tmp_path: Path, epoch_1904: bool) -> None:
    path = tmp_path / "fechas.xlsx"
    with xlsxwriter.Workbook(str(path), {"date_1904": epoch_1904}) as out:
        out.add_worksheet("Hoja").write_datetime(0, 0, datetime(2024, 2, 29), out.add_format(DAY))

    assert readers.uses_1904(path) is epoch_1904
    assert readers.read_head(path, "Hoja", 1) == [[date(2024, 2, 29)]]
    assert readers.read_columns(path, "Hoja", 1, [1])[0][0] == np.datetime64("2024-02-29")


def test_formulas_saved_without_a_value_are_told(tmp_path: Path) -> None:
    path = tmp_path / "formulas.xlsx"
    with xlsxwriter.Workbook(str(path)) as out:
        sheet = out.add_worksheet("Hoja")
        for row in range(3):
            sheet.write_number(row, 0, row)
            sheet.write_formula(row, 1, "=A1*2", None, "")
            sheet.write_formula(row, 2, "=A1*2", None, 5)
            sheet.write_formula(row, 3, '=""', None, "texto")

    assert readers.formulas_without_value(path, "Hoja", 2, 1) == "B1"
    assert readers.formulas_without_value(path, "Hoja", 2, 3) == "B3"
    assert [readers.formulas_without_value(path, "Hoja", c, 1) for c in (1, 3, 4, 9)] == [None] * 4


def test_an_unknown_sheet_is_told_with_the_ones_there_are(book: Path) -> None:
    for read in (
        lambda: readers.read_head(book, "Otra", 5),
        lambda: readers.read_grid(book, "Otra"),
        lambda: readers.read_columns(book, "Otra", 1, [1]),
    ):
        with pytest.raises(HojaNoEncontrada, match="«Hoja», «Vacía»"):
            read()


@pytest.mark.parametrize("content", [b"", b"hola", b"PK\x03\x04 no", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 roto"])
def test_what_is_not_a_book_is_unreadable(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "roto.xlsx"
    path.write_bytes(content)

    for read in (
        lambda: readers.sheet_names(path),
        lambda: readers.read_head(path, "Hoja", 5),
        lambda: readers.read_columns(path, "Hoja", 1, [1]),
    ):
        with pytest.raises(LibroIlegible, match=r"roto\.xlsx"):
            read()


def test_a_truncated_book_is_unreadable_at_any_length(book: Path, tmp_path: Path) -> None:
    data = book.read_bytes()
    path = tmp_path / "cortado.xlsx"
    for length in range(0, len(data) - 1, 499):
        path.write_bytes(data[:length])
        with pytest.raises(LibroIlegible):
            readers.read_head(path, "Hoja", 5)


@pytest.mark.parametrize("seed", range(40))
def test_a_book_with_damaged_bytes_is_read_or_told(book: Path, tmp_path: Path, seed: int) -> None:
    """Bytes spoilt here and there, in the zip's own records or inside a part that is then packed again."""
    chance = random.Random(seed)
    path = tmp_path / "danado.xlsx"
    data = bytearray(_spoil_a_part(book, chance) if seed % 2 else book.read_bytes())
    for _ in range(0 if seed % 2 else 12):
        data[chance.randrange(len(data))] = chance.randrange(256)
    path.write_bytes(data)

    for read in (
        lambda: readers.sheet_names(path),
        lambda: readers.read_head(path, "Hoja", 5),
        lambda: readers.read_columns(path, "Hoja", 5, [3, 9]),
        lambda: readers.read_grid(path, "Hoja"),
        lambda: readers.formulas_without_value(path, "Hoja", 3, 5),
    ):
        with contextlib.suppress(ErrorCartera):
            read()


def _spoil_a_part(book: Path, chance: random.Random) -> bytes:
    output = BytesIO()
    with zipfile.ZipFile(book) as source, zipfile.ZipFile(output, "w") as out:
        spoilt = chance.choice([n for n in source.namelist() if "xl/" in n or n.endswith(".rels")])
        for name in source.namelist():
            data = bytearray(source.read(name))
            for _ in range(3 if name == spoilt else 0):
                data[chance.randrange(len(data))] = chance.randrange(32, 127)
            out.writestr(name, bytes(data))
    return output.getvalue()


def test_a_missing_file_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(LibroIlegible, match=r"nada\.xlsx"):
        readers.sheet_names(tmp_path / "nada.xlsx")


def test_an_encrypted_book_is_told_apart(book: Path, tmp_path: Path) -> None:
    from msoffcrypto.format.ooxml import OOXMLFile

    path = tmp_path / "cifrado.xlsx"
    with book.open("rb") as plain, path.open("wb") as out:
        OOXMLFile(plain).encrypt("secreto", out)

    with pytest.raises(LibroCifrado, match="contraseña"):
        readers.sheet_names(path)


def test_a_zip_bomb_is_refused_before_it_is_inflated(book: Path, tmp_path: Path) -> None:
    path = tmp_path / "bomba.xlsx"
    with zipfile.ZipFile(book) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name in source.namelist():
            out.writestr(name, source.read(name))
        out.writestr("xl/media/grande.bin", bytes(600 << 20))

    for read in (lambda: readers.read_head(path, "Hoja", 5), lambda: readers.sheet_names(path)):
        with pytest.raises(LibroIlegible, match="GB al abrirlo"):
            read()


def test_every_part_may_carry_a_namespace_prefix(book: Path, tmp_path: Path) -> None:
    path = tmp_path / "prefijo.xlsx"
    with zipfile.ZipFile(book) as source, zipfile.ZipFile(path, "w") as out:
        for name in source.namelist():
            data = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                data = re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1x:", data).replace(b"xmlns=", b"xmlns:x=")
            out.writestr(name, data)

    assert readers.read_head(path, "Hoja", 7) == readers.read_head(book, "Hoja", 7)


def test_the_source_may_be_any_bytes() -> None:
    with pytest.raises(LibroIlegible):
        readers.sheet_names(BytesIO(b"nada").getvalue())


FOREIGN = sorted(p for p in (Path(__file__).parents[1] / "libros_ajenos").iterdir() if p.suffix in (".xlsx", ".xlsm"))


@pytest.mark.parametrize("path", FOREIGN, ids=lambda p: p.name)
def test_books_made_by_others_are_read_the_same_by_every_door(path: Path) -> None:
    try:
        names = readers.sheet_names(path)
    except LibroIlegible:
        return
    for name in names:
        grid = readers.read_grid(path, name)
        head = readers.read_head(path, name, 5)
        width = max(map(len, grid), default=0)
        columns = readers.read_columns(path, name, 1, range(1, width + 1))

        assert _trimmed([_trimmed(row) for row in head]) == _trimmed([_trimmed(row) for row in grid[:5]])
        for i, values in enumerate(columns):
            assert [_same(v) for v in values.tolist()] == [_same(row[i] if i < len(row) else None) for row in grid]


def _trimmed(row: list) -> list:
    while row and row[-1] in (None, []):
        row = row[:-1]
    return row


def _same(value):
    """A day is a day whether it comes with hours or not; an hour alone has no day; an empty text is no value."""
    if isinstance(value, datetime) and value.year < 1900:
        return value.time()
    if isinstance(value, datetime):
        return (value.date(), value.time())
    if isinstance(value, date):
        return (value, time())
    return None if value != value or value == "" else value


def test_un_texto_repetido_es_un_solo_objeto(tmp_path: Path) -> None:
    libro = tmp_path / "libro.xlsx"
    with xlsxwriter.Workbook(str(libro)) as wb:
        hoja = wb.add_worksheet("Clientes")
        hoja.write_column(0, 0, ["Madrid", "Lima", None, "Madrid", "Lima"] * 3)
    (columna,) = readers.read_columns(libro, "Clientes", 1, [1])
    assert columna.tolist() == ["Madrid", "Lima", None, "Madrid", "Lima"] * 3
    assert len({id(texto) for texto in columna if texto is not None}) == 2
