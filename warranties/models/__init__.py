from warranties.models.commercial_guarantee import CommercialGuarantee
from warranties.models.cover import Cover
from warranties.models.custody import Custody
from warranties.models.guarantee_component import GuaranteeComponent
from warranties.models.guarantee_rule import GuaranteeRule
from warranties.models.maintenance_visit import MaintenanceVisit
from warranties.models.recall import Recall
from warranties.models.rule_event import RuleEvent
from warranties.models.service_centre import ServiceCentre
from warranties.models.service_plan import ServicePlan

__all__ = [
    "CommercialGuarantee",
    "Cover",
    "Custody",
    "GuaranteeComponent",
    "GuaranteeRule",
    "MaintenanceVisit",
    "Recall",
    "RuleEvent",
    "ServiceCentre",
    "ServicePlan",
]
