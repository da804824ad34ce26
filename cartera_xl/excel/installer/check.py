"""What a check says, and what it looks at."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cartera_xl.excel.installer import conf
from cartera_xl.excel.installer.plan import ADD_IN
from cartera_xl.excel.installer.system import Platform, System

INSTALL = "Cierre Excel y ejecute: cartera excel instalar"


@dataclass(frozen=True, slots=True)
class Check:
    """`ok` is None if it cannot be known, or is worth saying without being wrong; `remedy` is empty if all is right."""

    title: str
    ok: bool | None
    detail: str
    remedy: str = ""

    def as_dict(self) -> dict[str, str | bool | None]:
        """For other programs."""
        return {"titulo": self.title, "bien": self.ok, "detalle": self.detail, "remedio": self.remedy}


@dataclass(frozen=True, slots=True)
class Situation:
    """The machine being looked at; what is read of it is read each time, nothing is kept."""

    system: System

    @property
    def add_in(self) -> Path:
        """Where the add-in is, or should be."""
        return self.system.addins_folder / ADD_IN

    @property
    def settings(self) -> dict[str, str]:
        """What `cartera.conf` says; empty if there is none."""
        try:
            return conf.parse(self.system.conf_path.read_bytes().decode(self.system.encoding, "replace"))
        except OSError:
            return {}

    @property
    def interpreter(self) -> Path:
        """The Python that Excel starts: the one in the settings, or the one that runs now if they say none."""
        if self.system.platform is Platform.OTHER:
            return self.system.interpreter
        said = self.settings.get(conf.INTERPRETERS[self.system.platform], "")
        return Path(said) if said else self.system.interpreter


CheckFunction = Callable[[Situation], Check]
