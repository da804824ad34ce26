"""The calendar file, read back with the library: all-day events that update and never repeat."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from icalendar import Calendar

from cartera_xl.agenda.calendar_file import calendar_bytes, write_calendar
from cartera_xl.nucleo.acciones.agenda import EventoDeAgenda

MOMENT = datetime.fromisoformat("2026-03-01T09:00:00+01:00")
EVENTS = (
    EventoDeAgenda(
        "a@cartera-xl", date(2026, 3, 5), "Llamarle: Peña, Núñez; y «Cía» S.L. " + "ñ" * 80, "Línea una\ny dos"
    ),
    EventoDeAgenda("b@cartera-xl", date(2026, 12, 31), "Vence el contrato de Bar Pepe", "Fin de contrato."),
)


def test_lo_leido_es_lo_escrito() -> None:
    read = Calendar.from_ical(calendar_bytes(EVENTS, MOMENT)).walk("VEVENT")

    for entry, event in zip(read, EVENTS, strict=True):
        assert str(entry["uid"]) == event.uid
        assert str(entry["summary"]) == event.titulo
        assert str(entry["description"]) == event.detalle
        assert entry.decoded("dtstart") == event.dia
        assert entry.decoded("dtend") == event.dia + timedelta(days=1)
        assert entry.decoded("dtstamp") == datetime(2026, 3, 1, 8, tzinfo=UTC)


def test_las_lineas_se_doblan_y_ninguna_pasa_de_setenta_y_cinco_octetos() -> None:
    content = calendar_bytes(EVENTS, MOMENT)

    assert content.endswith(b"\r\n")
    assert b"\r\n " in content
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert b"VALUE=DATE:20260305" in content
    assert b"TZID" not in content


def test_dos_veces_son_los_mismos_eventos_y_el_segundo_actualiza_al_primero() -> None:
    first, second = (
        Calendar.from_ical(calendar_bytes(EVENTS, MOMENT + timedelta(days=days))).walk("VEVENT") for days in (0, 1)
    )

    assert [str(entry["uid"]) for entry in first] == [str(entry["uid"]) for entry in second]
    assert all(int(a["sequence"]) < int(b["sequence"]) for a, b in zip(first, second, strict=True))
    assert calendar_bytes(EVENTS, MOMENT) == calendar_bytes(EVENTS, MOMENT)


def test_se_escribe_encima_del_de_la_vez_anterior(tmp_path: Path) -> None:
    path = tmp_path / "agenda.ics"
    path.write_bytes(b"antes")

    write_calendar(path, EVENTS, MOMENT)

    assert path.read_bytes() == calendar_bytes(EVENTS, MOMENT)
