"""The rules of the chain as one document: what is owed within which time, and the figures an office may set.

A deadline is a line of a table: step × kind × grave × works going on → amount and unit. A line that leaves a
condition open holds for all; of those that fit, the one that says most counts. A line may also say from which event
it counts, which rungs the due climbs, and who else is told when it rises: fields with defaults, so that old
versions stay readable.
"""

from __future__ import annotations

from datetime import time
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from .ladder import FIRST_OF_STEP, LEVELS, rank

# 联动单位, in the order of the town's leading group (自然资源管理领导小组).
DEPARTMENTS = ("power", "water", "police", "justice", "discipline", "agriculture", "forestry", "village")
KINDS = (
    "farmland_house", "waste", "non_grain", "earth_taking", "greenhouse_house", "felling", "villa", "basic_farmland",
    "non_farm", "temporary_use", "mining", "forest_land", "other",
)  # fmt: skip
STEPS = ("stop", "report", "handle", "decide")
# What a clock may wait for instead of the report's receipt; `decide` counts from the filing, always.
SINCE = {"handle": ("verified", "reported")}
UNITS = ("hours", "window_hours", "working_days", "calendar_days")
# Longer than any rule asks: a typing error of two digits is caught.
MOST = {"hours": 720, "window_hours": 240, "working_days": 250, "calendar_days": 365}

Clock = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
Metres = Annotated[int, Field(ge=1, le=10_000)]
Mu = Annotated[float, Field(gt=0, le=100_000, allow_inf_nan=False)]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


Level = Literal[LEVELS]


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
    """The time a due begins with: from the server's receipt, or of what it waits for."""

    works: bool | None = None
    since: Literal["verified", "reported"] | None = None
    # The rungs it climbs, where they are not the usual ones; the last is always the county.
    ladder: tuple[Level, ...] | None = None

    @field_validator("ladder")
    @classmethod
    def rungs_in_order(cls, rungs: tuple | None) -> tuple | None:
        return tuple(level for level in LEVELS if level in {*rungs, "county"}) if rungs else None

    @model_validator(mode="after")
    def fits_its_step(self):
        if self.since is not None and self.since not in SINCE.get(self.step, ()):
            raise ValueError("since_not_of_step")
        if self.ladder and rank(self.ladder[0]) < rank(FIRST_OF_STEP[self.step]):
            raise ValueError("ladder_below_step")
        return self

    @property
    def conditions(self) -> tuple:
        return (self.kind, self.grave, self.works)

    @property
    def terms(self) -> tuple:
        return (self.amount, self.unit, self.since, self.ladder)


class Upper(Term):
    """The clock of the level a due has risen to."""

    refused: bool | None = None
    told: tuple[Level, ...] = ()  # besides the two levels between which it rises

    @field_validator("told")
    @classmethod
    def levels_in_order(cls, levels: tuple) -> tuple:
        return tuple(level for level in LEVELS if level in levels)

    @property
    def conditions(self) -> tuple:
        return (self.kind, self.grave, self.refused)

    @property
    def terms(self) -> tuple:
        return (self.amount, self.unit, self.told)


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

    def ladder_of(self, case, step: str) -> tuple[str, ...] | None:
        """The line's own ladder; None: the usual one."""
        return self.first_term(step, kind=case.kind, grave=case.grave, works=case.works_going_on).ladder

    def document(self) -> dict:
        """As it is kept: every field said, so that a later default changes no old version."""
        return self.model_dump(mode="json")


def _order(line: Term) -> tuple:
    return (STEPS.index(line.step), -line.says, line.kind or "", str(line.conditions))


def clock(text: str) -> time:
    return time.fromisoformat(text)


# Version 0, with which every county begins. Cases opened under it keep it: never change it, save a new version.
# (`decide` came later, with the first cases that owe it.)
SHIPPED = 0
DEFAULT = Rules(
    first=(
        First(step="stop", works=True, amount=2, unit="hours"),
        First(step="stop", amount=24, unit="hours"),
        First(step="report", amount=3, unit="working_days"),
        First(step="handle", amount=15, unit="working_days"),
        First(step="decide", amount=90, unit="calendar_days"),
    ),
    upper=(
        Upper(step="stop", grave=True, amount=4, unit="hours"),
        Upper(step="stop", refused=True, amount=4, unit="hours"),
        Upper(step="stop", amount=4, unit="window_hours"),
        Upper(step="report", amount=1, unit="working_days"),
        Upper(step="handle", amount=1, unit="working_days"),
        Upper(step="decide", amount=1, unit="working_days"),
    ),
)


def read(document: dict) -> Rules:
    """A document as it was kept; a step that came after it has the lines it was shipped with."""
    filled = dict(document)
    for table in ("first", "upper"):
        known = {line["step"] for line in document[table]}
        shipped = [line for line in DEFAULT.document()[table] if line["step"] not in known]
        filled[table] = [*document[table], *shipped]
    return Rules.model_validate(filled)
