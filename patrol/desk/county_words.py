"""Events of the county in words. What an event says of itself is picked by name: a new one says no more than that."""

from __future__ import annotations

from datetime import datetime

from patrol.domain.times import parse

from .spoken import joined, known, moment, say

# Said as they stand, in this order, where an event has them.
PLAIN = ("person_name", "area", "station_name", "file", "username", "reason")


def told(content: dict, now: datetime, *, everything: bool) -> dict:
    act = content.get("act", "")
    by = content.get("name") if content.get("by") else None
    return {
        "at": moment(parse(content["received_at"]), now) if content.get("received_at") else "",
        "who": by or say("role.system" if act != "post" else "log.at_the_server"),
        "what": known(f"log.act.{_kind(act, content)}", say("log.act.other", act=act)),
        "more": joined(*_details(act, content, everything)),
    }  # fmt: skip


def _kind(act: str, content: dict) -> str:
    """Tables that leave the house are told apart."""
    return "export_figures" if act == "export" and content.get("what") == "figures" else act


def _details(act: str, content: dict, everything: bool) -> list[str]:
    details = [content[name] for name in PLAIN if isinstance(content.get(name), str)]
    if act == "post":  # the county's first people: the name is theirs
        details = [content.get("name") or "—", _role(content.get("role"))]
    if isinstance(content.get("post"), dict):
        details.append(_role(content["post"].get("role")))
    if act == "rules":
        details.append(say("settings.version_of", version=content.get("version")))
    if act == "export" and everything:  # how much it was would tell of cases that are hidden from others
        details += [str(content.get("format", "")).upper(), say("caselist.count", n=content.get("count"))]
    return details


def _role(role: str | None) -> str:
    return known(f"role.{role}", role or "") if role else ""
