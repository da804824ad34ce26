"""Uninstall: the machine as it was, without touching what somebody else wrote or changed."""

from pathlib import Path

from cartera_xl.excel.installer.install import Outcome, Step, put_back
from cartera_xl.excel.installer.manifest import FileRecord, Manifest, manifest_path, read_manifest
from cartera_xl.excel.installer.offices import manager_key
from cartera_xl.excel.installer.open_values import loads, open_values, without_add_in
from cartera_xl.excel.installer.plan import ADD_IN, ExcelIsOpen, looking
from cartera_xl.excel.installer.system import Platform, RegistryValue, System
from cartera_xl.excel.installer.transaction import Transaction


def uninstall(system: System, *, simulate: bool = False) -> Outcome:
    """Take away what `install` put. All or nothing, like it; what was changed since is kept, and said."""
    with looking():
        manifest = read_manifest(system)
        if manifest is None:
            return Outcome((), _by_hand(system))
        outcome = Outcome(_steps(system, manifest), _kept(manifest))
    if simulate:
        return outcome
    if outcome.changed and system.excel_is_running():
        raise ExcelIsOpen
    _apply(system, manifest)
    return outcome


def _by_hand(system: System) -> tuple[str, ...]:
    """What to say when we have nothing written down."""
    if system.platform is Platform.OTHER or not (system.addins_folder / ADD_IN).is_file():
        return ()
    return (
        f"Hay un «{ADD_IN}» en «{system.addins_folder}» que no copió esta orden. Para quitarlo, desmárquelo en Excel"
        " (Archivo > Opciones > Complementos > Ir…), cierre Excel y borre el archivo.",
    )


def _kept(manifest: Manifest) -> tuple[str, ...]:
    return tuple(
        f"«{record.path}» se queda: alguien lo ha cambiado después." for record in manifest.files if _edited(record)
    )


def _edited(record: FileRecord) -> bool:
    path = Path(record.path)
    return path.is_file() and not record.wrote(path.read_bytes())


def _steps(system: System, manifest: Manifest) -> tuple[Step, ...]:
    files = (
        Step("se repone" if record.before is not None else "se quita", record.path, Path(record.path).is_file())
        for record in manifest.files
        if not _edited(record)
    )
    keys = (
        Step("registro de Excel", record.key, loads(system.registry.values(record.key), manifest.add_in))
        for record in manifest.keys
    )
    return (*files, *keys)


def _apply(system: System, manifest: Manifest) -> None:
    with Transaction(system) as transaction:
        for record in manifest.keys:
            values = open_values(system.registry.values(record.key))
            transaction.write_values(record.key, values, _restored(values, record.before, record.after, manifest))
            _forget_unticked(system, transaction, record.key, manifest.add_in)
            transaction.remove_keys(record.created)
        for file in manifest.files:
            put_back(transaction, file)
        transaction.remove_file(manifest_path(system))
        transaction.remove_folders(tuple(map(Path, manifest.folders)))


def _restored(
    values: dict[str, RegistryValue],
    before: dict[str, RegistryValue],
    after: dict[str, RegistryValue],
    manifest: Manifest,
) -> dict[str, RegistryValue]:
    """As they were, if nobody has changed them since; if Excel or another program has, the same without ours."""
    return before if values == after else without_add_in(values, manifest.add_in)


def _forget_unticked(system: System, transaction: Transaction, options: str, add_in: str) -> None:
    """Excel notes here the add-ins that the person unticks; a file that no longer is would give an error."""
    key = manager_key(options.split("\\")[-3])
    for name, value in system.registry.values(key).items():
        if name.casefold() == add_in.casefold():
            transaction.delete_value(key, name, value)
