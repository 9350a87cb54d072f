"""What became of each fact of a sealed file, and which village to ring, in people's words."""

from __future__ import annotations

from datetime import datetime

from patrol import words
from patrol.domain.sealed.taking import Row
from patrol.domain.waiting_phones import Village

from .gate import language
from .spoken import amount, area_name, joined, known, moment, say

LOOKS = {"new": "done", "already": "calm", "noted": "calm", "differs": "soon", "refused": "soon"}


def explained(row: Row) -> dict:
    """Without kind, place and number: whoever brings a file need not see cases."""
    what = say("desk.sealed.report") if row.type == "report" else known(f"act.{row.act}", say("desk.sealed.act"))
    missing = row.files - row.held
    why = [known(f"error.{row.why}", known(f"why.{row.why}", row.why))] if row.why else []
    why += [say(f"error.{code}") for code in row.problems]
    if missing and not row.problems:
        why.append(amount("desk.sealed.missing", missing))
    files = say("desk.sealed.files", held=row.held, all=row.files) if row.files else ""
    state = say(f"desk.sealed.state.{row.state}")
    return {"what": what, "files": files, "state": state, "look": LOOKS[row.state], "why": why}


def village_told(village: Village, now: datetime) -> dict:
    phones = [
        joined(
            words.of_device(phone.label, language()),
            say("desk.sealed.silent_since", time=moment(phone.last_contact_at, now)),
            amount("desk.sealed.unsent", phone.unsent),
        )
        for phone in village.phones
    ]
    return {"name": area_name(village.area.name), "phones": phones, "numbers": village.numbers}
