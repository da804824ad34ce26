"""Draws the tab «Cartera» for the documentation, from the registry and the icons. A drawing, not a picture of Excel.

python -m docs.imagenes.ribbon_drawing
"""

import hashlib
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from PIL.PngImagePlugin import PngInfo

from cartera_xl.excel.registry import COMMANDS, RIBBON_TAB, Command
from macros.icons import icon

TARGET = Path(__file__).with_name("cinta.png")
NOTE = "Dibujo de la pestaña, hecho a partir del propio programa; no es una captura de Excel."
OTHER_TABS = ("Archivo", "Inicio", "Insertar", "…", "Vista")

FONT = "Carlito-Regular.ttf"
"""A free font with the measures of Calibri (package fonts-crosextra-carlito)."""
INK, GREY, LINE = (36, 36, 36), (110, 110, 110), (214, 214, 214)
PAPER, BAR, GREEN = (255, 255, 255), (243, 243, 243), (16, 124, 65)
TEXT, SMALL, LARGE_ICON, SMALL_ICON = 28, 23, 72, 36
TABS, ROW, PAD, ROWS = 64, 58, 24, 3
GROUP = ROW * ROWS + 50
LARGE_WIDTH = 176


def inputs() -> str:
    """What the drawing is made from, so that a test sees whether it is out of date."""
    said = [(command.group, command.label, command.large, icon(command.id, 32).tobytes()) for command in COMMANDS]
    return hashlib.sha256(repr((RIBBON_TAB, said)).encode()).hexdigest()


def draw() -> Image.Image:
    """The tab with its groups, and under it the note that says what this is."""
    groups = list(dict.fromkeys(command.group for command in COMMANDS))
    widths = [_group_width(name) for name in groups]
    image = Image.new("RGB", (sum(widths) + PAD, TABS + GROUP + 2 * PAD + 30), PAPER)
    pen = ImageDraw.Draw(image)
    _tabs(pen, image.width)
    left = PAD // 2
    for name, width in zip(groups, widths, strict=True):
        _group(image, pen, name, left, width)
        left += width
    bottom = TABS + GROUP + PAD
    pen.line((0, bottom, image.width, bottom), LINE, 2)
    pen.text((PAD, bottom + 10), NOTE, GREY, _font(SMALL))
    return image


def _font(size: int) -> ImageFont.FreeTypeFont:
    """One of the machine's: the one that Pillow carries inside has no accents."""
    return ImageFont.truetype(FONT, size)


def _commands(group: str) -> tuple[list[Command], list[Command]]:
    found = [command for command in COMMANDS if command.group == group]
    return [one for one in found if one.large], [one for one in found if not one.large]


def _group_width(group: str) -> int:
    large, small = _commands(group)
    widest = max((_font(TEXT).getlength(command.label) for command in small), default=0)
    return len(large) * LARGE_WIDTH + int(widest) + SMALL_ICON + 3 * PAD


def _tabs(pen: ImageDraw.ImageDraw, width: int) -> None:
    pen.rectangle((0, 0, width, TABS), BAR)
    left = PAD
    for name in (*OTHER_TABS, RIBBON_TAB):
        chosen = name == RIBBON_TAB
        pen.text((left, 18), name, GREEN if chosen else GREY, _font(TEXT))
        right = left + int(_font(TEXT).getlength(name))
        if chosen:
            pen.rectangle((left, TABS - 8, right, TABS - 3), GREEN)
        left = right + 2 * PAD


def _group(image: Image.Image, pen: ImageDraw.ImageDraw, name: str, left: int, width: int) -> None:
    large, small = _commands(name)
    at, top = left + PAD // 2, TABS + PAD // 2
    for command in large:
        _paste(image, command, LARGE_ICON, (at + (LARGE_WIDTH - LARGE_ICON) // 2, top + 6))
        middle = at + LARGE_WIDTH // 2
        pen.multiline_text(
            (middle, top + LARGE_ICON + 20), _two_lines(command.label), INK, _font(TEXT), "ma", align="center"
        )
        at += LARGE_WIDTH
    for row, command in enumerate(small):
        middle = top + row * ROW + ROW // 2
        _paste(image, command, SMALL_ICON, (at, middle - SMALL_ICON // 2))
        pen.text((at + SMALL_ICON + PAD // 2, middle), command.label, INK, _font(TEXT), "lm")
    pen.text((left + width // 2, TABS + GROUP - 8), name, GREY, _font(SMALL), "mm")
    pen.line((left + width, top, left + width, TABS + GROUP), LINE, 2)


def _paste(image: Image.Image, command: Command, size: int, place: tuple[int, int]) -> None:
    drawing = icon(command.id, size)
    image.paste(drawing, place, drawing)


def _two_lines(label: str) -> str:
    return label.replace(" ", "\n", 1)


def main() -> None:
    """Write the file."""
    facts = PngInfo()
    facts.add_text("inputs", inputs())
    draw().quantize(64).save(TARGET, optimize=True, pnginfo=facts)


if __name__ == "__main__":
    main()
