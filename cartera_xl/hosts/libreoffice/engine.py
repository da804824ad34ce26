"""xlwings' engine for LibreOffice. `start`, `attach` and `connect` give an ordinary `xlwings.App`."""

import itertools
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import xlwings
from xlwings import base_classes

from cartera_xl.hosts.libreoffice.app import App
from cartera_xl.hosts.libreoffice.errors import OfficeMissing
from cartera_xl.hosts.libreoffice.guard import engine_class
from cartera_xl.hosts.libreoffice.process import resolve, start_process
from cartera_xl.hosts.libreoffice.uno_import import import_uno
from cartera_xl.hosts.libreoffice.values import READY, ReadOptions, cleaned, prepared

ENGINE_NAME = "libreoffice"


def register() -> None:
    """Add the engine to xlwings; it becomes the active one if there is no other. Calling it again does nothing."""
    if not any(engine.name == ENGINE_NAME for engine in xlwings.engines):
        xlwings.engines.add(xlwings.Engine(impl=_Engine()))
    if xlwings.engines.active is None:
        xlwings.engines[ENGINE_NAME].activate()


def start(*, visible: bool = False, folder: Path | None = None) -> xlwings.App:
    """A LibreOffice of our own, with its own profile under `folder`. `App.quit()` ends it and removes the profile."""
    process = start_process(visible=visible, folder=folder)
    return _added(App(_engine(), process.connect(), process.pid, process=process, visible=visible))


def attach(context: Any) -> xlwings.App:
    """The LibreOffice of that component context: from inside it, or already reached in some way."""
    return _known(context) or _added(_attached(context))


def connect(pipe: str) -> xlwings.App:
    """A LibreOffice that listens on that pipe (`--accept=pipe,name=…;urp;`)."""
    context = resolve(pipe)
    if context is None:
        raise OfficeMissing(
            f"Ningún LibreOffice escucha en «{pipe}».",
            donde="este equipo",
            remedio=f"Ábralo con: soffice --accept='pipe,name={pipe};urp;'",
        )
    return attach(context)


class _Engine:
    """What xlwings asks of an engine."""

    name = ENGINE_NAME
    type = "desktop"

    def __init__(self) -> None:
        self.apps = Apps(self)

    @staticmethod
    def prepare_xl_data_element(value: Any, _options: Any) -> Any:
        """A value before writing it."""
        return value if value.__class__ in READY else prepared(value)

    @staticmethod
    def clean_value_data(data: Any, datetime_builder: Any, empty_as: Any, number_builder: Any, err_to_str: bool) -> Any:
        """Values after reading them."""
        return cleaned(data, ReadOptions(datetime_builder, empty_as, number_builder, err_to_str))


@engine_class
class Apps(base_classes.Apps):
    """The LibreOffices that this process uses; the first one is the active one."""

    def __init__(self, engine: _Engine) -> None:
        self._engine = engine
        self._apps: list[App] = []
        self._numbers = itertools.count(1)

    def _live(self) -> list[App]:
        self._apps = [app for app in self._apps if app.alive]
        return self._apps

    def keys(self) -> list[int]:
        """Their numbers."""
        return [app.pid for app in self._live()]

    def add(self, spec: Any = None, add_book: bool | None = None, xl: Any = None, visible: bool | None = None) -> App:  # noqa: ARG002
        """Start one of our own, as `xlwings.App()` does: visible unless told otherwise."""
        app: App = start(visible=visible is not False).impl
        if add_book:
            app.books.add()
        return app

    @staticmethod
    def cleanup() -> None:
        """Nothing is left behind: each process ends with its `App`."""

    def __iter__(self) -> Iterator[App]:
        return iter(list(self._live()))

    def __len__(self) -> int:
        return len(self._live())

    def __getitem__(self, pid: int) -> App:
        found = next((app for app in self._live() if app.pid == pid), None)
        if found is None:
            raise KeyError(pid)
        return found

    def promote(self, app: App) -> None:
        """Make it the active one."""
        self._apps = [app, *(other for other in self._apps if other is not app)]

    def forget(self, app: App) -> None:
        """Take it out of the list."""
        self._apps = [other for other in self._apps if other is not app]

    def unknown_pid(self) -> int:
        """A number for a LibreOffice whose process cannot be known: negative, never that of a process."""
        return -next(self._numbers)


def _engine() -> _Engine:
    register()
    engine: _Engine = xlwings.engines[ENGINE_NAME].impl
    return engine


def _known(context: Any) -> xlwings.App | None:
    found = next((app for app in _engine().apps if app.context == context), None)
    return xlwings.App(impl=found, add_book=False) if found else None


def _attached(context: Any) -> App:
    """Inside LibreOffice, its process is ours."""
    engine = _engine()
    inside = context == import_uno().getComponentContext()
    return App(engine, context, os.getpid() if inside else engine.apps.unknown_pid(), process=None, visible=True)


def _added(app: App) -> xlwings.App:
    """Whoever asks for LibreOffice wants xlwings to work with it from now on."""
    app.engine.apps.promote(app)
    xlwings.engines[ENGINE_NAME].activate()
    return xlwings.App(impl=app, add_book=False)
