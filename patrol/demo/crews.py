"""The people of a station and its town, and what they do in a few words each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from .story import Deed, View, local, person_id


@dataclass(frozen=True)
class Crew:
    inspector: str
    leader: str
    assistant: str | None = None

    def assigned(self, at: datetime) -> Deed:
        says = {"lead": person_id(self.inspector)}
        if self.assistant:
            says["assistant"] = person_id(self.assistant)
        return Deed(at, self.inspector, "assign", says)

    def stopped(self, at: datetime, note: str, *views: View, outcome: str = "stopped") -> Deed:
        return stopped(at, self.inspector, note, *views, outcome=outcome)

    def verified(self, at: datetime, party: str, land_class: str, *views: View, permits: str = "无") -> Deed:
        says = {"founded": True, "party": party, "land_class": land_class, "permits": permits}
        return Deed(at, self.inspector, "verify", says, views)

    def unfounded(self, at: datetime, reason: str, *views: View) -> Deed:
        return Deed(at, self.inspector, "verify", {"founded": False, "reason": reason}, views)

    def reported(self, at: datetime) -> Deed:
        return Deed(at, self.inspector, "report")

    def handled(self, at: datetime, outcome: str, note: str, *views: View) -> Deed:
        return Deed(at, self.inspector, "handle", {"outcome": outcome, "note": note}, views)

    def signed(self, at: datetime) -> Deed:
        return Deed(at, self.leader, "sign_off")

    def closed(self, at: datetime) -> Deed:
        return Deed(at, self.inspector, "close")

    def returned(self, at: datetime, step: str, reason: str, until: datetime) -> Deed:
        return Deed(at, self.leader, "return", {"step": step, "reason": reason, "due_at": local(until)})

    def convened(self, at: datetime, until: datetime, **asked: str) -> Deed:
        """`asked` names each department and what it is to do."""
        tasks = [
            {"department": one, "instruction": what, "due_at": local(until), "with_place": True}
            for one, what in asked.items()
        ]
        return Deed(at, self.leader, "convene", {"tasks": tasks})

    def supervised(self, at: datetime, instruction: str, until: datetime) -> Deed:
        return Deed(at, self.leader, "supervise", {"instruction": instruction, "due_at": local(until)})


def stopped(at: datetime, who: str, note: str, *views: View, outcome: str = "stopped") -> Deed:
    return Deed(at, who, "stop", {"outcome": outcome, "note": note}, views)


def said(at: datetime, who: str, note: str, *views: View) -> Deed:
    return Deed(at, who, "comment", {"note": note}, views)


YANLING = Crew("inspector-yanling", "leader-yanling", "assistant-yanling")
YUNYANG = Crew("inspector-yunyang", "leader-yunyang")
ERLING = Crew("inspector-erling", "leader-erling")
DANBEI = Crew("inspector-danbei", "leader-danbei")
OFFICER = "officer"
