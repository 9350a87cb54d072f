"""报告: verified on site and sent up to the town's leader and the bureau."""

from .base import Accepted, AlreadyDone, Doing, Verdict, begun, ended


def judge(doing: Doing) -> Verdict:
    due = doing.case.due("report")
    if due.done_at is not None:
        return AlreadyDone(("report",))
    return Accepted({"dues": {"report": ended(due, doing.at, doing.now)} | begun(doing, "reported")})
