"""What each figure is, as data, in the order of a sale: promise kept, customer asked, complaint handled."""

from reports.kpis._kpi import Kpi
from reports.kpis.calls import CALLS
from reports.kpis.cases import CASES
from reports.kpis.deliveries import DELIVERIES
from reports.kpis.promises import PROMISES
from reports.kpis.surveys import SURVEYS

KPIS: tuple[Kpi, ...] = (*DELIVERIES, *PROMISES, *SURVEYS, *CALLS, *CASES)
BY_CODE = {kpi.code: kpi for kpi in KPIS}
