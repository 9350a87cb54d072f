"""The words that leave the house. To staff of an open case what the inbox says: what happened, the kind, the village.

Never a reporter, a name, a note, coordinates or a number. Of a concealed case, to villagers and of the county's own
matters nothing but that there is something to look at: a text message passes through the hands of others, and what
only a reporter is told would give them away to whoever picks up the phone. `case` is None where it is not to be said.
"""

from __future__ import annotations

from patrol import words
from patrol.channels import Message
from patrol.models import Case, Notice

from ..placing import spoken

LANGUAGE = words.LANGUAGES[0]
LINES_MOST = 10


def of_one(delivery_id: str, notice: Notice, case: Case | None, base_url: str | None) -> Message:
    return _message(delivery_id, sentence(notice, case), _url(base_url, case))


def of_digest(
    message_id: str, matters: list[tuple[Notice, Case | None]], base_url: str | None, *, short: bool
) -> Message:
    """All of a day in one; `short` for a text message, which only counts."""
    text = say("digest", n=len(matters))
    if not short:
        lines = list(dict.fromkeys(sentence(notice, case) for notice, case in matters))
        text = "\n".join([text, *lines[:LINES_MOST]])
    return _message(message_id, text, _url(base_url, None))


def of_robot(delivery_id: str, area: str, count: int) -> Message:
    return Message(delivery_id, say("robot", area=area, n=count))


def sentence(notice: Notice, case: Case | None) -> str:
    if case is None:
        return say("county" if notice.case_id is None else "concealed")
    step = words.words(LANGUAGE, f"step.{notice.step}") if notice.step else ""
    level = words.words(LANGUAGE, f"level.in.{notice.level}") if notice.level else ""
    kind = words.words(LANGUAGE, f"kind.{case.kind}")
    return words.words(
        LANGUAGE, f"notice.{notice.event}", step=step, level=level, kind=kind, area=spoken(case.area.name)
    )


def say(key: str, **values) -> str:
    return words.words(LANGUAGE, f"outside.{key}", **values)


def _message(message_id: str, text: str, url: str | None) -> Message:
    message = Message(message_id, text, url)
    return Message(message_id, say("coded", text=text, code=message.code), url)


def _url(base_url: str | None, case: Case | None) -> str | None:
    if base_url is None:
        return None
    return f"{base_url}/app/#/case/{case.id}" if case is not None else f"{base_url}/app/#/inbox"
