"""Open a sealed file piece by piece: what is read was not altered, and the end is the end its writer made.

Each piece is sealed by itself with its number and whether it is the last one, so that a file of any size needs the
memory of one piece, and none can be left out, put elsewhere or cut off unnoticed.
"""

from __future__ import annotations

from typing import BinaryIO

from patrol.domain.errors import Invalid

from .keys import ID_BYTES, Key, Keyring

MAGIC = b"PATROL-S"
VERSION = 1
POINT_BYTES, TAG_BYTES = 65, 16
HEADER_BYTES = len(MAGIC) + 1 + ID_BYTES + POINT_BYTES
PIECE_BYTES = 256 * 1024


class Opened:
    """The content of a sealed file, read once from its start; every problem is Invalid with a code."""

    def __init__(self, file: BinaryIO, keyring: Keyring):
        self._file = file
        self.header = _exactly(file, HEADER_BYTES, "sealed_not_ours")
        self.key, self._cipher = _cipher_of(self.header, keyring)
        self._number = 0
        self._ahead = file.read(PIECE_BYTES + TAG_BYTES)
        self._plain, self._at = b"", 0

    def read(self, size: int) -> bytes:
        """As a file's: fewer bytes only at the end."""
        parts = []
        while size and (self._at < len(self._plain) or self._next()):
            part = self._plain[self._at : self._at + size]
            self._at += len(part)
            size -= len(part)
            parts.append(part)
        return b"".join(parts)

    def exactly(self, size: int) -> bytes:
        return _exactly(self, size, "sealed_damaged")

    def _next(self) -> bool:
        sealed, self._ahead = self._ahead, self._file.read(PIECE_BYTES + TAG_BYTES)
        if not sealed:
            if self._number == 0:
                raise Invalid("sealed_damaged")
            return False
        nonce = self._number.to_bytes(11, "big") + (b"\x00" if self._ahead else b"\x01")
        self._plain, self._at = self._unseal(nonce, sealed), 0
        self._number += 1
        return bool(self._plain)

    def _unseal(self, nonce: bytes, sealed: bytes) -> bytes:
        from cryptography.exceptions import InvalidTag

        try:
            return self._cipher.decrypt(nonce, sealed, None)
        except (InvalidTag, ValueError):
            raise Invalid("sealed_damaged") from None


def _cipher_of(header: bytes, keyring: Keyring) -> tuple[Key, object]:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    at = len(MAGIC)
    if header[:at] != MAGIC:
        raise Invalid("sealed_not_ours")
    if header[at] != VERSION:
        raise Invalid("sealed_version", version=header[at])
    key = keyring.find(header[at + 1 : at + 1 + ID_BYTES])
    if key is None:
        raise Invalid("sealed_key_unknown")
    try:
        shared = key.shared(header[-POINT_BYTES:])
    except ValueError:
        raise Invalid("sealed_damaged") from None
    # The whole header goes into the key: an altered one opens nothing.
    return key, AESGCM(HKDF(SHA256(), 32, salt=None, info=header).derive(shared))


def _exactly(file, size: int, code: str) -> bytes:
    given = file.read(size)
    if len(given) < size:
        raise Invalid(code)
    return given
