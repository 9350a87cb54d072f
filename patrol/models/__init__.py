"""Tables and questions about them; verbs that write live in domain/."""

from .area_files import AreaFile
from .areas import Area, County, FormerPath, Station, StationTown
from .backups import Backup
from .cases import Case, Due, NumberSeries
from .log import Event, LogHead, Sight
from .people import Attempt, Card, Device, Person, Post, Transfer
from .reports import Act, Attachment, Blob, Report
from .uploads import Upload
from .work import Job, Notice

__all__ = [
    "Act", "Area", "AreaFile", "Attachment", "Attempt", "Backup", "Blob", "Card", "Case", "County", "Device", "Due",
    "Event", "FormerPath", "Job", "LogHead", "Notice", "NumberSeries", "Person", "Post", "Report", "Sight", "Station",
    "StationTown", "Transfer", "Upload",
]  # fmt: skip
