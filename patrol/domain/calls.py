"""代报: what somebody told the office by telephone or over 12336, what was handed over, what a satellite saw.

The officer only writes it down. A caller stands where an informant stands: protected like one, and the ladder starts
in the village. What nobody on the spot told begins at the station, whose task it is to go and look (ADR 0016).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from patrol.models import Caller, Report
from patrol.models.areas import by_code

from . import reports
from .actors import Actor
from .errors import Invalid, Refused

STARTS_AT = {"phone": "village", "hotline": "village", "handed_over": "station", "satellite": "station"}
WITH_CALLER = ("phone", "hotline")


def receive(
    session: Session, report_id: str, facts: dict, caller: dict | None, by: Actor, now: datetime
) -> tuple[Report, bool]:
    """(the report, whether it is new); `facts` as a phone sends them, with the code of the `area`.

    The same form again opens nothing. Raises Conflict when it says something else, Invalid for an area that is none.
    """
    if "officer" not in by.roles:
        raise Refused("officer_only")
    area = by_code(session, facts["area"])
    if area is None or area.level == "county":
        raise Invalid("no_such_area")
    told = reports.Told(area, STARTS_AT[facts["source"]], caller)
    got = reports.receive(session, report_id, facts, by, now, timedelta(0), told)
    if got.new and facts["source"] in WITH_CALLER:
        said = caller or {}
        session.add(Caller(report_id=report_id, name=said.get("name"), phone=said.get("phone")))
    return got.report, got.new
