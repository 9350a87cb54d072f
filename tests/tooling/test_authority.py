"""The private authority and the certificate it gives: what phones accept, and that it is never remade lightly."""

from __future__ import annotations

import ipaddress
import os
import socket
import ssl
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID

from patrol.lan import addresses, authority, certificate, phones, tls_files
from patrol.lan.problems import TlsProblem

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
HOME = [ipaddress.ip_interface("192.168.1.5/24"), ipaddress.ip_interface("fd00::5/64")]


@pytest.fixture
def machine(monkeypatch):
    """A machine with the addresses and the name it is given."""

    class Machine:
        def has(self, *interfaces: str, name: str = "office") -> None:
            found = [ipaddress.ip_interface(one) for one in interfaces]
            monkeypatch.setattr(addresses, "interfaces", lambda: found)
            monkeypatch.setattr(socket, "gethostname", lambda: name)

    machine = Machine()
    machine.has("192.168.1.5/24", "fd00::5/64")
    return machine


def served_by(folder: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate((folder / "tls" / "server.pem").read_bytes())


def named(folder: Path) -> set[str]:
    names = served_by(folder).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return {str(one.value) for one in names}


def greets(folder: Path, host: str, at: datetime | None = None) -> bool:
    """A TLS handshake as a phone makes it that trusts ca.crt and nothing else."""
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(folder / "tls" / "server.pem")
    client = ssl.create_default_context(cadata=(folder / "tls" / "ca.crt").read_bytes())
    client.verify_flags |= ssl.VERIFY_X509_STRICT
    ours, theirs = socket.socketpair()

    def answer():
        try:
            server.wrap_socket(theirs, server_side=True).close()
        except (ssl.SSLError, OSError):
            theirs.close()

    answering = threading.Thread(target=answer)
    answering.start()
    try:
        client.wrap_socket(ours, server_hostname=host).close()
        return True
    except ssl.SSLCertVerificationError:
        return False
    finally:
        ours.close()
        answering.join()


def now() -> datetime:
    return datetime.now(UTC)


def test_a_phone_that_trusts_the_authority_trusts_every_address_of_this_machine(tmp_path, machine):
    tls_files.make_ready(tmp_path, now())
    expected = {"192.168.1.5", "fd00::5", "office", "office.local", "localhost", "127.0.0.1", "::1"}
    assert named(tmp_path) == expected
    assert {host for host in expected | {"192.168.1.6", "example.com"} if greets(tmp_path, host)} == expected


def test_the_certificate_is_what_ios_and_android_ask_for(tmp_path, machine):
    tls_files.make_ready(tmp_path, NOW)
    leaf = served_by(tmp_path)
    assert leaf.not_valid_after_utc - leaf.not_valid_before_utc <= timedelta(days=398)
    usage = leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(usage) == [ExtendedKeyUsageOID.SERVER_AUTH]
    assert leaf.extensions.get_extension_for_class(x509.KeyUsage).value.digital_signature
    assert isinstance(leaf.public_key().curve, ec.SECP256R1)
    assert leaf.signature_hash_algorithm.name == "sha256"
    root = x509.load_der_x509_certificate((tmp_path / "tls" / "ca.crt").read_bytes())
    limits = root.extensions.get_extension_for_class(x509.BasicConstraints)
    assert (limits.critical, limits.value.ca, limits.value.path_length) == (True, True, 0)
    assert root.extensions.get_extension_for_class(x509.NameConstraints).critical
    assert authority.title((tmp_path / "tls" / "ca.crt").read_bytes()).startswith("田野巡查 Patrol office ")


def test_only_its_owner_may_read_the_keys(tmp_path, machine):
    tls_files.make_ready(tmp_path, NOW)
    (tmp_path / "tls" / "ca.pem").chmod(0o644)
    tls_files.make_ready(tmp_path, NOW)
    modes = {path.name: oct(path.stat().st_mode & 0o777) for path in (tmp_path / "tls").iterdir()}
    assert modes == {"ca.pem": "0o600", "server.pem": "0o600", "ca.crt": "0o644", "lock": "0o644"}
    assert (tmp_path / "tls").stat().st_mode & 0o777 == 0o700


def test_a_second_start_changes_nothing(tmp_path, machine):
    first = tls_files.make_ready(tmp_path, NOW)
    before = {path.name: path.read_bytes() for path in (tmp_path / "tls").iterdir()}
    second = tls_files.make_ready(tmp_path, NOW + timedelta(days=300))
    assert {path.name: path.read_bytes() for path in (tmp_path / "tls").iterdir()} == before
    assert (first.renewed, second.renewed, first.fingerprint) == (True, False, second.fingerprint)


def test_another_address_brings_another_certificate_of_the_same_authority(tmp_path, machine):
    first = tls_files.make_ready(tmp_path, now())
    machine.has("10.0.8.9/24")
    second = tls_files.make_ready(tmp_path, now())
    assert (second.renewed, second.fingerprint) == (True, first.fingerprint)
    assert greets(tmp_path, "10.0.8.9")
    machine.has("10.0.8.9/24", "10.0.8.10/24")
    assert tls_files.make_ready(tmp_path, now()).renewed
    machine.has("10.0.8.10/24")
    assert not tls_files.make_ready(tmp_path, now()).renewed


def test_it_is_renewed_sixty_days_before_its_end_and_the_authority_is_not(tmp_path, machine):
    first = tls_files.make_ready(tmp_path, NOW)
    ends = served_by(tmp_path).not_valid_after_utc
    assert not tls_files.make_ready(tmp_path, ends - timedelta(days=61)).renewed
    again = tls_files.make_ready(tmp_path, ends - timedelta(days=60))
    assert (again.renewed, again.der) == (True, first.der)
    assert served_by(tmp_path).not_valid_after_utc > ends


def test_the_last_certificate_ends_with_its_authority_and_is_not_renewed_every_minute(tmp_path, machine):
    tls_files.make_ready(tmp_path, NOW)
    ends = NOW + authority.LASTS
    assert tls_files.make_ready(tmp_path, ends - timedelta(days=90)).renewed
    assert served_by(tmp_path).not_valid_after_utc == ends
    assert not tls_files.make_ready(tmp_path, ends - timedelta(days=1)).renewed
    with pytest.raises(TlsProblem, match=r"ca\.pem ended on 2036-11-21: restore it"):
        tls_files.make_ready(tmp_path, ends)


def test_a_clock_before_the_authority_s_beginning_stops_with_the_reason(tmp_path, machine):
    tls_files.make_ready(tmp_path, NOW)
    tls_files.make_ready(tmp_path, NOW - timedelta(days=29))
    kept = (tmp_path / "tls" / "server.pem").read_bytes()
    with pytest.raises(TlsProblem, match="clock says 1970-01-01, but .* is valid from 2026-10-25: set the clock"):
        tls_files.make_ready(tmp_path, datetime(1970, 1, 1, tzinfo=UTC))
    assert (tmp_path / "tls" / "server.pem").read_bytes() == kept


@pytest.mark.parametrize("damage", ["empty", "half", "noise", "other_key", "no_authority"])
def test_a_damaged_authority_is_said_and_left_as_it_is(tmp_path, machine, damage):
    tls_files.make_ready(tmp_path, NOW)
    kept = tmp_path / "tls" / "ca.pem"
    whole = kept.read_bytes()
    other = authority.to_pem(authority.make(HOME, ["other"], NOW))
    broken = {
        "empty": b"",
        "half": whole[: len(whole) // 2],
        "noise": os.urandom(600),
        "other_key": other[: other.index(b"-----BEGIN CERT")] + whole[whole.index(b"-----BEGIN CERT") :],
        "no_authority": (tmp_path / "tls" / "server.pem").read_bytes(),
    }[damage]
    kept.write_bytes(broken)
    with pytest.raises(TlsProblem, match=r"tls/ca\.pem is damaged.*: restore it from your backup, or remove") as told:
        tls_files.make_ready(tmp_path, NOW)
    assert str(told.value).count("\n") == 0
    assert kept.read_bytes() == broken


def test_a_key_that_may_not_be_read_is_said(tmp_path, machine):
    tls_files.make_ready(tmp_path, NOW)
    (tmp_path / "tls" / "ca.pem").unlink()
    (tmp_path / "tls" / "ca.pem").mkdir()  # nobody can read that as a file, not even root
    with pytest.raises(TlsProblem, match=r"tls/ca\.pem cannot be used \(Is a directory\)\."):
        tls_files.make_ready(tmp_path, NOW)


@pytest.mark.skipif(os.geteuid() != 0, reason="another account's file can only be made by root")
def test_another_account_s_key_is_said(tmp_path, machine):
    tls_files.make_ready(tmp_path, NOW)
    for folder in [tmp_path, *tmp_path.parents][:-2]:
        folder.chmod(0o755)
    program = f"""
import os, sys
from datetime import datetime, UTC
from pathlib import Path
from patrol.lan import tls_files
os.setuid(65534)
try:
    tls_files.make_ready(Path({str(tmp_path)!r}), datetime.now(UTC))
except tls_files.TlsProblem as problem:
    print(problem)
"""
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=30)
    assert said.stdout == f"{tmp_path}/tls/lock cannot be used (Permission denied).\n", said.stderr


def test_a_damaged_certificate_is_simply_made_anew(tmp_path, machine):
    first = tls_files.make_ready(tmp_path, now())
    first.bundle.write_bytes(b"half a fi")
    assert tls_files.make_ready(tmp_path, now()).renewed
    assert greets(tmp_path, "192.168.1.5")


def test_what_a_killed_start_left_behind_does_not_stop_the_next(tmp_path, machine):
    (tmp_path / "tls").mkdir()
    (tmp_path / "tls" / "ca.pem.new").write_bytes(b"-----BEGIN PRIV")
    tls_files.make_ready(tmp_path, now())
    assert greets(tmp_path, "192.168.1.5")
    assert not list((tmp_path / "tls").glob("*.new"))


def test_of_many_starts_at_once_one_makes_the_authority(tmp_path, machine):
    made = []
    starts = [threading.Thread(target=lambda: made.append(tls_files.make_ready(tmp_path, now()))) for _ in range(8)]
    for start in starts:
        start.start()
    for start in starts:
        start.join()
    assert len({one.fingerprint for one in made}) == 1
    assert sorted(one.renewed for one in made) == [False] * 7 + [True]


def test_public_numbers_of_an_office_are_named_when_it_had_them_at_the_beginning(tmp_path, machine):
    machine.has("59.203.7.8/16")
    tls_files.make_ready(tmp_path, now())
    assert greets(tmp_path, "59.203.7.8")
    machine.has("59.203.7.99/16")
    assert tls_files.make_ready(tmp_path, now()).left_out == ()
    machine.has("59.203.9.1/16", "192.168.1.5/24")
    ready = tls_files.make_ready(tmp_path, now())
    assert ready.left_out == ("59.203.9.1",)
    assert "59.203.9.1" not in named(tmp_path) and greets(tmp_path, "192.168.1.5")


def test_while_serving_a_new_address_is_taken_up_and_a_problem_is_said_once(tmp_path, machine):
    served = phones.Phones(tmp_path, now, "0.0.0.0", 8000)
    assert served.renew() == []
    machine.has("10.0.8.9/24")
    said = "The certificate was made anew: an address of this machine changed, or it was near its end."
    assert (served.renew(), served.renew()) == ([said], [])
    assert greets(tmp_path, "10.0.8.9")
    kept = tmp_path / "tls" / "ca.pem"
    whole = kept.read_bytes()
    kept.write_bytes(b"")
    assert ([line.partition(" is ")[2][:7] for line in served.renew()], served.renew()) == (["damaged"], [])
    kept.write_bytes(whole)
    assert served.renew() == []
    kept.unlink()
    assert served.renew()[0].startswith(f"{kept} has gone: restore it")
    with pytest.raises(TlsProblem, match=r"ca\.pem has gone: restore it from your backup"):
        tls_files.make_ready(tmp_path, now())
    assert not kept.exists() and (tmp_path / "tls" / "ca.crt").read_bytes() == served.ready.der


@pytest.mark.parametrize("stolen_for", ["8.8.8.8", "www.example.com", "vm.local.example.com"])
def test_a_stolen_authority_cannot_vouch_for_the_world(tmp_path, machine, stolen_for):
    tls_files.make_ready(tmp_path, now())
    kept = authority.from_pem((tmp_path / "tls" / "ca.pem").read_bytes(), now())
    try:
        name = x509.IPAddress(ipaddress.ip_address(stolen_for))
    except ValueError:
        name = x509.DNSName(stolen_for)
    assert not kept.may_name(name)
    (tmp_path / "tls" / "server.pem").write_bytes(certificate.issue(kept, [name], now()))
    assert not greets(tmp_path, stolen_for)


@pytest.mark.parametrize(
    ("hostname", "names"),
    [
        ("office", ["office", "office.local"]),
        ("Office.Gov.CN.", ["office.gov.cn", "office", "office.local"]),
        ("mac.local", ["mac.local", "mac"]),
        ("my_pc", []),
        ("办公室", []),
        ("", []),
        ("a" * 64, []),
    ],
)
def test_a_host_name_is_named_as_far_as_a_certificate_can(hostname, names):
    assert addresses.names(hostname) == names


def test_where_no_way_leads_out_the_machine_s_own_address_is_shown(tmp_path, machine, monkeypatch):
    monkeypatch.setattr(addresses, "_by_route", lambda: None)
    assert addresses.facing_out() == "192.168.1.5"
    machine.has("fd00::5/64")
    assert addresses.facing_out() == "127.0.0.1"


def test_the_terminal_names_the_addresses_of_the_other_networks_too(tmp_path, machine, monkeypatch):
    machine.has("192.168.1.5/24", "10.8.0.2/16", "fd00::5/64")
    for module in (phones, addresses):
        monkeypatch.setattr(module, "interfaces", addresses.interfaces)
        monkeypatch.setattr(module, "facing_out", lambda: "10.8.0.2")
    lines = phones.Phones(tmp_path, now, "0.0.0.0", 8000).greeting()
    assert lines[0].startswith("A phone opens http://10.8.0.2:8000/ first")
    assert lines[-1] == "Phones of another network take its address: 192.168.1.5."
    assert phones.Phones(tmp_path, now, "192.168.1.5", 8000).greeting()[-1].startswith("  ")


def test_the_system_s_own_addresses_are_found():
    found = addresses.interfaces()
    assert addresses.facing_out() in {str(one.ip) for one in found}
    assert not [one for one in found if one.ip.is_loopback or one.network.prefixlen == 0]
