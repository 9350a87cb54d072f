"""Web push: a message that only the browser can read (RFC 8291), from a server that shows who it is (RFC 8292).

The address of a subscription comes from a browser, so only known push services are ever asked.
"""

from __future__ import annotations

import base64
import json
import os
import time
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

from . import Message, Undelivered
from .http import ask

# Chrome and its like, Firefox, Edge, Safari; `*.` is any name below.
SERVICES = (
    "https://fcm.googleapis.com", "https://updates.push.services.mozilla.com", "https://*.notify.windows.com",
    "https://*.push.apple.com",
)  # fmt: skip
LASTS_SECONDS = 24 * 3600
PADDED = 256  # every message has this length or a multiple: how long it is tells nothing


@dataclass(frozen=True)
class Subscription:
    endpoint: str
    p256dh: str
    auth: str


@dataclass(frozen=True, repr=False)
class Push:
    key: str  # a P-256 scalar in hex
    contact: str | None = None  # mailto: or https:, where a push service may complain
    services: tuple[str, ...] = SERVICES
    name = "push"

    def allows(self, endpoint: str) -> bool:
        try:
            parts = urlsplit(endpoint)
            origin = (parts.scheme, parts.hostname or "", parts.port)
        except ValueError:
            return False
        return parts.username is None and any(_fits(origin, one) for one in self.services)

    @cached_property
    def public_key(self) -> str:
        """As browsers want it: applicationServerKey."""
        return encoded(_point(self._private.public_key()))

    @cached_property
    def _private(self):
        from cryptography.hazmat.primitives.asymmetric import ec

        return ec.derive_private_key(int(self.key, 16), ec.SECP256R1())

    def send(self, address: Subscription, message: Message) -> None:
        if not self.allows(address.endpoint):
            raise Undelivered("no_subscription", for_good=True)
        told = json.dumps({"id": message.id, "text": message.text, "url": message.url}, ensure_ascii=False).encode()
        headers = {
            "Content-Encoding": "aes128gcm", "Content-Type": "application/octet-stream", "TTL": str(LASTS_SECONDS),
            "Urgency": "high", "X-Patrol-Notice": message.id,
            "Authorization": f"vapid t={self._token(address.endpoint)}, k={self.public_key}",
        }  # fmt: skip
        try:
            body = encrypted(_padded(told), decoded(address.p256dh), decoded(address.auth))
        except ValueError:
            raise Undelivered("no_subscription", for_good=True) from None
        ask("POST", address.endpoint, body=body, headers=headers)

    def _token(self, endpoint: str) -> str:
        parts = urlsplit(endpoint)
        claims = {"aud": f"{parts.scheme}://{parts.netloc}", "exp": int(time.time()) + 12 * 3600}
        if self.contact:
            claims["sub"] = self.contact
        said = ".".join(encoded(json.dumps(one).encode()) for one in ({"typ": "JWT", "alg": "ES256"}, claims))
        return f"{said}.{encoded(self._signed(said.encode()))}"

    def _signed(self, text: bytes) -> bytes:
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import ec, utils

        r, s = utils.decode_dss_signature(self._private.sign(text, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(32) + s.to_bytes(32)


def _fits(origin: tuple, service: str) -> bool:
    parts = urlsplit(service)
    if (parts.scheme, parts.port) != (origin[0], origin[2]):
        return False
    host = parts.hostname or ""
    return origin[1].endswith(host[1:]) if host.startswith("*.") else origin[1] == host


def encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    return base64.b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4), altchars=b"-_", validate=True)


def _point(public) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _padded(told: bytes) -> bytes:
    """The record's own end mark, then zeros."""
    ended = told + b"\x02"
    return ended + b"\0" * (-len(ended) % PADDED)


def encrypted(record: bytes, browser: bytes, auth: bytes, salt: bytes | None = None, ours=None) -> bytes:
    """aes128gcm of RFC 8188 with the keys of RFC 8291: one record, already with its end mark and padding."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    def derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
        return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(secret)

    ours, salt = ours or ec.generate_private_key(ec.SECP256R1()), salt or os.urandom(16)
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), browser)
    point = _point(ours.public_key())
    secret = derived(ours.exchange(ec.ECDH(), theirs), auth, b"WebPush: info\0" + browser + point, 32)
    key = derived(secret, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = derived(secret, salt, b"Content-Encoding: nonce\0", 12)
    head = salt + (4096).to_bytes(4) + bytes([len(point)]) + point
    return head + AESGCM(key).encrypt(nonce, record, None)
