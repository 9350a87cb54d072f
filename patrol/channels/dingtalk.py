"""钉钉: a work notification of the county's own application to one person.

DingTalk takes the message and delivers it by itself: 0 means taken.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from . import Message
from .http import ask_json
from .messenger import Messenger, text_of


@dataclass(frozen=True, repr=False)
class DingTalk(Messenger):
    key: str
    secret: str
    agent: int
    api: str = "https://oapi.dingtalk.com"
    name = "dingtalk"
    STALE = frozenset({40014, 42001})
    UNKNOWN = frozenset({33012, 40003, 60121})

    def ask_for_token(self) -> dict:
        query = urlencode({"appkey": self.key, "appsecret": self.secret})
        return ask_json("GET", f"{self.api}/gettoken?{query}")

    def post(self, token: str, address: str, message: Message) -> dict:
        query = urlencode({"access_token": token})
        text = {"msgtype": "text", "text": {"content": text_of(message)}}
        body = {"agent_id": self.agent, "userid_list": address, "msg": text}
        headers = {"X-Patrol-Notice": message.id}
        url = f"{self.api}/topapi/message/corpconversation/asyncsend_v2?{query}"
        return ask_json("POST", url, body=body, headers=headers)

    def code_of(self, answer: dict) -> object:
        """88 wraps what the gateway before the messenger says; its own code stands beside it, as text."""
        code, inner = answer.get("errcode"), str(answer.get("sub_code") or "")
        return int(inner) if code == 88 and inner.isdecimal() else code
