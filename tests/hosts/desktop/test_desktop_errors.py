"""Lo que contesta un programa que no puede, dicho para quien lo usa; lo que no es suyo pasa tal cual."""

import pytest

from cartera_xl.hosts.desktop.errors import as_user_error, in_user_words
from cartera_xl.hosts.libreoffice.errors import BookGone, SheetProtected
from cartera_xl.nucleo.errores import ErrorCartera, LibroCambiado, LibroNoEditable, LibroOcupado


class com_error(Exception):  # noqa: N801 - se reconoce por su nombre: pywin32 solo está en Windows
    """Como lo lanza pywin32: código, texto, detalles y argumento."""

    def __init__(self, codigo: int, interno: int | None = None) -> None:
        detalles = None if interno is None else (0, "Microsoft Excel", None, None, 0, interno)
        super().__init__(codigo, "Exception occurred.", detalles, None)
        self.hresult = codigo


class CommandError(Exception):
    """Como lo lanza appscript."""

    def __init__(self, numero: int) -> None:
        super().__init__(numero)
        self.errornumber = numero


def con_signo(codigo: int) -> int:
    return codigo - (1 << 32)


OCUPADO = [0x800AC472, 0x80010001, 0x8001010A, 0x800A03EC]


@pytest.mark.parametrize("codigo", OCUPADO)
def test_editando_una_celda_se_pide_intro_o_esc(codigo: int) -> None:
    for error in (com_error(con_signo(codigo)), com_error(con_signo(0x80020009), con_signo(codigo)), CommandError(-50)):
        dicho = as_user_error(error)
        assert isinstance(dicho, LibroOcupado)
        assert "editando una celda" in dicho.que
        assert "Pulse Intro o Esc" in dicho.remedio


@pytest.mark.parametrize(
    "error", [BookGone("ya no"), com_error(con_signo(0x800706BA)), com_error(con_signo(0x800401A8)), CommandError(-609)]
)
def test_un_libro_cerrado_se_dice(error: Exception) -> None:
    dicho = as_user_error(error, "libro «a.xlsx»")

    assert dicho is not None
    assert "ya no está abierto" in dicho.que
    assert dicho.donde == "libro «a.xlsx»"


def test_una_hoja_protegida_se_dice() -> None:
    assert isinstance(as_user_error(SheetProtected("x")), LibroNoEditable)


def test_lo_que_ya_esta_dicho_no_se_vuelve_a_decir() -> None:
    dicho = LibroCambiado("a", donde="b", remedio="c")

    assert as_user_error(dicho) is dicho
    with pytest.raises(LibroCambiado) as error, in_user_words("x"):
        raise dicho
    assert error.value.__cause__ is None


@pytest.mark.parametrize("error", [ValueError("x"), com_error(con_signo(0x80070057)), CommandError(-1), KeyError("x")])
def test_un_defecto_nuestro_conserva_su_traza(error: Exception) -> None:
    assert as_user_error(error) is None
    with pytest.raises(type(error)) as visto, in_user_words("x"):
        raise error
    assert visto.value is error


def test_la_causa_queda_para_el_registro() -> None:
    causa = com_error(con_signo(OCUPADO[0]))

    with pytest.raises(ErrorCartera) as error, in_user_words("libro «a.xlsx»"):
        raise causa

    assert error.value.__cause__ is causa
