"""What a survey is about, why it is asked and where its link leads: for its own pages and for those that show it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.actors import Actor
from core.zones import zone_of
from customers.models import Unit
from followups.links import survey_token
from followups.models import Invitation
from followups.states import Scope, SurveyKind

SHOWN = 3
ABOUT = ("customer", "ticket__unit__product", "delivery", "unit__product", "questionnaire")


@dataclass(frozen=True)
class Surveyed:
    """An invitation as its reader sees it; days are those of their own clock."""

    invitation: Invitation

    @property
    def url(self) -> str:
        return reverse("survey", args=[survey_token(self.invitation)])

    @property
    def title(self) -> str:
        """What it is about, as a heading."""
        if self._is_about_us:
            return settings.COMPANY["name"]
        if self.invitation.ticket:
            return _("Your case")
        return {
            SurveyKind.GUARANTEE: _("The guarantee of your product"),
            SurveyKind.MAINTENANCE: _("The maintenance of your product"),
        }.get(SurveyKind(self.invitation.kind), _("Your delivery"))

    @property
    def asks(self) -> str:
        """The same as a question that invites."""
        if self._is_about_us:
            return _("Would you recommend %(company)s?") % {"company": settings.COMPANY["name"]}
        if self.invitation.ticket:
            return _("How did we handle your case?")
        if self.invitation.kind == SurveyKind.DELIVERY:
            return _("How was your delivery?")
        return _("How is your product doing?")

    @property
    def reference(self) -> str:
        """Of the case that it is about."""
        ticket = None if self._is_about_us else self.invitation.ticket
        return ticket.reference if ticket else ""

    @cached_property
    def products(self) -> list[str]:
        """The names of what was delivered, or of the product that it or its case is about."""
        if self._is_about_us:
            return []
        unit = self.invitation.unit or (self.invitation.ticket and self.invitation.ticket.unit)
        if unit:
            return [unit.product.name]
        if self.invitation.delivery_id is None:
            return []
        units = Unit.objects.filter(delivery=self.invitation.delivery_id).order_by("pk")
        return list(dict.fromkeys(units.values_list("product__name", flat=True)))

    @property
    def why(self) -> str:
        """Who asks, and because of what."""
        said = {"company": settings.COMPANY["name"], "day": self._day(self._happened)}
        if self._is_about_us:
            return _("%(company)s asks you because you have bought from us.") % said
        if self.invitation.ticket:
            return _("%(company)s asks you because your case was resolved.") % said
        if self.invitation.kind == SurveyKind.GUARANTEE:
            return _("%(company)s asks you because a guarantee of this product ends on %(day)s.") % said
        if self.invitation.kind == SurveyKind.MAINTENANCE:
            return _("%(company)s asks you because its maintenance is due on %(day)s.") % said
        if self._happened:
            return _("%(company)s asks you because this was delivered to you on %(day)s.") % said
        return _("%(company)s asks you because something was delivered to you.") % said

    @property
    def until(self) -> str:
        """The last day on which the link takes answers."""
        return self._day(self.invitation.expires_at)

    @property
    def _is_about_us(self) -> bool:
        return self.invitation.questionnaire.scope == Scope.RELATION

    @property
    def _happened(self) -> dt.datetime | dt.date | None:
        delivery = self.invitation.delivery
        return delivery.completed_at if delivery else self.invitation.about_on

    def _day(self, moment: dt.datetime | dt.date | None) -> str:
        if isinstance(moment, dt.datetime):
            moment = moment.astimezone(zone_of(self.invitation.customer.timezone)).date()
        return date_format(moment, "DATE_FORMAT") if moment else ""


def open_surveys(by: Actor, now: dt.datetime, *, of: Q | None = None) -> list[Surveyed]:
    """The newest that wait for this customer's answers; with `of` only those. One query."""
    rows = Invitation.objects.visible_to(by).open(now).filter(of or Q()).select_related(*ABOUT)
    return [Surveyed(row) for row in rows.order_by("-sent_at", "-pk")[:SHOWN]]
