"""El componente de la extensión fuera de LibreOffice: qué dice cuando algo falta o falla, sin una traza a la vista."""

import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

import cartera_xl
from cartera_xl.excel.extension import commands, functions
from macros.libreoffice.build import HERE

OURS = f"{sys.version_info.major}.{sys.version_info.minor}"
PARTS = ("com", "com.sun", "com.sun.star", "com.sun.star.awt")


class FakeBox:
    """A message box that remembers."""

    shown: list[str]

    def execute(self) -> int:
        return 1

    def dispose(self) -> None:
        """Nothing to free."""


class FakeContext:
    """What the component asks of LibreOffice: where the user's folder is, and the window in front."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.shown: list[str] = []
        self.ServiceManager = SimpleNamespace(createInstanceWithContext=lambda name, context: self)
        self.ContainerWindow = SimpleNamespace(Toolkit=self)

    def getSubstituteVariableValue(self, name: str) -> str:
        assert name == "$(user)"
        return str(self.folder)

    def getCurrentFrame(self) -> "FakeContext":
        return self

    def createMessageBox(self, window: object, kind: object, buttons: int, title: str, text: str) -> FakeBox:
        self.shown.append(text)
        return FakeBox()

    def link(self, **values: str) -> None:
        """What the installer writes."""
        lines = [f"{name} = {value}" for name, value in values.items()]
        (self.folder / "cartera-xl.ini").write_text("[cartera]\n" + "\n".join(lines) + "\n", encoding="utf-8")


def _module(name: str, **members: Any) -> ModuleType:
    module = ModuleType(name)
    module.__dict__.update(members)
    return module


@pytest.fixture
def component(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The component's module, with a LibreOffice of cardboard around."""
    interface = {name: type(name, (), {}) for name in ("XLocalizable", "XServiceInfo", "XJobExecutor")}
    helper = SimpleNamespace(addImplementation=lambda *arguments: None)
    fakes = [
        *(_module(name) for name in PARTS),
        _module("com.sun.star.awt.MessageBoxType", ERRORBOX=object()),
        _module("com.sun.star.lang", **interface),
        _module("com.sun.star.task", **interface),
        _module("unohelper", Base=type("Base", (), {}), ImplementationHelper=lambda: helper),
        _module(
            "uno",
            getClass=lambda name: type("XFunciones", (), {}),
            createUnoStruct=lambda *arguments: arguments,
            fileUrlToSystemPath=lambda url: url,
        ),
    ]
    for fake in fakes:
        monkeypatch.setitem(sys.modules, fake.__name__, fake)
    monkeypatch.delenv("CARTERA_ENTORNO", raising=False)
    monkeypatch.setenv("CARTERA_PERFIL", "")
    monkeypatch.setattr(sys, "path", list(sys.path))
    spec = importlib.util.spec_from_file_location("componente", HERE / "cartera_uno.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def context(tmp_path: Path) -> FakeContext:
    return FakeContext(tmp_path)


@pytest.fixture
def not_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    """También se apunta el atributo: al importarlo otra vez se quedaría el módulo nuevo, sin sus submódulos."""
    monkeypatch.setattr(cartera_xl, "excel", sys.modules["cartera_xl.excel"])
    monkeypatch.delitem(sys.modules, "cartera_xl.excel")


def _cell(component: Any, context: FakeContext) -> str:
    ((text,),) = component.Functions(context).CARTERA_GENERACION(object(), 1985.0)
    return str(text)


@pytest.mark.usefixtures("not_loaded")
def test_sin_enlace_dice_que_orden_lo_pone(component: Any, context: FakeContext) -> None:
    component.Commands(context).trigger("ayuda")

    assert "cartera libreoffice instalar" in _cell(component, context)
    assert "cartera libreoffice instalar" in context.shown[0]


@pytest.mark.usefixtures("not_loaded")
def test_con_otro_python_dice_los_dos(component: Any, context: FakeContext) -> None:
    context.link(python="3.9", paquetes="x")

    assert f"trae Python {OURS} y cartera-xl está instalado con Python 3.9" in _cell(component, context)


@pytest.mark.usefixtures("not_loaded")
def test_si_el_entorno_ya_no_tiene_cartera_lo_dice(
    component: Any, context: FakeContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    context.link(python=OURS, paquetes=str(context.folder))
    monkeypatch.setitem(sys.modules, "cartera_xl.excel", None)
    monkeypatch.delitem(sys.modules, "cartera_xl.excel")
    monkeypatch.setattr(sys, "meta_path", [_Nothing(), *sys.meta_path])

    assert "No se encuentra cartera-xl" in _cell(component, context)


class _Nothing:
    """As if the package were not there."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        if name == "cartera_xl.excel":
            raise ImportError(name)


@pytest.mark.usefixtures("not_loaded")
def test_las_carpetas_del_enlace_van_las_primeras_y_los_datos_a_su_sitio(
    component: Any, context: FakeContext, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CARTERA_DATOS", "")
    monkeypatch.delenv("CARTERA_DATOS")
    one, other, linked = (tmp_path / name for name in ("uno con espacios", "otro", "enlazada"))
    for folder in (one, other, linked):
        folder.mkdir()
    (one / "enlace.pth").write_text(f"{linked}\n", encoding="utf-8")
    context.link(python=OURS, paquetes=f"{one}\n\t{other}", datos=str(tmp_path / "datos"))

    component.prepare(context)

    assert sys.path[:3] == [str(one), str(linked), str(other)]
    assert os.environ["CARTERA_DATOS"] == str(tmp_path / "datos")
    assert os.environ["CARTERA_PERFIL"] == str(tmp_path.parent)


@pytest.mark.usefixtures("not_loaded")
def test_la_variable_con_un_entorno_manda_sobre_el_enlace(
    component: Any, context: FakeContext, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CARTERA_ENTORNO", str(tmp_path / "venv"))
    context.link(python="2.7")

    component.prepare(context)

    assert sys.path[0].startswith(str(tmp_path / "venv"))
    assert sys.path[0].endswith("site-packages")


def test_un_fallo_nuestro_deja_su_traza_en_el_registro_y_no_en_la_celda(
    component: Any, context: FakeContext, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    log = tmp_path / "datos" / "registro.log"
    context.link(registro=str(log))
    monkeypatch.setattr(functions, "calculate", _fail)

    assert _cell(component, context) == "Cartera: error inesperado; los detalles están en el registro"
    assert "ZeroDivisionError" in log.read_text(encoding="utf-8")


def test_un_fallo_nuestro_en_una_orden_dice_donde_esta_el_registro(
    component: Any, context: FakeContext, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    context.link(registro=str(tmp_path / "registro.log"))
    monkeypatch.setattr(commands, "run", _fail)

    component.Commands(context).trigger("ayuda")

    assert str(tmp_path / "registro.log") in context.shown[0]
    assert "Traceback" not in context.shown[0]


def test_si_el_registro_no_se_puede_escribir_la_caja_dice_el_error(
    component: Any, context: FakeContext, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    context.link(registro=str(tmp_path))
    monkeypatch.setattr(commands, "run", _fail)

    component.Commands(context).trigger("ayuda")

    assert "ZeroDivisionError" in context.shown[0]


def _fail(*arguments: object) -> None:
    raise ZeroDivisionError


def test_lo_que_no_es_una_funcion_no_existe(component: Any, context: FakeContext) -> None:
    with pytest.raises(AttributeError):
        component.Functions(context).otra_cosa()
