"""The settings of the house: a card for each page of them."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from catalog.models import Document, Symptom
from core.models import Team, WorkCalendar
from followups.models import Plan
from postventa.desk.access import manager_required
from postventa.desk.rail import rail
from remedies.models import Slot
from tickets.models import Alternatives, Automation, DeadlineRule, EscalationStep, SlaPolicy
from tickets.queries.visits import with_room


@dataclass(frozen=True)
class Card:
    """A page of settings: what it is for in a sentence, and how much of it there is."""

    href: str
    icon: str
    name: str
    says: str
    figure: str


@manager_required
@require_safe
def settings(request: HttpRequest) -> HttpResponse:
    """All the pages on which the house is set up."""
    return render(request, "desk/settings/index.html", {"cards": _cards(), "nav": "settings"} | rail(request))


def _card(page: str, *about: str) -> Card:
    return Card(reverse(f"desk:{page}"), *about)


def _cards() -> list[Card]:
    hours, times = WorkCalendar.objects.count(), SlaPolicy.objects.filter(active=True).count()
    terms, teams = DeadlineRule.objects.binding().count(), Team.objects.count()
    steps = EscalationStep.objects.filter(active=True, policy=None).count()
    papers = Document.objects.published().count()
    signs = Symptom.objects.filter(active=True).count()
    free = with_room(Slot.objects.open(timezone.now())).count()
    followed = Plan.objects.filter(live__isnull=False).count()
    rules, named = Automation.objects.filter(active=True).count(), Alternatives.objects.count()
    return [
        _card(
            "calendars", "calendar-clock", _("Work calendars"),
            _("The hours in which work is done, the holidays, and the days that are not like others."),
            ngettext("%(n)s calendar", "%(n)s calendars", hours) % {"n": hours},
        ),
        _card(
            "policies", "timer", _("Policies of times"),
            _("How long a reply and a resolution may take, and what is done when time runs out."),
            ngettext("%(n)s policy", "%(n)s policies", times) % {"n": times},
        ),
        _card(
            "deadlines", "scale", _("Legal deadlines"),
            _("The terms that the law sets, and which of them bind the company."),
            ngettext("%(n)s binds us", "%(n)s bind us", terms) % {"n": terms},
        ),
        _card(
            "alternatives", "life-buoy", _("Who else can help"),
            _("Whom a refusal names: who else can help the customer, by country."),
            ngettext("%(n)s country", "%(n)s countries", named) % {"n": named},
        ),
        _card(
            "escalations", "bell-ring", _("Law and promises: who is told"),
            _("What is done before a legal deadline or a promise comes to its moment, and then."),
            ngettext("%(n)s step", "%(n)s steps", steps) % {"n": steps},
        ),
        _card(
            "products", "package", _("Products"),
            _("What customers see of them: pictures, icons, manuals and other papers."),
            ngettext("%(n)s document", "%(n)s documents", papers) % {"n": papers},
        ),
        _card(
            "slots", "calendar-days", _("Hours for visits"),
            _("What technicians, vans and counters have free, for customers to choose from."),
            ngettext("%(n)s free hour", "%(n)s free hours", free) % {"n": free},
        ),
        _card(
            "teams", "users-round", _("Teams"),
            _("Who works together, how cases are handed out, and who is away."),
            ngettext("%(n)s team", "%(n)s teams", teams) % {"n": teams},
        ),
        _card(
            "symptoms", "stethoscope", _("Symptoms"),
            _("What customers see when products of a line fail, in their words, before they complain."),
            ngettext("%(n)s symptom", "%(n)s symptoms", signs) % {"n": signs},
        ),
        _card(
            "rules", "workflow", _("Rules"),
            _("When something happens in a case, something is done by itself."),
            ngettext("%(n)s switched on", "%(n)s switched on", rules) % {"n": rules},
        ),
        _card(
            "plans", "phone-outgoing", _("Follow-ups"),
            _("Who is called and asked after a delivery or a case, by which questions and how often."),
            ngettext("%(n)s plan switched on", "%(n)s plans switched on", followed) % {"n": followed},
        ),
    ]  # fmt: skip
