"""More scenes: what is put on land, cut into it, and left when it has been cleared."""

from __future__ import annotations

from .brush import DARK_SOIL, GRASS, HORIZON, SIZE, SOIL, WATER, Brush

STEEL, BLUE_ROOF, RUBBLE, SAND = (86, 92, 98), (58, 104, 168), (160, 150, 140), (206, 184, 136)


def saplings(brush: Brush) -> None:
    brush.rows(SOIL, 20, 6)
    for row in range(6):
        y, tall = HORIZON + 90 + 118 * row, 44 + 26 * row
        gap = 90 + 34 * row
        for x in range(-gap // 2, SIZE[0] + gap, gap):
            brush.line([(x, y), (x + brush.chance.randint(-5, 5), y - tall)], (112, 86, 58), 4 + row)
            for _ in range(5):
                up, aside = brush.chance.uniform(0.45, 1.1), brush.chance.uniform(-0.3, 0.3)
                leaf = brush.scattered((92, 136, 66), 24)
                brush.oval(x + aside * tall, y - up * tall, 6 + 3 * row, 5 + 2 * row, leaf)
            brush.line([(x + 12, y), (x + 12, y - tall * 0.7)], (196, 190, 170), 3)


def road(brush: Brush) -> None:
    brush.tufts(1500, (88, 112, 58))
    brush.shape([(760, HORIZON), (840, HORIZON), (1320, 1200), (180, 1200)], SOIL)
    for side in (-1, 1):
        brush.line([(800 + side * 30, HORIZON + 30), (800 + side * 330, 1200)], DARK_SOIL, 26)
        for number in range(7):
            down = 0.12 + 0.13 * number
            x, y = 800 + side * (150 + 760 * down), HORIZON + 770 * down
            tall = 120 + 260 * down
            brush.line([(x, y), (x, y - tall)], (92, 70, 50), int(8 + 20 * down))
            brush.oval(x, y - tall, 46 + 70 * down, 60 + 80 * down, brush.scattered((70, 104, 56), 16))
    for x, y, lean in ((390, 900, 260), (1240, 830, -240), (520, 1050, 320)):
        brush.line([(x, y), (x + lean, y + 34)], (104, 80, 56), 26)
        brush.oval(x, y, 16, 18, (222, 190, 136))


def shed(brush: Brush) -> None:
    brush.tufts(1400, GRASS, 760)
    brush.shape([(240, 860), (1360, 860), (1520, 1000), (90, 1000)], (178, 172, 160))
    brush.box(330, 520, 1270, 880, (222, 226, 226))
    for x in range(346, 1270, 32):
        brush.line([(x, 524), (x, 878)], (200, 205, 206), 4)
    brush.shape([(270, 530), (800, 380), (1330, 530)], BLUE_ROOF)
    for x in range(330, 1300, 60):
        brush.line([(x, 526), (800 + (x - 800) * 0.15, 388)], brush.shade(BLUE_ROOF, -18), 4)
    brush.box(700, 610, 920, 880, STEEL)
    brush.box(430, 620, 600, 740, (126, 152, 166))
    for x in (180, 1440):
        brush.line([(x, 1000), (x, 560)], STEEL, 16)
    brush.line([(180, 570), (330, 540)], STEEL, 10)
    brush.bricks(1130, 900, 1370, 1010)


def sand(brush: Brush) -> None:
    brush.shape([(0, 560), (1600, 520), (1600, 760), (0, 800)], WATER)
    for _ in range(120):
        x, y = brush.chance.randint(0, 1500), brush.chance.randint(560, 770)
        brush.line([(x, y), (x + brush.chance.randint(30, 110), y)], brush.scattered((128, 158, 170)), 3)
    brush.shape([(900, 640), (1440, 640), (1390, 720), (950, 720)], (92, 70, 62))
    brush.box(1240, 560, 1360, 640, (214, 214, 206))
    brush.line([(1010, 640), (760, 500)], (224, 160, 40), 18)
    brush.shape([(0, 800), (1600, 760), (1600, 1200), (0, 1200)], (186, 166, 124))
    brush.heap(430, 930, 720, 300, SAND)
    brush.heap(1020, 980, 520, 190, SAND)
    brush.line([(820, 640), (560, 760)], STEEL, 16)


def cleared(brush: Brush) -> None:
    brush.tufts(700, GRASS, 1020)
    brush.shape([(260, 600), (1340, 600), (1540, 1040), (60, 1040)], DARK_SOIL)
    for number in range(16):
        y = 614 + 27 * number
        wide = 1080 + 26 * number
        brush.line([(800 - wide / 2, y), (800 + wide / 2, y)], brush.scattered((120, 92, 62), 10), 8)
    for _ in range(90):
        x, y = brush.chance.randint(150, 1450), brush.chance.randint(620, 1030)
        brush.oval(x, y, brush.chance.randint(4, 12), brush.chance.randint(3, 8), brush.scattered(RUBBLE, 24))
    brush.line([(360, 640), (360, 520)], (120, 66, 48), 8)
    brush.box(300, 470, 430, 540, (236, 236, 230))
