"""Todo lo de esta carpeta ocurre en Wine; si no está preparado se salta, y al final se dice cuánto y por qué."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from filelock import FileLock

from cartera_xl.cli import main
from cartera_xl.excel.registry import OWN_SHEETS
from cartera_xl.nucleo.celdas import Cuadro
from tests.wine.bridge import DLL, PREPARED, PYTHON, Windows, missing, vba_command

SETTINGS = {"INTERPRETER_WIN": PYTHON, "ADD_WORKBOOK_TO_PYTHONPATH": "False"}
COMMAND = vba_command(SETTINGS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark those of this folder."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.wine)


def pytest_runtest_setup() -> None:
    """Skip all of them from one place, so that the report counts them in one line."""
    reason = missing()
    if reason is not None:
        pytest.skip(reason)


@dataclass(frozen=True, slots=True)
class Example:
    """The example workbook, recalculated here with `cartera demo`.

    The cells of each sheet are as Excel's `Range.Value` gives them: every number is a `float`.
    """

    path: Path
    sheets: dict[str, Cuadro]

    def own_sheets(self) -> tuple[Cuadro | None, ...]:
        """What the VBA hands over after the arguments; `None` if there is no such sheet."""
        return tuple(map(self.sheets.get, OWN_SHEETS))


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Example:
    folder = tmp_path_factory.mktemp("ejemplo")
    result = CliRunner(env={"CARTERA_DATOS": str(folder / "datos")}).invoke(main, ["demo", "--carpeta", str(folder)])
    assert "Escrito en" in result.output, result.output  # the code is 1: the example has cells with mistakes
    path = folder / "cartera-ejemplo.xlsx"
    return Example(path, read_cells(path))


def read_cells(path: Path) -> dict[str, Cuadro]:
    """All the sheets of a workbook."""
    book = openpyxl.load_workbook(path, data_only=True)
    return {
        sheet.title: [[float(cell) if type(cell) is int else cell for cell in row] for row in sheet.values]
        for sheet in book.worksheets
    }


@pytest.fixture
def office_registry() -> Iterator[None]:
    """Only one test at a time writes in the part of the registry where Excel is: several may run at once."""
    with FileLock(PREPARED / "registro.lock"):
        yield


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Windows]:
    """Excel's part, with the COM server that the DLL has started."""
    with Windows(tmp_path_factory.mktemp("windows") / "salida.txt") as windows:
        failure = windows.ask("activate", DLL, COMMAND)
        assert failure == "", failure
        yield windows
        windows.ask("stop", DLL, COMMAND)
