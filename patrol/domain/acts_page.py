"""docs/acts.md, printed from the act table."""

from __future__ import annotations

from .act_table import ACTS, refusal

ROLES = ("informant", "inspector", "leader", "officer", "department", "admin")
STATES = ("fresh", "stopped", "founded", "reported", "handled", "signed_off", "closed")


def state(name: str, *, grave: bool) -> dict:
    """The facts of a case in one of the named states, as the table's conditions ask for them."""
    reached = STATES.index(name)
    return {
        "state": "closed" if name == "closed" else "open",
        "grave": grave,
        "founded": True if reached >= STATES.index("founded") else None,
        "signed_off": grave and reached >= STATES.index("signed_off"),
        "done": {
            "stop": reached >= STATES.index("stopped"),
            "report": reached >= STATES.index("reported"),
            "handle": reached >= STATES.index("handled"),
        },
    }


class Sample:
    """A case of that state, enough for the conditions of the table."""

    def __init__(self, name: str, *, grave: bool):
        facts = state(name, grave=grave)
        self.done = facts.pop("done")
        self.__dict__.update(facts)

    def due(self, step: str):
        return type("SampleDue", (), {"done_at": self.done[step] or None})


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
    for grave in (False, True):
        lines += [f"## {'Grave' if grave else 'Ordinary'} case", "", "| act | " + " | ".join(STATES) + " |"]
        lines.append("|---" * (len(STATES) + 1) + "|")
        lines += [_row(act, grave) for act in ACTS]
        lines.append("")
    return "\n".join(lines)


def _row(act: str, grave: bool) -> str:
    cells = [refusal(Sample(name, grave=grave), act) or "✓" for name in STATES]
    return f"| `{act}` | " + " | ".join(cells) + " |"
