from followups.models.answer import Answer
from followups.models.call import Call
from followups.models.call_attempt import CallAttempt
from followups.models.invitation import Invitation
from followups.models.plan import Plan

__all__ = ["Answer", "Call", "CallAttempt", "Invitation", "Plan"]
