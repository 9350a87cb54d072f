"""统计: figures of a day, place by place; of today, or of any day that is over, rebuilt as of its end."""

from __future__ import annotations

from datetime import date, datetime

from flask import g, render_template, request, url_for

from patrol.domain import figures
from patrol.domain.times import CHINA
from patrol.extensions import reading_pages
from patrol.models.areas import TOWN, county, under

from .gate import gated
from .spoken import amount, area_name, say
from .spoken import date as date_words

blueprint = gated("figures")
STEPS = figures.STEPS


@blueprint.get("/figures")
def day():
    with reading_pages() as session:
        where, that = asked(session)
        lines, together = figures.of_day(session, g.actor, where, that)
        begins, trends, all_ = figures.of_weeks(session, g.actor, where, that)
        today = g.now.astimezone(CHINA).date()
        towns = [(one.code, one.name) for one in under(session, county(session).area.path, TOWN)]
        return render_template(
            "desk/figures.html", where=where, day=that, today=today, earliest=figures.EARLIEST, towns=towns,
            town=request.args.get("town", ""), steps=STEPS, as_of=_as_of(that, today),
            lines=[shown(one, where, today.year if that == today else None) for one in lines],
            together=shown(together, where, None), weeks=[_day_words(one) for one in begins], trend=all_,
            busy=[_trend(one, where) for one in trends if any(one.opened) or any(one.closed)],
        )  # fmt: skip


def asked(session) -> tuple[figures.Scope, date]:
    """Raises Invalid or Missing for a day or a town that is none."""
    where = figures.scope(session, g.actor, request.args.get("town", "")[:15] or None)
    return where, figures.read_day(request.args.get("date"), g.now)


def shown(line: figures.Line, where: figures.Scope, this_year: int | None) -> dict:
    """Its numbers open their cases where those of that day are those of now, which `this_year` says."""
    own = line.area is not None and line.area.level == where.level
    links = {"open": None, "closed": None}
    if own and this_year:
        here = {where.level: line.area.code}
        closed = {"state": "closed", "closed_from": f"{this_year}-01-01"}
        links = {"open": _to_list(line.open, here), "closed": _to_list(line.closed, here | closed)}
    return {
        "name": place_name(line.area, where), "code": line.area.code if own else "", "links": links,
        "open": line.open, "closed": line.closed, "took": {step: took(line.took[step]) for step in STEPS},
    }  # fmt: skip


def _to_list(number: int, filters: dict[str, str]) -> str | None:
    return url_for("desk_cases.listed", **filters) if number else None


def place_name(area, where: figures.Scope) -> str:
    if area is None:
        return say("figures.together")
    name = area_name(area.name)
    return name if area.level == where.level else say("figures.no_village", place=name)


def took(minutes: int | None) -> str:
    """As in the app (words.ts): hours for two days, then days and tenths."""
    if minutes is None:
        return say("figures.too_few")
    if minutes < 10:
        return say("figures.at_once")
    if minutes < 60:
        return amount("time.minutes", minutes)
    hours = int(minutes / 60 + 0.5)
    return (
        amount("time.hours", hours) if hours < 48 else say("time.days", n=f"{minutes / 1440:.1f}".removesuffix(".0"))
    )


def _as_of(that: date, today: date) -> str:
    return say("figures.today") if that == today else say("figures.on_day", day=_day_words(that))


def _day_words(that: date) -> str:
    return date_words(datetime.combine(that, datetime.min.time(), CHINA), g.now)


def _trend(trend: figures.Trend, where: figures.Scope) -> dict:
    return {"name": place_name(trend.area, where), "opened": trend.opened, "sum": sum(trend.opened)}
