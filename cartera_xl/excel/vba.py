"""The VBA modules that are made from the registry: the worksheet functions, their help and the buttons' macros.

The text is kept in `macros/` and is put into the add-in and into the template when they are built, so that nobody has
to import functions nor to trust access to the VBA project. Identifiers are ASCII; the rest fits in Windows-1252, which
is how a VBA project keeps its source.
"""

from collections.abc import Iterable

from cartera_xl.excel.registry import CATEGORY, COMMANDS, FUNCTIONS, OWN_SHEETS, Argument, Command, Function

GENERATED = "' Lo escribe «python -m macros.build» a partir del registro de funciones y órdenes: no se edita a mano."

PROGRESS = {
    "comprobar_datos": "Comprobando los datos…",
    "recalcular_segmentos": "Recalculando segmentos…",
    "por_que": "Buscando por qué…",
    "deshacer_recalculo": "Deshaciendo el último recálculo…",
    "informe_pdf": "Preparando el informe…",
    "enviar_informes": "Preparando los informes…",
    "configuracion": "Abriendo la configuración…",
    "ayuda": "Abriendo la ayuda…",
    "diagnostico": "Comprobando la instalación…",
}
"""What the status bar says from the click until Python takes over."""

CHANGE_RESULTS = ("recalcular_segmentos", "deshacer_recalculo")
"""After these, the cells with our functions are calculated again: what they answer depends on the last scoring."""


def modules() -> dict[str, str]:
    """Name and text of every generated module."""
    return {"CarteraAyuda": help_module(), "CarteraCinta": ribbon_module(), "CarteraFunciones": functions_module()}


def functions_module() -> str:
    """One public function per function of the registry; nothing else, for Excel offers all that is public here."""
    return _module("CarteraFunciones", (), [_wrapper(function) for function in FUNCTIONS])


def ribbon_module() -> str:
    """Two macros per command: one for the macro list and for a shape on a sheet, one for the ribbon."""
    return _module("CarteraCinta", (), [*(_macro(command) for command in COMMANDS), _VISIBLE])


def help_module() -> str:
    """What Excel's function wizard shows, and the names of our own sheets."""
    constants = f"Public Const CATEGORIA As String = {literal(CATEGORY)}"
    names = "\n".join(
        [
            "' Las letras con tilde van por su número: así no dependen del alfabeto de cada equipo.",
            "Public Function HojasPropias() As Variant",
            f"    HojasPropias = Array({', '.join(_plain_letters(name) for name in OWN_SHEETS)})",
            "End Function",
        ]
    )
    return _module("CarteraAyuda", ("Option Private Module",), [constants, names, _describe_all()])


def literal(text: str) -> str:
    """The text as a VBA string literal."""
    return '"' + text.replace('"', '""') + '"'


def _plain_letters(text: str) -> str:
    """The text as a VBA expression of plain letters only."""
    parts: list[str] = []
    run = ""
    for letter in text:
        if letter.isascii():
            run += letter
            continue
        parts += [literal(run)] if run else []
        parts.append(f"ChrW({ord(letter)})")
        run = ""
    return " & ".join([*parts, literal(run)] if run or not parts else parts)


def _module(name: str, options: Iterable[str], parts: Iterable[str]) -> str:
    head = [f'Attribute VB_Name = "{name}"', "Option Explicit", *options, "", GENERATED]
    return "\n".join(head) + "\n\n" + "\n\n".join(parts) + "\n"


def _wrapper(function: Function) -> str:
    names = [argument.name for argument in function.arguments]
    omitted = [
        f"    If IsMissing({argument.name}) Then {argument.name} = Empty"
        for argument in function.arguments
        if argument.optional
    ]
    call = f"Calcular({literal(function.id)}, Array({', '.join(names)}), {function.needs_book})"
    return "\n".join(
        [
            f"Public Function {function.id}({_declared(function.arguments)}) As Variant",
            *omitted,
            f"    {function.id} = {call}",
            "End Function",
        ]
    )


def _declared(arguments: Iterable[Argument]) -> str:
    declared = (f"{'Optional ' if argument.optional else ''}{argument.name} As Variant" for argument in arguments)
    return ", _\n    ".join(declared)


def _macro(command: Command) -> str:
    changes = command.id in CHANGE_RESULTS
    call = f"EjecutarOrden {literal(command.id)}, {literal(command.label)}, {literal(PROGRESS[command.id])}, {changes}"
    return "\n".join(
        [
            f"Public Sub {macro_name(command)}()",
            f"    {call}",
            "End Sub",
            "",
            f"Public Sub {callback_name(command)}(control As IRibbonControl)",
            f"    {macro_name(command)}",
            "End Sub",
        ]
    )


def macro_name(command: Command) -> str:
    """The macro of a command as the macro list shows it."""
    return f"Cartera_{command.id}"


def callback_name(command: Command) -> str:
    """The macro that the command's ribbon button runs."""
    return f"CarteraCinta_{command.id}"


VISIBLE_CALLBACK = "CarteraCinta_visible"

_VISIBLE = f"""\
' La pestaña de un libro con macros no se enseña si el complemento ya pone la suya.
Public Sub {VISIBLE_CALLBACK}(control As IRibbonControl, ByRef visible As Variant)
    visible = Not ComplementoAbierto()
End Sub"""


def _describe_all() -> str:
    lines = ["Public Function DescribirFunciones() As Boolean", "    DescribirFunciones = True"]
    for function in FUNCTIONS:
        helps = ", _\n            ".join(literal(argument.help) for argument in function.arguments)
        lines += [
            f"    If Not Describir({literal(function.id)}, _",
            f"        {literal(function.help)}, _",
            f"        Array({helps})) Then DescribirFunciones = False",
        ]
    return "\n".join([*lines, "End Function"])
