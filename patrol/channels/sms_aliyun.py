"""A text message by Aliyun (阿里云短信), signed by ACS3-HMAC-SHA256."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit

from . import Message, Undelivered
from .http import ask, read_json

ALGORITHM = "ACS3-HMAC-SHA256"
# The number cannot be written to, whoever asks again.
UNKNOWN = {"isv.MOBILE_NUMBER_ILLEGAL", "isv.MOBILE_COUNT_OVER_LIMIT", "isv.BLACK_KEY_CONTROL_LIMIT"}


@dataclass(frozen=True, repr=False)
class Aliyun:
    key: str
    secret: str
    signature: str
    template: str
    url: str = "https://dysmsapi.aliyuncs.com"
    name = "sms"

    def send(self, address: str, message: Message) -> None:
        told = json.dumps({"text": message.text, "code": message.code}, ensure_ascii=False)
        query = {
            "PhoneNumbers": address, "SignName": self.signature, "TemplateCode": self.template,
            "TemplateParam": told, "OutId": message.id,
        }  # fmt: skip
        headers = {
            "host": urlsplit(self.url).netloc, "x-acs-action": "SendSms", "x-acs-version": "2017-05-25",
            "x-acs-date": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}", "x-acs-signature-nonce": secrets.token_hex(16),
            "x-acs-content-sha256": hashlib.sha256(b"").hexdigest(),
        }  # fmt: skip
        headers["Authorization"] = authorization(self.key, self.secret, "POST", query, headers)
        headers["X-Patrol-Notice"] = message.id
        answer = read_json(ask("POST", f"{self.url}/?{canonical_query(query)}", body=b"", headers=headers))
        if answer.get("Code") != "OK":
            raise Undelivered("refused", answer.get("Code"), for_good=answer.get("Code") in UNKNOWN)


def canonical_query(query: dict[str, str]) -> str:
    return "&".join(f"{quote(name, safe='')}={quote(query[name], safe='')}" for name in sorted(query))


def canonical_request(method: str, query: dict[str, str], headers: dict[str, str]) -> str:
    names = sorted(headers)
    lines = "".join(f"{name}:{headers[name].strip()}\n" for name in names)
    signed = ";".join(names)
    return "\n".join((method, "/", canonical_query(query), lines, signed, headers["x-acs-content-sha256"]))


def authorization(key: str, secret: str, method: str, query: dict[str, str], headers: dict[str, str]) -> str:
    """Of `headers`, named in small letters, all are signed."""
    hashed = hashlib.sha256(canonical_request(method, query, headers).encode()).hexdigest()
    signature = hmac.new(secret.encode(), f"{ALGORITHM}\n{hashed}".encode(), hashlib.sha256).hexdigest()
    return f"{ALGORITHM} Credential={key},SignedHeaders={';'.join(sorted(headers))},Signature={signature}"
