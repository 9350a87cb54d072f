"""Which area a report belongs to."""

from __future__ import annotations

import pytest

from patrol.domain.placing import spoken
from tests.api.sending import JIULI_SITE, OUTSIDE, SITE, case_of, new_case
from tests.cast import COUNTY, JIULI, LIURU, YANLING

FIX = {**JIULI_SITE, "accuracy_m": 12.0, "at": "2026-11-24T09:56:00+08:00"}
WITHOUT = {"accuracy_m": None}


@pytest.mark.parametrize(
    ("more", "area", "place"),
    [
        ({"place": {**SITE, "by": "pin"}}, LIURU, {**SITE, "by": "pin", **WITHOUT}),
        ({"place": {**JIULI_SITE, "by": "exif"}}, JIULI, {**JIULI_SITE, "by": "exif", **WITHOUT}),
        # People stand off for safety: the place is the pin's, whatever the fix says.
        ({"place": {**SITE, "by": "pin"}, "fix": FIX}, LIURU, {**SITE, "by": "pin", **WITHOUT}),
        ({"place": None, "fix": FIX}, JIULI, {**JIULI_SITE, "by": "fix", "accuracy_m": 12.0}),
        ({"place": None}, LIURU, None),
    ],
)
def test_the_village_is_that_of_the_place_else_the_reporter_s_own(cast, more, area, place):
    case = case_of(cast.officer, new_case(cast.informant, **more))
    assert (case["area"]["code"], case["place"], case["town"]["code"]) == (area, place, YANLING)


def test_a_place_outside_the_county_is_kept_and_said(cast):
    case = case_of(cast.officer, new_case(cast.informant, place={**OUTSIDE, "by": "pin"}))
    assert (case["area"]["code"], case["place"]["lat"]) == (LIURU, OUTSIDE["lat"])
    assert case["timeline"][0]["findings"] == ["outside_county"]


def test_without_a_place_an_inspector_s_report_belongs_to_the_one_town_of_the_station(cast):
    case = case_of(cast.inspector, new_case(cast.inspector, place=None))
    assert (case["area"]["code"], case["station"]["name"], case["place"]) == (YANLING, "延陵所", None)


def test_without_a_place_an_officer_s_report_belongs_to_the_county(cast):
    case = case_of(cast.officer, new_case(cast.officer, place=None))
    assert (case["area"]["code"], case["town"], case["station"], case["number"][:2]) == (COUNTY, None, None, "丹阳")


def test_a_village_without_outline_is_known_by_who_reports(cast):
    case = case_of(cast.officer, new_case(cast.other_informant, place={"lat": 32.001, "lon": 119.5586, "by": "pin"}))
    assert case["area"]["code"] == "321181001001"


@pytest.mark.parametrize(
    ("name", "said"), [("柳茹村委会", "柳茹村"), ("太阳城社区居委会", "太阳城社区"), ("延陵镇", "延陵镇")]
)
def test_people_leave_the_committee_out(name, said):
    assert spoken(name) == said
