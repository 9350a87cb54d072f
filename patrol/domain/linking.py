"""What belongs together with a case, and which of its pictures were sent before; of both, what the reader may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from patrol.models import Case, Report, same_place
from patrol.models.reports import attachments_of_cases, reports_of_cases

from . import permissions, ruling
from .actors import Actor
from .distances import metres
from .rules import Rules
from .times import CHINA


@dataclass(frozen=True)
class SamePicture:
    """A picture of this case that another report named before or after, for another place or on another day."""

    sha256: str
    code: str  # place | day
    case_id: str
    number: str
    at: datetime


def links(session: Session, by: Actor, case: Case) -> list[tuple[str, Case]]:
    """(how it is linked, the other case), in the order in which they were opened."""
    reach = ruling.of(session, case).same_place_m
    visible = permissions.visible_to(by) & permissions.seen_whole(by)
    found = [(_kind(case, one, reach), one) for one in same_place.linked_with(session, visible, case, reach)]
    return [(kind, one) for kind, one in found if kind is not None]


def _kind(case: Case, other: Case, reach: int) -> str | None:
    named = {
        "merged_into": case.merged_into == other.id, "merged": other.merged_into == case.id,
        "recurs_of": case.recurs_of == other.id, "recurred": other.recurs_of == case.id,
    }  # fmt: skip
    beside = case.lat is not None and other.lat is not None and metres(_place(case), _place(other)) <= reach
    return next((kind for kind, fits in named.items() if fits), "beside" if beside else None)


def _place(case: Case) -> dict:
    return {"lat": case.lat, "lon": case.lon}


def same_pictures(session: Session, by: Actor, case: Case) -> list[SamePicture]:
    """For an inspector or officer who holds the case: what it may mean is for those to judge who can ask."""
    if not by.roles_on(case) & {"inspector", "officer"}:
        return []
    ids = [case.id, *same_place.merged_into(session, [case.id])[case.id]]
    own = {one.id: one for one in reports_of_cases(session, ids)}
    mine = [one for one in attachments_of_cases(session, ids) if one.role == "photo" and one.fact_id in own]
    visible, rules = permissions.visible_to(by), ruling.of(session, case)
    others = same_place.sent_before(session, visible, {one.sha256 for one in mine}) if mine else []
    found = {}
    for file in mine:
        for other in others:
            code = other.sha256 == file.sha256 and _differs(own[file.fact_id], other, rules)
            if code and file.sha256 not in found:
                found[file.sha256] = SamePicture(file.sha256, code, other.case_id, other.number, other.at)
    return list(found.values())


def _differs(mine: Report, other, rules: Rules) -> str | None:
    if mine.id == other.id:
        return None
    here, there = mine.body.get("place"), other.body.get("place")
    if here and there and mine.case_id != other.case_id and metres(here, there) > rules.same_place_m:
        return "place"
    return "day" if _day(mine.at) != _day(other.at) else None


def _day(at: datetime) -> date:
    return at.astimezone(CHINA).date()
