"""What goes out: presenters, one per thing. The reporter is 信息员 in every one of them."""

from __future__ import annotations

import base64
import json
from datetime import date

from flask import Response
from sqlalchemy.orm import Session

from patrol import words
from patrol.domain import backups, deadlines, look_weeks, permissions, routing, ruling
from patrol.domain.actors import Actor
from patrol.domain.county_notices import NEW_DEVICE, device_notice_id
from patrol.domain.enrolling import tries_left
from patrol.domain.log import content_of
from patrol.domain.placing import spoken
from patrol.domain.reports import Received
from patrol.domain.rules import KINDS
from patrol.domain.times import day_of, iso, parse
from patrol.models import Act, Case, Post, lists
from patrol.models.log import event_of
from patrol.models.reports import attachments_of

from .present_case import area, brief, towns_of, whole_cases

# JPEGs of 200 Mpx, as phones make them now, have up to 50 MB.
PHOTO_MOST = 60 * 1024 * 1024
VOICE_SECONDS = 60


def ready(body: dict) -> Response:
    return Response(json.dumps(body, ensure_ascii=False, separators=(",", ":")), mimetype="application/json")


def me(session: Session, actor: Actor, home, now, version: str) -> dict:
    _version, rules = ruling.current(session)
    return {
        "person": {"id": actor.id, "name": actor.name},
        "posts": [post_of(session, post) for post in actor.posts],
        "device": {"id": actor.device_id},
        "demo": home.demo,
        "county": {
            "code": home.area.code,
            "name": home.area.name,
            "epoch": home.epoch,
            # Without any, `safe` never comes, and a phone lets go of its originals in the end.
            "backup": "set_up" if backups.ever(session) else "none",
        },
        "kinds": [{"kind": kind, "grave": kind in rules.grave_kinds} for kind in kinds_by_use(session, actor)],
        "rules": {
            "photo_max_bytes": PHOTO_MOST,
            "voice_max_seconds": VOICE_SECONDS,
            "calendar": deadlines.exceptions(now),
            "routing": routing.hint(session),
            "same_place_m": rules.same_place_m,
            "accuracy_warning_m": rules.accuracy_warning_m,
        },
        "server_time": iso(now),
        "version": version,
    }


def sealing(key, session_key: str) -> dict:
    """What a phone needs to seal a file for the county without a network, and to prove that the file is its own."""
    return {
        "key": base64.b64encode(key.public).decode(),
        "id": key.id.hex(),
        "by": session_key,
        "secret": base64.b64encode(key.proof_secret(session_key)).decode(),
    }


def kinds_by_use(session: Session, actor: Actor) -> list[str]:
    """The kinds, most frequent first among the latest cases this person may see; then in the order of the domain."""
    used = lists.kinds_of(session, permissions.ways_to_see(actor))
    return sorted(KINDS, key=lambda kind: -used[kind])


def post_of(session: Session, post) -> dict:
    row = session.get(Post, post.id)
    level = {"informant": "village", "inspector": "station", "leader": "town"}.get(post.role, "county")
    return {
        "role": post.role,
        "level": level,
        "area": area(row.area) if row.area else None,
        "station": {"id": row.station.id, "name": row.station.name} if row.station else None,
    } | ({"department": post.department} if post.department else {})


def waiting_village(one, language: str) -> dict:
    """Nobody's name; the numbers are those of all of the village's informants, whichever phone it is."""
    phones = [
        {
            "label": words.of_device(phone.label, language),
            "last_contact_at": iso(phone.last_contact_at),
            "unsent": phone.unsent,
            "since": iso(phone.unsent_since),
        }
        for phone in one.phones
    ]
    return {"area": area(one.area), "phones": phones, "numbers": one.numbers}


def device(one, actor: Actor, language: str) -> dict:
    return {
        "id": one.id,
        "label": words.of_device(one.label, language),
        "current": one.id == actor.device_id,
        "created_at": iso(one.created_at),
        "last_contact_at": iso(one.last_contact_at),
    }


def card(one, *, demo: bool) -> dict:
    post = next((post for post in one.person.posts if post.to_at is None), None)
    left = tries_left(one)
    return {
        "area": {"code": post.area.code, "name": post.area.name} if post and post.area else None,
        "role": post.role if post else None,
        "tries_left": left,
        "state": "open" if left else "locked",
        "demo": demo,
    }


def receipt(received: Received, language: str) -> dict:
    """id, case, received_at and head never change; photo states and `safe` only advance."""
    report = received.report
    return {
        "report": report.id,
        "case": {"id": report.case_id, "number": received.number},
        "received_at": iso(report.received_at),
        "head": received.head,
        "safe": received.safe,
        "photos": received.files,
    } | _joined(report, language)


def _joined(report, language: str) -> dict:
    """Whether it is evidence of the case its sender named, said only where one was named."""
    if not report.body.get("joins"):
        return {}
    why = report.not_joined
    return {"joined": why is None, "why": why, "message": words.words(language, f"join.{why}") if why else None}


