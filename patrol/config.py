"""Every setting, read from PATROL_* and checked once: a bad value stops the start with one sentence."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import click
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from .channels import settings as channel_settings

P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


class ConfigError(click.ClickException):
    """A setting that cannot be used; its text is the one sentence people see."""

    exit_code = 2

    def show(self, file=None) -> None:
        click.echo(self.message, err=True)


@dataclass(frozen=True)
class Config:
    instance: Path
    database_url: str
    secret_key: str
    trusted_proxies: int
    web_threads: int
    web_processes: int
    sweep_seconds: int
    public_url: str | None
    sealing_keys: tuple[str, ...]  # P-256 scalars in hex, the newest first; the older ones only open
    storage_url: str | None = None  # s3://bucket/prefix?endpoint=…; None is the instance folder
    storage_limit: int | None = None  # bytes; None: as much as the disk has
    channels: channel_settings.Channels = field(default_factory=channel_settings.Channels)

    @property
    def on_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")


KNOWN = channel_settings.NAMES | {
    "PATROL_INSTANCE",
    "PATROL_DATABASE_URL",
    "PATROL_SECRET_KEY",
    "PATROL_SEALING_KEY",
    "PATROL_STORAGE",
    "PATROL_STORAGE_LIMIT",
    "PATROL_TRUSTED_PROXIES",
    "PATROL_WEB_THREADS",
    "PATROL_WEB_PROCESSES",
    "PATROL_SWEEP_SECONDS",
    "PATROL_PUBLIC_URL",
    "PATROL_FAULTS",
    "PATROL_TEST_DATA",
    "PATROL_TEST_DATABASE_URL",
}


def read(env: dict[str, str] | None = None) -> Config:
    """Settings from the environment. Raises ConfigError with one sentence naming the setting."""
    env = dict(os.environ if env is None else env)
    unknown = sorted(name for name in env if name.startswith("PATROL_") and name not in KNOWN)
    if unknown:
        raise ConfigError(f"{unknown[0]} is not a setting of Patrol; the README lists them all.")
    instance = _instance(env)
    return Config(
        instance=instance,
        database_url=_database_url(env, instance),
        secret_key=_secret_key(env, instance),
        trusted_proxies=_number(env, "PATROL_TRUSTED_PROXIES", 0, 0, 5),
        web_threads=_number(env, "PATROL_WEB_THREADS", 48, 4, 512),
        web_processes=_number(env, "PATROL_WEB_PROCESSES", 2, 1, 64),
        sweep_seconds=_number(env, "PATROL_SWEEP_SECONDS", 15, 1, 3600),
        public_url=_public_url(env),
        sealing_keys=_sealing_keys(env, instance),
        storage_url=_storage_url(env),
        storage_limit=_number(env, "PATROL_STORAGE_LIMIT", None, 1_000_000, 10**18),
        channels=_channels(env, instance),
    )


def _instance(env: dict[str, str]) -> Path:
    folder = Path(env.get("PATROL_INSTANCE") or Path(__file__).resolve().parent.parent / "instance").absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise ConfigError(f"PATROL_INSTANCE: the folder {folder} cannot be made ({problem.strerror}).") from None
    if not os.access(folder, os.W_OK):
        raise ConfigError(f"PATROL_INSTANCE: the folder {folder} cannot be written to.")
    return folder


def _database_url(env: dict[str, str], instance: Path) -> str:
    given = env.get("PATROL_DATABASE_URL")
    if not given:
        return f"sqlite:///{instance / 'patrol.db'}"
    try:
        url = make_url(given)
    except ArgumentError:
        raise ConfigError("PATROL_DATABASE_URL is not a database URL (postgresql://… or sqlite:///…).") from None
    if url.get_backend_name() == "sqlite":
        return given
    if url.get_backend_name() not in ("postgresql", "postgres"):
        raise ConfigError("PATROL_DATABASE_URL must name PostgreSQL or SQLite.")
    return url.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


def _secret_key(env: dict[str, str], instance: Path) -> str:
    given = env.get("PATROL_SECRET_KEY")
    if given is not None:
        if len(given) < 16:
            raise ConfigError("PATROL_SECRET_KEY must have at least 16 characters.")
        return given
    if env.get("PATROL_DATABASE_URL", "").startswith("postgres"):
        # Several hosts may share that database: each making a key of its own would sign everybody out at random.
        raise ConfigError("PATROL_SECRET_KEY must be set when PATROL_DATABASE_URL names PostgreSQL.")
    return _kept(instance, "secret_key", lambda: secrets.token_urlsafe(48))


def _channels(env: dict[str, str], instance: Path) -> channel_settings.Channels:
    try:
        return channel_settings.read(env, _push_key(env, instance))
    except ValueError as problem:
        raise ConfigError(str(problem)) from None


def _push_key(env: dict[str, str], instance: Path) -> str | None:
    """With PostgreSQL and no key there is no web push: browsers are bound to the key they were given."""
    given = env.get("PATROL_PUSH_KEY")
    if given is None:
        if env.get("PATROL_DATABASE_URL", "").startswith("postgres"):
            return None
        return _kept(instance, "push_key", new_sealing_key)
    if not _is_scalar(given.strip().lower()):
        raise ConfigError("PATROL_PUSH_KEY must be 64 hex digits (openssl rand -hex 32).")
    return given.strip().lower()


def _sealing_keys(env: dict[str, str], instance: Path) -> tuple[str, ...]:
    given = env.get("PATROL_SEALING_KEY")
    if given is None and env.get("PATROL_DATABASE_URL", "").startswith("postgres"):
        # A file sealed to one host's key could not be opened by the next.
        raise ConfigError("PATROL_SEALING_KEY must be set when PATROL_DATABASE_URL names PostgreSQL.")
    text = _kept(instance, "sealing_keys", new_sealing_key) if given is None else given.replace(",", "\n")
    keys = tuple(line.strip().lower() for line in text.splitlines() if line.strip())
    if not keys or not all(_is_scalar(key) for key in keys):
        named = "PATROL_SEALING_KEY" if given is not None else str(instance / "sealing_keys")
        raise ConfigError(f"{named} must be 64 hex digits (openssl rand -hex 32), older keys after it.")
    return keys


def new_sealing_key() -> str:
    """A private key of P-256: a number from 1 to the order of its group."""
    return f"{1 + secrets.randbelow(P256_ORDER - 1):064x}"


def _is_scalar(text: str) -> bool:
    return len(text) == 64 and set(text) <= set("0123456789abcdef") and 0 < int(text, 16) < P256_ORDER


def _kept(instance: Path, name: str, make: Callable[[], str]) -> str:
    """What the instance folder keeps under this name, made when it is not there."""
    kept = instance / name
    if not kept.exists():
        # Written aside and linked: of two processes starting at once, one key wins and neither reads half of it.
        aside = instance / f"{name}.{os.getpid()}"
        aside.touch(mode=0o600)
        aside.write_text(make())
        with suppress(FileExistsError):
            os.link(aside, kept)
        aside.unlink()
    return kept.read_text().strip()


def _number(env: dict[str, str], name: str, default: int | None, least: int, most: int) -> int | None:
    given = env.get(name)
    if given is None or given == "":
        return default
    if not given.isdecimal() or not least <= int(given) <= most:
        raise ConfigError(f"{name} must be a whole number from {least} to {most}, not {given!r}.")
    return int(given)


def _public_url(env: dict[str, str]) -> str | None:
    given = env.get("PATROL_PUBLIC_URL")
    if given and not given.startswith(("http://", "https://")):
        raise ConfigError("PATROL_PUBLIC_URL must begin with http:// or https://.")
    return given.rstrip("/") if given else None


def _storage_url(env: dict[str, str]) -> str | None:
    given = env.get("PATROL_STORAGE")
    if not given:
        return None
    parts = urlsplit(given)
    names = set(parse_qs(parts.query, keep_blank_values=True))
    if parts.scheme != "s3" or not parts.netloc or names - {"endpoint", "region"}:
        raise ConfigError("PATROL_STORAGE must look like s3://bucket/prefix?endpoint=https://…&region=….")
    if not (env.get("AWS_ACCESS_KEY_ID") and env.get("AWS_SECRET_ACCESS_KEY")):
        raise ConfigError("PATROL_STORAGE needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY beside it.")
    return given
