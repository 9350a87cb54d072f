"""The rules as the form types them: text in, text out, and what is wrong said beside its field."""

from __future__ import annotations

import re

from pydantic import ValidationError

from patrol.domain.rules import MOST, Rules

from .spoken import amount, kind_name, known, listed, say

TABLES = {"first": ("step", "kind", "grave", "works", "amount", "unit", "since"),
          "upper": ("step", "kind", "grave", "refused", "amount", "unit")}  # fmt: skip
# The levels ticked in a line: the rungs it climbs, or who else is told.
TICKED = {"first": "ladder", "upper": "told"}
CLOCKS = ("window_opens", "window_closes", "office_closes", "next_visit")
METRES = ("same_place_m", "accuracy_warning_m")
MU = tuple(name for name in Rules.model_fields if name.endswith("_mu"))
YES_NO = {"yes": True, "no": False}
OF_A_LINE = ("amount_out_of_range", "since_not_of_step", "ladder_below_step")
LINE = re.compile(r"(first|upper)-(\d{1,3})-step")
UNIT_WORDS = {"hours": "time.hours", "window_hours": "settings.window_hours", "working_days": "time.workdays",
              "calendar_days": "time.days"}  # fmt: skip


def typed(rules: Rules) -> dict:
    """What the form shows of rules."""
    document = rules.document()
    lines = {table: [_typed_line(line) for line in document[table]] for table in TABLES}
    plain = {name: _number(document[name]) for name in (*CLOCKS, *METRES, *MU)}
    return lines | plain | {"grave_kinds": document["grave_kinds"]}


def _typed_line(line: dict) -> dict:
    return {name: _typed_value(value) for name, value in line.items()}


def _typed_value(value):
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, list) else "" if value is None else str(value)


def _number(value) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def read(form) -> dict:
    """What was typed, lines that were ticked away left out."""
    lines: dict[str, list] = {"first": [], "upper": []}
    numbers = sorted((match[1], int(match[2])) for name in form if (match := LINE.fullmatch(name)))
    for table, number in numbers[:200]:
        if not form.get(f"{table}-{number}-drop"):
            line = {name: form.get(f"{table}-{number}-{name}", "").strip() for name in TABLES[table]}
            lines[table].append(line | {TICKED[table]: form.getlist(f"{table}-{number}-{TICKED[table]}")})
    plain = {name: form.get(name, "").strip() for name in (*CLOCKS, *METRES, *MU)}
    return lines | plain | {"grave_kinds": form.getlist("grave_kinds")}


def blank(table: str) -> dict:
    return dict.fromkeys(TABLES[table], "") | {"step": "stop", "unit": "hours", TICKED[table]: []}


def parse(typed: dict) -> tuple[Rules | None, dict[str, str]]:
    """(the rules, {}) or (None, what is wrong, by the name of the field)."""
    document = {name: value for name, value in typed.items() if name not in TABLES}
    for table in TABLES:
        document[table] = [_line(line) for line in typed[table]]
    try:
        return Rules.model_validate(document), {}
    except ValidationError as problem:
        return None, {_field(error): _words(error) for error in reversed(problem.errors())}


def _line(line: dict) -> dict:
    plain = {name: value for name, value in line.items() if not isinstance(value, list)}
    lists = {name: value for name, value in line.items() if isinstance(value, list) and (value or name == "told")}
    return {name: YES_NO.get(value, value) if value != "" else None for name, value in plain.items()} | lists


def _field(error: dict) -> str:
    code, place = _code(error), list(error["loc"])
    if code in OF_A_LINE:
        place.append("amount")
    if len(place) == 3 and place[0] in TABLES:
        place[2] = "amount"  # the one place of a line where something is said
    if place and place[0] == "grave_kinds":
        return "grave_kinds"
    if code in ("window_closes_before_it_opens", "window_too_short"):
        return "window_closes"
    return "-".join(map(str, place)) or "rules"


def _code(error: dict) -> str:
    return str(error["ctx"]["error"]) if error["type"] == "value_error" else error["type"]


def _words(error: dict) -> str:
    code, name = _code(error), str(error["loc"][-1]) if error["loc"] else ""
    if code == "amount_out_of_range":
        unit = error["input"].get("unit", "hours")
        return say("settings.wrong.amount", most=amount(UNIT_WORDS[unit], MOST[unit]))
    if name == "amount":
        return say("settings.wrong.whole_number")
    if name in CLOCKS:
        return say("settings.wrong.clock")
    if name in METRES:
        return say("settings.wrong.metres")
    if name in MU:
        return say("settings.wrong.mu")
    return known(f"settings.wrong.{code}", say("error.invalid"))


def difference(change) -> dict[str, str]:
    """A change in words: what, before, after."""
    if change.what[0] in TABLES:
        told = [term(one) if one else say("settings.no_line") for one in (change.before, change.after)]
        return {"what": _about(change.what), "before": told[0], "after": told[1]}
    name = change.what[0]
    before, after = (_plain(name, one) for one in (change.before, change.after))
    return {"what": say(f"settings.{name}"), "before": before, "after": after}


def term(one: tuple) -> str:
    """A line's terms: its time, and where it has any, its own beginning, ladder and people told."""
    return listed([amount(UNIT_WORDS[one[1]], one[0]), *(_TERMS[len(one)](*one[2:]))])


def _of_first(since: str | None, ladder: tuple | None) -> list[str]:
    return [
        say(f"settings.since.{since}") if since else "",
        say("settings.ladder_of", levels=_levels(ladder, "→")) if ladder else "",
    ]


def _of_upper(told: tuple) -> list[str]:
    return [say("settings.told_of", levels=_levels(told, say("part.comma_of_lists")))] if told else []


def _levels(levels: tuple, between: str) -> str:
    return between.join(say(f"level.{level}") for level in levels)


_TERMS = {4: _of_first, 3: _of_upper}


def _about(what: tuple) -> str:
    table, step, kind, grave, last = what
    third = "works" if table == "first" else "refused"
    conditions = [kind and kind_name(kind), _answer("grave", grave), _answer(third, last)]
    about = listed(conditions) or say("settings.all_others")
    return say(f"settings.about.{table}", step=say(f"step.{step}"), about=about)


def _answer(name: str, value: bool | None) -> str | None:
    return None if value is None else say(f"settings.{name}.{'yes' if value else 'no'}")


def _plain(name: str, value) -> str:
    if name == "grave_kinds":
        return listed(map(kind_name, value)) or say("settings.none")
    if name in METRES:
        return say("time.metres", n=value)
    return say("settings.mu", n=_number(value)) if name in MU else str(value)
