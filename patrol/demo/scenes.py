"""The scenes of the demo's photos, drawn and not photographed: nobody's real field is shown as a violation."""

from __future__ import annotations

from collections.abc import Callable

from .brush import DARK_SOIL, GRASS, HORIZON, RICE, SIZE, SOIL, WATER, Brush
from .scenes_land import cleared, road, sand, saplings, shed

YELLOW, GREY, WHITE, STEEL = (232, 174, 40), (176, 174, 168), (236, 236, 230), (86, 92, 98)


def trench(brush: Brush) -> None:
    brush.tufts(1500, RICE)
    outer = [(420, 640), (1180, 640), (1430, 1010), (190, 1010)]
    inner = [(540, 700), (1060, 700), (1180, 900), (420, 900)]
    brush.shape(outer, DARK_SOIL)
    brush.shape([(450, 654), (1150, 654), (1370, 984), (240, 984)], (122, 88, 58))
    brush.shape(inner, SOIL, DARK_SOIL)
    for x, y in [(470, 668), (1130, 668), (330, 940), (1290, 940)]:
        brush.line([(x, y), (x, y - 120)], (120, 66, 48), 8)
    brush.line([(470, 600), (1130, 600), (1290, 860), (330, 860), (470, 600)], (210, 50, 50), 3)
    brush.heap(1390, 760, 380, 150, SOIL)
    brush.bricks(70, 690, 330, 800)


def house(brush: Brush) -> None:
    brush.tufts(1200, GRASS, 700)
    brush.shape([(260, 850), (1340, 850), (1500, 1010), (120, 1010)], GREY)
    brush.bricks(330, 380, 1270, 880)
    for left in (430, 740, 1050):
        brush.box(left, 520, left + 130, 690, (64, 58, 54))
    brush.box(700, 700, 820, 880, (58, 50, 46))
    for x in range(300, 1330, 200):
        brush.line([(x, 900), (x, 300)], (188, 160, 96), 9)
    for y in (440, 600, 760):
        brush.line([(290, y), (1320, y)], (188, 160, 96), 7)
    brush.heap(1440, 980, 260, 130, (200, 186, 150))


def villa(brush: Brush) -> None:
    brush.tufts(1600, GRASS, 780)
    brush.box(420, 400, 1180, 860, (232, 222, 200))
    brush.shape([(370, 410), (800, 190), (1230, 410)], (148, 66, 54))
    brush.shape([(880, 420), (1130, 300), (1380, 420)], (162, 76, 60))
    brush.box(920, 420, 1340, 860, (222, 210, 186))
    for x in (490, 660, 990, 1180):
        brush.box(x, 470, x + 100, 590, (108, 140, 160))
        brush.box(x, 670, x + 100, 790, (98, 128, 148))
    brush.box(790, 660, 880, 860, (112, 74, 52))
    for x in range(430, 910, 40):
        brush.line([(x, 640), (x, 600)], WHITE, 6)
    brush.line([(420, 600), (910, 600)], WHITE, 8)
    for x in range(140, 1520, 70):
        brush.line([(x, 960), (x, 860)], STEEL, 7)
    brush.line([(120, 880), (1540, 880)], STEEL, 7)


def pond(brush: Brush) -> None:
    brush.rows((124, 146, 64))
    brush.tufts(900, RICE, 900)
    brush.oval(800, 760, 620, 230, DARK_SOIL)
    brush.oval(800, 752, 590, 208, SOIL)
    brush.oval(800, 770, 520, 168, WATER)
    for _ in range(70):
        x, y = brush.chance.randint(420, 1180), brush.chance.randint(660, 880)
        brush.line([(x, y), (x + brush.chance.randint(30, 90), y)], brush.scattered((124, 156, 168)), 3)
    _digger(brush, 1180, 640, 0.7)