def states(session: Session, fact_id: str) -> dict[str, str]:
    return {one.sha256: one.state for one in attachments_of(session, fact_id)}


def landed(session: Session, act_id: str, actor: Actor, now, language: str) -> dict:
    act = session.get(Act, act_id)
    case = session.get(Case, act.case_id)
    own = permissions.is_own(session, actor, case.id)
    shown = cases(session, [case], actor, now, language, whole=True) if permissions.sees(actor, case, own=own) else []
    return receipt_of_act(session, act) | {
        "why": act.why,
        "message": words.words(language, f"why.{act.why}") if act.why else None,
        "by": by_words(act.whose_role, act.whose_name, language) if act.outcome == "already_done" else None,
        "case": shown[0] if shown else None,
    }


def receipt_of_act(session: Session, act: Act) -> dict:
    """As of a report: photo states and `safe` only advance, the rest never changes."""
    event = event_of(session, act.case_id, act.n)
    return {
        "act": act.id,
        "outcome": act.outcome,
        "received_at": iso(act.received_at),
        "head": event.hash,
        "safe": backups.is_safe(session, event.seq, act.id),
        "photos": states(session, act.id),
    }


def by_words(role: str | None, name: str | None, language: str) -> str:
    """信息员 for every informant, 系统 for the sweep, else the name."""
    if role in ("informant", "system", None):
        return words.words(language, f"role.{role or 'system'}")
    return name or words.words(language, f"role.{role}")


def cases(session: Session, rows: list[Case], actor: Actor, now, language: str, *, whole: bool) -> list[dict]:
    """Cases in the order given; an informant gets the village's other cases as kind, place and step only."""
    own = permissions.own_among(session, actor, [case.id for case in rows])
    full = [case for case in rows if permissions.sees_whole(actor, case, own=case.id in own)]
    shown = whole_cases(session, full, actor, own, now, language, with_timeline=whole)
    towns = towns_of(session, [case for case in rows if case.id not in shown])
    return [shown.get(case.id) or brief(session, case, towns[case.id], actor, now) for case in rows]


def notice(one, case: Case, language: str, *, whole: bool) -> dict:
    """Its text in the reader's language; the number only to those who see the case whole."""
    step = words.words(language, f"step.{one.step}") if one.step else ""
    level = words.words(language, f"level.in.{one.level}") if one.level else ""
    text = words.words(
        language, f"notice.{one.event}", step=step, level=level,
        kind=words.words(language, f"kind.{case.kind}"), area=spoken(case.area.name),
    )  # fmt: skip
    return {
        "id": one.id,
        "case": {"id": case.id, "number": case.number if whole else None, "kind": case.kind},
        "event": one.event,
        "text": text,
        "at": iso(one.created_at),
        "seen_at": iso(one.seen_at),
    }


def _last_day(until: str, language: str) -> str:
    day = date.fromisoformat(day_of(parse(until), last=True))
    return words.words(language, "time.date", month=words.words(language, f"time.month.{day.month}"), day=day.day)


def notice_of_county(session: Session, one, actor: Actor, language: str) -> dict:
    event = one.event
    if event == NEW_DEVICE and actor.device_id and one.id == device_notice_id(actor.device_id):
        event = "this_device"
    said = _WITHOUT_EVENT.get(event, _of_event)(session, one, actor, language)
    return {
        "id": one.id, "case": None, "event": event, "text": words.words(language, f"notice.{event}", **said),
        "at": iso(one.created_at), "seen_at": iso(one.seen_at),
    } | ({"link": f"/desk/log/looks?week={one.level}"} if event == look_weeks.EVENT else {})  # fmt: skip


def _of_event(session: Session, one, _actor: Actor, language: str) -> dict:
    """Who did what to whom, as the event says it: an erase that blanks the name there blanks it here."""
    content = content_of(event_of(session, None, one.n))
    post = content.get("post") or {}
    return {
        "by": content.get("name") or words.words(language, "role.system"),
        "name": content.get("person_name") or "—",
        "role": words.words(language, f"role.{post.get('role', 'officer')}"),
        "what": words.words(language, what) if words.has(what := f"notice.of.{content['act']}") else "",
        "until": _last_day(content["until"], language) if content.get("until") else "",
    }


def _of_week(session: Session, one, actor: Actor, _language: str) -> dict:
    """Counted as its reader may see it now: what was hidden since counts no more."""
    week = look_weeks.Week.named(one.level)
    first, last = week.days
    return {
        "n": look_weeks.count(session, actor, week),
        "first": f"{first.month}-{first.day}", "last": f"{last.month}-{last.day}",
    }  # fmt: skip


_WITHOUT_EVENT = {
    NEW_DEVICE: lambda *_: {}, "this_device": lambda *_: {}, look_weeks.EVENT: _of_week
}  # fmt: skip
