"""JSON for phones and machines: one file per resource; schemas in, presenters out, one shape for errors."""

from .acts import blueprint as acts
from .areas import blueprint as areas
from .cases import blueprint as cases
from .changes import blueprint as changes
from .devices import blueprint as devices
from .enrolments import blueprint as enrolments
from .health import blueprint as health
from .inbox import blueprint as inbox
from .photos import blueprint as photos
from .reports import blueprint as reports
from .session import blueprint as session
from .uploads import blueprint as uploads

BLUEPRINTS = (health, session, devices, enrolments, reports, acts, photos, uploads, cases, changes, inbox, areas)
