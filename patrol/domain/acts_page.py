"""docs/acts.md, printed from the act table."""

from __future__ import annotations

from types import SimpleNamespace

from .act_table import ACTS, refusal

ROLES = ("informant", "inspector", "leader", "officer", "department", "admin")
STATES = ("fresh", "stopped", "founded", "reported", "handled", "signed_off", "closed")
# A case that is filed (立案) owes its decision before it is signed and closed.
FILED = ("filed", "decided")
ORDER = ("fresh", "stopped", "founded", "reported", "handled", "filed", "decided", "signed_off", "closed")


def state(name: str, *, grave: bool) -> dict:
    """The facts of a case in one of the named states, as the table's conditions ask for them."""
    reached = ORDER.index(name)
    return {
        "state": "closed" if name == "closed" else "open",
        "grave": grave,
        "founded": True if reached >= ORDER.index("founded") else None,
        "signed_off": grave and reached >= ORDER.index("signed_off"),
        "done": {
            "stop": reached >= ORDER.index("stopped"),
            "report": reached >= ORDER.index("reported"),
            "handle": reached >= ORDER.index("handled"),
        }
        | ({"decide": name == "decided"} if name in FILED else {}),
    }


class Sample:
    """A case of that state, enough for the conditions of the table."""

    def __init__(self, name: str, *, grave: bool):
        facts = state(name, grave=grave) | {"tasks": [], "listed_until": None}
        self.done = facts.pop("done")
        self.concealed = self.merged_into = self.merged_here = None
        self.__dict__.update(facts)
        self.dues = [_due(step, done) for step, done in self.done.items()]

    def due(self, step: str):
        return next(due for due in self.dues if due.step == step)

    @property
    def decision(self):
        return self.due("decide") if "decide" in self.done else None


def _due(step: str, done: bool):
    return SimpleNamespace(step=step, done_at=done or None, owed=not done, paused_at=None, extended_at=None)


def page() -> str:
    lines = [
        "# Acts: who, when, what",
        "",
        "Printed from the act table by `flask --app patrol patrol acts`; a test compares this page with it.",
        "What the table does not allow now is *noted*: kept with photos and words, it changes nothing and says why.",
        "",
        "| act | who | effect |",
        "|---|---|---|",
    ]
    lines += [f"| `{act}` | {', '.join(rule.roles)} | {rule.effect} |" for act, rule in ACTS.items()]
    lines += ["", "A cell says what becomes of the act: ✓ allowed, else why it is noted.", ""]
    for heading, states, grave in (
        ("Ordinary case", STATES, False), ("Grave case", STATES, True), ("Filed case, grave", FILED, True)
    ):  # fmt: skip
        lines += [f"## {heading}", "", "| act | " + " | ".join(states) + " |"]
        lines.append("|---" * (len(states) + 1) + "|")
        lines += [_row(act, states, grave) for act in ACTS]
        lines.append("")
    return "\n".join(lines)


def _row(act: str, states: tuple[str, ...], grave: bool) -> str:
    cells = [refusal(Sample(name, grave=grave), act) or "✓" for name in states]
    return f"| `{act}` | " + " | ".join(cells) + " |"
