"""What can go wrong in the domain, each with a stable code; the words for it stand in the catalogues."""

from __future__ import annotations


class Problem(Exception):
    """`code` is stable and documented; `fields` says more, and never of what the reader may not see."""

    status = 400

    def __init__(self, code: str, /, **fields):
        super().__init__(code)
        self.code = code
        self.fields = fields


class Invalid(Problem):
    status = 422


class Unknown(Problem):
    """Nobody is signed in."""

    status = 401


class Refused(Problem):
    status = 403


class Missing(Problem):
    """Not there, or not for this reader's eyes: the same answer for both."""

    status = 404


class Gone(Problem):
    """It was there, and its time is over."""

    status = 410


class Conflict(Problem):
    status = 409


class Busy(Problem):
    status = 429
