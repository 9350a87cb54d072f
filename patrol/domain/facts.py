"""What a phone says, a report or an act, as pydantic models; and its canonical form by which repeats are compared.

It is the same whichever way it comes: over the network or in a sealed file.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    field_validator,
    model_validator,
)

from .errors import Invalid
from .rules import DEPARTMENTS, KINDS
from .times import parse

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Note = Annotated[str, StringConstraints(max_length=4000, strip_whitespace=True)]
Short = Annotated[str, StringConstraints(max_length=200, strip_whitespace=True)]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
CaseId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")]
PersonId = Annotated[str, StringConstraints(max_length=36)]


def a_time(text: str) -> str:
    """An ISO 8601 time with its offset, kept as it was written."""
    try:
        moment = parse(text)
    except ValueError:
        raise ValueError("not a time") from None
    if "T" not in text or (text[-1] not in "zZ" and not (len(text) > 6 and text[-6] in "+-")):
        raise ValueError("a time needs its offset")
    if not 2000 <= moment.year <= 2200:
        raise ValueError("a time out of range")
    return text


def _no_nul(value):
    """PostgreSQL's text holds no NUL; it is dropped rather than the report."""
    return value.replace("\x00", "") if isinstance(value, str) else value


class Time(str):
    @classmethod
    def __get_pydantic_core_schema__(cls, source, handler):
        from pydantic_core import core_schema

        return core_schema.no_info_after_validator_function(a_time, core_schema.str_schema(max_length=40))


class Body(BaseModel):
    # Unknown fields of a newer or older app are let through unread: every published schema is taken for 24 months.
    model_config = ConfigDict(extra="ignore", str_strip_whitespace=False)

    @field_validator("*", mode="before")
    @classmethod
    def without_nul(cls, value):
        return _no_nul(value)

    @classmethod
    def parse(cls, raw: bytes) -> dict:
        """The canonical form. Raises Invalid with one message per field."""
        try:
            return cls.model_validate_json(raw).model_dump(mode="json", by_alias=True, exclude_unset=cls.SPARSE)
        except ValidationError as problem:
            raise Invalid("invalid", **_fields(problem)) from None
        except (UnicodeDecodeError, RecursionError):
            raise Invalid("invalid") from None

    SPARSE: ClassVar[bool] = False


def _fields(problem: ValidationError) -> dict[str, str]:
    return {".".join(map(str, error["loc"])) or "body": error["msg"] for error in problem.errors()[:20]}


class Fix(Body):
    """Where the device was, by the device: never edited."""

    lat: Latitude
    lon: Longitude
    accuracy_m: float | None = Field(None, ge=0, le=1e7, allow_inf_nan=False)
    altitude_m: float | None = Field(None, ge=-1e5, le=1e5, allow_inf_nan=False)
    heading_deg: float | None = Field(None, ge=0, le=360, allow_inf_nan=False)
    at: Time | None = None


class Place(Body):
    lat: Latitude
    lon: Longitude
    by: Literal["fix", "pin", "exif"]


class Photo(Body):
    sha256: Sha256
    bytes: int = Field(ge=0, le=2**31 - 1)
    type: Short
    source: Literal["camera", "gallery"] = "camera"
    taken_at: Annotated[str, StringConstraints(max_length=40)] | None = None


class Voice(Body):
    sha256: Sha256
    bytes: int = Field(ge=0, le=2**31 - 1)
    type: Short
    seconds: float = Field(0, ge=0, le=120, allow_inf_nan=False)


class Report(Body):
    kind: Literal[KINDS]
    captured_at: Time
    source: Literal["informant", "patrol", "phone", "hotline", "satellite", "handed_over"] = "informant"
    fix: Fix | None = None
    place: Place | None = None
    note: Note | None = None
    works_going_on: bool = False
    conceal: Literal["village", "town", "station"] | None = None
    photos: list[Photo] = Field(default_factory=list, max_length=20)
    voice: Voice | None = None
    # 补证: an open case of the same place that its sender says it belongs to.
    joins: CaseId | None = None

    @classmethod
    def parse(cls, raw: bytes) -> dict:
        """What joins no case says nothing of joining: it is what it was before one could."""
        facts = super().parse(raw)
        return facts if facts["joins"] else {name: value for name, value in facts.items() if name != "joins"}


