"""Files with personal data: only for their owner, never over another one, harmless in Excel."""

import csv
import os
import stat
from pathlib import Path

import pytest

from cartera_xl.nucleo.errores import LibroNoEditable
from cartera_xl.private_files import backups_beside, csv_bytes, write_private


def test_only_the_owner_can_read_it_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        write_private(tmp_path / "ficha.pdf", b"x")
    finally:
        os.umask(before)

    assert (tmp_path / "ficha.pdf").read_bytes() == b"x"
    if os.name != "nt":
        assert stat.S_IMODE((tmp_path / "ficha.pdf").stat().st_mode) == 0o600


def test_an_existing_file_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "ficha.pdf").write_bytes(b"antes")

    with pytest.raises(LibroNoEditable, match="Ya existe «ficha"):
        write_private(tmp_path / "ficha.pdf", b"x")

    assert (tmp_path / "ficha.pdf").read_bytes() == b"antes"


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(LibroNoEditable, match="No se puede crear «ficha"):
        write_private(tmp_path / "no" / "ficha.pdf", b"x")


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("+34 600 123 456", "+34 600 123 456"),
        ("-12,5", "-12,5"),
        ("-cmd|calc", "'-cmd|calc"),
        ("-", "-"),
        ("Ana; «la de siempre»", "Ana; «la de siempre»"),
        ("", ""),
    ],
)
def test_a_text_that_excel_would_run_is_made_harmless(cell: str, written: str) -> None:
    text = csv_bytes([(cell, "otra")]).decode("utf-8-sig")

    assert next(csv.reader([text], delimiter=";")) == [written, "otra"]


def test_it_begins_with_the_mark_that_makes_excel_read_accents() -> None:
    assert csv_bytes([("ñ",)]).startswith(b"\xef\xbb\xbf")


def test_the_copies_beside_a_book_are_found_and_other_books_are_not(tmp_path: Path) -> None:
    names = ["cartera [1].xlsx", "cartera [1].copia-20260101-100000.xlsx", "Copia de cartera [1].xlsx", "otra.xlsx"]
    for name in names:
        (tmp_path / name).touch()

    found = [path.name for path in backups_beside(tmp_path / names[0])]

    assert found == sorted(names[1:3])
