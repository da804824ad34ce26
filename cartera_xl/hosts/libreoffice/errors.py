"""What can go wrong between cartera and LibreOffice."""

from cartera_xl.nucleo.errores import ErrorCartera


class OfficeMissing(ErrorCartera):
    """LibreOffice, or its bridge with this Python, is not here or does not start."""


class BookGone(Exception):
    """The book, or the whole program, was closed while somebody was still using it."""


class SheetProtected(Exception):
    """Cells that LibreOffice would not let anybody change: the sheet is protected, or the book is read-only."""


class Unsupported(NotImplementedError):
    """Something of xlwings that this engine does not do."""
