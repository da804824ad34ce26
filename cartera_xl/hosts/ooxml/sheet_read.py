"""One worksheet as a stream: its head, its rows in blocks of whole rows, and its tail."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from cartera_xl.nucleo.errores import LibroNoEditable

BLOCK: Final = 4 << 20
_SHEET_DATA: Final = re.compile(rb"<((?:[A-Za-z_][\w.\-]*:)?)sheetData\b[^<>]*?(/?)>")
_EXTENSION: Final = re.compile(rb"<[\w.\-:]*extLst\b")
_NOT_UTF8: Final = re.compile(rb"^(?:\xff\xfe|\xfe\xff|<\?xml[^>]*encoding=[\"'](?!utf-?8[\"']|us-ascii[\"']))", re.I)


class Head(NamedTuple):
    """Everything up to the start tag of the rows, which is always left open; `prefix` carries its colon."""

    text: bytes
    prefix: bytes


class SheetStream:
    """Reads the pieces once: `head` at once, then `blocks()`, and `tail` when they are over.

    The tail begins with the end tag of the rows. `where` names the sheet for the refusals; a second reading of the same
    sheet need not look again for what is refused (`checked`).
    """

    def __init__(self, pieces: Iterator[bytes], where: str, *, checked: bool = False) -> None:
        self._pieces = pieces
        self._where = where
        self._already_checked = checked
        self.tail = b""
        self.head, self._rest, self._over = self._read_head()
        p = self.head.prefix
        self._row_end = b"</" + p + b"row>"
        self._data_end = b"</" + p + b"sheetData>"

    def _read_head(self) -> tuple[Head, bytes, bool]:
        buffer = b""
        for piece in self._pieces:
            buffer += piece
            found = _SHEET_DATA.search(buffer)
            if found is not None:
                break
        else:
            raise self._strange("no tiene celdas que se puedan leer")
        if _NOT_UTF8.match(buffer) or b"<!DOCTYPE" in buffer[: found.start()]:
            raise self._strange("no está escrita en UTF-8 o lleva una definición de tipo")
        prefix = found[1]
        if found[2]:
            self.tail = b"</" + prefix + b"sheetData>" + buffer[found.end() :]
            opening = found.group()[:-2].rstrip() + b">"
            return Head(buffer[: found.start()] + opening, prefix), b"", True
        return Head(buffer[: found.end()], prefix), buffer[found.end() :], False

    def blocks(self) -> Iterator[bytes]:
        """Runs of whole rows of about `BLOCK` bytes."""
        if not self._over:
            yield from self._row_blocks()
        self.tail += b"".join(self._pieces)

    def _row_blocks(self) -> Iterator[bytes]:
        parts = [self._rest]
        size = len(self._rest)
        at_end = False
        while True:
            while size < BLOCK and not at_end:
                piece = next(self._pieces, None)
                at_end = piece is None
                parts.append(piece or b"")
                size += len(parts[-1])
            buffer = b"".join(parts)
            cut = buffer.rfind(self._row_end) + len(self._row_end)
            cut = cut if cut >= len(self._row_end) else 0
            stop = buffer.find(self._data_end, cut)
            if stop >= 0:
                self.tail = buffer[stop:]
                yield self._checked(buffer[:stop])
                return
            if at_end:
                raise self._strange("está cortada")
            if cut:
                yield self._checked(buffer[:cut])
            parts = [buffer[cut:]]
            size = len(parts[0]) if cut else 0

    def _checked(self, block: bytes) -> bytes:
        if self._already_checked:
            return block
        strange = (b"!" in block and b"<!" in block) or (b"?" in block and b"<?" in block)
        if strange or (b"extLst" in block and _EXTENSION.search(block)):
            raise self._strange("contiene entre sus filas elementos que no se saben conservar")
        return block

    def _strange(self, what: str) -> LibroNoEditable:
        return LibroNoEditable(
            f"La hoja {what}; escribir en ella podría estropearla.",
            donde=self._where,
            remedio="Ábrala con Excel, guarde el libro y vuelva a intentarlo",
        )
