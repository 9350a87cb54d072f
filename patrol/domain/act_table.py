"""Who may do which act, and when: the table of the domain, read aloud.

An act the table does not allow now is *noted*: kept with its photos and words, it changes nothing and says why.
docs/acts.md is printed from here, and one test walks role × act × state.
"""

from __future__ import annotations

from dataclasses import dataclass

STAFF = ("inspector", "leader", "officer")


@dataclass(frozen=True)
class Rule:
    roles: tuple[str, ...]
    # Each condition is (why, question): the first that fails says why the act is only noted.
    conditions: tuple[tuple[str, object], ...]
    effect: str


def is_open(case) -> bool:
    return case.state == "open"


def is_closed(case) -> bool:
    return case.state == "closed"


def is_founded(case) -> bool:
    return case.founded is True


def is_reported(case) -> bool:
    return case.due("report").done_at is not None


def is_handled(case) -> bool:
    return case.due("handle").done_at is not None


def is_unreported(case) -> bool:
    return not is_reported(case)


def is_unhandled(case) -> bool:
    return not is_handled(case)


def is_unsigned(case) -> bool:
    return not case.signed_off


def is_grave(case) -> bool:
    return case.grave


def is_signed_if_grave(case) -> bool:
    return case.signed_off or not case.grave


OPEN = ("closed", is_open)
ANY_TIME = ()
ACTS: dict[str, Rule] = {
    "stop": Rule(
        ("informant", *STAFF),
        (OPEN,),
        "stopped ends the due; refused moves it one level above the one who said it; nobody ends it if no works "
        "go on, else it is due again next day 09:00",
    ),
    "verify": Rule(("inspector", "officer"), (OPEN,), "founded or not; unfounded closes, with reason"),
    "report": Rule(
        ("inspector", "officer"),
        (OPEN, ("not_verified", is_founded), ("done", is_unreported)),
        "ends the due, tells leader and bureau",
    ),
    "handle": Rule(
        ("inspector", "officer"), (OPEN, ("not_reported", is_reported), ("done", is_unhandled)), "ends the due"
    ),
    "sign_off": Rule(
        ("leader", "officer"),
        (OPEN, ("not_grave", is_grave), ("not_handled", is_handled), ("done", is_unsigned)),
        "allows closing; by the officer where the town is concealed or has no leader",
    ),
    "close": Rule(
        ("inspector", "officer"),
        (OPEN, ("not_handled", is_handled), ("not_reported", is_reported), ("not_signed_off", is_signed_if_grave)),
        "closes",
    ),
    "return": Rule(("leader", "officer"), (OPEN,), "makes report or handle due again, with a deadline"),
    "reopen": Rule(STAFF, (("not_closed", is_closed),), "opens, with reason"),
    "supervise": Rule(("leader", "officer"), (OPEN,), "instruction and new deadline at that level"),
    "assign": Rule(("inspector", "officer"), (OPEN,), "lead and assistant"),
    "move": Rule(("inspector", "officer"), (OPEN,), "correct place or area, hand to another station"),
    "conceal": Rule(("inspector", "officer"), ANY_TIME, "hides the case from a level, and all under it"),
    "comment": Rule(("informant", *STAFF, "department"), ANY_TIME, "words and photos"),
}


def refusal(case, act: str) -> str | None:
    """Why the state of the case does not allow the act now; None when it does."""
    return next((why for why, allows in ACTS[act].conditions if not allows(case)), None)
