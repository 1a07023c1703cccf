"""What a unit's page offers to mend slips with, and the trace that mending left."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from core.models import AuditEntry
from customers.models import Unit
from postventa.desk.forms.mending import CorrectionForm, RemovalForm
from postventa.desk.unit_changes import changes_told
from postventa.desk.unit_story import Event
from warranties.models import Cover, Custody
from warranties.passport import Passport


class Mending:
    """A part of the page of a unit."""

    unit: Unit
    passport: Passport
    stays: list[Custody]
    # The forms that were sent, by the stay or the cover that they are about.
    correction_forms: Mapping[int, CorrectionForm] = {}
    removal_forms: Mapping[int, RemovalForm] = {}

    @cached_property
    def corrections(self) -> list[tuple[Custody, CorrectionForm]]:
        """Each stay that the page shows, with its form; the newest first."""
        sent = self.correction_forms
        return [(stay, sent.get(stay.pk) or CorrectionForm(stay=stay)) for stay in self.stays]

    @cached_property
    def removals(self) -> list[tuple[Cover, str, RemovalForm]]:
        """The registrations and plans that may have been a mistake: no visit of them was used."""
        told = [(it.registration, it.guarantee.name) for it in self.passport.promised if it.registration]
        told += [(it.cover, it.plan.name) for it in self.passport.plans if not it.cover.visits.all()]
        return [(cover, name, self.removal_forms.get(cover.pk) or RemovalForm(cover=cover)) for cover, name in told]

    @cached_property
    def changes(self) -> list[Event]:
        """What was changed by hand, with who did it and why."""
        return changes_told(self.unit, AuditEntry.objects.about("customers.unit", self.unit.pk))
