"""The demo's sixty-one cases, told as stories, each of its own age: from an hour ago to ten weeks."""

from __future__ import annotations

from datetime import datetime

from ..story import Story
from . import again, ended, every_due, hidden, in_hand, today, unfounded

CHAPTERS = (every_due, today, in_hand, hidden, ended, again, unfounded)


def all_stories(now: datetime) -> list[Story]:
    return [story for chapter in CHAPTERS for story in chapter.stories(now)]
