"""GET /cases: by the due that falls first, filtered, in pages that hold every case exactly once."""

from __future__ import annotations

import random

import pytest

from patrol.domain.sweep import sweep
from patrol.extensions import writing
from tests.api.sending import JIULI_SITE, SITE, case_of, receive_report

FILTERS = [
    {}, {"step": "stop"}, {"step": "report"}, {"step": "close"}, {"holder": "village"}, {"holder": "station"},
    {"holder": "county"}, {"overdue": "true"}, {"overdue": "false"}, {"kind": "villa"}, {"state": "open"},
    {"state": "closed"}, {"area": "321181101202"}, {"area": "321181101000"}, {"area": "321181"}, {"area": "nowhere"},
    {"q": "延陵-2026-000"}, {"q": "柳茹"}, {"q": "%"}, {"bbox": "119.49,31.87,119.52,31.91"},
    {"kind": "villa", "state": "open", "area": "321181101000"}, {"q": "丹阳-2026", "overdue": "false"},
]  # fmt: skip


@pytest.fixture
def county(app, cast, session, clock):
    """Thirty cases of all sorts, many of which fall due at the very same moment."""
    chance, ids = random.Random(7), []
    for number in range(30):
        who = cast[chance.choice(["informant", "informant", "next_village", "inspector", "other_informant"])]
        place = None if who is cast.other_informant else {**chance.choice([SITE, JIULI_SITE]), "by": "pin"}
        kind = chance.choice(["villa", "waste", "felling"])
        conceal = chance.choice([None, None, None, "town"])
        going_on = chance.random() < 0.5
        ids.append(receive_report(
            session, who, place=place, kind=kind, conceal=conceal, works_going_on=going_on, note=str(number)
        ).case_id)  # fmt: skip
    session.commit()
    for state, case_id in zip(["closed", "closed", "handled", "reported", "founded"], ids, strict=False):
        if case_of(cast.officer, case_id)["area"]["code"].startswith("321181101"):
            for name in ("stop", "verify", "report", "handle", "sign_off", "close")[: STEPS[state]]:
                cast.officer.put(f"/cases/{case_id}/acts/{case_id[:-1]}{len(name)}", {
                    "act": name, "at": "2026-11-24T10:00:00+08:00", "outcome": "corrected" if name == "handle"
                    else "stopped", "founded": True,
                })  # fmt: skip
    clock.forward(hours=3)
    with app.app_context():
        sweep(writing, now=clock())
    clock.forward(hours=5)
    return ids


STEPS = {"closed": 6, "handled": 4, "reported": 3, "founded": 2}


def all_pages(member, limit: int, query: dict) -> list[dict]:
    cases, cursor = [], None
    while True:
        page = member.get("/cases", limit=limit, **query, **({"cursor": cursor} if cursor else {})).json
        cases += page["cases"]
        cursor = page["cursor"]
        if cursor is None:
            return cases


def fits(case: dict, query: dict, now: str) -> bool:
    checks = {
        "step": lambda value: case["step"] == value,
        "holder": lambda value: case["holder"] == value,
        "kind": lambda value: case["kind"] == value,
        "state": lambda value: case["state"] == value,
        "overdue": lambda value: (case["due_at"] is not None and case["due_at"] < now) is (value == "true"),
        "area": lambda value: case["area"]["code"].startswith(value.removesuffix("000")),
        "q": lambda value: value in case["number"] or value in case["area"]["name"],
        "bbox": lambda value: case["place"] is not None and case["place"]["lon"] == SITE["lon"],
    }
    return all(checks[name](value) for name, value in query.items())


def test_pages_hold_every_case_exactly_once_in_order_under_every_filter(cast, county, clock):
    now = clock().isoformat().replace("+00:00", ".000Z")
    everything = cast.officer.get("/cases", limit=200).json["cases"]
    assert {case["id"] for case in everything} == set(county)
    seen = set()
    for query in FILTERS:
        found = all_pages(cast.officer, 4, query)
        ids = [case["id"] for case in found]
        wanted = [case["id"] for case in everything if fits(case, query, now)]
        assert ids == wanted, query
        seen.add(len(ids))
        due = [case["due_at"] or "~" for case in found]
        assert due == sorted(due), query
    assert {0, 30} <= seen and len(seen) > 5


def test_the_same_holds_for_everybody_s_own_share(cast, county):
    for part in ("informant", "neighbour", "inspector", "leader", "other_leader", "outsider", "admin", "department"):
        whole = cast[part].get("/cases", limit=200).json["cases"]
        assert all_pages(cast[part], 1, {}) == whole == all_pages(cast[part], 3, {})


def test_an_exactly_full_page_is_the_last(cast, county):
    page = cast.officer.get("/cases", limit=30).json
    assert (len(page["cases"]), page["cursor"]) == (30, None)


def test_what_climbed_away_is_still_listed_where_it_was(cast, county):
    climbed = [case for case in cast.inspector.get("/cases", limit=200).json["cases"]
               if any(due["missed"] for due in case["dues"])]  # fmt: skip
    assert climbed and all(case["holder"] for case in climbed)


def test_a_list_has_no_timeline_and_the_case_has(cast, county):
    case = cast.inspector.get("/cases", limit=1).json["cases"][0]
    assert "timeline" not in case
    whole = cast.inspector.get(f"/cases/{case['id']}").json
    assert {name: whole[name] for name in case} == case
