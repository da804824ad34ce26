"""CSV files that a spreadsheet can open without running anything."""

from pathlib import Path

import pytest

from cartera_xl.motores.csv_out import safe, write_csv, write_plain_csv


@pytest.mark.parametrize(
    "text", ["=1+1", "+1-1", "-2", "@suma(A1)", "\t=1", "\r=1", "  =1", "+34=cmd|' /C calc'!A0", "+34 600-1"]
)
def test_lo_que_parece_una_formula_se_desarma(text: str) -> None:
    assert safe(text) == "'" + text


@pytest.mark.parametrize("text", ["Ana", "", "a=b", "+34 600 000 000", "+34600000000", "10 % de descuento"])
def test_lo_demas_se_deja_como_esta(text: str) -> None:
    assert safe(text) == text


def test_excel_en_espanol_lo_abre_con_sus_tildes_y_sus_decimales(tmp_path: Path) -> None:
    path = tmp_path / "lista.csv"

    write_csv(path, ("Código", "Neto"), [("=A1", 1234.5), ("Peña; S.L.", None)])

    assert path.read_bytes() == '\ufeffCódigo;Neto\r\n\'=A1;1234,5\r\n"Peña; S.L.";\r\n'.encode()


def test_las_tareas_van_con_comas_y_sin_marca(tmp_path: Path) -> None:
    path = tmp_path / "tareas.csv"

    write_plain_csv(path, ("Task Name", "Notes"), [("Llamar, ya", "=1")])

    assert path.read_bytes() == b'Task Name,Notes\r\n"Llamar, ya",\'=1\r\n'
