"""Lo común a todas las pruebas: ningún plazo por ejemplo, que en una máquina cargada falla sin motivo."""

import os

from hypothesis import settings

from tests.wine.skipped import pytest_terminal_summary as pytest_terminal_summary

pytest_plugins = ["tests.support.spreadsheet"]

if not os.environ.get("CI"):  # con CI, Hypothesis usa su propio perfil, sin azar ni plazos
    settings.register_profile("sin_plazo", deadline=None)
    settings.load_profile("sin_plazo")
