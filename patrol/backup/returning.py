"""A mark in the storage while a backup is being put back: cut off half-way, nothing starts on what is there.

In the storage, for all processes of a county share it: a database without its bytes would say `held` of photos that
are nowhere, and phones would let go of them.
"""

from __future__ import annotations

import os

from patrol.config import ConfigError
from patrol.storage_problems import StorageAway

KEY = "returning/backup"
SENTENCE = (
    "A backup was being put back here and did not come to its end: run `flask --app patrol patrol restore` once more."
)


def mark(storage) -> None:
    storage.put_object(KEY, b"not yet whole")


def unmark(storage) -> None:
    storage.delete_object(KEY)


def is_half(storage) -> bool:
    return storage.has_object(KEY)


def stop_if_half(app) -> None:
    """Raises ConfigError. A bucket that does not answer stops nobody: facts are taken, and photos wait."""
    storage = app.extensions["storage"]
    if is_half(storage) if app.config["PATROL"].storage_url is None else _is_half_asked_apart(storage):
        raise ConfigError(SENTENCE)


def _is_half_asked_apart(storage) -> bool:
    """In a process of its own: threads of a bucket's client, begun here, would not outlive the fork of the web."""
    child = os.fork()
    if child == 0:
        answer = 0
        try:
            answer = int(is_half(storage))
        except StorageAway:
            pass
        finally:
            os._exit(answer)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 1
