"""Lo que se escribe en LibreOffice se vuelve a leer igual: números, textos, fechas, verdaderos, errores y vacíos."""

import datetime as dt
from collections.abc import Callable

import pytest
import xlwings

pytestmark = pytest.mark.libreoffice


def test_cada_valor_vuelve_con_su_tipo(new_book: Callable[[], xlwings.Book]) -> None:
    sheet = new_book().sheets[0]
    row = [1.5, "texto", True, False, None, dt.datetime(2024, 2, 29), dt.datetime(2024, 2, 29, 10, 20, 30)]

    sheet["A1"].value = row

    assert sheet["A1:G1"].value == row
