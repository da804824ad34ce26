"""The zip directory read by hand, so that an entry can be copied without being decompressed.

Only what the ZIP Application Note (PKWARE, APPNOTE.TXT 6.3) calls the central directory, the local headers and the
zip64 extra field are understood; multi-disk and encrypted archives are refused.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import BinaryIO, Final, cast

from isal import isal_zlib

from cartera_xl.nucleo.errores import LibroIlegible

EOCD: Final = struct.Struct("<4s4H2IH")
EOCD64: Final = struct.Struct("<4sQ2H2I4Q")
LOCATOR64: Final = struct.Struct("<4sIQI")
CENTRAL: Final = struct.Struct("<4s6H3I5H2I")
LOCAL: Final = struct.Struct("<4s5H3I2H")
STORED: Final = 0
DEFLATED: Final = 8
UNKNOWN_32: Final = 0xFFFFFFFF

_BROKEN: Final = cast(type[Exception], isal_zlib.error)
CHUNK: Final = 1 << 16
MAX_ENTRIES: Final = 20_000
MAX_ENTRY_SIZE: Final = 3 << 30
MAX_TOTAL_SIZE: Final = 6 << 30
MAX_RATIO: Final = 300
RATIO_MATTERS_FROM: Final = 64 << 20
MAX_PART_IN_MEMORY: Final = 256 << 20


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of the archive; `span` is the length of its whole local record, descriptor included."""

    name: str
    raw_name: bytes
    central: bytes
    flags: int
    method: int
    dos_time: tuple[int, int]
    crc: int
    packed: int
    size: int
    offset: int
    external: int
    span: int = 0

    @property
    def key(self) -> str:
        """How the package looks it up: part names do not distinguish case."""
        return self.name.casefold()


