"""The rules of the chain as one document: what is owed within which time, and the figures an office may set.

A deadline is a line of a table: step × kind × grave × works going on → amount and unit. A line that leaves a
condition open holds for all; of those that fit, the one that says most counts. What issue after issue adds (from
which event it counts, the ladder, who is told) comes as further fields with defaults, so that old versions stay
readable.
"""

from __future__ import annotations

from datetime import time
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

KINDS = (
    "farmland_house", "waste", "non_grain", "earth_taking", "greenhouse_house", "felling", "villa", "basic_farmland",
    "non_farm", "temporary_use", "mining", "forest_land", "other",
)  # fmt: skip
STEPS = ("stop", "report", "handle")
UNITS = ("hours", "window_hours", "working_days", "calendar_days")
# Longer than any rule asks: a typing error of two digits is caught.
MOST = {"hours": 720, "window_hours": 240, "working_days": 250, "calendar_days": 365}

Clock = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
Metres = Annotated[int, Field(ge=1, le=10_000)]
Mu = Annotated[float, Field(gt=0, le=100_000, allow_inf_nan=False)]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Term(Part):
    step: Literal[STEPS]
    kind: Literal[KINDS] | None = None
    grave: bool | None = None
    amount: int
    unit: Literal[UNITS]

    @model_validator(mode="after")
    def within_reason(self):
        if not 1 <= self.amount <= MOST[self.unit]:
            raise ValueError("amount_out_of_range")
        return self

    @property
    def conditions(self) -> tuple:
        return (self.kind, self.grave)

    @property
    def key(self) -> tuple:
        """What the line is about: no two lines of a table have the same."""
        return (self.step, *self.conditions)

    def fits(self, step: str, *facts) -> bool:
        return self.step == step and all(
            mine is None or mine == given for mine, given in zip(self.conditions, facts, strict=True)
        )

    @property
    def says(self) -> int:
        """How much it says: the kind more than grave, grave more than the last condition."""
        return sum(weight for weight, one in zip((4, 2, 1), self.conditions, strict=False) if one is not None)


class First(Term):
    """The time a due begins with, from the server's receipt."""

    works: bool | None = None

    @property
    def conditions(self) -> tuple:
        return (self.kind, self.grave, self.works)


class Upper(Term):
    """The clock of the level a due has risen to."""

    refused: bool | None = None

    @property
    def conditions(self) -> tuple:
        return (self.kind, self.grave, self.refused)


class Rules(Part):
    first: tuple[First, ...] = Field(max_length=100)
    upper: tuple[Upper, ...] = Field(max_length=100)
    # The hours in which somebody can be asked to go and look.
    window_opens: Clock = "07:00"
    window_closes: Clock = "21:00"
    # A deadline in days ends then; and nobody found on a site where works go on: again the next day at this time.
    office_closes: Clock = "18:00"
    next_visit: Clock = "09:00"
    grave_kinds: tuple[Literal[KINDS], ...] = ("basic_farmland", "mining", "villa")
    same_place_m: Metres = 100
    accuracy_warning_m: Metres = 100
    criminal_basic_farmland_mu: Mu = 5
    criminal_arable_mu: Mu = 10
    criminal_special_forest_mu: Mu = 5
    criminal_forest_mu: Mu = 10
    major_arable_mu: Mu = 30
    major_mu: Mu = 50

    @field_validator("grave_kinds")
    @classmethod
    def each_once_in_order(cls, kinds: tuple) -> tuple:
        return tuple(sorted(set(kinds)))

    @field_validator("first", "upper")
    @classmethod
    def whole_table(cls, lines: tuple[Term, ...]) -> tuple[Term, ...]:
        keys = [line.key for line in lines]
        if len(set(keys)) < len(keys):
            raise ValueError("line_twice")
        if {line.step for line in lines if not any(one is not None for one in line.conditions)} != set(STEPS):
            raise ValueError("general_line_missing")
        return tuple(sorted(lines, key=_order))

    @model_validator(mode="after")
    def window_is_one(self):
        opens, closes = (int(at[:2]) * 60 + int(at[3:]) for at in (self.window_opens, self.window_closes))
        if closes <= opens:
            raise ValueError("window_closes_before_it_opens")
        if closes - opens < 60:
            raise ValueError("window_too_short")
        return self

    def first_term(self, step: str, *, kind: str, grave: bool, works: bool) -> First:
        return max((line for line in self.first if line.fits(step, kind, grave, works)), key=lambda line: line.says)

    def upper_term(self, step: str, *, kind: str, grave: bool, refused: bool) -> Upper:
        return max((line for line in self.upper if line.fits(step, kind, grave, refused)), key=lambda line: line.says)

    def document(self) -> dict:
        """As it is kept: every field said, so that a later default changes no old version."""
        return self.model_dump(mode="json")


def _order(line: Term) -> tuple:
    return (STEPS.index(line.step), -line.says, line.kind or "", str(line.conditions))


def clock(text: str) -> time:
    return time.fromisoformat(text)


# Version 0, with which every county begins. Cases opened under it keep it: never change it, save a new version.
SHIPPED = 0
DEFAULT = Rules(
    first=(
        First(step="stop", works=True, amount=2, unit="hours"),
        First(step="stop", amount=24, unit="hours"),
        First(step="report", amount=3, unit="working_days"),
        First(step="handle", amount=15, unit="working_days"),
    ),
    upper=(
        Upper(step="stop", grave=True, amount=4, unit="hours"),
        Upper(step="stop", refused=True, amount=4, unit="hours"),
        Upper(step="stop", amount=4, unit="window_hours"),
        Upper(step="report", amount=1, unit="working_days"),
        Upper(step="handle", amount=1, unit="working_days"),
    ),
)
