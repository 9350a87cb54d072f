"""Pages of a list and its filters stand in the URL: it can be sent, kept, reloaded, and the back button works."""

from __future__ import annotations

from flask import request, url_for


def with_arguments(**changed) -> str:
    """This page's URL with some arguments changed; None takes one away. A changed filter begins at the first page."""
    kept = {name: request.args.getlist(name) for name in request.args}
    if "cursor" not in changed:
        kept.pop("cursor", None)
    kept |= changed
    arguments = {name: value for name, value in kept.items() if value not in (None, "", [])}
    return url_for(request.endpoint, **request.view_args, **arguments)
