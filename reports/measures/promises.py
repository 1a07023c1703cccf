"""What somebody of us promised a customer: kept or broken, and what is in neither."""

from __future__ import annotations

from django.db.models import Q

from reports.measures._measure import Measure
from reports.measures.cases import FROM_CASE, OF_CASE, ON_CASE
from reports.queries.promises import BROKEN, KEPT, WITHDRAWN
from reports.states import Source
from tickets.models import Promise
from tickets.states import PromiseState

_READ = OF_CASE & (Q(message=None) | Q(message__taken_back_at=None))
_TOUCHED = {**FROM_CASE, Source.PROMISE: ("pk",), Source.MESSAGE: ("message__ticket",)}

SETTLED = Measure(
    code="promises",
    model=Promise,
    on="settled_at",
    counts=_READ & (KEPT | BROKEN),
    hit=KEPT,
    by="kind",
    subject=Source.PROMISE,
    touched=_TOUCHED,
    places=ON_CASE,
)
# Moved with the customer, or withdrawn in time.
PUT_ASIDE = Measure(
    code="promises_aside",
    model=Promise,
    on="settled_at",
    counts=_READ & (Q(state=PromiseState.MOVED) | WITHDRAWN),
    by="state",
    subject=Source.PROMISE,
    touched=_TOUCHED,
    places=ON_CASE,
)

PROMISES = (SETTLED, PUT_ASIDE)
