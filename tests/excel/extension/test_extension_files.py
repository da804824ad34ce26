"""Los archivos de la extensión de LibreOffice: todo lo del registro, en español, y siempre los mismos bytes."""

import io
import re
import shutil
import zipfile
from xml.etree import ElementTree

import pytest

from cartera_xl.excel.extension.functions_files import interface_text
from cartera_xl.excel.extension.names import (
    COMMANDS_SERVICE,
    FUNCTIONS_INTERFACE,
    FUNCTIONS_SERVICE,
    IDENTIFIER,
    command_url,
)
from cartera_xl.excel.extension.package import COMPONENT, TYPES, generated_files, pack
from cartera_xl.excel.registry import COMMANDS, FUNCTIONS, Function
from cartera_xl.resources import macro_file
from macros.libreoffice.build import HERE, TARGET, extension

OOR = "{http://openoffice.org/2001/registry}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
FILES = generated_files("1.2.3")
GROUPS = len({command.group for command in COMMANDS})


@pytest.fixture(scope="module")
def built() -> bytes:
    if shutil.which("unoidl-write", path="/usr/lib/libreoffice/sdk/bin:/usr/bin") is None:
        pytest.fail("Falta «unoidl-write». Instálelo: sudo apt-get install --yes libreoffice-dev")
    return extension()


def _node(parent: ElementTree.Element, *path: str) -> ElementTree.Element:
    for name in path:
        parent = next(node for node in parent.findall("node") if node.get(f"{OOR}name") == name)
    return parent


def _property(node: ElementTree.Element, name: str, language: str | None = None) -> str:
    prop = next(prop for prop in node.findall("prop") if prop.get(f"{OOR}name") == name)
    return next(value.text or "" for value in prop.findall("value") if value.get(LANG) == language)


def _names(node: ElementTree.Element) -> list[str]:
    return [child.get(f"{OOR}name") or "" for child in node.findall("node")]


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith((".xcu", ".xml"))])
def test_cada_archivo_es_xml_bien_formado(name: str) -> None:
    ElementTree.fromstring(FILES[name])


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.id)
@pytest.mark.parametrize("language", ["es", "en-US"])
def test_cada_funcion_lleva_su_nombre_su_ayuda_y_la_de_sus_argumentos(function: Function, language: str) -> None:
    root = ElementTree.fromstring(FILES["CalcAddIns.xcu"])
    node = _node(root, "AddInInfo", FUNCTIONS_SERVICE, "AddInFunctions", function.id)
    arguments = _node(node, "Parameters").findall("node")

    assert _property(node, "DisplayName", language) == function.id
    assert _property(node, "CompatibilityName", language) == function.id
    assert function.help in _property(node, "Description", language)
    assert [_property(argument, "DisplayName", language) for argument in arguments] == [
        argument.name for argument in function.arguments
    ]
    assert [_property(argument, "Description", language) for argument in arguments] == [
        argument.help for argument in function.arguments
    ]


def test_el_orden_de_los_argumentos_es_tambien_el_alfabetico() -> None:
    root = ElementTree.fromstring(FILES["CalcAddIns.xcu"])
    for node in _node(root, "AddInInfo", FUNCTIONS_SERVICE, "AddInFunctions").findall("node"):
        names = _names(_node(node, "Parameters"))
        assert names == sorted(names)


def test_los_nombres_de_los_argumentos_son_los_de_la_interfaz() -> None:
    root = ElementTree.fromstring(FILES["CalcAddIns.xcu"])
    declared = dict(re.findall(r"> > (CARTERA_\w+)\((.*)\);", interface_text()))

    assert set(declared) == {function.id for function in FUNCTIONS}
    for function in FUNCTIONS:
        node = _node(root, "AddInInfo", FUNCTIONS_SERVICE, "AddInFunctions", function.id, "Parameters")
        assert re.findall(r"\[in\] any (\w+)", declared[function.id]) == _names(node)


def test_el_menu_y_la_barra_llevan_todas_las_ordenes_en_el_orden_de_la_cinta() -> None:
    interface = _node(ElementTree.fromstring(FILES["Addons.xcu"]), "AddonUI")
    menu = _node(interface, "OfficeMenuBar", IDENTIFIER, "Submenu")
    toolbar = _node(interface, "OfficeToolBar").findall("node")[0]
    for place in (menu, toolbar):
        entries = sorted(place.findall("node"), key=lambda node: node.get(f"{OOR}name") or "")
        urls = [_property(entry, "URL") for entry in entries]
        assert [url for url in urls if url.startswith("service:")] == [command_url(c.id) for c in COMMANDS]
        assert urls.count("private:separator") == GROUPS - 1
        titles = [_property(entry, "Title", "es") for entry in entries if _property(entry, "URL").startswith("service")]
        assert titles == [command.label for command in COMMANDS]


def test_cada_orden_tiene_sus_iconos_dentro(built: bytes) -> None:
    interface = _node(ElementTree.fromstring(FILES["Addons.xcu"]), "AddonUI")
    inside = zipfile.ZipFile(io.BytesIO(built)).namelist()
    for command in COMMANDS:
        images = _node(interface, "Images", f"{IDENTIFIER}.{command.id}")
        assert _property(images, "URL") == command_url(command.id)
        for name in ("ImageSmallURL", "ImageBigURL"):
            icon = _property(_node(images, "UserDefinedImages"), name)
            assert icon.removeprefix("%origin%/") in inside


def test_el_componente_registra_los_mismos_nombres() -> None:
    source = (HERE / COMPONENT).read_text(encoding="utf-8")

    assert f'FUNCTIONS = "{FUNCTIONS_SERVICE}"' in source
    assert f'COMMANDS = "{COMMANDS_SERVICE}"' in source
    assert f'uno.getClass("{FUNCTIONS_INTERFACE}")' in source


def test_el_manifiesto_nombra_lo_que_hay_que_cargar_y_solo_lo_que_hay(built: bytes) -> None:
    manifest = ElementTree.fromstring(FILES["META-INF/manifest.xml"])
    listed = {value for entry in manifest for name, value in entry.items() if name.endswith("full-path")}
    inside = set(zipfile.ZipFile(io.BytesIO(built)).namelist())

    assert listed <= inside
    assert listed == {TYPES, COMPONENT, *(name for name in inside if name.endswith(".xcu"))}


def test_la_descripcion_dice_nombre_version_y_licencia(built: bytes) -> None:
    inside = set(zipfile.ZipFile(io.BytesIO(built)).namelist())
    described = ElementTree.fromstring(FILES["description.xml"])
    linked = {value for node in described.iter() for name, value in node.items() if name.endswith("}href")}

    assert '<version value="1.2.3"/>' in FILES["description.xml"]
    assert '<name lang="es">Cartera' in FILES["description.xml"]
    assert {"LICENSE", "descripcion.txt"} <= linked
    assert linked <= inside


def test_dos_construcciones_son_iguales_byte_a_byte(built: bytes) -> None:
    assert extension() == built


def test_la_extension_del_repositorio_es_la_que_sale_de_sus_fuentes(built: bytes) -> None:
    assert macro_file(TARGET.name).read_bytes() == built, "ejecute: python -m macros.libreoffice.build"


def test_el_empaquetado_no_depende_del_orden_de_los_archivos() -> None:
    assert pack({"b": b"2", "a": b"1"}) == pack({"a": b"1", "b": b"2"})
