"""指派: lead (A岗) and assistant (B岗), from the inspectors of the case's station."""

from patrol.models.people import holding

from .base import Accepted, AlreadyDone, Doing, Noted, Verdict, case_change


def judge(doing: Doing) -> Verdict:
    given = {f"{post}_id": doing.facts[post] for post in ("lead", "assistant") if post in doing.facts}
    case = doing.case
    inspectors = {person.id: person.name for person in holding(
        doing.session, "inspector", doing.now, station_id=case.station_id or 0
    )}  # fmt: skip
    if any(person is not None and person not in inspectors for person in given.values()):
        return Noted("not_of_station")
    if all(getattr(case, field) == person for field, person in given.items()):
        return AlreadyDone(("assign",))
    names = {field.replace("_id", "_name"): inspectors.get(person) for field, person in given.items()}
    return Accepted(case_change(**given), names)
