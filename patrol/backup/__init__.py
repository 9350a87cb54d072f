"""Backup and return: the database first, then the bytes it names, then the keys; the manifest last.

DIR/database (the newest copy), DIR/storage/… (by hash, written once: a second backup adds only what is new),
DIR/objects/… (what phones sent ahead of originals), DIR/keys/…, DIR/manifest.json. A backup without its manifest, or
whose manifest does not fit, is none.
"""

from __future__ import annotations


class BackupProblem(Exception):
    """What stopped it, as the one sentence people see."""
