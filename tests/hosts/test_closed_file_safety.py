"""Lo que no se debe escribir se rechaza sin tocar nada, y lo que se escribe queda entero pase lo que pase."""

import io
import os
import random
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZIP_STORED, ZipFile

import numpy as np
import pytest

from cartera_xl.hosts.closed_file import ClosedFile
from cartera_xl.hosts.ooxml import files
from cartera_xl.nucleo.errores import ErrorCartera, LibroIlegible, LibroNoEditable, LibroOcupado
from cartera_xl.nucleo.plan import CeldaSalida, ColumnaSalida, HojaSalida, PlanEscritura
from tests.hosts.ooxml.small_books import (
    ROWS,
    SHEET,
    TABLE_ZONE,
    ZONE,
    appending,
    closed,
    grid,
    part,
    parts,
    plain_book,
    rewrite,
)


def rechazado(libro: Path, plan: PlanEscritura, clase: type[ErrorCartera], *dice: str, **opciones: Any) -> None:
    """El plan no se cumple, el aviso dice lo esperado y en la carpeta no cambia ni aparece nada."""
    antes = {f.name: f.read_bytes() for f in libro.parent.iterdir()}
    with pytest.raises(clase) as aviso:
        closed(libro, wait_seconds=0.05, **opciones).write(plan)
    for texto in dice:
        assert texto in str(aviso.value)
    assert {f.name: f.read_bytes() for f in libro.parent.iterdir()} == antes


def cambiando(columna: int) -> PlanEscritura:
    return PlanEscritura(ZONE, (ColumnaSalida("i", "Importe", np.zeros(ROWS), columna=columna),))


def test_celdas_combinadas_dentro_de_la_tabla(tmp_path: Path) -> None:
    libro = plain_book(tmp_path / "a.xlsx", finish=lambda _, hoja: hoja.merge_range("A3:B4", "x"))
    rechazado(libro, appending(), LibroNoEditable, "A3:B4")


def test_celdas_combinadas_encima_de_la_tabla_no_estorban(tmp_path: Path) -> None:
    libro = plain_book(tmp_path / "a.xlsx", finish=lambda _, hoja: hoja.merge_range("A20:B21", "x"))
    closed(libro).write(appending())


def test_una_tabla_con_algo_a_su_derecha_nombra_la_celda(tmp_path: Path) -> None:
    libro = plain_book(tmp_path / "a.xlsx", finish=lambda _, hoja: hoja.write("E4", "nota"), table=True)
    rechazado(libro, appending(TABLE_ZONE), LibroNoEditable, "E4", "Cartera")


def test_una_tabla_que_ya_tiene_esa_columna(tmp_path: Path) -> None:
    libro = plain_book(tmp_path / "a.xlsx", table=True)
    columna = ColumnaSalida("x", "IMPORTE", np.zeros(ROWS))
    rechazado(libro, PlanEscritura(TABLE_ZONE, (columna,)), LibroNoEditable, "IMPORTE")


def test_hoja_protegida_nombra_la_celda(tmp_path: Path) -> None:
    libro = plain_book(tmp_path / "a.xlsx", finish=lambda _, hoja: hoja.protect())
    rechazado(libro, cambiando(3), LibroNoEditable, "Clientes", "C2", "protegida")


def test_hoja_protegida_con_las_celdas_desbloqueadas(tmp_path: Path) -> None:
    def abrir(libro: Any, hoja: Any) -> None:
        for fila in range(1, ROWS + 1):
            hoja.write(fila, 2, fila, libro.add_format({"locked": False}))
        hoja.protect()

    libro = plain_book(tmp_path / "a.xlsx", finish=abrir)
    closed(libro).write(cambiando(3))
    assert grid(libro)[1][2] == 0


@pytest.mark.parametrize("formula", [b'<f t="shared" ref="C3:C5" si="0">1+1</f>', b'<f t="shared" si="0"/>'])
def test_formula_compartida_en_el_destino(tmp_path: Path, formula: bytes) -> None:
    libro = rewrite(
        plain_book(tmp_path / "a.xlsx"), {SHEET: lambda x: x.replace(b'<c r="C3">', b'<c r="C3">' + formula)}
    )
    rechazado(libro, cambiando(3), LibroNoEditable, "C3")


