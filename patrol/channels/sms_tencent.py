"""A text message by Tencent Cloud (腾讯云短信), signed by TC3-HMAC-SHA256."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from . import Message, Undelivered
from .http import ask, read_json

ALGORITHM = "TC3-HMAC-SHA256"
# The number cannot be written to, whoever asks again.
UNKNOWN = {
    "FailedOperation.PhoneNumberInBlacklist", "InvalidParameterValue.IncorrectPhoneNumber",
    "UnsupportedOperation.ContainDomesticAndInternationalPhoneNumber",
}  # fmt: skip


@dataclass(frozen=True, repr=False)
class Tencent:
    key: str
    secret: str
    signature: str
    template: str
    app: str
    region: str = "ap-guangzhou"
    url: str = "https://sms.tencentcloudapi.com"
    name = "sms"

    def send(self, address: str, message: Message) -> None:
        body = json.dumps({
            "PhoneNumberSet": [_abroad(address)], "SmsSdkAppId": self.app, "SignName": self.signature,
            "TemplateId": self.template, "TemplateParamSet": [message.text, message.code],
            "SessionContext": message.id,
        }).encode()  # fmt: skip
        signed = {
            "content-type": "application/json; charset=utf-8", "host": urlsplit(self.url).netloc,
            "x-tc-action": "sendsms",
        }  # fmt: skip
        now = int(time.time())
        headers = signed | {
            "X-TC-Action": "SendSms", "X-TC-Version": "2021-01-11", "X-TC-Timestamp": str(now),
            "X-TC-Region": self.region, "X-Patrol-Notice": message.id,
            "Authorization": authorization(self.key, self.secret, "sms", signed, body, now),
        }  # fmt: skip
        del headers["x-tc-action"]
        _judge(read_json(ask("POST", f"{self.url}/", body=body, headers=headers)))


def _judge(answer: dict) -> None:
    response = answer.get("Response")
    response = response if isinstance(response, dict) else {}
    states = response.get("SendStatusSet") or [response.get("Error") or {}]
    code = states[0].get("Code") if isinstance(states[0], dict) else None
    if code != "Ok":
        raise Undelivered("refused", code, for_good=code in UNKNOWN)


def _abroad(phone: str) -> str:
    return phone if phone.startswith("+") else f"+86{phone}"


def authorization(key: str, secret: str, service: str, headers: dict[str, str], body: bytes, now: int) -> str:
    """Of `headers`, named in small letters, all are signed."""
    names = sorted(headers)
    lines, signed = "".join(f"{name}:{headers[name]}\n" for name in names), ";".join(names)
    request = "\n".join(("POST", "/", "", lines, signed, hashlib.sha256(body).hexdigest()))
    day = f"{datetime.fromtimestamp(now, UTC):%Y-%m-%d}"
    scope = f"{day}/{service}/tc3_request"
    said = f"{ALGORITHM}\n{now}\n{scope}\n{hashlib.sha256(request.encode()).hexdigest()}"
    signing = f"TC3{secret}".encode()
    for part in (day, service, "tc3_request"):
        signing = _hmac(signing, part).digest()
    signature = _hmac(signing, said).hexdigest()
    return f"{ALGORITHM} Credential={key}/{scope}, SignedHeaders={signed}, Signature={signature}"


def _hmac(key: bytes, text: str):
    return hmac.new(key, text.encode(), hashlib.sha256)
