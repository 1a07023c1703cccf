from core.models.absence import Absence
from core.models.audit_entry import AuditEntry
from core.models.calendar import CalendarDay, WorkCalendar, WorkHours
from core.models.file import StoredFile
from core.models.import_job import ImportJob
from core.models.outgoing import OutgoingMessage, SendingPace
from core.models.team import Team, TeamTurn
from core.models.user import User

__all__ = [
    "Absence",
    "AuditEntry",
    "CalendarDay",
    "ImportJob",
    "OutgoingMessage",
    "SendingPace",
    "StoredFile",
    "Team",
    "TeamTurn",
    "User",
    "WorkCalendar",
    "WorkHours",
]
