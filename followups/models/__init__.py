from followups.models.answer import Answer
from followups.models.arm import Arm
from followups.models.call import Call, CallMove
from followups.models.call_attempt import CallAttempt
from followups.models.invitation import Invitation
from followups.models.lane import Lane
from followups.models.loop import Loop
from followups.models.plan import Plan, PlanVersion
from followups.models.policy import CallCapacity, Policy
from followups.models.questionnaire import Questionnaire
from followups.models.trouble import Trouble

__all__ = [
    "Answer",
    "Arm",
    "Call",
    "CallAttempt",
    "CallCapacity",
    "CallMove",
    "Invitation",
    "Lane",
    "Loop",
    "Plan",
    "PlanVersion",
    "Policy",
    "Questionnaire",
    "Trouble",
]