class _Act(Body):
    SPARSE: ClassVar[bool] = True
    act: str
    at: Time
    note: Note | None = None
    photos: list[Photo] = Field(default_factory=list, max_length=20)
    voice: Voice | None = None
    fix: Fix | None = None


class Stop(_Act):
    outcome: Literal["stopped", "refused", "nobody"]


class Verify(_Act):
    founded: bool
    reason: Note | None = None
    party: Short | None = None
    land_class: Short | None = None
    permits: Short | None = None

    @model_validator(mode="after")
    def unfounded_has_a_reason(self):
        if not self.founded and not (self.reason or self.note):
            raise ValueError("an unfounded verify needs a reason")
        return self


class Handle(_Act):
    outcome: Literal["corrected", "filed", "transferred"]


class Decide(_Act):
    outcome: Literal["penalty", "no_penalty", "withdrawn", "transferred"]
    reason: Note | None = None

    @model_validator(mode="after")
    def what_spares_has_a_reason(self):
        if self.outcome in ("no_penalty", "withdrawn") and not (self.reason or self.note):
            raise ValueError("no penalty and a withdrawal need a reason")
        return self


class Reopen(_Act):
    reason: Annotated[str, StringConstraints(min_length=1, max_length=4000)]


class Return(Reopen):
    step: Literal["report", "handle", "decide"]
    due_at: Time | None = None


class Assign(_Act):
    lead: PersonId | None = None
    assistant: PersonId | None = None


class PinnedPlace(Place):
    by: Literal["fix", "pin", "exif"] = "pin"


class Move(_Act):
    place: PinnedPlace | None = None
    area: Short | None = None
    station: int | None = Field(None, ge=1, le=2**31 - 1)
    reason: Note | None = None

    @model_validator(mode="after")
    def somewhere(self):
        if self.place is None and self.area is None and self.station is None:
            raise ValueError("a place, an area or a station")
        return self


class Supervise(_Act):
    instruction: Annotated[str, StringConstraints(min_length=1, max_length=4000)]
    due_at: Time
    step: Literal["stop", "report", "handle", "decide"] | None = None


class Pause(_Act):
    reason: Literal["appraisal", "hearing", "announcement", "mail", "court"]
    until: Time | None = None


class Merge(_Act):
    into: CaseId


class Conceal(_Act):
    level: Literal["village", "town", "station"] | None


class AskedTask(Body):
    department: Literal[DEPARTMENTS]
    instruction: Annotated[str, StringConstraints(min_length=1, max_length=1000, strip_whitespace=True)]
    due_at: Time | None = None
    with_place: bool = False
    photos: list[Sha256] = Field(default_factory=list, max_length=4)


class Convene(_Act):
    tasks: list[AskedTask] = Field(min_length=1, max_length=12)


class OfTask(_Act):
    task: PersonId


class Answer(OfTask):
    outcome: Literal["done", "cannot"]

    @model_validator(mode="after")
    def who_cannot_says_why(self):
        if self.outcome == "cannot" and not self.note:
            raise ValueError("a task that cannot be done needs a reason")
        return self


class ReturnTask(OfTask):
    reason: Annotated[str, StringConstraints(min_length=1, max_length=4000)]
    due_at: Time | None = None


class ListCase(_Act):
    reason: Annotated[str, StringConstraints(min_length=1, max_length=4000)]
    due_at: Time


ACTS: dict[str, type[_Act]] = {
    "stop": Stop,
    "verify": Verify,
    "report": _Act,
    "handle": Handle,
    "decide": Decide,
    "extend": Reopen,
    "sign_off": _Act,
    "close": _Act,
    "return": Return,
    "reopen": Reopen,
    "supervise": Supervise,
    "pause": Pause,
    "resume": _Act,
    "assign": Assign,
    "move": Move,
    "merge": Merge,
    "unmerge": _Act,
    "conceal": Conceal,
    "comment": _Act,
    "convene": Convene,
    "answer": Answer,
    "return_task": ReturnTask,
    "withdraw": OfTask,
    "list_case": ListCase,
    "unlist": _Act,
}


class ActName(Body):
    act: Literal[tuple(ACTS)]


class AnyAct:
    """An act's body, by the schema of the act it names."""

    @staticmethod
    def parse(raw: bytes) -> dict:
        return ACTS[ActName.parse(raw)["act"]].parse(raw)
