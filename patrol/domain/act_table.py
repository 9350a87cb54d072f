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


def is_filed(case) -> bool:
    return case.decision is not None


def is_undecided(case) -> bool:
    return case.decision.done_at is None


def owes_no_decision(case) -> bool:
    return case.decision is None or not case.decision.owed


def is_unextended(case) -> bool:
    return case.decision.extended_at is None


def is_whole(case) -> bool:
    return case.merged_into is None


def is_merged(case) -> bool:
    return case.merged_into is not None


def is_alone(case) -> bool:
    return case.merged_here is None


def is_unhidden(case) -> bool:
    return case.concealed is None


def is_running(case) -> bool:
    return any(due.owed for due in case.dues if due.step != "stop")


def is_paused(case) -> bool:
    return any(due.paused_at is not None for due in case.dues)


def has_tasks(case) -> bool:
    return bool(case.tasks)


def has_open_task(case) -> bool:
    return any(task.state == "open" for task in case.tasks)


def has_no_open_task(case) -> bool:
    return not has_open_task(case)


def has_task_to_withdraw(case) -> bool:
    return any(task.state in ("open", "refused") for task in case.tasks)


def is_listed(case) -> bool:
    return case.listed_until is not None


OPEN = ("closed", is_open)
WHOLE = ("merged", is_whole)
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
        ("inspector", "officer"),
        (OPEN, ("not_reported", is_reported), ("done", is_unhandled)),
        "ends the due; once filed, a decision is owed",
    ),
    "decide": Rule(
        ("inspector", "officer"),
        (OPEN, ("not_filed", is_filed), ("done", is_undecided)),
        "ends the due: a penalty, none, withdrawn or transferred",
    ),
    "extend": Rule(
        ("leader", "officer"),
        (OPEN, ("not_filed", is_filed), ("done", is_undecided), ("extended", is_unextended)),
        "30 calendar days more for the decision, once, with reason",
    ),
    "sign_off": Rule(
        ("leader", "officer"),
        (
            OPEN,
            ("not_grave", is_grave),
            ("not_handled", is_handled),
            ("not_decided", owes_no_decision),
            ("done", is_unsigned),
        ),
        "allows closing; by the officer where the town is concealed or has no leader",
    ),
    "close": Rule(
        ("inspector", "officer"),
        (
            OPEN,
            ("not_handled", is_handled),
            ("not_reported", is_reported),
            ("not_decided", owes_no_decision),
            ("not_signed_off", is_signed_if_grave),
        ),
        "closes",
    ),
    "return": Rule(("leader", "officer"), (OPEN,), "makes report, handle or the decision due again, with a deadline"),
    "reopen": Rule(STAFF, (WHOLE, ("not_closed", is_closed)), "opens, with reason"),
    "supervise": Rule(("leader", "officer"), (OPEN,), "instruction and new deadline at that level"),
    "pause": Rule(
        ("inspector", "officer"),
        (OPEN, ("nothing_to_pause", is_running)),
        "stops the clocks of report, handle and decision until a day, for appraisal, hearing, announcement, mail or "
        "court",
    ),
    "resume": Rule(
        ("inspector", "officer"), (OPEN, ("not_paused", is_paused)), "the clocks go on with what was left of them"
    ),
    "assign": Rule(("inspector", "officer"), (OPEN,), "lead and assistant"),
    "move": Rule(("inspector", "officer"), (OPEN,), "correct place or area, hand to another station"),
    "merge": Rule(
        ("inspector", "officer"),
        (OPEN, ("concealed", is_unhidden), ("others_here", is_alone), ("tasks_here", has_no_open_task)),
        "closes it into another open case of the same place, which shows its reports; its clocks stand still",
    ),
    "unmerge": Rule(
        ("inspector", "officer"),
        (("not_merged", is_merged),),
        "takes it out again; its clocks go on where they stood",
    ),
    "conceal": Rule(("inspector", "officer"), ANY_TIME, "hides the case from a level, and all under it"),
    "comment": Rule(("informant", *STAFF, "department"), ANY_TIME, "words and photos"),
    "convene": Rule(
        ("leader", "officer"), (OPEN,), "asks departments for something, each with a deadline; a late one rises"
    ),
    "answer": Rule(
        ("department",), (OPEN, ("no_open_task", has_open_task)), "a task is done, or cannot be; tells who asked"
    ),
    "return_task": Rule(
        ("leader", "officer"), (OPEN, ("no_task", has_tasks)), "a task is to be done again, with a deadline"
    ),
    "withdraw": Rule(
        ("leader", "officer"),
        (OPEN, ("no_task", has_tasks), ("task_over", has_task_to_withdraw)),
        "a task need not be done any more",
    ),
    "list_case": Rule(("officer",), (OPEN,), "on the county's list, with a reason and a deadline"),
    "unlist": Rule(("officer",), (("not_listed", is_listed),), "off the county's list"),
}


def refusal(case, act: str) -> str | None:
    """Why the state of the case does not allow the act now; None when it does."""
    why = next((why for why, allows in ACTS[act].conditions if not allows(case)), None)
    return "merged" if why == "closed" and is_merged(case) else why
