"""HTML for the office: the same verbs as the api, with Jinja pages over them."""

from . import people_import, people_person  # noqa: F401  they add their pages to the part "people"
from .cards import blueprint as cards
from .home import blueprint as home
from .people import blueprint as people
from .sign_in import blueprint as sign_in

BLUEPRINTS = (sign_in, home, people, cards)