def test_parte_de_una_formula_matricial(tmp_path: Path) -> None:
    libro = plain_book(tmp_path / "a.xlsx", finish=lambda _, hoja: hoja.write_array_formula("B2:C3", "{=1}"))
    rechazado(libro, cambiando(3), LibroNoEditable, "B2:C3", "C2")


FIRMA = b'<Relationship Id="rIdF" Type="%s" Target="_xmlsignatures/origin.sigs"/></Relationships>'
ORIGEN = b"http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin"


def firmar(libro: Path) -> Path:
    tipo = b'<Override PartName="/_xmlsignatures/origin.sigs" ContentType="application/x"/></Types>'
    return rewrite(
        libro,
        {
            "_xmlsignatures/origin.sigs": b"",
            "_rels/.rels": lambda x: x.replace(b"</Relationships>", FIRMA % ORIGEN),
            "[Content_Types].xml": lambda x: x.replace(b"</Types>", tipo),
        },
    )


def test_libro_firmado(tmp_path: Path) -> None:
    rechazado(firmar(plain_book(tmp_path / "a.xlsx")), appending(), LibroNoEditable, "firma", "--romper-firma")


def test_romper_la_firma_la_quita_entera(tmp_path: Path) -> None:
    libro = firmar(plain_book(tmp_path / "a.xlsx"))
    closed(libro, break_signature=True).write(appending())
    assert not any("signature" in nombre for nombre in parts(libro))
    assert b"signature" not in part(libro, "_rels/.rels") + part(libro, "[Content_Types].xml")


def test_libro_compartido_con_control_de_cambios(tmp_path: Path) -> None:
    enlace = (
        b'<Relationship Id="rId77" Target="revisions/revisionHeaders.xml" Type="http://schemas.openxmlformats.org/'
        b'officeDocument/2006/relationships/revisionHeaders"/></Relationships>'
    )
    libro = rewrite(
        plain_book(tmp_path / "a.xlsx"),
        {"xl/_rels/workbook.xml.rels": lambda x: x.replace(b"</Relationships>", enlace)},
    )
    rechazado(libro, appending(), LibroNoEditable, "compartido")


def test_estructura_protegida_al_anadir_una_hoja(tmp_path: Path) -> None:
    proteccion = b'<workbookProtection lockStructure="1"/><bookViews>'
    libro = rewrite(
        plain_book(tmp_path / "a.xlsx"), {"xl/workbook.xml": lambda x: x.replace(b"<bookViews>", proteccion)}
    )
    nueva = HojaSalida("Resumen", {(1, 1): CeldaSalida("x")})
    rechazado(libro, PlanEscritura(hojas=(nueva,)), LibroNoEditable, "Resumen")


@pytest.mark.parametrize(
    "trozo",
    [b"<!-- hola --><row", b"<?pi x?><row", b"<row><extLst/></row><row"],
    ids=["comentario", "instrucción", "extensión"],
)
def test_filas_con_elementos_que_no_se_saben_conservar(tmp_path: Path, trozo: bytes) -> None:
    libro = rewrite(plain_book(tmp_path / "a.xlsx"), {SHEET: lambda x: x.replace(b"<row", trozo, 1)})
    rechazado(libro, appending(), LibroNoEditable, "Clientes")


def test_cdata_dentro_de_una_celda(tmp_path: Path) -> None:
    libro = rewrite(
        plain_book(tmp_path / "a.xlsx"), {SHEET: lambda x: x.replace(b"<v>0</v>", b"<v><![CDATA[0]]></v>", 1)}
    )
    rechazado(libro, appending(), LibroNoEditable, "Clientes")


def test_filas_en_desorden(tmp_path: Path) -> None:
    libro = rewrite(plain_book(tmp_path / "a.xlsx"), {SHEET: lambda x: x.replace(b'<row r="4"', b'<row r="2"')})
    rechazado(libro, appending(), LibroNoEditable, "desorden")


def test_celdas_en_desorden(tmp_path: Path) -> None:
    libro = rewrite(plain_book(tmp_path / "a.xlsx"), {SHEET: lambda x: x.replace(b'"C3"', b'"A3"')})
    rechazado(libro, appending(), LibroNoEditable, "A3")


