"""Click as the command line uses it: its own texts in Spanish, and every error told as what, where, what to do."""

import codecs
import gettext
import io
import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

import click

from cartera_xl.nucleo.errores import ErrorCartera

FOLDER = Path(__file__).parent
SHORT_HELP = 100
QUOTED = re.compile(r"(?:(?<=[\s(])|^)'([^']*)'(?=[\s,.:;?)]|$)")


def speak_spanish() -> None:
    """Make the texts that Click asks of gettext come in Spanish, whatever the language of the machine.

    Only `LANGUAGE` changes, and only in this process: numbers and dates follow other variables.
    """
    gettext.bindtextdomain("messages", FOLDER)
    os.environ["LANGUAGE"] = "es"


class Group(click.Group):
    """The only place where an `ErrorCartera` becomes text; a defect of ours keeps its traceback.

    Its help lists the commands by `sections`, in their order; one that is in none goes last, under «Otras».
    """

    def __init__(self, *args: Any, sections: Mapping[str, Sequence[str]] | None = None, **extra: Any) -> None:
        super().__init__(*args, **extra)
        self.sections = dict(sections or {})

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        placed = {name for names in self.sections.values() for name in names}
        others = [name for name in self.list_commands(ctx) if name not in placed]
        for title, names in {**self.sections, "Otras": others}.items():
            found = [(name, self.get_command(ctx, name)) for name in names]
            rows = [(name, command.get_short_help_str(SHORT_HELP)) for name, command in found if command is not None]
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows)

    def main(self, *args: Any, **extra: Any) -> Any:
        speak_spanish()
        _write_what_can_be_written()
        return super().main(*args, **extra)

    def add_command(self, cmd: click.Command, name: str | None = None) -> None:
        cmd.options_metavar = "[OPCIONES]"
        super().add_command(cmd, name)

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        with _errors_in_spanish():
            return super().make_context(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        with _errors_in_spanish():
            return super().invoke(ctx)


def _write_what_can_be_written() -> None:
    """On Windows, output sent to a file is not UTF-8: a mark that does not exist there becomes a «?», not a failure."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and not is_utf8(stream):
            stream.reconfigure(errors="replace")


def is_utf8(stream: TextIO) -> bool:
    """True if the stream can write any character."""
    return codecs.lookup(stream.encoding or "utf-8").name == "utf-8"


@contextmanager
def _errors_in_spanish() -> Iterator[None]:
    try:
        yield
    except click.exceptions.NoArgsIsHelpError:
        raise
    except click.UsageError as error:
        raise click.UsageError(_in_order(error.format_message()), error.ctx) from error
    except ErrorCartera as error:
        raise click.ClickException(str(error)) from error


def _in_order(message: str) -> str:
    """Names between «», and the line that says where before the one that says what to do."""
    what, *lines = QUOTED.sub(r"«\1»", message).split("\n")
    return "\n".join([what, *sorted(lines, key=lambda line: not line.startswith("Dónde:"))])


class Date(click.DateTime):
    """A date as people write it; its error shows an example and not a pattern."""

    def __init__(self) -> None:
        super().__init__(["%d/%m/%Y", "%Y-%m-%d"])

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter as error:
            text = f"«{value}» no es una fecha.\nQué hacer: Escriba día, mes y año, como 31/12/2025."
            raise click.BadParameter(text, ctx, param) from error


def path_type(name: str, **kind: Any) -> click.Path[Path]:
    """A `click.Path` that says «archivo» or «carpeta»: Click picks the word before its catalogue is bound."""
    path: click.Path[Path] = click.Path(path_type=Path, **kind)
    path.name = name
    return path
