"""回复: a department says that its task is done, or that it cannot be."""

from patrol.domain import departments

from .base import Accepted, Doing, Noted, Verdict, named_task, task_change, task_said


def judge(doing: Doing) -> Verdict:
    task = named_task(doing)
    if task is None or not departments.is_asked(doing.by, doing.case, task.department):
        return Noted("no_such_task")
    if task.state != "open":
        return Noted("task_over")
    outcome, note = doing.facts["outcome"], doing.facts.get("note")
    return Accepted(answered(task, outcome, note, doing.at), task_said(task))


def answered(task, outcome: str, note: str | None, at, via: str | None = None) -> dict:
    state = "done" if outcome == "done" else "refused"
    return task_change(task, state=state, answered_at=at, note=note, via=via)
