"""What the page of one case shows: the same parts as the app's screen, to read."""

from __future__ import annotations

from flask import g

from patrol.domain import linking
from patrol.domain.change import STEPS
from patrol.domain.times import parse
from patrol.models import same_place
from patrol.models.absences import away_until
from patrol.models.areas import TOWN, by_paths, path_of_level
from patrol.models.log import of_cases
from patrol.models.reports import attachments_of_cases, reports_of_cases

from . import clocks
from .spoken import area_name, date, joined, kind_name, level_of, moment, say, sentences
from .story import story


def shown(session, case, level: str) -> dict:
    # What was merged into it shows its reports here; what was done since stands on its own page.
    ids = [case.id, *same_place.merged_into(session, [case.id])[case.id]]
    every = attachments_of_cases(session, ids)
    files = [one for one in every if one.case_id == case.id or one.of == "report"]
    events = of_cases(session, [case.id])
    reports = reports_of_cases(session, ids)
    chip = clocks.chip(case, level, g.now)
    until = away_until(session, {case.lead_id} - {None}, g.now).get(case.lead_id)
    stand_in = clocks.stand_in_sentence(case, until, g.now)
    return {
        "case": case, "kind": kind_name(case.kind), "where": _where(session, case), "chip": chip,
        "tone": chip.tone if chip else "calm", "states": clocks.states(case, chip.tone if chip else "calm"),
        "holder": clocks.holder_sentence(case), "why": sentences(stand_in, clocks.why(case, g.now)),
        "photos": [_photo(one) for one in files if one.role == "photo"],
        "voices": [one for one in files if one.role == "voice" and one.state == "held" and not one.expired_at],
        "dues": [_due(case, clocks.due_of(case, step)) for step in STEPS if clocks.due_of(case, step)],
        "facts": _facts(case, reports), "nodes": story(case, events, g.actor, g.now),
        "links": [_link(kind, one) for kind, one in linking.links(session, g.actor, case)],
        "same_pictures": [_same_picture(one) for one in linking.same_pictures(session, g.actor, case)],
        "concealed": case.concealed and say("case.concealed", level=say(f"level.in.{case.concealed}")),
    }  # fmt: skip


def _link(kind: str, one) -> dict:
    state = say("case.merged") if one.merged_into else clocks.step_name(one)
    return {"how": say(f"case.link.{kind}"), "id": one.id, "number": one.number,
            "about": joined(kind_name(one.kind), state)}  # fmt: skip


def _same_picture(one) -> dict:
    words = say(f"finding.same_picture.{one.code}", number=one.number, day=date(one.at, g.now))
    return {"case_id": one.case_id, "words": words}


def _where(session, case) -> str:
    town = by_paths(session, {path_of_level(case.path, TOWN) or case.path})
    odd = say("case.odd.works") if case.works_going_on and case.state == "open" else ""
    return joined(" ".join(dict.fromkeys([*(one.name for one in town), area_name(case.area.name)])), odd)


def _photo(one) -> dict:
    why = _why_none(one)
    ready = not why
    return {"sha256": one.sha256, "ready": ready, "why": why, "big": bool(one.preview),
            "taken": moment(parse(one.taken_at), g.now) if _is_time(one.taken_at) else ""}  # fmt: skip


def _why_none(one) -> str:
    """Why there is no picture; nothing when there is one."""
    if one.expired_at is not None:
        return say("error.photo_expired", sha256=one.sha256)
    if one.preview is False:
        return say("caselist.no_preview")
    return say("caselist.photo_coming") if one.state == "wanted" else ""


def _is_time(text: str | None) -> bool:
    try:
        return parse(text) is not None
    except ValueError:
        return False


def _due(case, due) -> dict:
    return {
        "step": say(f"step.{due.step}"), "level": level_of(case, due.level), "at": clocks.until(due, g.now),
        "owed": due.owed or due.waits, "done": moment(due.done_at, g.now) if due.done_at else "",
        "outcome": say(f"case.story.{due.step}.{due.outcome}") if due.outcome and due.done_at else "",
        "late": due.on_time is False, "provisional": due.provisional and due.owed,
        "rule": clocks.rule_words(case, due), "missed": [
            say("due.history", level=level_of(case, one["level"]), time=moment(parse(one["due_at"]), g.now))
            for one in due.missed
        ],
    }  # fmt: skip


def _facts(case, reports: list) -> list[tuple[str, str]]:
    """Label and value; the reporter is 信息员 here as everywhere, so only by which way it came is told."""
    place = f"{case.lat:.5f}, {case.lon:.5f}" if case.lat is not None else say("part.no_place")
    sources = dict.fromkeys(say(f"source.{one.body['source']}") for one in reports)
    told = [
        (say("caselist.place"), place), (say("caselist.source"), joined(*sources)),
        (say("caselist.station"), case.station.name if case.station else ""),
        (say("act.assign.lead"), case.lead.name if case.lead else ""),
        (say("act.assign.assistant"), case.assistant.name if case.assistant else ""),
        (say("caselist.rules"), say("settings.version_of", version=case.rules_version)
         if case.rules_version else say("caselist.rules_shipped")),
    ]  # fmt: skip
    return [(label, value) for label, value in told if value]
