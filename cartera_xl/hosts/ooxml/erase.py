"""A plan of erasure turned into pending changes of a package: cells, their stored copies and everything else."""

from cartera_xl.hosts.ooxml.apply import apply_plan
from cartera_xl.hosts.ooxml.erase_cells import blank_orphans, formula_cells, recalculate_on_load, without_cached
from cartera_xl.hosts.ooxml.erase_parts import PartEraser
from cartera_xl.hosts.ooxml.package import Package, SheetEntry
from cartera_xl.nucleo.celdas import Celda, Rango, a1
from cartera_xl.nucleo.plan import CeldaSalida, HojaSalida, PlanEscritura
from cartera_xl.nucleo.privacidad.borrado import Borrado, PlanBorrado, Rastro
from cartera_xl.nucleo.privacidad.identidad import Identidad


def erase(package: Package, plan: PlanBorrado, *, break_signature: bool) -> Borrado:
    """Prepares the whole erasure, refusing what cannot be done without spoiling something."""
    formulas: list[tuple[str, str]] = []
    outputs: list[HojaSalida] = []
    any_formula = False
    for sheet in _worksheets(package):
        found, spilled = formula_cells(package.text(sheet.part))
        any_formula = any_formula or bool(found)
        kept = {site for site in plan.celdas.get(sheet.name, {}) if _has_formula(site, found, spilled)}
        formulas += [(sheet.name, a1(*site)) for site in sorted(kept)]
        cells = {site: value for site, value in plan.celdas.get(sheet.name, {}).items() if site not in kept}
        if cells:
            outputs.append(_output(sheet, cells))
    apply_plan(package, PlanEscritura(hojas=(*outputs, *plan.hojas)), break_signature=break_signature)
    for sheet in _worksheets(package):
        data = package.text(sheet.part)
        package.set(sheet.part, without_cached(data, plan.identidad.nombra, formula_cells(data)[1]))
    if any_formula:
        recalculate_on_load(package)
    blank_orphans(package)
    eraser = PartEraser(package, plan)
    eraser.run()
    return Borrado(tuple(formulas), _once(eraser.findings.gone), _once(eraser.findings.left))


def traces(package: Package, identity: Identidad) -> tuple[Rastro, ...]:
    """Where the person is named outside the cells; nothing is changed."""
    eraser = PartEraser(package, PlanBorrado({}, {}, identity, ""), only_look=True)
    eraser.run()
    return _once(eraser.findings.left)


def _worksheets(package: Package) -> list[SheetEntry]:
    return [sheet for sheet in package.sheets if sheet.kind == "worksheet" and package.has(sheet.part)]


def _has_formula(site: tuple[int, int], found: set[tuple[int, int]], spilled: list[Rango]) -> bool:
    return site in found or any(area.toca(Rango(*site, *site)) for area in spilled)


def _output(sheet: SheetEntry, cells: dict[tuple[int, int], Celda]) -> HojaSalida:
    return HojaSalida(sheet.name, {site: CeldaSalida(value) for site, value in cells.items()})


def _once(found: list[Rastro]) -> tuple[Rastro, ...]:
    return tuple(dict.fromkeys(found))
