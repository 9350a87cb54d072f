"""The private authority: made once, trusted by phones by hand, and able to name private addresses only.

Phones ask for: basic constraints, key usage, a subject with a common name (iOS lists no other under "certificate
trust settings") and a key and hash of today. Constrained names are read by Chromium since M128, by iOS and NSS.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from .addresses import Interface
from .problems import TlsProblem

LASTS = timedelta(days=3650)
# A phone whose clock is behind, or a machine that was set right later, must not find it "not valid yet".
BACKDATED = timedelta(days=30)
PRIVATE = [
    ipaddress.ip_network(one)
    for one in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "100.64.0.0/10", "127.0.0.0/8",
                "fc00::/7", "fe80::/10", "::1/128")
]  # fmt: skip
LOCAL_NAMES = ["localhost", "local"]
# Many an office gives its machines public numbers that are not routed; no wider network than this is taken up.
WIDEST = {4: 24, 6: 64}


@dataclass(frozen=True)
class Authority:
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.DER)

    def may_name(self, one: x509.DNSName | x509.IPAddress) -> bool:
        """Whether phones would accept this name from it; one name too many makes the whole certificate worthless."""
        permitted = self.certificate.extensions.get_extension_for_class(x509.NameConstraints).value
        same_kind = [name.value for name in permitted.permitted_subtrees or [] if type(name) is type(one)]
        if isinstance(one, x509.IPAddress):
            return any(one.value in network for network in same_kind)
        return any(one.value == name or one.value.endswith(f".{name}") for name in same_kind)


def make(interfaces: Sequence[Interface], names: Sequence[str], now: datetime) -> Authority:
    """A new authority that may name private addresses, `.local`, and the networks and names this machine has now."""
    key = ec.generate_private_key(ec.SECP256R1())
    identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    host = names[0].split(".")[0] if names else ""
    title = " ".join(filter(None, ["田野巡查 Patrol", host[:24], identifier.digest.hex()[:4]]))
    subject = x509.Name(
        [x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Patrol"), x509.NameAttribute(NameOID.COMMON_NAME, title)]
    )
    usage = x509.KeyUsage(
        key_cert_sign=True, crl_sign=True, digital_signature=False, content_commitment=False, key_encipherment=False,
        data_encipherment=False, key_agreement=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    builder = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - BACKDATED)
        .not_valid_after(now + LASTS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(identifier, critical=False)
        .add_extension(x509.NameConstraints(_permitted(interfaces, names), None), critical=True)
    )
    return Authority(builder.sign(key, hashes.SHA256()), key)


def _permitted(interfaces: Sequence[Interface], names: Sequence[str]) -> list[x509.GeneralName]:
    networks = list(PRIVATE)
    for one in interfaces:
        if not any(one.ip in network for network in networks):
            length = max(one.network.prefixlen, WIDEST[one.version])
            networks.append(ipaddress.ip_network((one.ip, length), strict=False))
    wanted = LOCAL_NAMES + [name for name in names if not name.endswith(".local")]
    return [x509.DNSName(name) for name in wanted] + [x509.IPAddress(network) for network in networks]


def to_pem(authority: Authority) -> bytes:
    key = authority.key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return key + authority.certificate.public_bytes(serialization.Encoding.PEM)


def from_pem(pem: bytes, now: datetime) -> Authority:
    """Raises TlsProblem for bytes that are no authority, and when the clock stands outside of its time."""
    try:
        key = serialization.load_pem_private_key(pem, None)
        certificate = x509.load_pem_x509_certificate(pem)
        certificate.verify_directly_issued_by(certificate)
        certificate.extensions.get_extension_for_class(x509.NameConstraints)
    except (ValueError, TypeError, InvalidSignature, x509.ExtensionNotFound):
        raise TlsProblem("is damaged") from None
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != certificate.public_key():
        raise TlsProblem("is damaged: its key and its certificate do not belong together")
    if now < certificate.not_valid_before_utc:
        raise ClockBehind(f"{certificate.not_valid_before_utc:%Y-%m-%d}")
    if now >= certificate.not_valid_after_utc:
        raise TlsProblem(f"ended on {certificate.not_valid_after_utc:%Y-%m-%d}")
    return Authority(certificate, key)


class ClockBehind(Exception):
    """The machine's clock stands before the authority's beginning (its text: that day)."""


def fingerprint(der: bytes) -> str:
    """SHA-256 as phones show it: pairs of hexadecimal digits."""
    digest = hashes.Hash(hashes.SHA256())
    digest.update(der)
    return digest.finalize().hex(" ").upper()


def title(der: bytes) -> str:
    """The name under which phones list it."""
    subject = x509.load_der_x509_certificate(der).subject
    return subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value
