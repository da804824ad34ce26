"""A table slicer (segmentación de datos) added by hand: no library writes them."""

from pathlib import Path

from tests.support.books import Edit, repack, replacing, substituting

_HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_X14 = b"http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
_X15 = b"http://schemas.microsoft.com/office/spreadsheetml/2010/11/main"
_LINKS = b"http://schemas.microsoft.com/office/2007/relationships/"
_DRAWING_LINK = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/drawing"
_CACHE = (
    _HEAD + b'<slicerCacheDefinition xmlns="' + _X14 + b'" name="Segmentador_ciudad" sourceName="ciudad"><extLst>'
    b'<x:ext xmlns:x="' + _MAIN + b'" uri="{2F2917AC-EB37-4324-AD4E-5DD8C200BD13}">'
    b'<x15:tableSlicerCache xmlns:x15="' + _X15 + b'" tableId="1" column="4"/></x:ext></extLst></slicerCacheDefinition>'
)
_SLICER = (
    _HEAD + b'<slicers xmlns="' + _X14 + b'"><slicer name="ciudad" cache="Segmentador_ciudad" caption="Ciudad" '
    b'rowHeight="241300"/></slicers>'
)
_DRAWING = (
    _HEAD + b'<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
    b'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><xdr:absoluteAnchor><xdr:pos x="0" y="0"/>'
    b'<xdr:ext cx="1828800" cy="2524125"/><mc:AlternateContent '
    b'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    b'xmlns:sle15="http://schemas.microsoft.com/office/drawing/2012/slicer"><mc:Choice Requires="sle15">'
    b'<xdr:graphicFrame macro=""><xdr:nvGraphicFramePr><xdr:cNvPr id="2" name="ciudad"/><xdr:cNvGraphicFramePr/>'
    b'</xdr:nvGraphicFramePr><xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm><a:graphic>'
    b'<a:graphicData uri="http://schemas.microsoft.com/office/drawing/2010/slicer">'
    b'<sle:slicer xmlns:sle="http://schemas.microsoft.com/office/drawing/2010/slicer" name="ciudad"/></a:graphicData>'
    b'</a:graphic></xdr:graphicFrame></mc:Choice><mc:Fallback><xdr:sp macro="" textlink="">'
    b'<xdr:nvSpPr><xdr:cNvPr id="0" name=""/><xdr:cNvSpPr/></xdr:nvSpPr><xdr:spPr/></xdr:sp></mc:Fallback>'
    b"</mc:AlternateContent><xdr:clientData/></xdr:absoluteAnchor></xdr:wsDr>"
)
_SHEET_LIST = (
    b'<extLst><ext xmlns:x15="' + _X15 + b'" uri="{3A4CF648-6AED-40f4-86FF-DC5316D8AED3}">'
    b'<x14:slicerList xmlns:x14="' + _X14 + b'"><x14:slicer r:id="rId51"/></x14:slicerList></ext></extLst>'
)
_BOOK_LIST = (
    b'<extLst><ext xmlns:x15="' + _X15 + b'" uri="{46BE6895-7355-4a93-B00E-2C351335B9C9}">'
    b'<x15:slicerCaches xmlns:x14="' + _X14 + b'"><x14:slicerCache r:id="rId52"/></x15:slicerCaches></ext></extLst>'
)
_TYPES = (
    b'<Override PartName="/xl/slicers/slicer1.xml" ContentType="application/vnd.ms-excel.slicer+xml"/>'
    b'<Override PartName="/xl/slicerCaches/slicerCache1.xml" ContentType="application/vnd.ms-excel.slicerCache+xml"/>'
    b'<Override PartName="/xl/drawings/drawing2.xml" '
    b'ContentType="application/vnd.openxmlformats-officedocument.drawing+xml"/>'
)


def add_table_slicer(path: Path) -> None:
    """Gives a rich workbook (`write_rich_workbook`) a slicer by «ciudad» beside its table."""
    edits = {
        "[Content_Types].xml": replacing(b"</Types>", _TYPES + b"</Types>"),
        "xl/_rels/workbook.xml.rels": _linking((b"rId52", _LINKS + b"slicerCache", b"slicerCaches/slicerCache1.xml")),
        "xl/worksheets/_rels/sheet1.xml.rels": _linking(
            (b"rId50", _DRAWING_LINK, b"../drawings/drawing2.xml"),
            (b"rId51", _LINKS + b"slicer", b"../slicers/slicer1.xml"),
        ),
        "xl/workbook.xml": replacing(b"</workbook>", _BOOK_LIST + b"</workbook>"),
        "xl/worksheets/sheet1.xml": substituting(
            b"(<legacyDrawing .*</tableParts>)", rb'<drawing r:id="rId50"/>\1' + _SHEET_LIST
        ),
    }
    added = {
        "xl/slicers/slicer1.xml": _SLICER,
        "xl/slicerCaches/slicerCache1.xml": _CACHE,
        "xl/drawings/drawing2.xml": _DRAWING,
    }
    repack(path, path, edits, added=added)


def _linking(*links: tuple[bytes, bytes, bytes]) -> Edit:
    entries = [b'<Relationship Id="%b" Type="%b" Target="%b"/>' % link for link in links]
    return replacing(b"</Relationships>", b"".join(entries) + b"</Relationships>")
