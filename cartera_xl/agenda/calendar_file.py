"""An iCalendar file (RFC 5545) with all-day events, so that no time zone is involved."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cartera_xl.nucleo.acciones.agenda import EventoDeAgenda

PRODUCT = "-//cartera-xl//agenda//ES"


def calendar_bytes(events: Iterable[EventoDeAgenda], moment: datetime) -> bytes:
    """The whole file, folded at 75 octets; the same events always give the same UIDs, only the stamp moves.

    The end of an all-day event is the day after, not included (RFC 5545, 3.6.1); it does not make anyone busy.
    """
    from icalendar import Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Cartera de clientes")
    for event in events:
        entry = Event()
        entry.add("uid", event.uid)
        entry.add("dtstamp", moment.astimezone(UTC))
        entry.add("last-modified", moment.astimezone(UTC))
        entry.add("sequence", int(moment.timestamp()))
        entry.add("dtstart", event.dia)
        entry.add("dtend", event.dia + timedelta(days=1))
        entry.add("summary", event.titulo)
        entry.add("description", event.detalle)
        entry.add("transp", "TRANSPARENT")
        calendar.add_component(entry)
    content: bytes = calendar.to_ical()
    return content


def write_calendar(path: Path, events: Iterable[EventoDeAgenda], moment: datetime) -> None:
    """Leave the file at `path`, over the one of the last time."""
    path.write_bytes(calendar_bytes(events, moment))
