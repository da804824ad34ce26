"""Our VBA running in a real LibreOffice: a workbook with our modules, and the Python at the other end of its calls.

xlwings' own module does not compile there and would disable every macro of the book without a word, so a module of the
same name takes its place and reaches this process through an object put among LibreOffice's services.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

import xlwings

from cartera_xl.hosts.libreoffice.uno_import import import_uno
from macros.build import vba_modules, workbook_code
from macros.package import PLAIN, WITH_MACROS, of_kind, read_package, with_macros, write_package

SERVICE = "es.cartera.PuenteDePrueba"
"""What the stand-in asks for; each book, its own: LibreOffice does not forget an object that is taken away."""

SHIM = Path(__file__).parent / "vba"
RUN_MACROS = 4
"""`com.sun.star.document.MacroExecMode.ALWAYS_EXECUTE_NO_WARN`."""


@dataclass
class PythonEnd:
    """What the VBA reaches: it obeys as xlwings' server does and remembers what it was asked."""

    settings: Path
    interpreter: Path
    calls: list[tuple[str, tuple[Any, ...]]] = field(default_factory=list)
    failure: Exception | None = None

    def answer(self, name: str, arguments: tuple[Any, ...]) -> Any:
        """The answer to one call by its name."""
        self.calls.append((name, arguments))
        answer: Callable[..., Any] = getattr(self, f"_{name}")
        return answer(*arguments)

    def _GetConfigFilePath(self) -> str:
        return str(self.settings)

    def _GetConfig(self, key: str, default: str) -> str:
        return str(self.interpreter) if key.startswith("INTERPRETER") else default

    def _SetAttr(self, module: str, name: str, book: str) -> None:
        """xlwings keeps here the workbook that calls; the test has already said which one it is."""

    def _Exec(self, code: str) -> None:
        if self.failure is not None:
            raise self.failure
        exec(code, {})

    def _CallUDF(self, module: str, function: str, arguments: tuple[Any, ...]) -> tuple[Any, ...]:
        if self.failure is not None:
            raise self.failure
        rows = getattr(import_module(module), function)(*arguments)
        return (len(rows), len(rows[0]), *(cell for row in rows for cell in row))


def write_macro_book(plain: Path, path: Path, service: str) -> None:
    """The workbook `plain` with our modules, the stand-in of xlwings' and nothing else."""
    modules = vba_modules() | {"xlwings": _shim("xlwings.bas", service)}
    server = {"ServidorDePrueba": _shim("ServidorDePrueba.cls", service)}
    parts = of_kind(read_package(plain.read_bytes()), PLAIN, WITH_MACROS)
    path.write_bytes(write_package(with_macros(parts, modules, workbook_code(), server)))


def _shim(name: str, service: str) -> str:
    return (SHIM / name).read_text(encoding="utf-8").replace(SERVICE, service)


class MacroBook:
    """The workbook `plain` with our macros, written to `path` and open in LibreOffice."""

    def __init__(self, office: xlwings.App, plain: Path, path: Path, end: PythonEnd) -> None:
        service = f"{SERVICE}.{uuid.uuid4().hex}"
        write_macro_book(plain, path, service)
        self._context = office.impl.context
        self._factory = _factory(end, service)
        self._context.ServiceManager.insert(self._factory)
        options = (_option("Hidden", True), _option("MacroExecutionMode", RUN_MACROS))
        self.document = office.api.loadComponentFromURL(path.as_uri(), "_blank", 0, options)
        self.book = next(book for book in office.books if book.name == path.name)

    def run(self, macro: str, *arguments: Any) -> Any:
        """Run `Modulo.Procedimiento` and give its result."""
        address = f"vnd.sun.star.script:VBAProject.{macro}?language=Basic&location=document"
        result, _, _ = self.document.getScriptProvider().getScript(address).invoke(arguments, (), ())
        return result

    def close(self) -> None:
        """Close without saving, and take our object away."""
        self.document.close(True)
        self._context.ServiceManager.remove(self._factory)


def _option(name: str, value: Any) -> Any:
    option = import_uno().createUnoStruct("com.sun.star.beans.PropertyValue")
    option.Name, option.Value = name, value
    return option


def _factory(end: PythonEnd, service: str) -> Any:
    """LibreOffice's classes exist once `uno` is imported, so these are made when they are needed."""
    import_uno()
    import unohelper
    from com.sun.star.lang import XServiceInfo, XSingleComponentFactory
    from com.sun.star.script import XInvocation

    class Bridge(unohelper.Base, XInvocation):  # type: ignore[misc]
        def getIntrospection(self) -> None:
            return None

        def hasMethod(self, name: str) -> bool:
            return True

        def hasProperty(self, name: str) -> bool:
            return False

        def invoke(self, name: str, arguments: tuple[Any, ...], indexes: Any, out: Any) -> tuple[Any, ...]:
            return end.answer(name, arguments), (), ()

    class Factory(unohelper.Base, XSingleComponentFactory, XServiceInfo):  # type: ignore[misc]
        def createInstanceWithContext(self, context: Any) -> Any:
            return Bridge()

        def createInstanceWithArgumentsAndContext(self, arguments: Any, context: Any) -> Any:
            return Bridge()

        def getImplementationName(self) -> str:
            return service

        def supportsService(self, name: str) -> bool:
            return name == service

        def getSupportedServiceNames(self) -> tuple[str, ...]:
            return (service,)

    return Factory()
