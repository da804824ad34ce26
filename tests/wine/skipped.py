"""The line at the end that says how many tests of Wine were not run, so that a green run never hides it."""

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Count and reasons; nothing if none was skipped."""
    skipped = [report for report in terminalreporter.getreports("skipped") if "tests/wine/" in report.nodeid]
    if not skipped:
        return
    reasons = {report.longrepr[2].removeprefix("Skipped: ") for report in skipped if isinstance(report.longrepr, tuple)}
    terminalreporter.section("Wine")
    terminalreporter.line(f"Pruebas de Wine que se han saltado: {len(skipped)}. {' '.join(sorted(reasons))}")
