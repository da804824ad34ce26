"""How the alerts look on a terminal. Nothing is computed here but widths."""

from collections import Counter
from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from cartera_xl.casos.alertas import AlertaDeCliente, AlertasDeCartera
from cartera_xl.console import COLORS, NBSP, Figures, show_heading
from cartera_xl.console_parts import first_that_fits, paragraph, show_table, text_table
from cartera_xl.nucleo.alertas.prueba import AciertoDeAlertas, AciertoDeSenal, Punteria
from cartera_xl.nucleo.alertas.tipos import ALTA, BAJA, MEDIA, Recuento
from cartera_xl.nucleo.pronostico.acierto import FaltaHistoria

MOST_ROWS = 10
MOST_NAMES = 28
TITLES = {
    ALTA: ("[red]Gravedad alta[/]: actúe de inmediato", "red"),
    MEDIA: ("[yellow]Gravedad media[/]: esta semana", "yellow"),
    BAJA: ("Gravedad baja: cuando pueda", "default"),
}


def show_alerts(console: Console, result: AlertasDeCartera) -> None:
    """The counts by class with their false alarms, the lists by severity, the good news and the test."""
    figures = Figures(result.pais, result.moneda)
    show_heading(console, result.libro, f"corte {result.corte:%d/%m/%Y}, {result.motivo_corte}")
    for note in result.de_cartera:
        paragraph(console, note, mark="[yellow]![/]")
    _counts(console, result, figures)
    for severity, (title, _) in TITLES.items():
        _list(console, title, [alert for alert in result.lista if alert.gravedad == severity], figures)
    good = [alert for alert in result.lista if alert.es_positiva]
    _list(console, "[green]Buenas noticias[/]", good, figures)
    _list(console, "Sin alarma: no les toca comprar todavía", _informative(result.lista), figures)
    if result.prueba is not None:
        _test(console, result.prueba, figures)
    if result.sin_mirar:
        console.print("\n[bold]No se ha podido mirar[/]")
        for text in result.sin_mirar:
            paragraph(console, text, mark="[dim]·[/]")


def _informative(alerts: Sequence[AlertaDeCliente]) -> list[AlertaDeCliente]:
    return [alert for alert in alerts if not alert.gravedad and not alert.es_positiva]


def _counts(console: Console, result: AlertasDeCartera, figures: Figures) -> None:
    given = [count for count in result.recuentos if count.cuantas]
    clients = len({alert.fila for alert in result.lista if alert.gravedad})
    if not clients:
        paragraph(console, "Ningún cliente pide atención ahora mismo.")
    else:
        by_severity = Counter(alert.gravedad for alert in result.lista)
        parts = [f"{figures.count(by_severity[s])} de gravedad {s.lower()}" for s in TITLES if by_severity[s]]
        total = figures.counted(clients, "cliente pide", "clientes piden")
        paragraph(console, f"{total} atención; alertas: {', '.join(parts)}.")
    if given:
        show_table(console, first_that_fits(console, _count_tables(given, figures)))
        for count in given:
            if count.falsas is not None:
                paragraph(console, _false_alarms(count, figures), mark="[dim]·[/]")


def _count_tables(counts: Sequence[Recuento], figures: Figures) -> Iterator[Table]:
    yield _count_table(counts, figures, watched=True)
    yield _count_table(counts, figures, watched=False)


def _count_table(counts: Sequence[Recuento], figures: Figures, *, watched: bool) -> Table:
    table = text_table("Clase")
    for heading in ("Alertas", *(["De mirados"] if watched else []), "En juego", "Falsas esperadas"):
        table.add_column(heading, justify="right", no_wrap=True)
    for count in counts:
        table.add_row(
            count.clase.value.capitalize(),
            figures.count(count.cuantas),
            *([figures.count(count.miradas)] if watched else []),
            figures.money(count.importe) if count.importe else "—",
            "—" if count.falsas is None else figures.count(count.falsas),
        )
    return table


def _false_alarms(count: Recuento, figures: Figures) -> str:
    given = figures.counted(count.cuantas, "alerta", "alertas")
    false = round(count.falsas or 0.0)
    expected = (
        f"se {'espera' if false == 1 else 'esperan'} {figures.counted(false, 'falsa alarma', 'falsas alarmas')}"
        if false
        else "no se espera ninguna falsa alarma"
    )
    return f"{count.clase.value.capitalize()}: de {given}, {expected} ({count.como_se_sabe})."


