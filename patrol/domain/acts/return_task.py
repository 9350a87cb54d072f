"""退回任务: an answer is taken up again, with another deadline; the clock of who asked starts anew."""

from .base import Accepted, Doing, Noted, Verdict, named_task, task_change, task_said
from .convene import until


def judge(doing: Doing) -> Verdict:
    task = named_task(doing)
    if task is None:
        return Noted("no_such_task")
    due_at = until(doing, doing.facts.get("due_at")).at
    change = task_change(
        task, state="open", due_at=due_at, level=task.base_level, late_at=None, answered_at=None, note=None, via=None
    )
    return Accepted(change, task_said(task, due_at=due_at))
