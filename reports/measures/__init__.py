"""What is rolled up by the day. `MEASURES` holds all of it; each file says the measures of one topic."""

from reports.measures._measure import Measure
from reports.measures.calls import CALLS
from reports.measures.cases import CASES
from reports.measures.deliveries import DELIVERIES
from reports.measures.promises import PROMISES
from reports.measures.surveys import SURVEYS

MEASURES: tuple[Measure, ...] = (*CASES, *PROMISES, *DELIVERIES, *SURVEYS, *CALLS)
BY_CODE = {measure.code: measure for measure in MEASURES}
