from reports.models.change import Change
from reports.models.tally import Tally

__all__ = ["Change", "Tally"]
