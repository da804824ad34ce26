"""A writing plan turned into pending changes of a package; nothing touches the disk here."""

import posixpath

from cartera_xl.hosts.ooxml import calc_chain, preflight
from cartera_xl.hosts.ooxml.new_sheet import create_sheet
from cartera_xl.hosts.ooxml.own_sheet import patch_sheet
from cartera_xl.hosts.ooxml.package import SPREADSHEET, Package, SheetEntry
from cartera_xl.hosts.ooxml.save import verify
from cartera_xl.hosts.ooxml.signature import remove_signature
from cartera_xl.hosts.ooxml.styles import MINIMAL, StyleSheet
from cartera_xl.hosts.ooxml.zone_write import write_zone
from cartera_xl.nucleo.errores import HojaNoEncontrada
from cartera_xl.nucleo.plan import PlanEscritura


def apply_plan(package: Package, plan: PlanEscritura, *, break_signature: bool) -> None:
    """Prepares everything, refusing what cannot be done without spoiling something."""
    preflight.refuse_unwritable_package(package, break_signature=break_signature)
    verify(package)
    styles_part = next((p for p in package.related(package.workbook_part, "styles") if package.has(p)), None)
    main = package.strict
    text = package.text(styles_part) if styles_part else _minimal_styles(main)
    styles = StyleSheet(text, package.where)
    if plan.zona is not None and (plan.columnas or plan.quitar):
        sheet = _target(package, plan.zona.hoja)
        calc_chain.forget(package, sheet.sheet_id, write_zone(package, sheet, plan, styles))
    for output in plan.hojas:
        own = package.worksheet(output.nombre)
        if own is not None:
            calc_chain.forget(package, own.sheet_id, patch_sheet(package, own, output, styles))
        else:
            preflight.refuse_new_sheet(package, output.nombre)
            create_sheet(package, output, styles)
    _keep_styles(package, styles_part, styles)
    if package.signed:
        remove_signature(package)


def _target(package: Package, name: str) -> SheetEntry:
    sheet = package.worksheet(name)
    if sheet is None:
        raise HojaNoEncontrada(
            f"El libro no tiene la hoja «{name}».",
            donde=package.where,
            remedio="Compruebe el nombre en las pestañas del libro",
        )
    return sheet


def _minimal_styles(strict: bool) -> bytes:
    from cartera_xl.hosts.ooxml.package import MAIN_NAMESPACES

    return MINIMAL % MAIN_NAMESPACES[strict].encode()


def _keep_styles(package: Package, part: str | None, styles: StyleSheet) -> None:
    if part is not None:
        package.set(part, styles.text())
        return
    new = posixpath.join(posixpath.dirname(package.workbook_part), "styles.xml")
    package.set(new, styles.text())
    package.declare(new, SPREADSHEET + "styles+xml")
    package.relate(package.workbook_part, "styles", new)
