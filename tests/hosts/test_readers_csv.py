"""Delimited text: delimiter and encoding found out, cells always text, rows where a spreadsheet would show them."""

from pathlib import Path

import pytest

from cartera_xl.hosts import readers
from cartera_xl.nucleo.errores import LibroIlegible


def write(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "ventas de enero.csv"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_delimiter_and_encoding_are_found_out(tmp_path: Path, delimiter: str, encoding: str) -> None:
    lines = [["Razón social", "Año", "€"], ["Muñoz", "2024", "12"], ["Íñigo", "2025", "7"]]
    path = write(tmp_path, "\r\n".join(delimiter.join(line) for line in lines).encode(encoding))

    assert readers.read_grid(path, "da igual") == lines


def test_a_decimal_comma_does_not_pass_for_a_delimiter(tmp_path: Path) -> None:
    path = write(tmp_path, b"Nombre;Importe\nA;1,5\nB;2,5\nC;3,5\n")

    assert readers.read_head(path, "", 2) == [["Nombre", "Importe"], ["A", "1,5"]]


def test_excel_may_name_the_delimiter(tmp_path: Path) -> None:
    assert readers.read_head(write(tmp_path, b"sep=|\na|b;c\n"), "", 2)[1] == ["a", "b;c"]


def test_quotes_protect_delimiters_and_line_breaks(tmp_path: Path) -> None:
    path = write(tmp_path, b'a;b\n"uno; ""dos""\nlinea";2\n')

    assert readers.read_grid(path, "")[1] == ['uno; "dos"\nlinea', "2"]


def test_blank_lines_count_and_short_rows_are_empty_on_the_right(tmp_path: Path) -> None:
    path = write(tmp_path, b"a;b;c\n\n1;2\n3;4;5\n")

    first, third = readers.read_columns(path, "", 2, [1, 3])

    assert first.tolist() == [None, "1", "3"]
    assert third.tolist() == [None, None, "5"]
    assert first.dtype == object


def test_cells_are_always_text(tmp_path: Path) -> None:
    assert readers.read_columns(write(tmp_path, b"a;b\n007;1.5\n"), "", 2, [1, 2])[0].tolist() == ["007"]


def test_the_sheet_is_named_after_the_file(tmp_path: Path) -> None:
    assert readers.sheet_names(write(tmp_path, b"a")) == ["ventas de enero"]


@pytest.mark.parametrize("content", [b"", b"\n\n", b"solo una columna\nuno\ndos\n"])
def test_a_file_without_columns_is_read_all_the_same(tmp_path: Path, content: bytes) -> None:
    path = write(tmp_path, content)

    assert len(readers.read_columns(path, "", 1, [1])[0]) == len(readers.read_grid(path, ""))


@pytest.mark.parametrize("content", [b"a;b\n\x00\x01\x02;2\n", b"PK\x03\x04\x14\x00\x00\x00"])
def test_what_is_not_text_is_told(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(LibroIlegible, match="no es de texto"):
        readers.read_grid(write(tmp_path, content), "")


def test_every_byte_is_read_somehow(tmp_path: Path) -> None:
    path = write(tmp_path, b"a;b\n" + bytes(range(128, 256)) + b";2\n")

    assert readers.read_grid(path, "")[1][1] == "2"
