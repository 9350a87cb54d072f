"""Ways to reach a person outside the app: a file each, leaves that know neither cases nor the database.

A channel has `name` and `send(address, message)`: it returns when the other side has taken the message, and raises
Undelivered otherwise. What leaves through it is only what stands in the message.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from uuid import UUID

TIMEOUT_SECONDS = 10
NOT_SAID = re.compile(r"[^\w.:/ -]", re.ASCII)


@dataclass(frozen=True)
class Message:
    """`id` is the same however often the message is sent: it goes along in a header and, short, in the text."""

    id: str
    text: str
    url: str | None = None

    @property
    def code(self) -> str:
        return base64.b32encode(UUID(self.id).bytes)[:6].decode()


class Undelivered(Exception):
    """Why not: `reason` has words in the catalogue, `answer` is the other side's own code and never its sentence,
    in which the address may stand. `for_good`: trying again would change nothing."""

    def __init__(self, reason: str, answer: object = "", *, for_good: bool = False):
        super().__init__(reason)
        self.reason, self.for_good = reason, for_good
        self.answer = NOT_SAID.sub("", str(answer))[:40]
