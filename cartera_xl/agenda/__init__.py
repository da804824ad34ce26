"""Calendars: events of the core as iCalendar files."""
