"""What every drawn scene is made of: sky, trees far away, ground in perspective, walls, heaps."""

from __future__ import annotations

import random

from PIL import Image, ImageDraw

SIZE = (1600, 1200)
HORIZON = 430
SOIL, DARK_SOIL, GRASS, RICE, WATER = (150, 112, 74), (98, 70, 46), (112, 142, 66), (138, 160, 72), (92, 124, 138)

Colour = tuple[int, int, int]
Points = list[tuple[float, float]]


class Brush:
    """A canvas with the land already on it; the same seed draws the same picture."""

    def __init__(self, seed: int, ground: Colour):
        self.chance = random.Random(seed)
        self.image = Image.new("RGB", SIZE, ground)
        self.draw = ImageDraw.Draw(self.image)
        self._sky()
        self._far_trees()
        self._ground(ground)

    def shade(self, colour: Colour, by: int) -> Colour:
        return tuple(max(0, min(255, part + by)) for part in colour)

    def scattered(self, colour: Colour, spread: int = 18) -> Colour:
        return self.shade(colour, self.chance.randint(-spread, spread))

    def shape(self, points: Points, colour: Colour, edge: Colour | None = None) -> None:
        self.draw.polygon(points, fill=colour, outline=edge)

    def line(self, points: Points, colour: Colour, width: int = 4) -> None:
        self.draw.line(points, fill=colour, width=width)

    def box(self, left: float, top: float, right: float, bottom: float, colour: Colour) -> None:
        self.draw.rectangle((left, top, right, bottom), fill=colour)

    def oval(self, x: float, y: float, rx: float, ry: float, colour: Colour) -> None:
        self.draw.ellipse((x - rx, y - ry, x + rx, y + ry), fill=colour)

    def bricks(self, left: int, top: int, right: int, bottom: int, colour: Colour = (156, 78, 58)) -> None:
        self.box(left, top, right, bottom, (186, 174, 160))
        for row, y in enumerate(range(top, bottom, 16)):
            for x in range(left - 22 * (row % 2), right, 44):
                edges = max(left, x), y, min(right, x + 40), min(bottom, y + 12)
                if edges[0] < edges[2]:
                    self.box(*edges, self.scattered(colour, 14))

    def heap(self, x: int, y: int, width: int, height: int, colour: Colour) -> None:
        """A heap of loose stuff, lighter towards the top."""
        for _ in range(width * height // 500):
            up = self.chance.random() ** 1.5
            across = (self.chance.random() - 0.5) * (1 - up)
            size = self.chance.randint(10, 30)
            lump = self.scattered(self.shade(colour, int(30 * up)), 22)
            self.oval(x + across * width, y - up * height, size, size * 0.6, lump)

    def tufts(self, count: int, colour: Colour, top: int = HORIZON + 40) -> None:
        """Blades that grow longer towards the one who looks."""
        for _ in range(count):
            y = self.chance.randint(top, SIZE[1])
            height = 3 + (y - HORIZON) / 32
            x = self.chance.randint(0, SIZE[0])
            self.line([(x, y), (x + self.chance.uniform(-6, 6), y - height)], self.scattered(colour), 2)

    def rows(self, colour: Colour, count: int = 26, width: int = 3) -> None:
        """Furrows that meet behind the horizon."""
        for number in range(-count, count * 2):
            foot = number * SIZE[0] / count
            self.line([(800 + (foot - 800) * 0.12, HORIZON + 12), (foot, SIZE[1])], self.scattered(colour, 10), width)

    def _sky(self) -> None:
        fade = Image.linear_gradient("L").resize((SIZE[0], HORIZON))
        low, high = Image.new("RGB", fade.size, (226, 232, 232)), Image.new("RGB", fade.size, (142, 180, 214))
        self.image.paste(Image.composite(low, high, fade), (0, 0))

    def _far_trees(self) -> None:
        for x in range(-40, SIZE[0] + 40, 26):
            height = self.chance.randint(18, 58)
            green = self.scattered((92, 118, 88), 12)
            self.oval(x, HORIZON - height * 0.4, 34, height, green)
        for _ in range(5):
            x, width = self.chance.randint(0, SIZE[0]), self.chance.randint(60, 110)
            self.box(x, HORIZON - 62, x + width, HORIZON, (214, 210, 200))
            roof = [(x - 8, HORIZON - 62), (x + width / 2, HORIZON - 92), (x + width + 8, HORIZON - 62)]
            self.shape(roof, (108, 98, 94))

    def _ground(self, colour: Colour) -> None:
        for y in range(HORIZON, SIZE[1], 6):
            self.box(0, y, SIZE[0], y + 6, self.shade(colour, self.chance.randint(-5, 5) - (y - HORIZON) // 40))
