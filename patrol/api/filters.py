"""Filters of a list, from the query string; a wrong one is said, never passed over."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError, field_validator

from patrol.domain.errors import Invalid
from patrol.domain.rules import KINDS
from patrol.domain.times import CHINA
from patrol.models.lists import Filters

Short = Annotated[str, StringConstraints(max_length=80)]


class Query(BaseModel):
    model_config = ConfigDict(extra="forbid")
    step: Literal["stop", "report", "handle", "decide", "sign_off", "close"] | None = None
    holder: Literal["village", "station", "town", "county"] | None = None
    kind: Literal[KINDS] | None = None
    state: Literal["open", "closed"] | None = None
    overdue: bool | None = None
    area: Short | None = None
    bbox: tuple[float, float, float, float] | None = None
    q: Short | None = None
    closed_from: datetime | None = None  # the beginning of a day in China

    @field_validator("closed_from", mode="before")
    @classmethod
    def a_day(cls, text):
        return datetime.combine(date.fromisoformat(text), datetime.min.time(), CHINA)

    @field_validator("bbox", mode="before")
    @classmethod
    def four_numbers(cls, value):
        return value.split(",") if isinstance(value, str) else value


def read(arguments) -> Filters:
    given = {name: value for name, value in arguments.items() if name not in ("cursor", "limit") and value != ""}
    given = {name: value.replace("\x00", "") for name, value in given.items()}
    try:
        return Filters(**Query.model_validate(given).model_dump())
    except ValidationError as problem:
        wrong = {str(error["loc"][0]) if error["loc"] else "query": error["msg"] for error in problem.errors()}
        raise Invalid("invalid", **wrong) from None
