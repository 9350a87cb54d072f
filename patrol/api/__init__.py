"""JSON for phones and machines: one file per resource; schemas in, presenters out, one shape for errors."""

from .absences import blueprint as absences
from .acts import blueprint as acts
from .areas import blueprint as areas
from .cases import blueprint as cases
from .changes import blueprint as changes
from .devices import blueprint as devices
from .enrolments import blueprint as enrolments
from .figures import blueprint as figures
from .health import blueprint as health
from .inbox import blueprint as inbox
from .live import blueprint as live
from .notice_settings import blueprint as notice_settings
from .photos import blueprint as photos
from .recurring import blueprint as recurring
from .reports import blueprint as reports
from .session import blueprint as session
from .tasks import blueprint as tasks
from .uploads import blueprint as uploads
from .waiting_phones import blueprint as waiting_phones

BLUEPRINTS = (
    health, session, devices, enrolments, reports, acts, photos, uploads, cases, changes, live, inbox, areas,
    waiting_phones, figures, notice_settings, tasks, absences, recurring,
)  # fmt: skip
