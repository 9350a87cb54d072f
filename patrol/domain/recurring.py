"""回潮: a case of the kind was founded, handled and closed here, and now somebody reports it again.

A concealed case counts for none: that the new one is grave, and starts one level higher, would tell of it.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from patrol.models import same_place

from .distances import metres
from .rules import Rules


def earlier(session: Session, rules: Rules, new: dict) -> str | None:
    """The last case that was closed at the place of a new one; none where the place is only roughly known."""
    if new["lat"] is None or (new["accuracy_m"] or 0) > rules.accuracy_warning_m:
        return None
    for row in same_place.closed_near(session, new["kind"], new["lat"], new["lon"], rules.same_place_m):
        if metres(new, row._mapping) <= rules.same_place_m:
            return row.id
    return None
