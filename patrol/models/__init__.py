"""Tables and questions about them; verbs that write live in domain/."""

from .areas import Area, County, Station, StationTown
from .backups import Backup
from .cases import Case, Due, NumberSeries
from .log import Event, LogHead, Sight
from .people import Attempt, Card, Device, Person, Post, Transfer
from .reports import Act, Attachment, Blob, Report
from .uploads import Upload
from .work import Job, Notice

__all__ = [
    "Act", "Area", "Attachment", "Attempt", "Backup", "Blob", "Card", "Case", "County", "Device", "Due", "Event",
    "Job", "LogHead", "Notice", "NumberSeries", "Person", "Post", "Report", "Sight", "Station", "StationTown",
    "Transfer", "Upload",
]  # fmt: skip
