"""El archivo comprimido: lo que no cambia se copia con sus mismos bytes."""

import io
import struct
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import pytest

from cartera_xl.hosts.ooxml.zip_raw import ZipReader
from cartera_xl.hosts.ooxml.zip_write import ZipWriter
from cartera_xl.nucleo.errores import LibroIlegible


class SoloEscribe(io.RawIOBase):
    """Un destino sin marcha atrás: zipfile escribe entonces descriptores detrás de los datos."""

    def __init__(self) -> None:
        self.datos = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, datos: bytes) -> int:  # type: ignore[override]
        self.datos += datos
        return len(datos)


def comprimido(*, con_descriptores: bool = False, zip64: bool = False, prefijo: bytes = b"") -> bytes:
    destino = SoloEscribe() if con_descriptores else io.BytesIO()
    if prefijo:
        destino.write(prefijo)
    with ZipFile(destino, "w", ZIP_DEFLATED) as archivo:  # type: ignore[arg-type]
        archivo.comment = b"un comentario"
        for nombre in ("uno.xml", "dos.xml", "año.bin"):
            ficha = ZipInfo(nombre, (2020, 5, 6, 7, 8, 10))
            ficha.compress_type = ZIP_STORED if nombre.endswith("bin") else ZIP_DEFLATED
            ficha.external_attr = 0o640 << 16
            ficha.extra = struct.pack("<2H", 0xCAFE, 3) + b"abc"
            with archivo.open(ficha, "w", force_zip64=zip64) as parte:
                parte.write(nombre.encode() * 1000)
    return bytes(destino.datos) if isinstance(destino, SoloEscribe) else destino.getvalue()  # type: ignore[attr-defined]


def reescrito(datos: bytes, cambios: dict[str, bytes]) -> bytes:
    lector = ZipReader(io.BytesIO(datos), "prueba")
    salida = io.BytesIO()
    escritor = ZipWriter(lector, salida, "prueba")
    for entrada in lector.entries:
        if entrada.name in cambios:
            escritor.put(entrada.name, [cambios[entrada.name]], entrada)
        else:
            escritor.copy(entrada)
    escritor.close()
    return salida.getvalue()


@pytest.mark.parametrize(
    "opciones", [{}, {"con_descriptores": True}, {"zip64": True}, {"zip64": True, "con_descriptores": True}]
)
def test_sin_cambios_el_archivo_es_el_mismo_byte_a_byte(opciones: dict[str, bool]) -> None:
    datos = comprimido(**opciones)
    assert reescrito(datos, {}) == datos


def test_lo_que_hubiera_delante_del_archivo_no_despista() -> None:
    datos = comprimido(prefijo=b"#!/bin/sh\n")
    assert reescrito(datos, {}) == comprimido()


@pytest.mark.parametrize("opciones", [{}, {"con_descriptores": True}, {"zip64": True}])
def test_una_parte_cambia_y_las_demas_siguen_enteras(opciones: dict[str, bool]) -> None:
    nuevo = reescrito(comprimido(**opciones), {"uno.xml": b"otra cosa"})
    with ZipFile(io.BytesIO(nuevo)) as archivo:
        assert archivo.testzip() is None
        assert archivo.comment == b"un comentario"
        assert archivo.read("uno.xml") == b"otra cosa"
        assert archivo.read("año.bin") == "año.bin".encode() * 1000
        ficha = archivo.getinfo("uno.xml")
        assert (ficha.date_time, ficha.external_attr >> 16) == ((2020, 5, 6, 7, 8, 10), 0o640)


@pytest.mark.parametrize("sitio", range(0, 2400, 37))
def test_ningun_corte_se_lee_como_entero(sitio: int) -> None:
    datos = comprimido()
    recortado = datos[: len(datos) * sitio // 2400]
    with pytest.raises(LibroIlegible):
        ZipReader(io.BytesIO(recortado), "prueba")


def test_una_entrada_con_contrasena_no_se_lee(tmp_path: Path) -> None:
    datos = bytearray(comprimido())
    for firma, distancia in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        datos[datos.index(firma) + distancia] |= 1
    lector = ZipReader(io.BytesIO(bytes(datos)), "prueba")
    with pytest.raises(LibroIlegible):
        lector.read(lector.entries[0])
