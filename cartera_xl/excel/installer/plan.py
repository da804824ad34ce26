"""What an installed add-in looks like on this machine: which files, with what in them, and which registry keys."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from cartera_xl.excel.installer import conf, offices
from cartera_xl.excel.installer.system import Platform, System
from cartera_xl.excel.installer.vba_version import xlwings_version
from cartera_xl.nucleo.errores import ErrorCartera

ADD_IN = "cartera.xlam"
ALLOW = (
    "Dé permiso a su usuario para leer esa carpeta. En un Mac: Ajustes del Sistema > Privacidad y seguridad, y permita "
    "a su aplicación de terminal ver los datos de otras aplicaciones"
)


class ExcelIsOpen(ErrorCartera):
    """Excel is running: it keeps the add-in's file, and on closing it rewrites the list of add-ins."""

    def __init__(self) -> None:
        super().__init__(
            "Excel está abierto.",
            donde="esta sesión de usuario",
            remedio="Guarde sus libros, cierre Excel del todo y repita la orden. Si no ve ninguna ventana suya,"
            " ciérrelo en el Administrador de tareas (en un Mac, en el Monitor de Actividad)",
        )


@contextmanager
def looking() -> Iterator[None]:
    """Says in words that a file could not be read; nothing has been written yet."""
    try:
        yield
    except PermissionError as error:
        raise ErrorCartera(
            "El sistema no deja leer lo que hace falta. No ha cambiado nada.",
            donde=f"«{error.filename}»",
            remedio=ALLOW,
        ) from error


@dataclass(frozen=True, slots=True)
class Target:
    """A file that has to be there, `name`d for the person; in one that is `shared`, others may add lines."""

    name: str
    path: Path
    content: bytes
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that has to be true after installing; `keys` are the registry keys that list the add-in."""

    add_in: Path
    targets: tuple[Target, ...]
    settings: Mapping[str, str]
    keys: tuple[str, ...] = ()


def make_plan(system: System, add_in: Path) -> Plan:
    """What installing means on this machine; `ErrorCartera` if Excel could never use it. Reads, writes nothing."""
    _refuse_the_impossible(system)
    settings = conf.settings(system)
    destination = system.addins_folder / ADD_IN
    targets = [
        Target("complemento", destination, add_in.read_bytes()),
        Target("ajustes", system.conf_path, conf.merged(_content(system.conf_path), settings, system), shared=True),
    ]
    if system.platform is Platform.MAC:
        targets.append(apple_script_target(system))
        return Plan(destination, tuple(targets), settings)
    keys = tuple(offices.options_key(version) for version in offices.installed_versions(system.registry))
    return Plan(destination, tuple(targets), settings, keys)


def signed_copy(path: Path) -> Path:
    """The same path, once seen that it is our add-in and of this version; `ErrorCartera` if it is not."""
    here, there = version("xlwings"), xlwings_version(path)
    if there == here:
        return path
    kind = f"de otra versión (sus macros son de xlwings {there}, y aquí está la {here})" if there else "otra cosa"
    raise ErrorCartera(
        f"«{path.name}» no es el complemento de este cartera-xl: es {kind}.",
        donde=f"«{path}»",
        remedio="Firme el cartera.xlam que trae esta versión y dé esa copia",
    )


def apple_script_target(system: System) -> Target:
    """Without it, the VBA of xlwings cannot run anything on a Mac; `xlwings runpython install` copies the same."""
    import xlwings

    name = f"xlwings-{xlwings.__version__}.applescript"
    folder = system.home / "Library" / "Application Scripts" / "com.microsoft.Excel"
    return Target("guion de AppleScript", folder / name, Path(str(files("xlwings"))).joinpath(name).read_bytes())


def _refuse_the_impossible(system: System) -> None:
    if system.platform is Platform.OTHER:
        raise ErrorCartera(
            "Excel no existe en este sistema.",
            donde="este equipo no es un Windows ni un Mac",
            remedio="Use LibreOffice: cartera libreoffice instalar",
        )
    if system.platform is Platform.MAC:
        return
    if any(offices.is_from_store(str(path)) for path in (system.interpreter, system.base_prefix)):
        raise ErrorCartera(
            "Este Python es el de la Tienda de Microsoft, y Excel no puede usarlo.",
            donde=f"«{system.interpreter}»",
            remedio="Instale Python desde python.org, instale en él cartera-xl y repita la orden",
        )
    if not offices.installed_versions(system.registry):
        raise ErrorCartera(
            "No se ve Excel en este equipo.",
            donde="el registro de Windows",
            remedio="Instale Excel de escritorio (2010 o posterior); el de la web no admite complementos con macros",
        )


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None
