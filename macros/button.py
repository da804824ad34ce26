"""The button on the Resumen sheet of the template with macros: a shape that runs «Recalcular segmentos».

It is there and not on Clientes because the rows of Clientes are data from the first one on: a shape would cover cells,
and move when they are sorted. On Resumen it stands in the frozen heading, over nothing.
"""

from xml.sax.saxutils import escape, quoteattr

from cartera_xl.excel.registry import Command
from cartera_xl.excel.vba import macro_name
from workbook_templates.style import ACCENT, FONT

DRAWING = "xl/drawings/drawing1.xml"
"""The drawing of the Resumen sheet, which holds its charts."""

_COLUMN = 9
_EMU_PER_PIXEL = 9525
_WIDTH, _HEIGHT, _TOP = 212 * _EMU_PER_PIXEL, 32 * _EMU_PER_PIXEL, 4 * _EMU_PER_PIXEL


def button_xml(command: Command, shape_id: int) -> str:
    """The anchor of the button, to be put before the end of the drawing; it neither prints nor moves with the cells."""
    macro = quoteattr(f"[0]!{macro_name(command)}")
    return (
        "<xdr:oneCellAnchor>"
        f"<xdr:from><xdr:col>{_COLUMN}</xdr:col><xdr:colOff>0</xdr:colOff>"
        f"<xdr:row>0</xdr:row><xdr:rowOff>{_TOP}</xdr:rowOff></xdr:from>"
        f'<xdr:ext cx="{_WIDTH}" cy="{_HEIGHT}"/>'
        f'<xdr:sp macro={macro} textlink="">'
        f'<xdr:nvSpPr><xdr:cNvPr id="{shape_id}" name={quoteattr(command.label)} descr={quoteattr(command.screentip)}/>'
        "<xdr:cNvSpPr/></xdr:nvSpPr>"
        f'<xdr:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{_WIDTH}" cy="{_HEIGHT}"/></a:xfrm>'
        '<a:prstGeom prst="roundRect"><a:avLst/></a:prstGeom>'
        f'<a:solidFill><a:srgbClr val="{ACCENT[1:]}"/></a:solidFill><a:ln><a:noFill/></a:ln></xdr:spPr>'
        '<xdr:txBody><a:bodyPr vertOverflow="clip" horzOverflow="clip" rtlCol="0" anchor="ctr"/><a:lstStyle/>'
        '<a:p><a:pPr algn="ctr"/><a:r><a:rPr lang="es-ES" sz="1100" b="1">'
        '<a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill>'
        f'<a:latin typeface="{FONT["font_name"]}"/></a:rPr>'
        f"<a:t>{escape(command.label)}</a:t></a:r></a:p></xdr:txBody></xdr:sp>"
        '<xdr:clientData fPrintsWithSheet="0"/></xdr:oneCellAnchor>'
    )
