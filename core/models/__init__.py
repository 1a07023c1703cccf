from core.models.audit_entry import AuditEntry
from core.models.file import StoredFile
from core.models.import_job import ImportJob
from core.models.outgoing import OutgoingMessage
from core.models.team import Team
from core.models.user import User

__all__ = ["AuditEntry", "ImportJob", "OutgoingMessage", "StoredFile", "Team", "User"]
