"""联合处置: departments are asked to do something in a case, each with its own instruction and deadline."""

import uuid

from patrol.domain import deadlines, ladder
from patrol.domain.notices import NAMESPACE
from patrol.domain.rules import Term
from patrol.domain.times import iso
from patrol.models.reports import attachments_of_cases

from .base import Accepted, Doing, Noted, Verdict, chosen_deadline

USUAL = Term(step="handle", amount=1, unit="working_days")


def judge(doing: Doing) -> Verdict:
    case, wanted = doing.case, doing.facts["tasks"]
    departments = [one["department"] for one in wanted]
    if case.concealed is not None and "village" in departments:
        return Noted("hidden_from_village")
    photos = {one.sha256 for one in attachments_of_cases(doing.session, [case.id]) if one.role == "photo"}
    tasks = {_id(case, place): _task(doing, one, photos) for place, one in enumerate(wanted)}
    return Accepted({"tasks": tasks}, {"departments": departments})


def _id(case, place: int) -> str:
    return str(uuid.uuid5(NAMESPACE, f"task/{case.id}/{case.n + 1}/{place}"))


def _task(doing: Doing, one: dict, photos: set[str]) -> dict:
    level = ladder.allowed(doing.level, doing.case.concealed)
    return {
        "department": one["department"],
        "instruction": one["instruction"],
        "state": "open",
        "due_at": iso(until(doing, one.get("due_at")).at),
        "base_level": level,
        "level": level,
        "asked_at": iso(doing.now),
        "with_place": bool(one.get("with_place")),
        # Only what stands in the case: a hash from elsewhere would open nothing, and is not kept either.
        "photos": [sha256 for sha256 in one.get("photos") or [] if sha256 in photos],
    }


def until(doing: Doing, chosen: str | None) -> deadlines.Deadline:
    return chosen_deadline(chosen, doing.now, deadlines.count(doing.rules, USUAL, doing.now))
