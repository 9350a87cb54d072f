"""A text message by the county's own HTTP gateway: its address, its body and its word for success are settings."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from urllib.parse import quote

from . import Message, Undelivered
from .http import ask

PLACE = re.compile(r"\{(phone|text|id|code|url)\}")


@dataclass(frozen=True, repr=False)
class Gateway:
    url: str
    body: str = ""  # none: a GET that says all in its address
    ok: str = ""  # what stands in the answer to a message that was taken
    signature: str = ""
    name = "sms"

    def send(self, address: str, message: Message) -> None:
        text = f"【{self.signature}】{message.text}" if self.signature else message.text
        told = {"phone": address, "text": text, "id": message.id, "code": message.code, "url": message.url or ""}
        headers = {"X-Patrol-Notice": message.id}
        url = filled(self.url, told, _in_query)
        if self.body:
            is_json = self.body.lstrip().startswith(("{", "["))
            kind = "json" if is_json else "x-www-form-urlencoded"
            headers["Content-Type"] = f"application/{kind}; charset=utf-8"
            body = filled(self.body, told, _in_json if is_json else _in_query).encode()
            answer = ask("POST", url, body=body, headers=headers)
        else:
            answer = ask("GET", url, headers=headers)
        if self.ok and self.ok.encode() not in answer:
            raise Undelivered("not_taken")


def filled(template: str, told: dict[str, str], escape) -> str:
    """Only the known places: other braces are the template's own."""
    return PLACE.sub(lambda found: escape(told[found[1]]), template)


def _in_query(value: str) -> str:
    return quote(value, safe="")


def _in_json(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)[1:-1]
