"""«Diagnóstico»: is everything in its place on this machine, and what to do about what is not."""

import platform
import sys
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import version

from cartera_xl import settings
from cartera_xl.excel.commands.desk import Desk
from cartera_xl.excel.commands.notices import Answer, Block, Level, Notice, boxed
from cartera_xl.excel.commands.run_log import log_path
from cartera_xl.excel.extension import checks as of_libreoffice
from cartera_xl.excel.installer import checks as of_excel
from cartera_xl.excel.installer.check import Check

TITLE = "Diagnóstico"
LIBREOFFICE = "libreoffice"
_MARKS = {True: "bien", False: "FALLA", None: "nota"}


def answer(desk: Desk) -> Answer:
    """The summary in a box; the whole, in the log. Each program has its own add-in, and its own checks."""
    desk.say("comprobando la instalación…")
    installation = of_libreoffice if desk.app.engine.name == LIBREOFFICE else of_excel
    checks = installation.run_checks()
    facts = tuple(_facts(desk))
    desk.log.say("\n".join(("diagnóstico completo", *_whole(facts, checks))))
    failing = any(check.ok is False for check in checks)
    return Answer(Notice(TITLE, text_of(facts, checks), Level.WARNING if failing else Level.INFO))


def text_of(facts: Sequence[tuple[str, str]], checks: Sequence[Check]) -> str:
    """What fails with its remedy, and what anybody who helps would ask first."""
    failing = [check for check in checks if check.ok is False]
    to_know = [check for check in checks if check.ok is None]
    blocks = [Block(_verdict(len(failing), len(checks)))]
    blocks += [Block(_said(check), place) for place, check in enumerate(failing)]
    blocks += [Block(_said(check), 30 + place) for place, check in enumerate(to_know)]
    blocks.append(Block(f"\n{_fact(facts[0])}"))
    blocks += [Block(_fact(fact), 10 + place) for place, fact in enumerate(facts[1:])]
    blocks.append(Block(f"\nEl diagnóstico entero está en el registro:\n{log_path()}"))
    return boxed(blocks)


def _said(check: Check) -> str:
    remedy = f" {check.remedy.rstrip('.')}." if check.remedy else ""
    return f" · {check.title}: {check.detail}{remedy}"


def _fact(fact: tuple[str, str]) -> str:
    return f"{fact[0]}: {fact[1]}"


def _verdict(failing: int, checks: int) -> str:
    if not failing:
        return "Nada falla." if checks == 1 else f"Nada falla en {checks} comprobaciones."
    return "Falla una comprobación:" if failing == 1 else f"Fallan {failing} de {checks} comprobaciones:"


def _facts(desk: Desk) -> Iterator[tuple[str, str]]:
    yield "Versión", f"cartera-xl {version('cartera-xl')}"
    yield "Programa", f"{desk.app.engine.name} {desk.app.version}"
    yield "Python", f"{platform.python_version()}, {sys.maxsize.bit_length() + 1} bits, {sys.prefix}"
    yield "Sistema", platform.platform()
    yield "xlwings", version("xlwings")
    yield "Diario de recálculos", str(settings.journal_path())


def _whole(facts: Iterable[tuple[str, str]], checks: Iterable[Check]) -> Iterator[str]:
    for fact in facts:
        yield f"  {_fact(fact)}"
    for check in checks:
        yield f"  {_MARKS[check.ok]}  {check.title}: {check.detail}"
        if check.remedy:
            yield f"         {check.remedy}"
