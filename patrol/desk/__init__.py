"""HTML for the office: the same verbs as the api, with Jinja pages over them."""

from .cards import blueprint as cards
from .home import blueprint as home
from .sign_in import blueprint as sign_in

BLUEPRINTS = (sign_in, home, cards)
