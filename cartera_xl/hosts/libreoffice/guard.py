"""What every class of the engine has around it: clear errors when the book is gone or a thing is not supported."""

import functools
import inspect
from collections.abc import Callable
from typing import Any, TypeVar

from xlwings import base_classes

from cartera_xl.hosts.libreoffice.errors import BookGone, Unsupported

_Class = TypeVar("_Class", bound=type)
_REAL_IN_BASE = frozenset({"expand", "get_async_pipeline_overrides", "max_cells_per_read", "max_cells_per_write"})
_DISPOSED = "com.sun.star.lang.DisposedException"


def engine_class(cls: _Class) -> _Class:
    """Complete and protect a class of the engine.

    What xlwings' base class promises and this one lacks says so in words; and an error of LibreOffice becomes
    `BookGone` when its cause is that the book or the program is no longer there.
    """
    promised = _promised(cls)
    for name, member in list(vars(cls).items()):
        guarded = _guarded_member(cls, name, member, promised.get(name))
        if guarded is not None:
            setattr(cls, name, guarded)
    own = {name for base in cls.__mro__ if base.__module__ != base_classes.__name__ for name in vars(base)}
    for name, member in promised.items():
        if name not in own:
            setattr(cls, name, _lacking(cls, name, member))
    return cls


def is_uno_error(error: BaseException) -> bool:
    """True for an exception that comes from LibreOffice."""
    return any(kind.__name__.startswith("com.sun.star.") for kind in type(error).__mro__)


def unsupported(what: str) -> Unsupported:
    """The error for something of xlwings that this engine does not do."""
    return Unsupported(f"El motor de LibreOffice no admite «{what}».")


def _promised(cls: type) -> dict[str, Any]:
    """Members of xlwings' base classes that have no code of their own there."""
    found: dict[str, Any] = {}
    for base in cls.__mro__:
        if base.__module__ == base_classes.__name__:
            for name, member in vars(base).items():
                plain = isinstance(member, property) or inspect.isfunction(member)
                if plain and name not in _REAL_IN_BASE and not inspect.iscoroutinefunction(member):
                    found.setdefault(name, member)
    return found


def _guarded_member(cls: type, name: str, member: Any, promised: Any) -> Any:
    if isinstance(member, property):
        setter = member.fset and _guarded(member.fset)
        if setter is None and isinstance(promised, property) and promised.fset is not None:
            setter = _raiser(cls, name)
        return property(_guarded(member.fget) if member.fget else None, setter, None, member.__doc__)
    if inspect.isfunction(member) and (not name.startswith("_") or name in ("__call__", "__len__", "__contains__")):
        return _guarded(member)
    return None


def _guarded(function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def call(self: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return function(self, *args, **kwargs)
        except Exception as error:
            if is_uno_error(error) and _is_gone(self, error):
                raise gone() from error
            raise

    return call


def gone() -> BookGone:
    """The error for a book that is no longer open."""
    return BookGone("El libro ya no está abierto en LibreOffice.")


def _is_gone(instance: Any, error: Exception) -> bool:
    if type(error).__name__ == _DISPOSED:
        return True
    alive = getattr(instance, "_alive", None)
    return alive is not None and not alive()


def _lacking(cls: type, name: str, member: Any) -> Any:
    raiser = _raiser(cls, name)
    return property(raiser, raiser) if isinstance(member, property) else raiser


def _raiser(cls: type, name: str) -> Callable[..., Any]:
    def fail(*_args: Any, **_kwargs: Any) -> Any:
        raise unsupported(f"{cls.__name__}.{name}")

    return fail
