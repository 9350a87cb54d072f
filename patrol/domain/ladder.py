"""The ladder village → station → town → county, and the rungs that a concealed case leaves out."""

from __future__ import annotations

LEVELS = ("village", "station", "town", "county")
LEVEL_OF_ROLE = {"informant": "village", "inspector": "station", "leader": "town", "officer": "county"}
# Concealed from the station is concealed from everybody below the county; from the town, the ladder
# starts at the county as well, where the officer does what the leader would have done.
LEFT_OUT = {
    None: (),
    "village": ("village",),
    "town": ("village", "station", "town"),
    "station": ("village", "station", "town"),
}
FIRST_OF_STEP = {"stop": "village", "report": "station", "handle": "station", "decide": "station"}


def rank(level: str) -> int:
    return LEVELS.index(level)


def at_least(level: str, other: str) -> str:
    return max(level, other, key=rank)


def allowed(level: str, concealed: str | None, rungs: tuple[str, ...] | None = None) -> str:
    """The level itself, or the first above it on the ladder that the case is not concealed from.

    `rungs` is a ladder of a rule's own, up to the county; None: the usual one.
    """
    return next(one for one in LEVELS[rank(level) :] if one in (rungs or LEVELS) and one not in LEFT_OUT[concealed])


def above(level: str, concealed: str | None, rungs: tuple[str, ...] | None = None) -> str:
    """One rung up; the county stays the county."""
    return level if level == "county" else allowed(LEVELS[rank(level) + 1], concealed, rungs)


def start(step: str, base_level: str, concealed: str | None, rungs: tuple[str, ...] | None = None) -> str:
    return allowed(at_least(FIRST_OF_STEP[step], base_level), concealed, rungs)
