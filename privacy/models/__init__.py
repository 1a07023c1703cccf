from privacy.models.erasure import Erasure
from privacy.models.hold import Hold
from privacy.models.retention import RetentionRule, RetentionRun

__all__ = ["Erasure", "Hold", "RetentionRule", "RetentionRun"]
