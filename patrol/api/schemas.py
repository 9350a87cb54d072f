"""What else may come in: bodies as pydantic models. Reports and acts stand in domain/facts.py."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from patrol.domain.facts import ACTS, AnyAct, Body, PersonId, Report, a_time

__all__ = [
    "ACTS", "AnyAct", "Away", "Body", "Code", "Credentials", "Enrolment", "Last4", "NewPassword", "NoticeWishes",
    "Reason", "Report", "Subscription", "a_time"
]  # fmt: skip


Day = Annotated[date, Field(ge=date(2020, 1, 1), le=date(2100, 12, 31))]


class Credentials(Body):
    username: Annotated[str, StringConstraints(max_length=200, strip_whitespace=True)]
    password: Annotated[str, StringConstraints(max_length=1000)]


class Away(Body):
    """The first and the last day, in China."""

    from_on: Day
    to_on: Day


class Last4(Body):
    last4: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}$")]


class Code(Body):
    code: Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]


class NewPassword(Body):
    code: Annotated[str, StringConstraints(max_length=40, strip_whitespace=True)]
    password: Annotated[str, StringConstraints(max_length=1000)]


class Reason(Body):
    reason: Annotated[str, StringConstraints(min_length=1, max_length=1000, strip_whitespace=True)]


class Enrolment(Body):
    person: PersonId


Hour = Annotated[int, Field(ge=0, le=23, strict=True)]
Address = Annotated[str, StringConstraints(max_length=120, strip_whitespace=True)]


class QuietHours(Body):
    first: Hour = Field(alias="from")
    to: Hour


class NoticeWishes(Body):
    """All of it each time; an address that is not named stays as it is."""

    addresses: dict[Literal["email", "wecom", "dingtalk"], Address | None] = {}
    off: Annotated[list[Literal["email", "wecom", "dingtalk", "sms", "push"]], Field(max_length=5)]
    quiet: QuietHours | None
    digest_hour: Hour | None


class Subscription(Body):
    endpoint: Annotated[str, StringConstraints(max_length=1000, pattern=r"^https?://[!-~]+$")]
    p256dh: Annotated[str, StringConstraints(max_length=100)]
    auth: Annotated[str, StringConstraints(max_length=40)]
