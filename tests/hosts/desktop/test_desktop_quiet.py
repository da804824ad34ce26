"""Mientras se escribe, el programa calla; después queda como estaba, pase lo que pase."""

from typing import Any

import pytest
from xlwings import XlwingsError

from cartera_xl.hosts.desktop.quiet import quiet
from cartera_xl.nucleo.errores import LibroCambiado, LibroOcupado

DE_SIEMPRE = {
    "interactive": True,
    "screen_updating": True,
    "enable_events": True,
    "display_alerts": True,
    "calculation": "automatic",
}


class Programa:
    """Un programa que anota lo que se le cambia, y que puede no tener o no admitir algo."""

    def __init__(self, *, sin: str = "", falla: str = "") -> None:
        self.__dict__.update(DE_SIEMPRE)
        self.__dict__.update(sin=sin, falla=falla, cambios=[])

    def __getattribute__(self, nombre: str) -> Any:
        if nombre in DE_SIEMPRE and nombre == object.__getattribute__(self, "sin"):
            raise XlwingsError("no existe aquí")
        return object.__getattribute__(self, nombre)

    def __setattr__(self, nombre: str, valor: Any) -> None:
        if nombre == self.falla:
            raise OSError("editando una celda")
        self.cambios.append((nombre, valor))
        self.__dict__[nombre] = valor

    def estado(self) -> dict[str, Any]:
        return {nombre: self.__dict__[nombre] for nombre in DE_SIEMPRE}


def callado(programa: Any) -> Any:
    return quiet(programa)


def test_dentro_calla_y_fuera_queda_como_estaba() -> None:
    programa = Programa()

    with callado(programa):
        assert programa.estado() == {**dict.fromkeys(DE_SIEMPRE, False), "calculation": "manual"}

    assert programa.estado() == DE_SIEMPRE
    assert programa.cambios[0] == ("interactive", False)
    assert programa.cambios[-1] == ("interactive", True)


def test_lo_que_ya_estaba_callado_no_se_toca() -> None:
    programa = Programa()
    programa.__dict__["calculation"] = "manual"

    with callado(programa):
        pass

    assert programa.estado()["calculation"] == "manual"
    assert "calculation" not in dict(programa.cambios)


def test_aunque_falle_lo_de_dentro_queda_como_estaba() -> None:
    programa = Programa()

    with pytest.raises(ZeroDivisionError), callado(programa):
        raise ZeroDivisionError

    assert programa.estado() == DE_SIEMPRE


def test_si_no_se_deja_callar_lo_ya_callado_vuelve() -> None:
    programa = Programa(falla="display_alerts")

    with pytest.raises(OSError, match="editando"), callado(programa):
        pytest.fail("no se ha de llegar a escribir")

    assert programa.estado() == DE_SIEMPRE


def test_lo_que_un_programa_no_tiene_se_deja() -> None:
    programa = Programa(sin="interactive")

    with callado(programa):
        assert programa.__dict__["screen_updating"] is False

    assert "interactive" not in dict(programa.cambios)


def test_un_libro_cambiado_es_un_libro_ocupado_se_puede_repetir() -> None:
    assert issubclass(LibroCambiado, LibroOcupado)
