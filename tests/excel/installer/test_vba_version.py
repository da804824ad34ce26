"""La versión de xlwings se lee de dentro del complemento, sin ayuda de las herramientas que lo construyen."""

from pathlib import Path
from zipfile import ZipFile

import pytest
import xlwings

from cartera_xl.excel.installer.vba_version import _first_chunk, is_signed, xlwings_version
from cartera_xl.resources import macro_file

TEMPLATES = ("quickstart_addin.xlam", "quickstart_addin_ribbon.xlam", "quickstart_standalone.xlsm")


def test_el_complemento_que_se_reparte_es_de_la_version_instalada_y_no_va_firmado() -> None:
    assert xlwings_version(macro_file("cartera.xlam")) == xlwings.__version__
    assert not is_signed(macro_file("cartera.xlam"))


@pytest.mark.parametrize("name", TEMPLATES)
def test_se_lee_tambien_de_lo_que_guardo_un_excel_de_verdad(name: str) -> None:
    assert xlwings_version(Path(xlwings.__file__).with_name(name)) == xlwings.__version__


@pytest.mark.parametrize("content", [b"", b"no es un paquete"])
def test_lo_que_no_es_un_complemento_no_tiene_version(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.xlam").write_bytes(content)

    assert xlwings_version(tmp_path / "x.xlam") is None
    assert xlwings_version(tmp_path / "no-existe.xlam") is None


@pytest.mark.parametrize("project", [b"", b"no es OLE", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600])
def test_un_proyecto_de_macros_danado_no_tiene_version(tmp_path: Path, project: bytes) -> None:
    with ZipFile(tmp_path / "x.xlam", "w") as package:
        package.writestr("xl/vbaProject.bin", project)

    assert xlwings_version(tmp_path / "x.xlam") is None


def test_la_firma_se_ve(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "x.xlam", "w") as package:
        package.writestr("xl/vbaProjectSignatureV3.bin", b"")

    assert is_signed(tmp_path / "x.xlam")


@pytest.mark.parametrize(
    ("chunk", "text"),
    [
        ("0061626364656667680069 6A6B6C6D6E6F700071727374 75762E", b"abcdefghijklmnopqrstuv."),
        (
            "002361616162636465826600706167 68696A013808616B6C00306D6E6F7006710270041072737475761077 78797A003C",
            b"#aaabcdefaaaaghijaaaaaklaaamnopqaaaaaaaaaaaarstuvwxyzaaa",
        ),
        ("02614500", b"a" * 73),
    ],
)
def test_la_compresion_es_la_de_los_ejemplos_de_la_norma(chunk: str, text: bytes) -> None:
    """MS-OVBA 3.2.1, 3.2.2 y 3.2.3."""
    assert _first_chunk(bytes.fromhex(chunk.replace(" ", ""))) == text
