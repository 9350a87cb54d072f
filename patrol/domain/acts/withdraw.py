"""撤回任务: a department need do nothing any more, or its no is accepted."""

from .base import Accepted, Doing, Noted, Verdict, named_task, task_change, task_said

CAN_BE = ("open", "refused")


def judge(doing: Doing) -> Verdict:
    task = named_task(doing)
    if task is None:
        return Noted("no_such_task")
    if task.state not in CAN_BE:
        return Noted("task_over")
    return Accepted(task_change(task, state="withdrawn"), task_said(task))
