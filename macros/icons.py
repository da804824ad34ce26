"""Draws the icons of the ribbon and of LibreOffice's toolbar into `iconos/`.

    python -m macros.icons

Flat shapes in two middle tones that keep a contrast of 3:1 with a white ribbon and with a dark one; details are holes,
so that they take the colour of whatever is behind. Each icon is told from the others by its shape alone.
"""

import itertools
import math
from collections.abc import Callable, Sequence
from pathlib import Path

from PIL import Image, ImageDraw

FOLDER = Path(__file__).parent / "iconos"
SIZES = (16, 26, 32)
BLUE = (47, 127, 168, 255)
AMBER = (201, 122, 30, 255)
HOLE = (0, 0, 0, 0)

_UNITS = 32
_OVERSAMPLING = 16

Colour = tuple[int, int, int, int]
Point = tuple[float, float]


class Canvas:
    """A square of 32 by 32 units; even coordinates fall on whole pixels of the smallest icon."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._scale = size * _OVERSAMPLING / _UNITS
        self._image = Image.new("RGBA", (size * _OVERSAMPLING,) * 2, HOLE)
        self._draw = ImageDraw.Draw(self._image)

    def image(self) -> Image.Image:
        """The icon in its final size."""
        return self._image.resize((self._size, self._size), Image.Resampling.BOX)

    def box(self, start: Point, end: Point, colour: Colour, radius: float = 0) -> None:
        """A filled rectangle."""
        (left, top), (right, bottom) = self._pixel(start), self._pixel(end)
        corners = (left, top, right - 1, bottom - 1)
        self._draw.rounded_rectangle(corners, radius * self._scale, fill=colour)

    def disc(self, centre: Point, radius: float, colour: Colour) -> None:
        """A filled circle."""
        x, y = self._pixel(centre)
        reach = radius * self._scale
        self._draw.ellipse((x - reach, y - reach, x + reach - 1, y + reach - 1), fill=colour)

    def shape(self, points: Sequence[Point], colour: Colour) -> None:
        """A filled polygon."""
        self._draw.polygon([self._pixel(point) for point in points], fill=colour)

    def line(self, points: Sequence[Point], width: float, colour: Colour) -> None:
        """A polyline with round joints and ends."""
        for start, end in itertools.pairwise(points):
            self._segment(start, end, width / 2, colour)
        for point in points:
            self.disc(point, width / 2, colour)

    def arc(self, centre: Point, radius: float, degrees: tuple[float, float], width: float, colour: Colour) -> None:
        """An arc of circle, clockwise from three o'clock, with square ends."""
        first, last = degrees
        angles = [math.radians(first + (last - first) * step / 90) for step in range(91)]
        rim = [_polar(centre, radius + width / 2, angle) for angle in angles]
        inner = [_polar(centre, radius - width / 2, angle) for angle in reversed(angles)]
        self.shape([*rim, *inner], colour)

    def _segment(self, start: Point, end: Point, half: float, colour: Colour) -> None:
        angle = math.atan2(end[1] - start[1], end[0] - start[0]) + math.pi / 2
        dx, dy = half * math.cos(angle), half * math.sin(angle)
        (x1, y1), (x2, y2) = start, end
        self.shape([(x1 + dx, y1 + dy), (x2 + dx, y2 + dy), (x2 - dx, y2 - dy), (x1 - dx, y1 - dy)], colour)

    def _pixel(self, point: Point) -> Point:
        return point[0] * self._scale, point[1] * self._scale


def _polar(centre: Point, radius: float, angle: float) -> Point:
    return centre[0] + radius * math.cos(angle), centre[1] + radius * math.sin(angle)


def _check_data(canvas: Canvas) -> None:
    canvas.box((2, 4), (28, 10), BLUE)
    for top in (12, 18, 24):
        canvas.box((2, top), (12, top + 4), BLUE)
        canvas.box((14, top), (28, top + 4), BLUE)
    tick = ((15, 22), (20, 27), (29, 15))
    canvas.line(tick, 9, HOLE)
    canvas.line(tick, 4.5, AMBER)