def _list(console: Console, title: str, alerts: Sequence[AlertaDeCliente], figures: Figures) -> None:
    if not alerts:
        return
    console.print(f"\n[bold]{title}[/]")
    show_table(console, first_that_fits(console, _alert_tables(alerts, figures)))
    rest = len(alerts) - MOST_ROWS
    if rest > 0:
        paragraph(console, f"… y {figures.count(rest)} más; la lista entera sale con --json.")


def _alert_tables(alerts: Sequence[AlertaDeCliente], figures: Figures) -> Iterator[Table]:
    with_owner = any(alert.responsable for alert in alerts)
    if with_owner:
        yield _alert_table(alerts, figures, owner=True)
    yield _alert_table(alerts, figures, owner=False)


def _alert_table(alerts: Sequence[AlertaDeCliente], figures: Figures, *, owner: bool) -> Table:
    table = text_table()
    table.add_column("Cliente", no_wrap=True, overflow="ellipsis", max_width=MOST_NAMES)
    if owner:
        table.add_column("Responsable", no_wrap=True)
    table.add_column("En juego", justify="right", no_wrap=True)
    table.add_column("Alerta", overflow="fold", min_width=30)
    for alert in alerts[:MOST_ROWS]:
        color = COLORS.get(alert.segmento, "default")
        table.add_row(
            f"[{color}]{escape(alert.nombre or f'fila {alert.fila}')}[/]",
            *([escape(alert.responsable)] if owner else []),
            figures.money(alert.importe),
            escape(alert.texto),
        )
    return table


def _test(console: Console, test: AciertoDeAlertas | FaltaHistoria, figures: Figures) -> None:
    console.print("\n[bold]¿Aciertan?[/]")
    if isinstance(test, FaltaHistoria):
        needed = figures.counted(test.dias_necesarios, "día", "días")
        paragraph(console, f"No hay historia bastante: hacen falta {needed} y hay {figures.count(test.dias_que_hay)}.")
        return
    paragraph(
        console,
        f"Las que se habrían dado el {test.corte:%d/%m/%Y}, contra lo que pasó hasta el {test.hasta:%d/%m/%Y}. Debajo "
        "de cada una, lo que acierta señalar a tantos clientes, sin más cuenta, por llevar más días sin comprar. "
        "Perdido: no volvió a comprar en el plazo.",
    )
    show_table(console, first_that_fits(console, (_test_table(test.senales, figures, wide=w) for w in (True, False))))
    for signal in test.senales:
        if signal.falsas_esperadas is not None and signal.senalados:
            paragraph(console, _false_then(signal, figures), mark="[dim]·[/]")


def _test_table(signals: Sequence[AciertoDeSenal], figures: Figures, *, wide: bool) -> Table:
    table = text_table("Señal")
    extra = ["Entre", "Perdidos"] if wide else []
    for heading in (*extra, "Avisos", "Aciertan", "De los\nperdidos", "Del dinero\nperdido"):
        table.add_column(heading, justify="right", no_wrap=True)
    for signal in signals:
        among = f"{figures.count(signal.clientes)} {signal.entre}"
        both = [among, figures.count(signal.perdidos)] if wide else []
        table.add_row(signal.nombre, *both, figures.count(signal.senalados), *_aim(signal.alertas, figures))
        table.add_row(
            f"{NBSP}{NBSP}[dim]por días sin comprar[/]", *([""] * len(both)), "", *_aim(signal.recencia, figures)
        )
    return table


def _aim(aim: Punteria, figures: Figures) -> list[str]:
    return [figures.share(part) for part in (aim.precision, aim.cobertura, aim.cobertura_en_dinero)]


def _false_then(signal: AciertoDeSenal, figures: Figures) -> str:
    given = figures.counted(signal.senalados, "aviso", "avisos")
    said = figures.counted(round(signal.falsas_esperadas or 0.0), "falsa alarma", "falsas alarmas")
    verb = "fue" if signal.falsas == 1 else "fueron"
    within = f" en {figures.counted(signal.plazo, 'día', 'días')}" if signal.plazo else ""
    return f"{signal.nombre}: de {given} se habrían esperado {said}{within}; {verb} {figures.count(signal.falsas)}."
