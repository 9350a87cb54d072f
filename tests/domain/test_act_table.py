"""role × act × state, generated from the act table: every act of everybody in a case of every state."""

from __future__ import annotations

from pathlib import Path

import pytest

from patrol.domain import acts_page
from patrol.domain.act_table import ACTS, refusal
from patrol.domain.errors import Missing, Refused
from patrol.models import Case
from tests.api.sending import LEAST, WAY, a_case, act, case_of, done, receive_act
from tests.cast import USERNAMES

OF_THE_CASE = {"informant", "neighbour", "inspector", "assistant", "leader", "officer"}
ROLE = {"neighbour": "informant", "assistant": "inspector"}
# From this state on the same was done before, by the people of the way there.
DONE_FROM = {
    "stop": "stopped", "verify": "founded", "report": "reported", "handle": "handled", "sign_off": "signed_off",
    "close": "closed",
}  # fmt: skip
KIND = {False: "farmland_house", True: "villa"}


def states(grave: bool) -> list[str]:
    return [state for state in acts_page.STATES if grave or state != "signed_off"]


def bring_on(cast, case_id: str, state: str) -> None:
    """One step on from the state before."""
    step = next((step for step in WAY if step[0] == state), None)
    if step:
        done(cast[step[1]], case_id, step[2], **step[3])


def what_becomes(session, cast, part: str, case_id: str, name: str, other_case: str) -> tuple[str, str | None]:
    """Tried and taken back."""
    others = {"assign": {"lead": cast.assistant.id}, "merge": {"into": other_case}}
    more = others.get(name, {})
    try:
        landed = receive_act(session, cast[part], case_id, name, **more)
        return landed.outcome, landed.why
    except (Missing, Refused) as problem:
        return str(problem.status), problem.code
    finally:
        session.rollback()


def expected(part: str, name: str, state: str, grave: bool) -> tuple[str, str | None]:
    """What becomes of an act, read from the table alone."""
    if part not in OF_THE_CASE:
        return "404", "case_missing"
    if ROLE.get(part, part) not in ACTS[name].roles:
        return "403", "act_not_yours"
    if (part, name) == ("officer", "sign_off"):
        return "noted", "not_your_post"  # the town has a leader, who is not hidden from the case
    done_from = DONE_FROM.get(name)
    if name == "sign_off" and not grave:
        done_from = None
    if done_from and acts_page.STATES.index(state) >= acts_page.STATES.index(done_from):
        return "already_done", None
    why = refusal(acts_page.Sample(state, grave=grave), name)
    return ("noted", why) if why else ("accepted", None)


@pytest.mark.parametrize("grave", [False, True], ids=["ordinary", "grave"])
def test_in_every_state_everybody_s_every_act_becomes_what_the_table_says(cast, session, grave):
    case_id, other = a_case(cast, kind=KIND[grave]), a_case(cast)
    for state in states(grave):
        bring_on(cast, case_id, state)
        # A stranger stays one in every state, so the first and the last speak for all.
        parts = USERNAMES if state in ("fresh", "closed") else OF_THE_CASE
        found = {
            (part, name): what_becomes(session, cast, part, case_id, name, other) for part in parts for name in ACTS
        }
        wanted = {(part, name): expected(part, name, state, grave) for part in parts for name in ACTS}
        assert found == wanted, state


@pytest.mark.parametrize("grave", [False, True], ids=["ordinary", "grave"])
def test_in_every_state_the_case_offers_what_would_then_be_accepted_and_nothing_else(cast, session, grave):
    case_id = a_case(cast, kind=KIND[grave])
    for state in states(grave):
        bring_on(cast, case_id, state)
        table = acts_page.Sample(state, grave=grave)
        shape = [refusal(session.get(Case, case_id), name) for name in ACTS]
        assert shape == [refusal(table, name) for name in ACTS], "the page's states are those of real cases"
        session.rollback()
        for part in USERNAMES:
            answer = cast[part].get(f"/cases/{case_id}")
            if part not in OF_THE_CASE:
                assert (part, answer.status_code, answer.json["error"]["code"]) == (part, 404, "case_missing")
                continue
            allowed = [name for name in ACTS if ROLE.get(part, part) in ACTS[name].roles and not refusal(table, name)]
            offered = [name for name in allowed if (part, name) != ("officer", "sign_off")]
            assert (state, part, answer.json["may"]) == (state, part, offered)


def test_a_filed_case_waits_for_its_decision_as_the_table_says(cast, session):
    case_id = a_case(cast, "reported", kind="villa")
    for state, name, outcome in (("filed", "handle", "filed"), ("decided", "decide", "penalty")):
        done(cast.inspector, case_id, name, outcome=outcome)
        table = acts_page.Sample(state, grave=True)
        found = {name: refusal(session.get(Case, case_id), name) for name in ACTS}
        session.rollback()
        assert found == {name: refusal(table, name) for name in ACTS}, state


@pytest.mark.parametrize("part", USERNAMES)
def test_over_http_a_stranger_s_act_is_404_and_one_never_anybody_s_of_that_role_403(cast, part):
    case_id = a_case(cast)
    before = case_of(cast.officer, case_id)
    answer = act(cast[part], case_id, "conceal", level="station")
    status = {"inspector": 201, "assistant": 201, "officer": 201, "informant": 403, "neighbour": 403, "leader": 403}
    assert answer.status_code == status.get(part, 404)
    if answer.status_code != 201:
        assert answer.json["error"]["code"] == ("act_not_yours" if answer.status_code == 403 else "case_missing")
        assert case_of(cast.officer, case_id) == before


def test_the_printed_page_is_the_table():
    assert Path("docs/acts.md").read_text(encoding="utf-8") == acts_page.page()


def test_every_act_has_a_least_body_that_its_schema_takes():
    assert set(LEAST) <= set(ACTS)
