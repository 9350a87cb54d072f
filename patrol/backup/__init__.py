"""Backup and return: the database first, then the bytes it names, then the keys; the manifest last.

DIR/database-… (the newest copy), DIR/storage/… (by hash, written once: a second backup adds only what is new),
DIR/objects/… (what phones sent ahead of originals), DIR/keys/…, DIR/manifest.json, which names the database. Cut
off at any point, the backup before is still whole. Without its manifest, or with one that does not fit, it is none.
"""

from __future__ import annotations


class BackupProblem(Exception):
    """What stopped it, as the one sentence people see."""