class ZipReader:
    """Directory of an open archive and access to its entries, raw or inflated with their CRC checked."""

    def __init__(self, file: BinaryIO, where: str) -> None:
        self._file = file
        self._where = where
        size = file.seek(0, 2)
        self.comment, count, directory, self._base = self._end_of_directory(size)
        self.entries = self._read_directory(count, directory)
        self.by_key = {entry.key: entry for entry in self.entries}
        if len(self.by_key) != len(self.entries):
            raise self._damaged("El archivo contiene dos veces la misma parte interna")
        self._refuse_bombs()

    def _damaged(self, what: str) -> LibroIlegible:
        return LibroIlegible(
            f"{what}: el libro está dañado o incompleto.",
            donde=self._where,
            remedio="Ábralo con Excel, deje que lo repare, guárdelo y vuelva a intentarlo",
        )

    def _end_of_directory(self, size: int) -> tuple[bytes, int, bytes, int]:
        start = max(0, size - EOCD.size - 0xFFFF)
        self._file.seek(start)
        tail = self._file.read()
        at = tail.rfind(b"PK\5\6")
        if at < 0 or at + EOCD.size > len(tail):
            raise self._damaged("Falta el índice del final")
        _, disk, first_disk, _, count, length, offset, comment_length = EOCD.unpack_from(tail, at)
        end = start + at
        comment = tail[at + EOCD.size :][:comment_length]
        if at >= LOCATOR64.size and tail[at - LOCATOR64.size :][:4] == b"PK\6\7":
            count, length, offset, end = self._zip64_directory(LOCATOR64.unpack_from(tail, at - LOCATOR64.size)[2])
        base = end - length - offset
        if disk or first_disk or base < 0 or count > MAX_ENTRIES:
            raise self._damaged("El índice del final no cuadra")
        self._directory_at = offset
        self._file.seek(base + offset)
        return comment, count, self._file.read(length), base

    def _zip64_directory(self, at: int) -> tuple[int, int, int, int]:
        self._file.seek(at)
        record = self._file.read(EOCD64.size)
        if len(record) < EOCD64.size or record[:4] != b"PK\6\6":
            raise self._damaged("El índice del final no cuadra")
        *_, count, length, offset = EOCD64.unpack(record)
        return count, length, offset, at

    def _read_directory(self, count: int, directory: bytes) -> list[Entry]:
        found: list[Entry] = []
        at = 0
        for _ in range(count):
            if at + CENTRAL.size > len(directory) or directory[at : at + 4] != b"PK\1\2":
                raise self._damaged("El índice de las partes internas no cuadra")
            entry, at = _central_entry(directory, at)
            found.append(entry)
        if at != len(directory):
            raise self._damaged("El índice de las partes internas no cuadra")
        return self._with_spans(found)

    def _with_spans(self, entries: list[Entry]) -> list[Entry]:
        borders = sorted({entry.offset for entry in entries} | {self._directory_at})
        following = dict(pairwise(borders))
        result = []
        for entry in entries:
            span = following.get(entry.offset, 0) - entry.offset
            if span < LOCAL.size + len(entry.raw_name) + entry.packed:
                raise self._damaged(f"La parte interna «{entry.name}» está cortada")
            result.append(replace(entry, span=span))
        return result

    def _refuse_bombs(self) -> None:
        for entry in self.entries:
            ratio = entry.size / max(entry.packed, 1)
            if entry.size > MAX_ENTRY_SIZE or (entry.size > RATIO_MATTERS_FROM and ratio > MAX_RATIO):
                raise self._bomb(entry.name)
        if sum(entry.size for entry in self.entries) > MAX_TOTAL_SIZE:
            raise self._bomb("todas")

    def _bomb(self, name: str) -> LibroIlegible:
        return LibroIlegible(
            f"El libro ocuparía demasiado al descomprimirlo (parte interna «{name}»): no se abre por seguridad.",
            donde=self._where,
            remedio="Compruebe quién le envió el archivo; si es suyo, ábralo con Excel y guárdelo de nuevo",
        )

    def find(self, name: str) -> Entry | None:
        """The entry of a part name, with or without its leading slash and in any case."""
        return self.by_key.get(name.lstrip("/").casefold())

    def read(self, entry: Entry) -> bytes:
        """Whole contents, CRC checked; for the small parts."""
        if entry.size > MAX_PART_IN_MEMORY:
            raise self._bomb(entry.name)
        return b"".join(self.stream(entry))

    def stream(self, entry: Entry) -> Iterator[bytes]:
        """Contents in pieces; raises `LibroIlegible` at the end if size or CRC are not the declared ones."""
        if entry.flags & 1 or entry.method not in (STORED, DEFLATED):
            raise self._damaged(f"La parte interna «{entry.name}» usa una compresión desconocida")
        inflater = isal_zlib.decompressobj(-15) if entry.method == DEFLATED else None
        size = crc = 0
        for packed in self._packed(entry):
            try:
                plain = inflater.decompress(packed) if inflater else packed
            except _BROKEN as error:
                raise self._damaged(f"La parte interna «{entry.name}» no se puede descomprimir") from error
            size += len(plain)
            if size > entry.size:
                raise self._bomb(entry.name)
            crc = isal_zlib.crc32(plain, crc)
            yield plain
        if size != entry.size or crc != entry.crc:
            raise self._damaged(f"La parte interna «{entry.name}» no supera la comprobación")

    def _packed(self, entry: Entry) -> Iterator[bytes]:
        at = self._data_offset(entry)
        end = at + entry.packed
        while at < end:
            self._file.seek(at)
            piece = self._file.read(min(CHUNK, end - at))
            if not piece:
                raise self._damaged(f"La parte interna «{entry.name}» está cortada")
            at += len(piece)
            yield piece

    def _data_offset(self, entry: Entry) -> int:
        self._file.seek(self._base + entry.offset)
        header = self._file.read(LOCAL.size)
        if len(header) < LOCAL.size or header[:4] != b"PK\3\4":
            raise self._damaged(f"La cabecera de la parte interna «{entry.name}» no cuadra")
        name_length, extra_length = LOCAL.unpack(header)[-2:]
        start = entry.offset + LOCAL.size + int(name_length) + int(extra_length)
        if self._file.read(name_length) != entry.raw_name:
            raise self._damaged(f"La parte interna «{entry.name}» tiene dos nombres")
        if start + entry.packed > entry.offset + entry.span:
            raise self._damaged(f"La parte interna «{entry.name}» está cortada")
        return self._base + start

    def raw_record(self, entry: Entry) -> Iterator[bytes]:
        """The local record as it is: header, compressed data and descriptor."""
        self._data_offset(entry)
        at = self._base + entry.offset
        end = at + entry.span
        while at < end:
            self._file.seek(at)
            piece = self._file.read(min(1 << 20, end - at))
            if not piece:
                raise self._damaged(f"La parte interna «{entry.name}» está cortada")
            at += len(piece)
            yield piece

    def verify(self, entry: Entry) -> None:
        """Inflates and forgets: only to know that the entry is sound."""
        for _ in self.stream(entry):
            pass


def _central_entry(directory: bytes, at: int) -> tuple[Entry, int]:
    fields = CENTRAL.unpack_from(directory, at)
    flags, method, time, date, crc, packed, size, name_length, extra_length, comment_length = fields[3:13]
    end = at + CENTRAL.size + name_length + extra_length + comment_length
    raw_name = directory[at + CENTRAL.size :][:name_length]
    extra = directory[at + CENTRAL.size + name_length :][:extra_length]
    size, packed, offset = _zip64_values(extra, size, packed, fields[16])
    name = raw_name.decode("utf-8" if flags & 0x800 else "cp437", "replace").replace("\\", "/").lstrip("/")
    entry = Entry(name, raw_name, directory[at:end], flags, method, (time, date), crc, packed, size, offset, fields[15])
    return entry, end


def _zip64_values(extra: bytes, size: int, packed: int, offset: int) -> tuple[int, int, int]:
    values = [size, packed, offset]
    field = zip64_field(extra)
    if field is None:
        return size, packed, offset
    at, end = field
    for index, value in enumerate(values):
        if value == UNKNOWN_32 and at + 8 <= end:
            values[index] = struct.unpack_from("<Q", extra, at)[0]
            at += 8
    return values[0], values[1], values[2]


def zip64_field(extra: bytes) -> tuple[int, int] | None:
    """Where the data of the zip64 extra field (id 1) begins and ends, if there is one."""
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        if kind == 1:
            return at + 4, min(at + 4 + length, len(extra))
        at += 4 + length
    return None
