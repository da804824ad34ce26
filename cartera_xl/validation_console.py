"""How the two tests of `validar` look on a terminal. Nothing is computed here but widths."""

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from cartera_xl.casos.validar import Guardado, Validacion
from cartera_xl.console import NBSP, Figures, show_heading, typed
from cartera_xl.console_parts import first_that_fits, paragraph, show_table, text_table
from cartera_xl.hindsight_console import show_hindsight
from cartera_xl.nucleo.errores import Gravedad
from cartera_xl.nucleo.pronostico.recalibracion import SIN_RECALIBRAR
from cartera_xl.nucleo.pronostico.tipos import Comparado, Decil, Pronostico, Prueba

BAR = 20
LEGEND = (
    "Error (MAE): compras de diferencia por cliente, de media. Sesgo: lo que sobra o falta en el total. "
    "Orden (AUC): de cada cien parejas de uno que volvió y uno que no, en cuántas pone delante al que volvió; "
    "50 es echarlo a suertes. Dinero: parte del neto que hizo el 20 % de clientes que pone delante."
)


class ScoreFigures(Figures):
    """Also the small numbers of a test."""

    def error(self, value: float) -> str:
        """Three decimals: methods differ in the second."""
        from babel.numbers import format_decimal

        return str(format_decimal(value, "0.000", locale=self._locale))

    def bias(self, value: float | None) -> str:
        """Signed percentage; minus sign and not a hyphen."""
        from babel.numbers import format_percent

        pattern = f"+0.0{NBSP}%;−0.0{NBSP}%"
        return "—" if value is None else str(format_percent(value, pattern, locale=self._locale))

    def in_hundred(self, value: float | None) -> str:
        """A part of one as so many in a hundred, without the sign."""
        return "—" if value is None else self.points(100 * value)


def show_validation(console: Console, validation: Validacion, book: Path, movements: Path | None) -> None:
    """Both tests, one under the other."""
    figures = ScoreFigures(validation.pais, validation.moneda)
    show_heading(console, book.name, f"corte {validation.corte:%d/%m/%Y}, {validation.motivo_corte}")
    _issues_line(console, validation, book, figures)
    console.print("\n[bold]1. ¿Qué método acierta más con sus clientes?[/]")
    _methods(console, validation, figures)
    _which(console, validation, _order(book, movements))
    show_hindsight(console, validation, figures)


def _issues_line(console: Console, validation: Validacion, book: Path, figures: Figures) -> None:
    errors = sum(issue.gravedad is Gravedad.ERROR for issue in validation.incidencias)
    if errors:
        text = figures.counted(errors, "incidencia deja", "incidencias dejan")
        paragraph(console, f"{text} algún dato fuera; véalas con: cartera comprobar {typed(book)}")


def _order(book: Path, movements: Path | None) -> str:
    extra = f" --movimientos {typed(movements)}" if movements else ""
    return f"cartera recalcular {typed(book)}{extra}"


def _methods(console: Console, validation: Validacion, figures: ScoreFigures) -> None:
    forecast = validation.pronostico
    if forecast is None:
        paragraph(console, "No consta ninguna compra hasta el corte: no hay nada que pronosticar.")
    elif forecast.prueba is None:
        paragraph(console, _untested(forecast, validation.nombre(forecast.ajuste.modelo), figures))
    else:
        _test(console, forecast.prueba, figures)


def _untested(forecast: Pronostico, name: str, figures: Figures) -> str:
    if forecast.insuficiente:
        clients = figures.counted(forecast.ajuste.clientes, "cliente", "clientes")
        return f"Muestra insuficiente: con {clients} no se prueba nada; se usa una regla sencilla: {name}."
    return f"No hay historia bastante para apartar un periodo de prueba; sin probarlo, se usa {name}."


def _test(console: Console, test: Prueba, figures: ScoreFigures) -> None:
    days, clients = figures.counted(test.dias, "día", "días"), figures.counted(test.clientes, "cliente", "clientes")
    season = "la misma época del año" if test.misma_temporada else "otra época del año"
    paragraph(
        console,
        f"Se calibra con lo que se sabía el {test.corte:%d/%m/%Y} y se compara con lo que pasó hasta el "
        f"{test.hasta:%d/%m/%Y}: {days}, {clients}, {season} que el periodo que viene.",
    )
    show_table(console, first_that_fits(console, (_comparison(test, figures, wide=wide) for wide in (True, False))))
    paragraph(console, test.motivo)
    for compared in test.comparados:
        if compared.aviso:
            paragraph(console, f"{compared.nombre}: {compared.aviso}")
    paragraph(console, LEGEND.replace("20 %", f"20{NBSP}%"), style="dim")
    console.print()
    paragraph(console, f"Probabilidad de volver en {days} según {_name(test)}, por décimos de clientes:")
    show_table(console, _deciles(test.deciles, figures))
    paragraph(console, _calibration(test, figures))
    paragraph(console, _value_axis(test, figures))