def heap(brush: Brush) -> None:
    brush.tufts(1300, GRASS, 800)
    brush.shape([(0, 860), (1600, 800), (1600, 930), (0, 1010)], (170, 156, 132))
    brush.heap(560, 860, 900, 300, (138, 130, 122))
    for _ in range(140):
        x, y = brush.chance.gauss(560, 190), brush.chance.randint(640, 860)
        colour = brush.chance.choice([(196, 92, 70), WHITE, (80, 110, 150), (200, 190, 90), (70, 70, 72)])
        brush.box(x, y, x + brush.chance.randint(14, 52), y + brush.chance.randint(8, 26), brush.scattered(colour))
    _truck(brush, 1080, 760, (60, 100, 160))


def digger(brush: Brush) -> None:
    brush.tufts(700, GRASS, 950)
    brush.shape([(140, 620), (1320, 560), (1520, 960), (60, 1040)], DARK_SOIL)
    for step in range(5):
        left, top = 200 + 60 * step, 660 + 60 * step
        brush.shape([(left, top), (1320 - 40 * step, top - 40), (1380 - 50 * step, top + 50), (left - 20, top + 60)],
                    brush.shade(SOIL, -12 * step))  # fmt: skip
    brush.heap(300, 700, 460, 200, SOIL)
    _digger(brush, 760, 800, 1.25)


def dredging(brush: Brush) -> None:
    brush.tufts(1000, GRASS, 560)
    brush.shape([(0, 760), (1600, 640), (1600, 900), (0, 1080)], SOIL)
    brush.shape([(0, 800), (1600, 680), (1600, 850), (0, 1020)], WATER)
    brush.heap(420, 720, 600, 90, DARK_SOIL)
    _digger(brush, 960, 660, 0.95)


def greenhouse(brush: Brush) -> None:
    brush.rows((130, 104, 70), 18, 5)
    for left, top, width in ((1010, 520, 460), (120, 560, 820)):
        right, middle = left + width, left + width / 2
        foot, height = top + width * 0.5, width * 0.42
        brush.draw.pieslice((left, foot - height, right, foot + height), 180, 360, fill=(222, 230, 228))
        for turn in range(1, 8):
            x = left + width * turn / 8
            brush.line([(x, foot), (x, foot - height * (1 - (2 * turn / 8 - 1) ** 2) ** 0.5)], (170, 184, 182), 4)
        brush.bricks(int(middle - width * 0.2), int(foot - height * 0.55), int(middle + width * 0.2), int(foot))
        brush.box(middle - 34, foot - height * 0.4, middle + 34, foot, (70, 96, 128))


def felling(brush: Brush) -> None:
    brush.tufts(1700, (96, 118, 60))
    for x in (120, 330, 1330, 1500):
        brush.line([(x, 700), (x, 300)], (92, 70, 50), 26)
        brush.oval(x, 290, 110, 150, brush.scattered((74, 104, 58)))
    for _ in range(16):
        x, y = brush.chance.randint(200, 1400), brush.chance.randint(640, 1080)
        wide = 22 + (y - 600) / 14
        brush.box(x - wide, y - wide, x + wide, y, (96, 72, 50))
        brush.oval(x, y - wide, wide, wide * 0.42, (222, 190, 136))
        brush.oval(x, y - wide, wide * 0.5, wide * 0.2, (196, 158, 104))
    for row in range(3):
        for number in range(6 - row):
            x, y = 560 + 92 * number + 46 * row, 900 - 74 * row
            brush.oval(x, y, 46, 46, (104, 78, 54))
            brush.oval(x, y, 38, 38, (218, 184, 130))


def yard(brush: Brush) -> None:
    brush.shape([(300, 540), (1300, 540), (1600, 1120), (0, 1120)], GREY)
    for number in range(9):
        x = 340 + 115 * number
        brush.line([(x, 560), (800 + (x - 800) * 1.9, 1110)], WHITE, 5)
    _truck(brush, 380, 700, (176, 60, 50))
    _truck(brush, 930, 690, (60, 120, 90))
    for left in (1120, 1290):
        brush.box(left, 480, left + 150, 580, brush.scattered((70, 110, 150), 30))
    brush.tufts(260, GRASS, 1130)


