"""Writes a copy of an archive in which a few entries change and the others are the very same bytes."""

import struct
from collections.abc import Iterable
from typing import BinaryIO, Final

from isal import isal_zlib

from cartera_xl.hosts.ooxml.zip_raw import CENTRAL, DEFLATED, EOCD, LOCAL, UNKNOWN_32, Entry, ZipReader, zip64_field
from cartera_xl.nucleo.errores import LibroNoEditable

NEW_ENTRY_TIME: Final = (0, 0x21)  # 1 January 1980, 00:00: what reproducible writers use
FAST: Final = 1
UTF8_NAME: Final = 0x800


class ZipWriter:
    """Sequential writer; entries keep name, date and attributes of the original."""

    def __init__(self, source: ZipReader, out: BinaryIO, where: str) -> None:
        self._source = source
        self._out = out
        self._where = where
        self._at = 0
        self._directory: list[bytes] = []

    def copy(self, entry: Entry) -> None:
        """The local record byte for byte; in the directory only the offset changes."""
        offset = self._at
        for piece in self._source.raw_record(entry):
            self._write(piece)
        self._directory.append(_moved(entry, self._small(offset)))

    def put(self, name: str, pieces: Iterable[bytes], like: Entry | None = None) -> None:
        """Compresses the pieces as they come and then fills in the sizes in the header already written."""
        raw_name = like.raw_name if like else name.encode("utf-8")
        flags = (like.flags if like else 0 if name.isascii() else UTF8_NAME) & UTF8_NAME
        time, date = like.dos_time if like else NEW_ENTRY_TIME
        offset = self._at
        self._write(_local_header(raw_name, flags, (time, date), (0, 0, 0)))
        start = self._at
        deflater = isal_zlib.compressobj(FAST, isal_zlib.DEFLATED, -15)
        crc = size = 0
        for piece in pieces:
            crc = isal_zlib.crc32(piece, crc)
            size += len(piece)
            self._write(deflater.compress(piece))
        self._write(deflater.flush())
        sizes = (crc, self._small(self._at - start), self._small(size))
        self._out.seek(offset)
        self._out.write(_local_header(raw_name, flags, (time, date), sizes))
        self._out.seek(self._at)
        external = like.external if like else 0
        self._directory.append(
            CENTRAL.pack(
                b"PK\1\2", 20, 20, flags, DEFLATED, time, date, *sizes, len(raw_name), 0, 0, 0, 0, external, offset
            )
            + raw_name
        )

    def close(self) -> None:
        """Writes the central directory; the archive comment is kept."""
        offset = self._small(self._at)
        directory = b"".join(self._directory)
        self._write(directory)
        count = len(self._directory)
        comment = self._source.comment
        self._write(EOCD.pack(b"PK\5\6", 0, 0, count, count, len(directory), offset, len(comment)) + comment)

    def _write(self, data: bytes) -> None:
        self._out.write(data)
        self._at += len(data)

    def _small(self, value: int) -> int:
        if value >= UNKNOWN_32:
            raise LibroNoEditable(
                "El libro resultante pasaría de 4 GB.",
                donde=self._where,
                remedio="Divida el libro en varios más pequeños",
            )
        return value


def _local_header(raw_name: bytes, flags: int, when: tuple[int, int], sizes: tuple[int, int, int]) -> bytes:
    return LOCAL.pack(b"PK\3\4", 20, flags, DEFLATED, *when, *sizes, len(raw_name), 0) + raw_name


def _moved(entry: Entry, offset: int) -> bytes:
    """The directory record of an entry that now begins somewhere else; zip64 offsets live in the extra field."""
    record = bytearray(entry.central)
    fields = CENTRAL.unpack_from(record)
    if fields[16] != UNKNOWN_32:
        struct.pack_into("<I", record, 42, offset)
        return bytes(record)
    extra_start = CENTRAL.size + fields[10]
    field = zip64_field(bytes(record[extra_start : extra_start + fields[11]]))
    if field is not None:
        before = 8 * ((fields[9] == UNKNOWN_32) + (fields[8] == UNKNOWN_32))
        struct.pack_into("<Q", record, extra_start + field[0] + before, offset)
    return bytes(record)
