"""The server's own certificate: short-lived, for the addresses this machine has, remade whenever they change.

iOS takes at most 825 days from an authority added by hand, Chromium any; both want the names as subject alternative
names and the usage "server authentication". 397 days also fit the rule for public ones.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from .addresses import Interface
from .authority import Authority

LASTS, RENEWED_BEFORE, BACKDATED = timedelta(days=397), timedelta(days=60), timedelta(days=2)
HERE = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
HERE.append(x509.IPAddress(ipaddress.ip_address("::1")))

Name = x509.DNSName | x509.IPAddress


def wanted(
    authority: Authority, interfaces: Sequence[Interface], names: Sequence[str]
) -> tuple[list[Name], list[Name]]:
    """(names the certificate is to carry, names the authority may not give)"""
    everything = [x509.IPAddress(one.ip) for one in interfaces] + [x509.DNSName(name) for name in names]
    permitted = [one for one in everything if authority.may_name(one)]
    return permitted + HERE, [one for one in everything if one not in permitted]


def issue(authority: Authority, names: Iterable[Name], now: datetime) -> bytes:
    """Key and certificate in one PEM, so that replacing the file replaces both at once."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Patrol server")])
    ends = min(now - BACKDATED + LASTS, authority.certificate.not_valid_after_utc)
    usage = x509.KeyUsage(
        digital_signature=True, key_cert_sign=False, crl_sign=False, content_commitment=False, key_encipherment=False,
        data_encipherment=False, key_agreement=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    issuer = authority.certificate
    identifier = issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    certificate = (
        x509.CertificateBuilder(issuer.subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(max(now - BACKDATED, issuer.not_valid_before_utc))
        .not_valid_after(ends)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier), critical=False
        )
        .sign(authority.key, hashes.SHA256())
    )  # fmt: skip
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return pem + certificate.public_bytes(serialization.Encoding.PEM)


def fits(pem: bytes, authority: Authority, names: Iterable[Name], now: datetime) -> bool:
    """Whether this one still serves: whole, of this authority, naming all of `names`, and not near its end."""
    try:
        key = serialization.load_pem_private_key(pem, None)
        certificate = x509.load_pem_x509_certificate(pem)
        certificate.verify_directly_issued_by(authority.certificate)
        named = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (ValueError, TypeError, InvalidSignature, x509.ExtensionNotFound):
        return False
    in_time = certificate.not_valid_before_utc <= now < _renewed_from(certificate, authority)
    return in_time and key.public_key() == certificate.public_key() and set(names) <= set(named)


def _renewed_from(certificate: x509.Certificate, authority: Authority) -> datetime:
    ends = certificate.not_valid_after_utc
    # One that ends with its authority could not be made to last any longer.
    return ends if ends >= authority.certificate.not_valid_after_utc else ends - RENEWED_BEFORE
