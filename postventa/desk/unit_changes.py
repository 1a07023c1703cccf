"""What was changed by hand of a unit and its stays, in words: who, what it was before, what it is now, and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.models import AuditEntry
from customers.models import Unit
from postventa.desk.unit_story import Event
from warranties.models import CommercialGuarantee, Custody, ServicePlan
from warranties.queries import local_date
from warranties.states import Outcome

NAMES = {
    "used_term_months": gettext_lazy("Agreed term"),
    "digital_supply_months": gettext_lazy("Digital service"),
    "changed_hands_on": gettext_lazy("Changed hands"),
    "handed_in_on": gettext_lazy("Handed in"),
    "returned_on": gettext_lazy("Returned"),
    "paid": gettext_lazy("Paid by the customer"),
    "outcome": gettext_lazy("How it ended"),
    "replacement_serial": gettext_lazy("Serial number of the replacement"),
}
ICONS = {
    "sale_completed": "pencil",
    "stay_corrected": "pencil-line",
    "cover_removed": "eraser",
    "changed_hands": "arrow-right-left",
    "released": "hand-helping",
}


def changes_told(unit: Unit, entries: Iterable[AuditEntry]) -> list[Event]:
    """One line for each, on its local day."""
    entries = list(entries)
    names = _names_removed(entry for entry in entries if entry.what == "cover_removed")
    return [
        Event(
            local_date(unit, entry.at), _said(entry, names), ICONS[entry.what], more=_changed(entry),
            reason=entry.reason,
        )
        for entry in entries
    ]  # fmt: skip


def _said(entry: AuditEntry, names: Mapping[int, str]) -> str:
    said = {"who": str(entry.actor) if entry.actor else _("The system")}
    if entry.what == "stay_corrected":
        stay = Custody(pk=entry.before["stay"])
        return _("Stay %(number)s corrected by %(who)s") % (said | {"number": stay.number})
    if entry.what == "cover_removed":
        return _("«%(name)s» removed by %(who)s") % (said | {"name": names[entry.pk]})
    if entry.what == "changed_hands":
        return _("It changed hands; accepted by %(who)s") % said
    if entry.what == "released":
        return _("Given or sold on, says %(who)s") % said
    return _("Sale completed by %(who)s") % said


def _names_removed(removed: Iterable[AuditEntry]) -> dict[int, str]:
    """The plan or guarantee of each removal, by its entry; one query for each of the two where there was one."""
    removed = list(removed)
    plans = ServicePlan.objects.in_bulk([entry.before["plan"] for entry in removed if entry.before["plan"]])
    promised = [entry.before["guarantee"] for entry in removed if entry.before["guarantee"]]
    guarantees = CommercialGuarantee.objects.in_bulk(promised)
    return {
        entry.pk: str(plans.get(entry.before["plan"]) or guarantees.get(entry.before["guarantee"]) or "")
        for entry in removed
    }


def _changed(entry: AuditEntry) -> str:
    """«Returned: 14/5/26 → 16/5/26», for each fact; a removal says it all by its name."""
    told = [
        f"{NAMES[name]}: {_value(name, entry.before[name])} → {_value(name, now)}"
        for name, now in entry.after.items()
        if name in NAMES
    ]
    return "; ".join(told)


def _value(name: str, value: Any) -> str:
    if value in (None, ""):
        return "—"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, int):
        return ngettext("%(months)s month", "%(months)s months", value) % {"months": value}
    if name.endswith("_on"):
        return date_format(dt.date.fromisoformat(value), "SHORT_DATE_FORMAT")
    return str(Outcome(value).label) if name == "outcome" else str(value)