@pytest.mark.parametrize(
    "estropear",
    [
        lambda datos: datos[: len(datos) // 2],
        lambda datos: b"",
        lambda datos: b"hola, no soy un libro",
        lambda datos: datos.replace(b"PK\1\2", b"PK\1\3", 1),
        lambda datos: datos.replace(b"PK\3\4", b"PK\3\5", 1),
        lambda datos: datos[:-30] + b"\0" * 8 + datos[-22:],
    ],
    ids=["cortado", "vacío", "texto", "índice", "cabecera", "final"],
)
def test_archivo_danado(tmp_path: Path, estropear: Callable[[bytes], bytes]) -> None:
    libro = plain_book(tmp_path / "a.xlsx")
    libro.write_bytes(estropear(libro.read_bytes()))
    rechazado(libro, appending(), LibroIlegible)


def test_una_parte_que_no_supera_la_comprobacion(tmp_path: Path) -> None:
    libro = plain_book(tmp_path / "a.xlsx")
    with ZipFile(libro) as archivo:
        sitio = archivo.getinfo("docProps/app.xml").header_offset
    datos = bytearray(libro.read_bytes())
    datos[sitio + 60] ^= 0xFF
    libro.write_bytes(datos)
    rechazado(libro, appending(), LibroIlegible, "docProps/app.xml")


def test_partes_repetidas(tmp_path: Path) -> None:
    libro = plain_book(tmp_path / "a.xlsx")
    with ZipFile(libro, "a", ZIP_STORED) as archivo:
        archivo.writestr("XL/workbook.xml", b"<x/>")
    rechazado(libro, appending(), LibroIlegible, "dos veces")


def test_bomba_de_compresion(tmp_path: Path) -> None:
    libro = plain_book(tmp_path / "a.xlsx")
    with ZipFile(libro, "a", 8) as archivo:
        archivo.writestr("xl/media/enorme.bin", b"\0" * (70 << 20))
    rechazado(libro, appending(), LibroIlegible, "enorme.bin")


def test_el_tamano_declarado_no_puede_mentir(tmp_path: Path) -> None:
    libro = plain_book(tmp_path / "a.xlsx")
    datos = bytearray(libro.read_bytes())
    sitio = datos.rindex(b"xl/worksheets/sheet1.xml") - 46
    datos[sitio + 24 : sitio + 28] = (10).to_bytes(4, "little")
    libro.write_bytes(datos)
    rechazado(libro, appending(), LibroIlegible, "sheet1.xml")


def test_un_documento_que_no_es_un_libro(tmp_path: Path) -> None:
    libro = tmp_path / "a.xlsx"
    with ZipFile(libro, "w") as archivo:
        archivo.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    rechazado(libro, appending(), LibroIlegible)


def test_un_formato_que_solo_se_lee(tmp_path: Path) -> None:
    libro = tmp_path / "a.csv"
    libro.write_text("Cliente;Importe\nUno;3\n")
    rechazado(libro, appending(), LibroNoEditable, ".csv")


def dueno_de_excel(nombre: str) -> bytes:
    ansi = bytes([len(nombre)]) + nombre.encode("cp1252").ljust(54)
    return ansi + len(nombre).to_bytes(2, "little") + nombre.ljust(54).encode("utf-16-le")


def test_abierto_en_excel_dice_quien_lo_tiene(tmp_path: Path) -> None:
    libro = plain_book(tmp_path / "a.xlsx")
    (tmp_path / "~$a.xlsx").write_bytes(dueno_de_excel("Usuaria Uno"))
    rechazado(libro, appending(), LibroOcupado, "Excel (Usuaria Uno)", "~$a.xlsx")


def test_abierto_en_libreoffice_dice_quien_lo_tiene(tmp_path: Path) -> None:
    libro = plain_book(tmp_path / "a.xlsx")
    (tmp_path / ".~lock.a.xlsx#").write_text(",usuaria,equipo,09.03.2025 10:20,file:///x;")
    rechazado(libro, appending(), LibroOcupado, "LibreOffice (usuaria)")


def test_solo_lectura(tmp_path: Path) -> None:
    libro = plain_book(tmp_path / "a.xlsx")
    libro.chmod(0o444)
    rechazado(libro, appending(), LibroNoEditable, "solo lectura")


def test_si_cambia_mientras_se_calcula_no_se_escribe(tmp_path: Path) -> None:
    libro = plain_book(tmp_path / "a.xlsx")
    anfitrion = closed(libro)
    anfitrion.info()
    otro = plain_book(tmp_path / "b.xlsx", table=True).read_bytes()
    libro.write_bytes(otro)

    with pytest.raises(LibroOcupado, match="cambió mientras se calculaba"):
        anfitrion.write(appending())

    assert libro.read_bytes() == otro


def test_un_mismo_anfitrion_puede_escribir_dos_veces(tmp_path: Path) -> None:
    anfitrion = closed(plain_book(tmp_path / "a.xlsx"))
    anfitrion.write(appending())
    anfitrion.write(PlanEscritura(hojas=(HojaSalida("Resumen", {(1, 1): CeldaSalida("x")}),)))
    assert [hoja.nombre for hoja in anfitrion.info().hojas] == ["Clientes", "Resumen"]


def test_dos_ejecuciones_a_la_vez_la_segunda_espera_y_desiste(tmp_path: Path) -> None:
    libro = plain_book(tmp_path / "a.xlsx")
    with files.only_one(libro.resolve(), 1):
        rechazado(libro, appending(), LibroOcupado, "Otra ejecución")


def test_la_que_espera_continua_cuando_la_otra_termina(tmp_path: Path) -> None:
    libro = plain_book(tmp_path / "a.xlsx")
    with files.only_one(libro.resolve(), 1):
        hilo = threading.Thread(target=closed(libro, wait_seconds=10).write, args=(appending(),))
        hilo.start()
        time.sleep(0.1)
        assert hilo.is_alive()
    hilo.join(10)
    assert len(grid(libro)[0]) == 7


def test_la_copia_es_el_libro_de_antes_y_nunca_pisa_otra(tmp_path: Path) -> None:
    libro = plain_book(tmp_path / "libro.xlsx")
    original = libro.read_bytes()

    anfitrion = closed(libro, backup=True)
    anfitrion.write(appending())
    otra = closed(libro, backup=True)
    otra.write(PlanEscritura(hojas=(HojaSalida("Resumen", {}),)))

    assert anfitrion.backup_path == tmp_path / "libro.copia-20250309-102030.xlsx"
    assert anfitrion.backup_path.read_bytes() == original
    assert otra.backup_path == tmp_path / "libro.copia-20250309-102030-2.xlsx"


def test_con_salida_el_libro_no_cambia_ni_hay_copia(tmp_path: Path) -> None:
    libro = plain_book(tmp_path / "libro.xlsx")
    original = libro.read_bytes()
    libro.chmod(0o444)

    anfitrion = closed(libro, output=tmp_path / "nuevo.xlsx", backup=True)
    anfitrion.write(appending())

    assert libro.read_bytes() == original
    assert anfitrion.backup_path is None
    assert len(grid(tmp_path / "nuevo.xlsx")[0]) == 7
    assert len(list(tmp_path.iterdir())) == 2


def test_conserva_los_permisos_y_atraviesa_los_enlaces(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    real = plain_book(tmp_path / "real" / "libro.xlsx")
    real.chmod(0o640)
    enlace = tmp_path / "enlace.xlsx"
    enlace.symlink_to(real)

    closed(enlace).write(appending())

    assert enlace.is_symlink()
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    assert len(grid(real)[0]) == 7


def cifrado(libro: Path, clave: str) -> Path:
    from msoffcrypto.format.ooxml import OOXMLFile

    plano = io.BytesIO(libro.read_bytes())
    with libro.open("wb") as salida:
        OOXMLFile(plano).encrypt(clave, salida)
    return libro


def test_libro_cifrado_sin_clave_o_con_otra(tmp_path: Path) -> None:
    libro = cifrado(plain_book(tmp_path / "a.xlsx"), "abracadabra")
    rechazado(libro, appending(), LibroIlegible, "contraseña")
    rechazado(libro, appending(), LibroIlegible, "contraseña", password="otra")


def test_libro_cifrado_con_clave_se_lee_se_escribe_y_sigue_cifrado(tmp_path: Path) -> None:
    libro = cifrado(plain_book(tmp_path / "a.xlsx"), "abracadabra")

    closed(libro, password="abracadabra").write(appending())

    assert libro.read_bytes()[:4] == b"\xd0\xcf\x11\xe0"
    anfitrion = closed(libro, password="abracadabra")
    assert anfitrion.head("Clientes", 1)[0][3:] == ["Puntuación", "Segmento", "Manual", "Caída"]
    assert [hoja.nombre for hoja in anfitrion.info().hojas] == ["Clientes"]


def test_los_restos_de_una_ejecucion_muerta_se_limpian(tmp_path: Path) -> None:
    libro = plain_book(tmp_path / "a.xlsx")
    resto = tmp_path / files.TEMPORARY.format(key=files._key(libro.resolve()), random="abc")
    ajeno = tmp_path / files.TEMPORARY.format(key="0" * 16, random="abc")
    resto.touch()
    ajeno.touch()

    closed(libro).write(appending())

    assert not resto.exists()
    assert ajeno.exists()


MUERTE = """
import sys
from pathlib import Path
import numpy as np
from cartera_xl.hosts.closed_file import ClosedFile
from cartera_xl.nucleo.plan import ColumnaSalida, PlanEscritura, Zona
n = 20_000
columnas = tuple(ColumnaSalida(str(i), f"Nueva {i}", np.arange(n) * 1.5) for i in range(8))
libro = ClosedFile(Path(sys.argv[1]), backup=sys.argv[2] == "copia")
libro.info()
print("listo", flush=True)
libro.write(PlanEscritura(Zona("Clientes", 1, 2, n + 1, 1, 10), columnas))
print("hecho", flush=True)
"""


def libro_mediano(sitio: Path) -> bytes:
    import xlsxwriter

    libro = xlsxwriter.Workbook(sitio, {"constant_memory": True})
    hoja = libro.add_worksheet("Clientes")
    hoja.write_row(0, 0, [f"Campo {n}" for n in range(10)])
    for fila in range(1, 20_001):
        hoja.write_row(fila, 0, [fila + columna for columna in range(10)])
    libro.close()
    return sitio.read_bytes()


@pytest.mark.largo
@pytest.mark.skipif(os.name == "nt", reason="SIGKILL")
def test_matar_el_proceso_en_cualquier_momento_deja_un_libro_entero(tmp_path: Path) -> None:
    libro = tmp_path / "libro.xlsx"
    viejo = libro_mediano(libro)
    guion = [sys.executable, "-c", MUERTE, str(libro)]
    proceso = subprocess.Popen([*guion, "sin"], stdout=subprocess.PIPE)
    assert proceso.stdout is not None
    proceso.stdout.readline()
    comienzo = time.monotonic()
    proceso.communicate()
    tarda = time.monotonic() - comienzo
    assert proceso.returncode == 0
    nuevo = libro.read_bytes()
    azar = random.Random(7)
    muertes = 0
    for intento in range(25):
        libro.write_bytes(viejo)
        proceso = subprocess.Popen([*guion, "copia" if intento % 2 else "sin"], stdout=subprocess.PIPE)
        assert proceso.stdout is not None
        proceso.stdout.readline()
        time.sleep(azar.uniform(0, 1.3) * tarda)
        proceso.send_signal(signal.SIGKILL)
        proceso.wait()
        proceso.stdout.close()
        quedo = libro.read_bytes()
        assert quedo in (viejo, nuevo)
        muertes += proceso.returncode == -signal.SIGKILL
        for copia in tmp_path.glob("*.copia-*"):
            assert copia.read_bytes() == viejo
            copia.unlink()
    assert muertes
    libro.write_bytes(viejo)
    subprocess.run([*guion, "sin"], check=True, capture_output=True)
    assert [f.name for f in tmp_path.iterdir()] == ["libro.xlsx"]


def test_si_falla_a_media_escritura_no_queda_rastro(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    libro = plain_book(tmp_path / "a.xlsx")
    original = libro.read_bytes()

    def sin_sitio(_: object, salida: Any) -> None:
        salida.write(b"PK a medias")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("cartera_xl.hosts.closed_file.write_archive", sin_sitio)
    with pytest.raises(ErrorCartera, match="espacio"):
        ClosedFile(libro, backup=True).write(appending())

    assert libro.read_bytes() == original
    assert [f.name for f in tmp_path.iterdir()] == ["a.xlsx"]


def test_el_libro_no_esta_abierto_cuando_otro_ocupa_su_sitio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows no deja sustituir un archivo abierto, ni siquiera a quien lo tiene abierto."""
    libro = plain_book(tmp_path / "a.xlsx")
    abiertos: list[str] = []
    sustituir = Path.replace

    def mirando(origen: Path, destino: Path) -> Path:
        abiertos.extend(str(fd.readlink()) for fd in Path("/proc/self/fd").iterdir() if fd.is_symlink())
        return sustituir(origen, destino)

    monkeypatch.setattr(Path, "replace", mirando)
    closed(libro).write(appending())

    assert abiertos
    assert str(libro.resolve()) not in abiertos
