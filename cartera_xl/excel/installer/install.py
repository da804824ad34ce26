"""Install: the least that makes the machine be as the plan says, all or nothing, and written down to be undone."""

from dataclasses import dataclass, replace
from pathlib import Path

from cartera_xl.excel.installer import conf
from cartera_xl.excel.installer.manifest import (
    FileRecord,
    KeyRecord,
    Manifest,
    digest,
    manifest_path,
    read_manifest,
    to_bytes,
)
from cartera_xl.excel.installer.open_values import loads, open_values, with_add_in, without_add_in
from cartera_xl.excel.installer.plan import ExcelIsOpen, Plan, Target, looking, make_plan
from cartera_xl.excel.installer.system import Platform, System
from cartera_xl.excel.installer.transaction import Transaction, missing_folders, missing_keys

ON_A_MAC = (
    "Abra Excel. Si pregunta por las macros de cartera.xlam, elija «Habilitar macros».",
    "La primera vez que pulse un botón, macOS pregunta si deja que se controle Excel: acéptelo.",
    "En un Mac, Excel no admite las funciones de hoja (=CARTERA_…); los botones, sí.",
)
ON_WINDOWS = ("Abra Excel: la pestaña Cartera sale a la derecha. Si no sale: cartera excel diagnostico",)


@dataclass(frozen=True, slots=True)
class Step:
    """Something done, or that would be done; `changed` is False if it was already so."""

    what: str
    where: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What happened, and what is left for the person to do."""

    steps: tuple[Step, ...]
    to_do: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        """True if anything was not already so."""
        return any(step.changed for step in self.steps)


def install(system: System, add_in: Path, *, simulate: bool = False) -> Outcome:
    """Put `add_in` in this user's Excel. Twice is once; a failure on the way leaves the machine as it was.

    It raises `ErrorCartera` if it cannot be, and `ExcelIsOpen` only if there is something to change.
    """
    with looking():
        plan = make_plan(system, add_in)
        old = read_manifest(system)
        new = _manifest(system, plan, old)
        outcome = Outcome(_steps(system, plan), ON_A_MAC if system.platform is Platform.MAC else ON_WINDOWS)
    if simulate:
        return replace(outcome, to_do=())
    if not outcome.changed:
        return outcome
    if system.excel_is_running():
        raise ExcelIsOpen
    _apply(system, plan, old, new)
    return outcome


def _steps(system: System, plan: Plan) -> tuple[Step, ...]:
    files = (_file_step(system, target) for target in plan.targets)
    keys = (
        Step("registro de Excel", key, not loads(system.registry.values(key), str(plan.add_in))) for key in plan.keys
    )
    return (*files, *keys)


def _file_step(system: System, target: Target) -> Step:
    same = target.path.is_file() and target.path.read_bytes() == target.content
    return Step(target.name, str(target.path), not same or system.came_from_internet(target.path))


def _manifest(system: System, plan: Plan, old: Manifest | None) -> Manifest:
    """What will have been created when this installation ends, with what the previous one created."""
    before = old or Manifest(str(plan.add_in))
    files = [_file_record(plan, target, before) for target in plan.targets]
    keys = [_key_record(system, key, plan, before) for key in plan.keys]
    missing = dict.fromkeys(
        folder
        for path in (manifest_path(system), *(target.path for target in plan.targets))
        for folder in missing_folders(path)
    )
    return Manifest(
        str(plan.add_in),
        tuple(filter(None, files)),
        (*filter(None, keys), *(record for record in before.keys if record.key not in plan.keys)),
        tuple(dict.fromkeys((*before.folders, *map(str, missing)))),
    )


def _file_record(plan: Plan, target: Target, before: Manifest) -> FileRecord | None:
    """`None` if the file was there, as it should be, and we did not write it."""
    known = before.file(target.path)
    now = target.path.read_bytes() if target.path.is_file() else None
    hashes = (digest(target.content), *(known.sha256[:1] if known else ()))
    record = FileRecord(str(target.path), tuple(dict.fromkeys(hashes)), known.before if known else None)
    if now is None or (known is not None and known.wrote(now)):
        return record
    if known is None:
        return None if now == target.content else replace(record, before=now)
    return replace(record, before=(conf.others(now, plan.settings) or None) if target.shared else now)


def _key_record(system: System, key: str, plan: Plan, before: Manifest) -> KeyRecord | None:
    """`None` if the add-in was already listed there and we did not list it."""
    values = open_values(system.registry.values(key))
    wanted = with_add_in(values, str(plan.add_in))
    known = before.key(key)
    if known is None:
        return None if wanted == values else KeyRecord(key, values, wanted, missing_keys(system, key))
    if values == known.after:
        return replace(known, after=wanted)
    return replace(known, before=without_add_in(values, before.add_in), after=wanted)


def _apply(system: System, plan: Plan, old: Manifest | None, new: Manifest) -> None:
    """The manifest goes first: if the machine stops halfway, uninstalling knows what to look for."""
    home = manifest_path(system)
    with Transaction(system) as transaction:
        transaction.make_folders(missing_folders(home))
        transaction.write_file(home, to_bytes(new))
        transaction.make_folders(tuple(map(Path, new.folders)))
        for target in plan.targets:
            if not target.path.is_file() or target.path.read_bytes() != target.content:
                transaction.write_file(target.path, target.content)
        for record in old.files if old else ():
            if Path(record.path) not in [target.path for target in plan.targets]:
                put_back(transaction, record)
        for key in plan.keys:
            transaction.create_keys(missing_keys(system, key))
            values = open_values(system.registry.values(key))
            transaction.write_values(key, values, with_add_in(values, str(plan.add_in)))
        for target in plan.targets:
            system.forget_internet(target.path)


def put_back(transaction: Transaction, record: FileRecord) -> bool:
    """Leave a file as it was before us; False, and untouched, if somebody has changed it since."""
    path = Path(record.path)
    if not path.is_file():
        return True
    if not record.wrote(path.read_bytes()):
        return False
    if record.before is None:
        transaction.remove_file(path)
    else:
        transaction.write_file(path, record.before)
    return True
