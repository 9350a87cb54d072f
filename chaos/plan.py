"""What is to go wrong and when, all of it from the seed: the same seed plans the same faults in the same order."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from . import kinds

PEOPLE = ("informant-liuru", "informant-jiuli", "informant-huguo", "informant-baoshan")
TAPPED = ("farmland_house", "villa", "greenhouse_house", "non_farm", "waste", "earth_taking")
# Where in a report a page may go: the camera has just given the photo, it is shown, a kind is chosen, 发送 is tapped.
MOMENTS = ("camera", "shown", "chosen", "tapped")
# Widths whose pictures have some 30, 70, 140 and 300 KB: the last are sent in pieces.
WIDTHS, HOW_OFTEN = (360, 520, 760, 1150), (10, 6, 3, 2)


@dataclass(frozen=True)
class Trouble:
    kind: str
    moment: str


@dataclass
class Report:
    tapped: str
    widths: list[int]
    troubles: list[Trouble] = field(default_factory=list)


class Plan:
    def __init__(self, seed: int, reports: int, phones: int, times: int):
        self.seed, self.phones, self.times = seed, phones, times
        self.people = PEOPLE[:phones]
        self.shares = [reports // phones + (one < reports % phones) for one in range(phones)]

    def dice(self, *who: object) -> random.Random:
        return random.Random("/".join(map(str, (self.seed, *who))))

    def each(self) -> int:
        """How often one phone, or one link, has to meet a kind."""
        return -(-self.times // self.phones)

    def script(self, phone: int) -> list[Report]:
        """The reports of one phone, each with what befalls it on the way."""
        dice = self.dice("script", phone)
        reports = [_report(dice) for _ in range(self.shares[phone])]
        # One more in a whole run: now and then something befalls a page that another trouble took away before.
        each = self.each() + self.times // kinds.LEAST
        troubles = [Trouble(kind, dice.choice(MOMENTS)) for kind in kinds.of("phone") * each]
        dice.shuffle(troubles)
        for number, trouble in enumerate(troubles):
            reports[number % len(reports)].troubles.append(trouble)
        return reports

    def on_the_way(self, phone: int) -> list[str]:
        return self._shuffled(kinds.of("request") * self.each(), "way", phone)

    def at_the_server(self) -> list[str]:
        return self._shuffled(kinds.of("server") * self.times, "server")

    def _shuffled(self, cards: list[str], *who: object) -> list[str]:
        self.dice(*who).shuffle(cards)
        return cards


def _report(dice: random.Random) -> Report:
    photos = dice.choice((1, 1, 2, 2, 3))
    return Report(dice.choice(TAPPED), dice.choices(WIDTHS, HOW_OFTEN, k=photos))
