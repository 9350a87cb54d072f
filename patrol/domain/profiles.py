"""样板: tables to begin a new version of the rules from. A county saves its own version of them and changes that."""

from __future__ import annotations

from .rules import DEFAULT, First, Rules, Upper

# Nanjing's terms (domain.md), step by step; docs/adr/0023 says how they map.
NANJING = Rules(
    first=(
        First(step="stop", works=True, amount=2, unit="hours"),
        First(step="stop", amount=24, unit="hours"),
        # The notice goes out within three working days.
        First(step="report", amount=3, unit="working_days"),
        # From then on the town has three days to put it right.
        First(step="handle", amount=3, unit="working_days", since="reported", ladder=("town", "county")),
        First(step="decide", amount=90, unit="calendar_days"),
    ),
    upper=(
        Upper(step="stop", grave=True, amount=4, unit="hours"),
        Upper(step="stop", refused=True, amount=4, unit="hours"),
        Upper(step="stop", amount=4, unit="window_hours"),
        Upper(step="report", amount=1, unit="working_days"),
        # What the town left is written up to the county, which inquires within five working days; the station knows.
        Upper(step="handle", amount=5, unit="working_days", told=("station",)),
        Upper(step="decide", amount=1, unit="working_days"),
    ),
)
PROFILES = {"default": DEFAULT, "nanjing": NANJING}