def _recalculate(canvas: Canvas) -> None:
    centre = (16.0, 16.0)
    for start in (-70.0, 110.0):
        canvas.arc(centre, 13, (start, start + 132), 4, BLUE)
        tip = math.radians(start + 160)
        base = math.radians(start + 130)
        canvas.shape([_polar(centre, 18, base), _polar(centre, 13, tip), _polar(centre, 8, base)], BLUE)
    for left, top in ((8, 18), (14, 14), (20, 10)):
        canvas.box((left, top), (left + 4, 22), AMBER)


def _why(canvas: Canvas) -> None:
    canvas.box((2, 2), (30, 24), BLUE, 4)
    canvas.shape([(6, 22), (6, 31), (16, 22)], BLUE)
    canvas.arc((16, 10), 4, (-180, 60), 3.4, HOLE)
    canvas.line([(17.8, 13.4), (16, 15.4), (16, 16)], 3.4, HOLE)
    canvas.disc((16, 20.2), 2, HOLE)


def _undo(canvas: Canvas) -> None:
    canvas.shape([(2, 11), (14, 1), (14, 21)], BLUE)
    canvas.box((12, 8), (19, 14), BLUE)
    canvas.arc((19, 19), 8, (-90, 90), 6, BLUE)
    canvas.box((8, 24), (19, 30), BLUE)


def _report(canvas: Canvas) -> None:
    canvas.shape([(4, 2), (20, 2), (28, 10), (28, 30), (4, 30)], BLUE)
    canvas.shape([(18, 0), (30, 0), (30, 12), (18, 12)], HOLE)
    canvas.shape([(20, 2), (28, 10), (20, 10)], AMBER)
    for left, top in ((8, 22), (14, 18), (20, 14)):
        canvas.box((left, top), (left + 4, 26), HOLE)


def _send(canvas: Canvas) -> None:
    canvas.box((2, 4), (30, 26), BLUE, 2)
    canvas.line([(2, 7), (16, 17), (30, 7)], 2.6, HOLE)
    arrow = [(14, 21), (22, 21), (22, 16), (31, 24), (22, 32), (22, 27), (14, 27)]
    canvas.shape([(11, 18), (19, 18), (19, 10), (35, 24), (19, 38), (19, 30), (11, 30)], HOLE)
    canvas.shape(arrow, AMBER)


def _settings(canvas: Canvas) -> None:
    centre = (16.0, 16.0)
    for tooth in range(8):
        angle = math.radians(45 * tooth)
        canvas.line([centre, _polar(centre, 12, angle)], 6, BLUE)
    canvas.disc(centre, 11, BLUE)
    canvas.disc(centre, 6, HOLE)
    canvas.disc(centre, 3, AMBER)


def _help(canvas: Canvas) -> None:
    centre = (16.0, 16.0)
    canvas.arc(centre, 10, (0, 360), 8, BLUE)
    for middle in (45, 135, 225, 315):
        canvas.arc(centre, 10, (middle - 26, middle + 26), 9, HOLE)
        canvas.arc(centre, 10, (middle - 20, middle + 20), 8, AMBER)


def _diagnose(canvas: Canvas) -> None:
    canvas.box((2, 4), (30, 24), BLUE, 2)
    canvas.box((12, 24), (20, 28), BLUE)
    canvas.box((8, 28), (24, 30), BLUE)
    canvas.line([(2, 15), (10, 15), (13, 8), (18, 20), (21, 15), (30, 15)], 2.6, HOLE)


DRAWINGS: dict[str, Callable[[Canvas], None]] = {
    "comprobar_datos": _check_data,
    "recalcular_segmentos": _recalculate,
    "por_que": _why,
    "deshacer_recalculo": _undo,
    "informe_pdf": _report,
    "enviar_informes": _send,
    "configuracion": _settings,
    "ayuda": _help,
    "diagnostico": _diagnose,
}


def icon(command_id: str, size: int) -> Image.Image:
    """The icon of a command, `size` pixels square, on a transparent background."""
    canvas = Canvas(size)
    DRAWINGS[command_id](canvas)
    return canvas.image()


def icon_file(command_id: str, size: int) -> Path:
    """Where the drawn icon is kept."""
    return FOLDER / f"{command_id}-{size}.png"


def main() -> None:
    """Draw every icon in every size."""
    FOLDER.mkdir(exist_ok=True)
    for command_id in DRAWINGS:
        for size in SIZES:
            icon(command_id, size).save(icon_file(command_id, size), optimize=True)


if __name__ == "__main__":
    main()
