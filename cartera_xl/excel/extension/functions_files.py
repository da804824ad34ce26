"""What LibreOffice needs to know of the worksheet functions: their UNO interface and their help."""

from __future__ import annotations

from cartera_xl.excel.extension.names import CALLER, FUNCTIONS_INTERFACE, FUNCTIONS_SERVICE, parameter_name
from cartera_xl.excel.extension.xcu import Node, Text, Value, component_data
from cartera_xl.excel.registry import CATEGORY, FUNCTIONS, Function

ADD_IN_CATEGORY = "Add-In"
"""The wizard only takes its own categories from an extension."""


def interface_text() -> str:
    """The IDL of the functions: every argument is `any`, so that a cell, a range, a text and nothing all arrive.

    The answer is always rows of cells: Python cannot say the type of an array inside an `any`.
    """
    *modules, interface = FUNCTIONS_INTERFACE.split(".")
    opening = " ".join(f"module {module} {{" for module in modules)
    signatures = "".join(f"    {_signature(function)}\n" for function in FUNCTIONS)
    return f"{opening}\ninterface {interface} {{\n{signatures}}};\n{'}; ' * len(modules)}\n".replace("; \n", ";\n")


def _signature(function: Function) -> str:
    arguments = [f"[in] com::sun::star::beans::XPropertySet {CALLER}"]
    arguments += [f"[in] any {parameter_name(*known)}" for known in _numbered_names(function)]
    return f"sequence< sequence< any > > {function.id}( {', '.join(arguments)} );"


def _numbered_names(function: Function) -> list[tuple[int, str]]:
    return list(enumerate((argument.name for argument in function.arguments), 1))


def calc_add_ins() -> str:
    """`CalcAddIns.xcu`: names and help of the functions.

    `CompatibilityName` is how newer versions write the function in an `.xlsx`; 7.4 ignores it.
    """
    functions = Node("AddInFunctions", children=tuple(_function_node(function) for function in FUNCTIONS))
    info = Node("AddInInfo", children=(Node(FUNCTIONS_SERVICE, children=(functions,), new=True),))
    return component_data("org.openoffice.Office", "CalcAddIns", (info,))


def _function_node(function: Function) -> Node:
    arguments = tuple(
        Node(
            parameter_name(place, argument.name),
            {"DisplayName": Text(argument.name, True), "Description": Text(argument.help, True)},
            new=True,
        )
        for place, argument in enumerate(function.arguments, 1)
    )
    properties: dict[str, Value] = {
        "DisplayName": Text(function.id, True),
        "Description": Text(f"{CATEGORY}: {function.help}", True),
        "Category": Text(ADD_IN_CATEGORY),
        "CompatibilityName": Text(function.id, True),
    }
    return Node(function.id, properties, (Node("Parameters", children=arguments),), new=True)
