"""延陵-2026-0001: a town's series without gap, and the county's for what was hidden at birth."""

from __future__ import annotations

import re

import pytest

from patrol.domain import numbers
from patrol.models import Case
from tests.api.sending import new_id, receive_report, report_body, send_report


def number_of(member, **more) -> str:
    return send_report(member, **more)["case"]["number"]


def test_a_town_counts_without_gap_whatever_is_hidden_in_between(cast):
    given = []
    for conceal in (None, "village", None, "town", "station", None):
        given.append(number_of(cast.informant, conceal=conceal))
    assert [given[0], given[2], given[5]] == ["延陵-2026-0001", "延陵-2026-0002", "延陵-2026-0003"]
    hidden = [given[1], given[3], given[4]]
    assert all(re.fullmatch(r"丹阳-2026-\d{4,}", one) for one in hidden) and len(set(hidden)) == 3


def test_a_refused_or_repeated_report_takes_no_number(cast):
    report_id = new_id()
    body = report_body(cast.informant)
    assert cast.informant.put(f"/reports/{report_id}", body).json["case"]["number"] == "延陵-2026-0001"
    assert cast.informant.put(f"/reports/{report_id}", body).status_code == 200
    assert cast.informant.put(f"/reports/{report_id}", body | {"note": "x"}).status_code == 409
    assert cast.informant.put(f"/reports/{new_id()}", {"kind": "none"}).status_code == 422
    assert number_of(cast.informant) == "延陵-2026-0002"


def test_each_town_and_each_year_counts_for_itself(cast, clock):
    assert number_of(cast.informant) == "延陵-2026-0001"
    assert number_of(cast.other_informant, place=None) == "云阳-2026-0001"
    clock.forward(days=38)  # 2027-01-01 10:00 in China
    assert number_of(cast.informant) == "延陵-2027-0001"


def test_the_year_turns_at_midnight_in_china(cast, clock):
    clock.forward(days=37, hours=14, minutes=30)  # 2026-12-31 16:30 UTC
    assert number_of(cast.informant) == "延陵-2027-0001"


def test_a_taken_number_of_the_county_is_passed_over(app, cast, session, monkeypatch):
    first = receive_report(session, cast.informant, conceal="town")
    tried = []

    def taken(_session, number):
        tried.append(number)
        return len(tried) < 12

    monkeypatch.setattr(numbers, "number_taken", taken)
    second = receive_report(session, cast.informant, conceal="town")
    assert first.case_id != second.case_id
    assert tried[-1] == session.get(Case, second.case_id).number
    assert len(set(tried)) > 6


@pytest.mark.parametrize(
    ("name", "spoken"),
    [("延陵镇", "延陵"), ("云阳街道", "云阳"), ("丹阳市", "丹阳"), ("市镇", "市镇"), ("某地", "某地")],
)
def test_the_short_name_of_an_area(name, spoken):
    assert numbers.short(name) == spoken
