"""Los envoltorios de VBA y las funciones de Python se entienden: mismos argumentos, en el mismo orden, con su ayuda."""

import json
import re

import pytest

from cartera_xl.excel.registry import CATEGORY, FUNCTIONS, OWN_SHEETS, Function
from cartera_xl.excel.vba import functions_module, help_module
from tests.wine.bridge import Windows

WRAPPER = re.compile(
    r"Public Function (?P<id>\w+)\((?P<declared>.*?)\) As Variant\n.*?Calcular\(\"(?P=id)\", "
    r"Array\((?P<sent>.*?)\), (?P<book>True|False)\)",
    re.DOTALL,
)
METADATA = """__import__("json").dumps(
    getattr(__import__("cartera_xl.excel.xlwings_functions", fromlist=["x"]), {ident!r}).__xlfunc__)"""
XLWINGS_OWN_WRAPPERS = """(lambda out, module: (
    __import__("xlwings.udfs", fromlist=["x"]).generate_vba_wrapper(
        module.__name__, module, out, __import__("types").SimpleNamespace(Name="cartera.xlam")),
    out.getvalue())[1])(
    __import__("io").StringIO(), __import__("cartera_xl.excel.xlwings_functions", fromlist=["x"]))"""


def _wrapper(function: Function) -> re.Match[str]:
    return next(found for found in WRAPPER.finditer(functions_module()) if found["id"] == function.id)


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.id)
def test_lo_que_manda_el_vba_es_lo_que_python_espera(server: Windows, function: Function) -> None:
    wrapper = _wrapper(function)
    sent = wrapper["sent"].split(", ")
    metadata = json.loads(server.ask("evaluate_there", METADATA.format(ident=function.id)))
    expected = [argument["name"] for argument in metadata["args"]]
    own = len(OWN_SHEETS) if wrapper["book"] == "True" else 0
    assert expected[: len(sent)] == sent
    assert len(expected) == len(sent) + own
    assert (own > 0) == function.needs_book


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.id)
def test_la_ayuda_llega_a_los_metadatos_de_xlwings(server: Windows, function: Function) -> None:
    metadata = json.loads(server.ask("evaluate_there", METADATA.format(ident=function.id)))
    assert metadata["ret"]["doc"] == function.help
    assert metadata["category"] == CATEGORY
    documented = {argument["name"]: argument["doc"] for argument in metadata["args"]}
    assert {argument.name: argument.help for argument in function.arguments}.items() <= documented.items()


def test_las_hojas_propias_van_en_el_orden_del_registro() -> None:
    names = re.search(r"HojasPropias = Array\((.*)\)", help_module())
    assert names is not None
    letters = re.sub(r"ChrW\((\d+)\)", lambda found: f'"{chr(int(found[1]))}"', names[1])
    assert tuple(re.findall(r'"([^"]*)"', letters.replace('" & "', ""))) == OWN_SHEETS


def test_el_generador_de_xlwings_entiende_nuestras_funciones(server: Windows) -> None:
    text = server.ask("evaluate_there", XLWINGS_OWN_WRAPPERS)
    for function in FUNCTIONS:
        declared = re.search(rf"Function {function.id}\((.*?)\)", text)
        assert declared is not None
        names = [part.split()[-1] for part in declared[1].split(",")]
        assert names[: len(function.arguments)] == [argument.name for argument in function.arguments]
