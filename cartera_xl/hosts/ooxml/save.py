"""Writes the package with its pending changes; what did not change is copied without being decompressed."""

from typing import BinaryIO, Final

from cartera_xl.hosts.ooxml.package import Package
from cartera_xl.hosts.ooxml.zip_write import ZipWriter

_VERIFIED_UP_TO: Final = 16 << 20  # bytes; a bigger part that nobody changes is copied unverified, as it was


def verify(package: Package) -> None:
    """`LibroIlegible` if some part does not match its checksum: a damaged book is not worked on."""
    for entry in package.zip.entries:
        if entry.size <= _VERIFIED_UP_TO:
            package.zip.verify(entry)


def write_archive(package: Package, out: BinaryIO) -> None:
    """Parts in their order, the new ones at the end."""
    writer = ZipWriter(package.zip, out, package.where)
    for entry in package.zip.entries:
        key = entry.key
        if key in package.dropped:
            continue
        stream = package.streams.get(key)
        if stream is not None:
            writer.put(entry.name, stream(), entry)
        elif key in package.changed:
            writer.put(entry.name, [package.changed[key]], entry)
        else:
            writer.copy(entry)
    for part in package.added:
        stream = package.streams.get(part.casefold())
        writer.put(part, stream() if stream is not None else [package.changed[part.casefold()]])
    writer.close()
