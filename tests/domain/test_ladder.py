"""village → station → town → county, and the rungs a concealed case leaves out."""

from __future__ import annotations

import pytest

from patrol.domain import ladder


@pytest.mark.parametrize(
    ("concealed", "climb"),
    [
        (None, ["village", "station", "town", "county", "county"]),
        ("village", ["station", "town", "county", "county"]),
        ("town", ["county", "county"]),
        ("station", ["county", "county"]),
    ],
)
def test_a_stop_climbs_rung_by_rung_over_those_it_may_stand_on(concealed, climb):
    level = ladder.start("stop", "village", concealed)
    stood = [level]
    while len(stood) < len(climb):
        level = ladder.above(level, concealed)
        stood.append(level)
    assert stood == climb


@pytest.mark.parametrize("base", ladder.LEVELS)
@pytest.mark.parametrize(("step", "lowest"), [("stop", "village"), ("report", "station"), ("handle", "station")])
def test_a_step_starts_where_the_finder_stands_but_no_lower_than_who_can_do_it(step, lowest, base):
    assert ladder.start(step, base, None) == max(base, lowest, key=ladder.LEVELS.index)


@pytest.mark.parametrize("base", ladder.LEVELS)
@pytest.mark.parametrize("concealed", ["village", "town", "station"])
def test_no_ladder_starts_on_a_rung_from_which_the_case_is_hidden(concealed, base):
    hidden = {
        "village": ["village"],
        "town": ["village", "station", "town"],
        "station": ["village", "station", "town"],
    }
    for step in ("stop", "report", "handle"):
        assert ladder.start(step, base, concealed) not in hidden[concealed]
