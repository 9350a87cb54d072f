"""Bodies twisted at random, always the same way: whatever comes in, no 500 goes out and the log stays provable."""

from __future__ import annotations

import json
import random

from patrol.domain import verifying
from tests.api.sending import LEAST, SITE, a_case, act_body, new_id, picture, report_body
from tests.cast import send

ROUNDS = 300
ODD = [
    None, "", 0, -1, 1.5, 10**25, True, [], {}, [[]], "\x00", "a" * 5000, "2026-11-24T10:00:00+08:00", "stop", "𠮷",
    {"lat": 1, "lon": 2}, ["x"], "NaN", "../../x", -0.0, 1e308,
]  # fmt: skip


def twisted(chance: random.Random, value):
    """The same value with a part replaced, left out or put elsewhere."""
    if isinstance(value, dict) and value and chance.random() < 0.85:
        name = chance.choice(sorted(value))
        changed = dict(value)
        what = chance.random()
        if what < 0.2:
            del changed[name]
        elif what < 0.3:
            changed[chance.choice(["code", "self", "fields", "", "act"])] = changed.pop(name)
        else:
            changed[name] = twisted(chance, value[name])
        return changed
    if isinstance(value, list) and value and chance.random() < 0.7:
        return [*value[:-1], twisted(chance, value[-1])] * chance.choice([1, 1, 3])
    return chance.choice(ODD)


def raw(chance: random.Random, body: dict) -> bytes:
    text = json.dumps(twisted(chance, body), ensure_ascii=chance.random() < 0.5).encode()
    if chance.random() < 0.15:
        place = chance.randrange(len(text))
        text = text[:place] + bytes([chance.randrange(256)]) + text[place + chance.randrange(3) :]
    return text


def test_whatever_is_sent_is_answered_and_nothing_breaks(cast, session):
    chance = random.Random(20261124)
    case_id = a_case(cast)
    fix = {**SITE, "accuracy_m": 5, "altitude_m": 9, "heading_deg": 0, "at": "2026-11-24T10:00:00+08:00"}
    whole = report_body(cast.informant, photos=[picture()[1]], fix=fix, note="挖地基")
    members = [cast[part] for part in ("informant", "inspector", "leader", "officer")]
    statuses = set()
    for _ in range(ROUNDS):
        member = chance.choice(members)
        if chance.random() < 0.4:
            path, body = f"/reports/{new_id()}", whole
        else:
            path = f"/cases/{case_id}/acts/{new_id()}"
            body = act_body(member, chance.choice(["stop", "comment", *LEAST]), fix=fix, photos=[picture()[1]])
        answer = send(member.http, "PUT", path, raw(chance, body), Content_Type="application/json")
        assert answer.status_code < 500, (path, answer.get_data(as_text=True))
        statuses.add(answer.status_code)
    assert {201, 422} <= statuses
    assert verifying.verify(session) == []
    for member in members:
        for path in ("/cases", "/changes", "/inbox"):
            assert member.get(path).status_code == 200
