"""Who may be asked today: the world as it is now, for many surveys at once, in a fixed number of queries."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from django.db.models import Q, QuerySet

from core.places import Place
from core.sms import can_text
from customers.models import Customer
from followups.asking import Known, Verdict, address_of, decide
from followups.facts import NOTHING, Wishes, is_dialled, known_by
from followups.models import Invitation, PlanVersion, Policy
from followups.queries.people import place_of
from followups.queries.plans import policy
from followups.schedule import DAY, clock_at, due_after, next_mailable, quarantined_until, survey_at, too_late_at
from followups.states import DelayUnit, InvitationState, Means, Reason, Scope, SurveyKind, Trigger
from tickets.models import Ticket
from tickets.states import ACTIVE

# Until the other survey of the person, which another worker holds, has gone out; until a plan that is switched off is
# looked at again.
AGAIN, SWITCHED_OFF = dt.timedelta(minutes=5), dt.timedelta(hours=1)
# Of a survey that no plan made; it was planned before there were any.
NO_PLAN = PlanVersion()
MIDNIGHT = dt.time()

Asked = tuple[dt.datetime, str]  # when, and the scope


@dataclass(frozen=True)
class Case:
    """A case of a person that is open or about safety."""

    is_open: bool
    safety: bool
    unit: int | None
    delivery: int | None


class World:
    """What is known today of the people of a batch."""

    def __init__(self, invitations: Collection[Invitation], now: dt.datetime) -> None:
        self.now, self.policy, self.texts = now, policy(), can_text()
        self._of: dict[str, set[int]] = defaultdict(set)
        self._wishes: dict[int, Wishes] = {}
        for pk, email, phone, *said in _records(invitations):
            self._wishes[pk] = Wishes(*said)
            for address in known_by(email, phone):
                self._of[address].add(pk)
        self._cases = _cases(self._wishes)
        self._asked, self._first = _history(invitations, self._wishes, self.policy, now)
        self._sent: dict[int, dict[int, Asked]] = defaultdict(dict)

    def verdict(self, invitation: Invitation) -> Verdict:
        """What becomes of a survey that is due."""
        return decide(self._known(invitation), self.now)

    def reminder(self, invitation: Invitation) -> Verdict:
        """What becomes of a reminder that is due: nobody is reminded who would not be asked any more."""
        due_at = next_mailable(self.now, place_of(invitation.customer))
        known = replace(self._known(invitation), too_late_at=invitation.expires_at, rested_at=None, waits_until=None)
        return decide(replace(known, due_at=due_at), self.now)

    def note_sent(self, invitation: Invitation) -> None:
        """It goes out with this batch, so who shares an address with them was asked just now."""
        self._sent[invitation.customer_id][invitation.pk] = self.now, invitation.questionnaire.scope

    def forget_sent(self, *invitations: Invitation) -> None:
        """These do not go out after all."""
        for invitation in invitations:
            self._sent[invitation.customer_id].pop(invitation.pk, None)

    def _known(self, invitation: Invitation) -> Known:
        customer, place = invitation.customer, place_of(invitation.customer)
        records = self._records_of(customer)
        happened = happened_at(invitation, place)
        plan = invitation.plan or NO_PLAN
        cases = [case for pk in records for case in self._cases.get(pk, ())]
        return Known(
            gone=_gone(invitation, happened),
            unspoken=self._unspoken(customer, records),
            safety=bool(invitation.ticket and invitation.ticket.safety)
            or any(case.safety and _is_about(invitation, case) for case in cases),
            open_case=any(case.is_open for case in cases),
            too_late_at=_too_late_at(invitation, plan, happened, place),
            due_at=self._due_at(invitation, happened, place),
            rested_at=self._rested_at(invitation, records),
            waits_until=self._waits_until(invitation, records),
            send=address_of(invitation.medium, customer.email, customer.phone, texts=self.texts),
        )

    def _records_of(self, customer: Customer) -> set[int]:
        found = {customer.pk}
        for address in known_by(customer.email, customer.phone):
            found |= self._of.get(address, set())
        return found

    def _unspoken(self, customer: Customer, records: Iterable[int]) -> Reason | None:
        wishes = NOTHING
        for pk in records:
            wishes |= self._wishes.get(pk, NOTHING)
        whys = (
            (customer.erased_at is not None, Reason.ERASED),
            (wishes.deceased, Reason.DECEASED),
            (wishes.minor, Reason.MINOR),
            (wishes.in_dispute, Reason.DISPUTE),
            (wishes.no_surveys, Reason.OPTED_OUT),
        )
        return next((reason for holds, reason in whys if holds), None)

    def _due_at(self, invitation: Invitation, happened: dt.datetime | None, place: Place) -> dt.datetime:
        """When it is due by what is known today: it may have been installed, or opened and resolved again, meanwhile.

        What is asked instead of a call, and what hangs on a day, is due when it was said; none goes out at night.
        """
        soonest, plan = next_mailable(self.now, place), invitation.plan
        if plan is None or happened is None or invitation.instead_of_id or invitation.about_on:
            return soonest
        return max(soonest, survey_at(happened, plan.survey_delay, plan.survey_unit, place))

    def _rested_at(self, invitation: Invitation, records: Iterable[int]) -> dt.datetime | None:
        asked = [one for pk in records for one in (*self._asked.get(pk, ()), *self._sent.get(pk, {}).values())]
        last_any = max((at for at, _scope in asked), default=None)
        last_relation = max((at for at, scope in asked if scope == Scope.RELATION), default=None)
        return quarantined_until(last_any, last_relation, invitation.questionnaire.scope, self.policy)

    def _waits_until(self, invitation: Invitation, records: Iterable[int]) -> dt.datetime | None:
        if invitation.plan and invitation.plan.plan.live_id is None:
            return self.now + SWITCHED_OFF
        goes_first = invitation.questionnaire.scope != Scope.RELATION and not self._first.isdisjoint(records)
        return self.now + AGAIN if goes_first else None


def going_first(invitations: Collection[Invitation], now: dt.datetime) -> QuerySet[Invitation]:
    """The surveys about us that are due of these people too, and not among these: they go before all others."""
    records = [pk for pk, *_rest in _records(invitations)]
    here = [invitation.pk for invitation in invitations]
    due = Invitation.objects.due(now).filter(questionnaire__scope=Scope.RELATION, customer__in=records)
    return due.exclude(pk__in=here)


def happened_at(invitation: Invitation, place: Place) -> dt.datetime | None:
    """When it happened what a survey is about: complete, resolved, or so many days before its day; None when undone."""
    if invitation.kind == SurveyKind.DELIVERY:
        delivery, plan = invitation.delivery, invitation.plan
        if delivery is None:
            return None
        installed = plan is not None and plan.plan.trigger == Trigger.INSTALLED
        return delivery.installed_at if installed else delivery.completed_at
    if invitation.kind == SurveyKind.RESOLUTION:
        return invitation.ticket.resolved_at if invitation.ticket else None
    assert invitation.about_on, "a survey that hangs on a day has one"
    lead = invitation.plan.lead_days if invitation.plan else 0
    return clock_at(invitation.about_on - lead * DAY, MIDNIGHT, place)


def _gone(invitation: Invitation, happened: dt.datetime | None) -> Reason | None:
    if invitation.kind == SurveyKind.RESOLUTION:
        goes_on = invitation.ticket is None or happened is None or bool(invitation.ticket.aside)
        return Reason.REOPENED if goes_on else None
    return Reason.NOT_DELIVERED if happened is None else None


def _too_late_at(
    invitation: Invitation, plan: PlanVersion, happened: dt.datetime | None, place: Place
) -> dt.datetime | None:
    if happened is None:
        return None
    late = too_late_at(happened, plan.survey_window_days, place)
    if invitation.about_on:
        return min(late, clock_at(invitation.about_on + DAY, MIDNIGHT, place))
    return late


def _is_about(invitation: Invitation, case: Case) -> bool:
    """Whether a case was about a piece that the survey asks about."""
    if invitation.delivery_id:
        return case.delivery == invitation.delivery_id
    return case.unit is not None and case.unit == invitation.unit_id


def _records(invitations: Iterable[Invitation]) -> list[tuple]:
    """Every record of these people: the shop may know them by several numbers."""
    people = [invitation.customer for invitation in invitations]
    emails, phones = {one.email for one in people} - {""}, {one.phone for one in people if is_dialled(one.phone)}
    # Said apart, or PostgreSQL would not see that the indexes, which leave out who has none, hold all that is wanted.
    same = (
        Q(pk__in=[one.pk for one in people])
        | (~Q(email="") & Q(email__in=emails))
        | (~Q(phone="") & Q(phone__in=phones))
    )
    return list(Customer.objects.filter(same).values_list("pk", "email", "phone", *Wishes._fields))


def _cases(records: Iterable[int]) -> dict[int, list[Case]]:
    found = defaultdict(list)
    told = Ticket.objects.counted().filter(Q(status__in=ACTIVE) | Q(safety=True), customer__in=list(records))
    names = ("customer", "status", "safety", "unit", "unit__delivery")
    for customer, status, safety, unit, delivery in told.values_list(*names):
        found[customer].append(Case(status in ACTIVE, safety, unit, delivery))
    return found


def _history(
    invitations: Iterable[Invitation], records: Iterable[int], rule: Policy, now: dt.datetime
) -> tuple[dict[int, list[Asked]], set[int]]:
    """When these records were asked, as far back as it matters; and those that a survey about us is to reach first."""
    asked: dict[int, list[Asked]] = defaultdict(list)
    first: set[int] = set()
    here = {invitation.pk for invitation in invitations}
    since = now - max(rule.transaction_days, rule.relation_days) * DAY
    due = Q(state=InvitationState.PLANNED, due_at__lte=now, questionnaire__scope=Scope.RELATION)
    for pk, customer, sent_at, scope in (
        _theirs(records)
        .filter(Q(sent_at__gt=since) | due)
        .values_list("pk", "customer", "sent_at", "questionnaire__scope")
    ):
        if sent_at is not None:
            asked[customer].append((sent_at, scope))
        elif pk not in here:
            first.add(customer)
    return asked, first


def _theirs(records: Iterable[int]) -> QuerySet[Invitation]:
    return Invitation.objects.filter(customer__in=list(records))


def lasts(invitation: Invitation, now: dt.datetime) -> tuple[dt.datetime, dt.datetime | None, dt.datetime | None]:
    """Of a survey that goes now: until when its link works, when to remind, and when a call follows."""
    plan, place = invitation.plan or NO_PLAN, place_of(invitation.customer)
    expires_at = now + plan.expires_days * DAY
    remind_at = None
    if plan.reminder_days is not None:
        remind_at = survey_at(now, plan.reminder_days, DelayUnit.DAYS, place)
    call_at = due_after(now, plan.fallback_days, DelayUnit.DAYS, place) if calls_else(invitation) else None
    return expires_at, remind_at if remind_at and remind_at < expires_at else None, call_at


def calls_else(invitation: Invitation) -> bool:
    """Whether a call follows where the survey reaches nobody."""
    return invitation.plan is not None and invitation.plan.means == Means.SURVEY_ELSE_CALL
