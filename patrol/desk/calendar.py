"""工作日历: the days by which deadlines are counted, and what waits for a year that is not published yet."""

from __future__ import annotations

import calendar
from datetime import date

from flask import g, render_template, request

from patrol.domain import deadlines, looking, permissions
from patrol.domain.errors import Invalid
from patrol.domain.times import CHINA
from patrol.extensions import reading
from patrol.models import lists

from .gate import gated
from .spoken import kind_name, moment, say

blueprint = gated("calendar")
FIRST, AT_ONCE = 2024, 30
# Next year's make-up days are published in the autumn; before that nothing is late.
WARN_FROM_MONTH = 10


@blueprint.get("/calendar")
def year():
    today = g.now.astimezone(CHINA).date()
    shown = _year(today)
    with reading() as session:
        rows, cursor = _provisional(session)
        return render_template(
            "desk/calendar.html", year=shown, months=[_month(shown, month) for month in range(1, 13)], today=today,
            earlier=shown - 1 if shown > FIRST else None, later=shown + 1 if shown <= today.year else None,
            unpublished=_unpublished(today, shown), rows=rows, cursor=cursor, weekdays=_weekdays(),
            may_see_cases="officer" in g.actor.roles,
        )  # fmt: skip


def _year(today: date) -> int:
    given = request.args.get("year") or str(today.year)
    if not given.isdecimal() or len(given) != 4 or not FIRST <= int(given) <= today.year + 1:
        raise Invalid("invalid", year=say("calendar.no_year", first=FIRST, last=today.year + 1))
    return int(given)


def _unpublished(today: date, shown: int) -> int | None:
    """The year to warn about: this one at any time, the next one from October on, or the one that is looked at."""
    years = [today.year, *([today.year + 1] if today.month >= WARN_FROM_MONTH else []), shown]
    return next((one for one in years if not deadlines.is_published(one)), None)


def _weekdays() -> list[tuple[str, str]]:
    """(in full, short), from Monday on."""
    return [(say(f"time.weekday.{day}"), say(f"calendar.weekday.{day}")) for day in (1, 2, 3, 4, 5, 6, 0)]


def _month(year: int, month: int) -> dict:
    weeks = calendar.Calendar(firstweekday=0).monthdatescalendar(year, month)
    days = [day for week in weeks for day in week if day.month == month]
    return {
        "name": say("calendar.month", month=say(f"time.month.{month}")),
        "weeks": [[_day(day) if day.month == month else None for day in week] for week in weeks],
        "working": sum(map(deadlines.is_working_day, days)),
    }  # fmt: skip


def _day(day: date) -> dict:
    worked, weekend = deadlines.is_working_day(day), day.weekday() >= 5
    name = None if worked else deadlines.holiday_name(day)
    kinds = ("work", "rest" if name else "weekend") if weekend else ("plain", "rest")
    kind = kinds[0] if worked else kinds[1]
    return {"day": day, "kind": kind, "name": name}


def _provisional(session) -> tuple[list[dict], str | None]:
    """Open deadlines that are 暂算, of the cases the reader may see; an administrator alone has none."""
    visible, cursor = permissions.visible_to(g.actor), request.args.get("cursor")
    after = None
    if cursor:
        parts = looking.decode_cursor(cursor)
        case = lists.one(session, visible, parts[0]) if len(parts) == 2 and isinstance(parts[0], str) else None
        due = next((one for one in case.dues if one.step == parts[1]), None) if case else None
        if due is None:
            raise Invalid("bad_cursor")
        after = (due.due_at, due.case_id)
    found = lists.provisional(session, visible, after, AT_ONCE + 1)
    last = found[AT_ONCE - 1] if len(found) > AT_ONCE else None
    rows = [
        {"case": case, "kind": kind_name(case.kind), "step": say(f"step.{due.step}"), "at": moment(due.due_at, g.now)}
        for due, case in found[:AT_ONCE]
    ]
    return rows, looking.write_cursor([last[1].id, last[0].step]) if last else None
