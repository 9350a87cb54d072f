"""企业微信: a message of the county's own application to one person."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from . import Message
from .http import ask_json
from .messenger import Messenger, text_of


@dataclass(frozen=True, repr=False)
class WeCom(Messenger):
    corp: str
    agent: int
    secret: str
    api: str = "https://qyapi.weixin.qq.com"
    name = "wecom"
    STALE = frozenset({40014, 42001})
    UNKNOWN = frozenset({40003, 40031, 60111, 81013})

    def ask_for_token(self) -> dict:
        query = urlencode({"corpid": self.corp, "corpsecret": self.secret})
        return ask_json("GET", f"{self.api}/cgi-bin/gettoken?{query}")

    def post(self, token: str, address: str, message: Message) -> dict:
        query = urlencode({"access_token": token})
        body = {
            "touser": address, "msgtype": "text", "agentid": self.agent, "text": {"content": text_of(message)},
            # The same message within four hours is not shown twice.
            "enable_duplicate_check": 1, "duplicate_check_interval": 14400,
        }  # fmt: skip
        headers = {"X-Patrol-Notice": message.id}
        return ask_json("POST", f"{self.api}/cgi-bin/message/send?{query}", body=body, headers=headers)