def _name(test: Prueba) -> str:
    return next((c.nombre for c in test.comparados if c.metodo == test.ganador), test.ganador)


def _comparison(test: Prueba, figures: ScoreFigures, *, wide: bool) -> Table:
    table = text_table("", "Método", "Tipo")
    squared = ["Cuadr.\n(RMSE)"] if wide else []
    for heading in ("Error\n(MAE)", *squared, "Sesgo", "Orden\n(AUC)", f"Dinero\n20{NBSP}%"):
        table.add_column(heading, justify="right", no_wrap=True)
    for compared in test.comparados:
        table.add_row(*_comparison_row(compared, figures, wins=compared.metodo == test.ganador, wide=wide))
    return table


def _comparison_row(compared: Comparado, figures: ScoreFigures, *, wins: bool, wide: bool) -> list[str]:
    name = escape(compared.nombre)
    return [
        "[green]✓[/]" if wins else "",
        f"[bold]{name}[/]" if wins else name,
        "modelo" if compared.es_modelo else "regla",
        figures.error(compared.mae),
        *([figures.error(compared.rmse)] if wide else []),
        figures.bias(compared.sesgo),
        figures.in_hundred(compared.auc),
        figures.share(compared.captura),
    ]


def _deciles(deciles: Sequence[Decil], figures: Figures) -> Table:
    table = text_table()
    for heading in ("Décimo", "Clientes", "Dicha", "Corregida", "Real"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("█ real  ┃ corregida", no_wrap=True)
    for number, decile in enumerate(deciles, 1):
        table.add_row(
            str(number),
            figures.count(decile.clientes),
            figures.share(decile.predicha),
            figures.share(decile.recalibrada),
            figures.share(decile.real),
            _bar(decile),
        )
    return table


def _bar(decile: Decil) -> str:
    full, mark = round(BAR * decile.real), min(round(BAR * decile.recalibrada), BAR - 1)
    cells = ["█" if i < full else "·" for i in range(BAR)]
    cells[mark] = "┃"
    return "".join(cells)


def _calibration(test: Prueba, figures: ScoreFigures) -> str:
    before, after = figures.error(test.brier_antes), figures.error(test.brier_despues)
    if test.recalibracion == SIN_RECALIBRAR:
        return f"Las probabilidades se dejan como están: corregirlas no baja su error cuadrático (Brier), {before}."
    if before == after:
        return f"Corregir las probabilidades con lo que pasó apenas cambia su error cuadrático (Brier): {after}."
    return f"Corregir las probabilidades con lo que pasó baja su error cuadrático (Brier) de {before} a {after}."


def _value_axis(test: Prueba, figures: Figures) -> str:
    if test.captura_clv is None or test.captura_12m is None:
        return "Sin importes en la prueba no se sabe si el CLV ordena bien: el eje valor usa el neto de 12 meses."
    clv, net = figures.share(test.captura_clv), figures.share(test.captura_12m)
    uses = "el CLV" if test.clv_validado else "el neto de 12 meses"
    return (
        f"El 20{NBSP}% de clientes de más CLV hizo el {clv} del neto de ese periodo; el 20{NBSP}% de más neto en los "
        f"12 meses anteriores, el {net}. Por eso el eje valor usa {uses}."
    )


def _which(console: Console, validation: Validacion, order: str) -> None:
    """Which method the next recalculation uses, and how to change it."""
    if validation.pronostico is None:
        return
    console.print()
    saved, now = validation.guardado, validation.nombre(validation.metodo)
    if saved is None:
        paragraph(console, f"El libro todavía no tiene baremo: al recalcularlo se usará {now}.")
    elif validation.conviene_recalibrar:
        paragraph(console, f"{_uses(saved, validation)} Hoy se elegiría {now}. Para adoptarlo:")
        console.print(f"  {escape(order)} --recalibrar", soft_wrap=True)
    else:
        paragraph(console, f"{_uses(saved, validation)} Es también el que se elegiría hoy.")


def _uses(saved: Guardado, validation: Validacion) -> str:
    if not saved.metodo:
        return f"El baremo del libro, del {saved.corte:%d/%m/%Y}, no lleva ningún método de pronóstico."
    return f"«recalcular» usa el método del baremo del {saved.corte:%d/%m/%Y}: {validation.nombre(saved.metodo)}."
