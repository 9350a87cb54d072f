"""暂停计时: while an appraisal, a hearing, an announcement, the mail or a court has it, the clock stands still.

Left out of the time for a decision by the 自然资源行政处罚办法 (appraisal, hearing, announcement, mailing). What
is to be stopped on site never waits: `stop` has no pause. Every pause ends by itself on a day that is said: no case
sleeps.
"""

from datetime import timedelta

from patrol.domain.times import iso, parse

from .base import Accepted, AlreadyDone, Doing, Noted, Verdict

STEPS = ("report", "handle", "decide")
USUAL, LONGEST = timedelta(days=30), timedelta(days=180)


def judge(doing: Doing) -> Verdict:
    until = min(parse(doing.facts.get("until")) or doing.now + USUAL, doing.now + LONGEST)
    if until <= doing.now:
        return Noted("pause_over")
    dues = [due for due in doing.case.dues if due.step in STEPS and due.owed and due.due_at > doing.now]
    said = {"paused_for": doing.facts["reason"], "paused_until": iso(until)}
    if dues and all((due.paused_for, iso(due.paused_until)) == tuple(said.values()) for due in dues):
        return AlreadyDone(("pause",))
    change = {due.step: said | {"paused_at": iso(due.paused_at or doing.now)} for due in dues}
    return Accepted({"dues": change}, {"until": iso(until)})
