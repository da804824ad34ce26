"""Our VBA run by pyOpenVBA's interpreter, in an Excel without a screen that keeps the boxes it would show.

It is a second opinion beside LibreOffice, which neither shows nor keeps a MsgBox: here their texts are seen, and so are
Windows and the Mac. What that Excel does not have is written into the modules as a literal.
"""

from pyopenvba.apps.excel import ExcelApplication

from macros.build import vba_modules

WINDOWS = "Windows (64-bit) NT 10.00"
MAC = "Macintosh (Intel) 10.16"

_XLWINGS = """\
Attribute VB_Name = "xlwings"
Option Explicit
Public Recibido As String

Public Function XLPy() As Object
{falla}
    Set XLPy = New Servidor
End Function

Public Function RunPython(PythonCommand As String)
    Recibido = Recibido & PythonCommand & "|"
End Function

Public Function GetConfig(configKey As String, Optional default As String = "") As Variant
    GetConfig = default
    If Left$(configKey, 11) = "INTERPRETER" Then GetConfig = "{interprete}"
    If configKey = "USE UDF SERVER" Then GetConfig = "{servidor}"
End Function

Public Function GetConfigFilePath() As String
    GetConfigFilePath = "C:\\Usuario\\cartera.conf"
End Function

Public Function FileExists(ByVal FileSpec As String) As Boolean
    FileExists = InStr(FileSpec, "{no_esta}") = 0
End Function
"""
_SERVER = """\
Option Explicit
Public Function Module(ByVal nombre As String) As Variant
    Module = nombre
End Function

Public Sub SetAttr(ByVal modulo As Variant, ByVal nombre As String, ByVal valor As Variant)
    Recibido = Recibido & modulo & "." & nombre & "|"
End Sub

Public Sub Exec(ByVal codigo As String)
    Recibido = Recibido & codigo & "|"
End Sub
"""


class ExcelInMemory:
    """An Excel with our modules, on that system, where this is missing or fails."""

    def __init__(
        self,
        system: str = WINDOWS,
        *,
        missing: str = "·",
        interpreter: str = "C:\\Python\\python.exe",
        resident: bool = True,
        failure: tuple[int, str] | None = None,
    ) -> None:
        fails = f'    Err.Raise {failure[0]}, , "{failure[1]}"' if failure else ""
        self._app = ExcelApplication()
        self._app.add_workbook()
        xlwings = _XLWINGS.format(falla=fails, interprete=interpreter, servidor=resident, no_esta=missing)
        for name, text in {**vba_modules(), "xlwings": xlwings}.items():
            self._app.add_module(_in_memory(text, system), name=name)
        self._app.add_module(_SERVER, name="Servidor", kind="class")

    def run(self, procedure: str, *arguments: object) -> object:
        """Run a macro or a function and give its result."""
        return self._app.run(procedure, *arguments)

    def write(self, cell: str, formula: str) -> None:
        """Write a formula in a cell of the first sheet."""
        self._app.sheet(1).set_value(cell, formula)

    @property
    def calculated_again(self) -> list[str]:
        """The cells that have been marked to be calculated."""
        return [str(line) for line in self._app.console]

    @property
    def boxes(self) -> list[str]:
        """The text of every box shown so far."""
        return [text for kind, text, *_ in self._app.dialogs if kind == "MsgBox"]

    @property
    def received(self) -> list[str]:
        """What has reached Python so far."""
        return str(self._app.interpreter.module("xlwings").variables["recibido"].get()).split("|")[:-1]

    @property
    def status_bar(self) -> object:
        """Its text; false if the program has it."""
        return self._app.evaluate("Application.StatusBar")


def _in_memory(text: str, system: str) -> str:
    literals = {
        "Application.OperatingSystem": f'"{system}"',
        'Application.CommandBars("Standard").Controls(1).Enabled': "True",
        "zona.Cells(1, 1).Dirty": "Debug.Print zona.Worksheet.Name & zona.Cells(1, 1).Address",
        "zona.Cells(i, j).Dirty": "Debug.Print zona.Worksheet.Name & zona.Cells(i, j).Address",
    }
    for real, literal in literals.items():
        text = text.replace(real, literal)
    return text