def stacks(brush: Brush) -> None:
    brush.shape([(200, 560), (1400, 560), (1600, 1150), (0, 1150)], (190, 176, 148))
    for left, top in ((160, 740), (560, 700), (980, 760)):
        brush.bricks(left, top, left + 300, top + 170, (168, 96, 72))
    for number in range(5):
        brush.line([(240, 640 + 14 * number), (820, 610 + 14 * number)], STEEL, 10)
    brush.heap(1330, 700, 360, 150, (206, 194, 160))
    brush.box(980, 520, 1200, 650, (226, 228, 224))
    brush.box(980, 505, 1210, 525, (66, 106, 160))


def restored(brush: Brush) -> None:
    brush.rows(DARK_SOIL, 22, 7)
    for number in range(-10, 44):
        foot = number * SIZE[0] / 26
        for step in range(26):
            down = (step / 25) ** 1.7
            x = 800 + (foot - 800) * (0.12 + 0.88 * down)
            y, tall = HORIZON + 16 + (SIZE[1] - HORIZON) * down, 3 + 26 * down
            if -20 < x < SIZE[0] + 20:
                for lean in (-0.5, 0, 0.5):
                    brush.line([(x, y), (x + lean * tall, y - tall)], brush.scattered((96, 156, 62)), 2)


def _digger(brush: Brush, x: float, y: float, size: float) -> None:
    def at(*points):
        return [(x + dx * size, y + dy * size) for dx, dy in points]

    brush.draw.rounded_rectangle([*at((0, 60))[0], *at((300, 130))[0]], 34 * size, fill=(52, 50, 48))
    brush.shape(at((20, 60), (20, -30), (120, -40), (280, -10), (290, 60)), YELLOW)
    brush.shape(at((40, -30), (50, -130), (140, -130), (150, -30)), (60, 70, 80))
    brush.line(at((130, -20), (-60, -190), (-210, -90)), YELLOW, int(30 * size))
    brush.line(at((-210, -90), (-240, 60)), YELLOW, int(22 * size))
    brush.shape(at((-280, 40), (-200, 40), (-210, 120), (-260, 110)), (70, 64, 58))


def _truck(brush: Brush, x: int, y: int, colour: tuple[int, int, int]) -> None:
    brush.box(x, y, x + 90, y + 110, colour)
    brush.box(x + 12, y + 16, x + 70, y + 56, (150, 180, 196))
    brush.shape(
        [(x + 100, y + 10), (x + 380, y + 10), (x + 360, y + 110), (x + 100, y + 110)], brush.shade(colour, -26)
    )
    for wheel in (50, 180, 310):
        brush.oval(x + wheel, y + 120, 34, 34, (40, 40, 40))
        brush.oval(x + wheel, y + 120, 14, 14, (150, 150, 150))


# name: (how it is drawn, the ground it stands on, the part seen from near)
SCENES: dict[str, tuple[Callable[[Brush], None], tuple[int, int, int], tuple[int, int]]] = {
    "trench": (trench, RICE, (360, 520)),
    "house": (house, GRASS, (340, 330)),
    "villa": (villa, GRASS, (420, 300)),
    "pond": (pond, RICE, (500, 480)),
    "heap": (heap, GRASS, (180, 480)),
    "digger": (digger, SOIL, (440, 470)),
    "dredging": (dredging, GRASS, (620, 400)),
    "greenhouse": (greenhouse, SOIL, (140, 460)),
    "felling": (felling, GRASS, (360, 520)),
    "yard": (yard, GRASS, (240, 500)),
    "stacks": (stacks, GRASS, (120, 520)),
    "restored": (restored, SOIL, (420, 520)),
    "saplings": (saplings, SOIL, (380, 500)),
    "road": (road, GRASS, (360, 480)),
    "shed": (shed, GRASS, (300, 400)),
    "sand": (sand, SOIL, (100, 500)),
    "cleared": (cleared, GRASS, (300, 480)),
}
NEAR = (880, 660)
