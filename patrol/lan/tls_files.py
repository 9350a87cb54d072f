"""`instance/tls/`: what is kept of the authority and of the server's certificate.

ca.pem       the authority's key and certificate: made once, 0600, to be backed up and shown to nobody
ca.crt       its certificate alone (DER), as phones fetch it; written anew at each start
server.pem   the server's key and certificate, 0600; may be deleted, is remade
lock         held while one of them is made
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from . import addresses, authority, certificate
from .problems import TlsProblem


@dataclass(frozen=True)
class Ready:
    """The files are in place. `renewed`: the server's certificate was made just now."""

    folder: Path
    der: bytes
    left_out: tuple[str, ...]
    renewed: bool

    @property
    def bundle(self) -> Path:
        return self.folder / "server.pem"

    @property
    def fingerprint(self) -> str:
        return authority.fingerprint(self.der)


def make_ready(instance: Path, now: datetime, begin: bool = True) -> Ready:
    """Authority and certificate as this machine needs them at this time; raises TlsProblem with one sentence.

    Only with `begin` an authority is made where there is none: never while one is being served.
    """
    folder = instance / "tls"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        with _locked(folder):
            return _make_ready(folder, now, begin)
    except OSError as problem:
        raise TlsProblem(f"{problem.filename or folder} cannot be used ({problem.strerror}).") from None


def _make_ready(folder: Path, now: datetime, begin: bool) -> Ready:
    _clear_leftovers(folder)
    interfaces, names = addresses.interfaces(), addresses.names()
    path = folder / "ca.pem"
    if not path.exists():
        if not begin or (folder / "ca.crt").exists():
            # Phones trust that one: a new one in its place would be worse than none.
            raise TlsProblem(f"{path} has gone: {_way_out(folder)}.")
        _write(path, authority.to_pem(authority.make(interfaces, names, now)), 0o600)
    ours = _kept(path, now)
    _write(folder / "ca.crt", ours.der, 0o644)
    named, left_out = certificate.wanted(ours, interfaces, names)
    bundle = folder / "server.pem"
    renewed = not (bundle.is_file() and certificate.fits(bundle.read_bytes(), ours, named, now))
    if renewed:
        _write(bundle, certificate.issue(ours, named, now), 0o600)
    return Ready(folder, ours.der, tuple(str(one.value) for one in left_out), renewed)


def _kept(path: Path, now: datetime) -> authority.Authority:
    try:
        kept = authority.from_pem(path.read_bytes(), now)
    except TlsProblem as problem:
        raise TlsProblem(f"{path} {problem}: {_way_out(path.parent)}.") from None
    except authority.ClockBehind as began:
        raise TlsProblem(
            f"This machine's clock says {now:%Y-%m-%d}, but {path} is valid from {began}: set the clock."
        ) from None
    if path.stat().st_mode & 0o077:
        path.chmod(0o600)
    return kept


def _way_out(folder: Path) -> str:
    remove = f"remove the folder {folder} to make a new authority that every phone then has to trust"
    return f"restore it from your backup, or {remove}"


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    with (folder / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _write(path: Path, content: bytes, mode: int) -> None:
    """Whole or not at all, also when the power goes."""
    if path.is_file() and path.read_bytes() == content:
        return
    aside = path.with_name(path.name + ".new")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with open(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(aside, path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _clear_leftovers(folder: Path) -> None:
    for aside in folder.glob("*.new"):
        aside.unlink()


def kept_authority(instance: Path) -> bytes | None:
    """The authority's certificate as phones fetch it (DER); None where there is none."""
    try:
        return (instance / "tls" / "ca.crt").read_bytes()
    except OSError:
        return None
