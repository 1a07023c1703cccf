"""What is forgotten of stays, plans and visits of somebody's products: what was said and written, not what was done."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Case, CharField, Q, Value, When

from core.erased import ERASED
from customers.hands import theirs_then
from warranties.models import Cover, Custody, MaintenanceVisit


def forget_care(*, customers: Collection[int]) -> int:
    """Empty the words of what happened to their products while these were theirs, in the caller's transaction.

    How many rows there were. Days, outcomes and serial numbers stay: the guarantee of whoever has it hangs on them.
    """
    stays = Custody.objects.filter(theirs_then("unit__", "handed_in_on", customers))
    # A stay that is over may have had no words; one that has none stays without.
    work = Case(When(work="", then=Value("")), default=Value(ERASED), output_field=CharField())
    count = stays.update(fault=ERASED, accessories="", work=work)
    visits = MaintenanceVisit.objects.filter(theirs_then("cover__unit__", "on", customers))
    count += visits.exclude(note="").update(note="")
    covers = Cover.objects.filter(Q(unit__purchase__customer__in=customers) | Q(unit__holder__in=customers))
    return count + covers.exclude(reference="").update(reference="")
