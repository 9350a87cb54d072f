"""The county's key pairs: the newest goes to the phones, the older ones go on opening what was sealed to them."""

from __future__ import annotations

import hashlib
import hmac
from functools import cached_property

from . import point

ID_BYTES = 8
_PROOF = b"patrol: the proof of a device"


class Key:
    """One key pair of P-256, by its private number in hex."""

    def __init__(self, scalar: str):
        self.scalar = scalar

    @cached_property
    def public(self) -> bytes:
        return point.of(int(self.scalar, 16))

    @cached_property
    def id(self) -> bytes:
        return hashlib.sha256(self.public).digest()[:ID_BYTES]

    def shared(self, given: bytes) -> bytes:
        """The secret shared with whoever made this point. Raises ValueError for what is no point of the curve."""
        from cryptography.hazmat.primitives.asymmetric import ec

        private = ec.derive_private_key(int(self.scalar, 16), ec.SECP256R1())
        return private.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), given))

    def proof_secret(self, session_key: str) -> bytes:
        """What one device signs with. Counted out anew each time: there is nothing of it to keep or to lose."""
        of_county = hmac.digest(bytes.fromhex(self.scalar), _PROOF, "sha256")
        return hmac.digest(of_county, session_key.encode(), "sha256")


class Keyring:
    def __init__(self, scalars: tuple[str, ...]):
        self.keys = [Key(scalar) for scalar in scalars]

    @property
    def newest(self) -> Key:
        return self.keys[0]

    def find(self, key_id: bytes) -> Key | None:
        return next((key for key in self.keys if key.id == key_id), None)
