"""What a plan would have made of the last days, before it is switched on. Nothing is written.

It goes through the facts of those days as the planner would: each belongs to the first plan that it fits, plans in
force that come before this one included; people are left out for the same reasons, samples and hours are the same.
The world on the day is not played again: who had an open case by then, who answered the telephone. A second try by
other means is therefore counted only where it is clear from the start (nobody to call, no address to write to).

Surveys keep the distance that the policy asks for between two of one person (one e-mail address or one phone), in the
order in which they would fall due: to one another, and to what was really sent by other plans.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass, field

from django.utils import timezone

from core.models import User
from core.sms import can_text
from core.states import Role
from followups import facts as subjects
from followups.arms import held_out, stratum_of
from followups.deciding import Deciding
from followups.facts import Fact, Person, Subject, known_by
from followups.models import Invitation, Plan, PlanVersion
from followups.queries.facts import taken_cases, taken_deliveries, wanted_cases_of, wanted_deliveries_of
from followups.queries.plans import live_plans, policy
from followups.queries.unit_days import due_maintenance, ending_guarantees, first_plan_of_units
from followups.queries.wishes import wishes_of
from followups.schedule import quarantined_until
from followups.states import Reason, Scope, Trigger
from followups.times import Drawer, Times

CHUNK = 5000
UNSAVED = 0
DAYS = 90
# What a unit's day is takes a decision of its own for each unit.
DAYS_OF_UNITS = 14
_GROUPS = ((Trigger.DELIVERED, Trigger.INSTALLED), (Trigger.RESOLVED,), (Trigger.GUARANTEE,), (Trigger.MAINTENANCE,))


@dataclass
class Preview:
    """Over `days`, of so many `facts`: calls and surveys by the local day on which they would have fallen due.

    `agents` are those of the team that calls; all, when no team does. `taken`: what fits as well and yet goes to plans
    that come before this one, by their names.
    """

    days: int
    facts: int = 0
    agents: int = 0
    calls: Counter[dt.date] = field(default_factory=Counter)
    surveys: Counter[dt.date] = field(default_factory=Counter)
    not_called: Counter[str] = field(default_factory=Counter)
    not_asked: Counter[str] = field(default_factory=Counter)
    taken: Counter[str] = field(default_factory=Counter)

    @property
    def calls_a_day(self) -> float:
        """On the days on which there are any: nobody calls on a Sunday."""
        return self.calls.total() / len(self.calls) if self.calls else 0.0

    @property
    def surveys_a_day(self) -> float:
        return self.surveys.total() / len(self.surveys) if self.surveys else 0.0

    @property
    def calls_an_agent_a_day(self) -> float | None:
        """None while nobody is in the team."""
        return self.calls_a_day / self.agents if self.agents else None

    @property
    def busiest(self) -> int:
        """Calls on the day with the most."""
        return max(self.calls.values(), default=0)


def preview(version: PlanVersion, now: dt.datetime, days: int = DAYS) -> Preview:
    """What the version would have made of the last `days` days (of fourteen at most, for days of units).

    A fixed number of queries for each few thousand facts. The version need not be saved.
    """
    if version.pk is None:
        version = copy(version)
        version.pk = UNSAVED
    subject = _subject(version)
    if subject.has_day:
        days = min(days, DAYS_OF_UNITS)
    seen = Preview(days, agents=_agents(version))
    deciding, drawer = Deciding(subject, can_text(), None), Drawer(now - dt.timedelta(days=days))
    due: list[tuple[dt.datetime, Times, Person]] = []
    places: Counter[str] = Counter()
    for some in _chunks(version, subject, now, days, seen.taken):
        wished = wishes_of(fact.person for fact in some)
        for fact in some:
            times = drawer.times(version, fact.person)
            decided = deciding.decide(fact, version, times, wished.of(fact.person))
            called = decided.called
            if deciding.is_tried(decided, version):
                called = _arm(version, fact, times, places)
            seen.facts += 1
            if called == "":
                seen.calls[times.call_at(fact.at).astimezone(times.place.zone).date()] += 1
            elif called is not None:
                seen.not_called[called] += 1
            if decided.asked == "":
                due.append((times.table.survey_at(fact.at), times, fact.person))
            elif decided.asked is not None:
                seen.not_asked[decided.asked] += 1
    _keep_distance(version, due, seen, now)
    return seen


def _subject(version: PlanVersion) -> Subject:
    by_trigger = {
        Trigger.RESOLVED: subjects.CASE,
        Trigger.GUARANTEE: subjects.GUARANTEE,
        Trigger.MAINTENANCE: subjects.MAINTENANCE,
    }
    return by_trigger.get(Trigger(version.plan.trigger), subjects.DELIVERY)


def _chunks(
    version: PlanVersion, subject: Subject, now: dt.datetime, days: int, taken: Counter[str]
) -> Iterator[list[Fact]]:
    """The facts of those days that belong to the plan, as many at a time as fit in hand; the others it counts."""
    before = _before(version)
    versions, names = [*before, version], {one.pk: one.plan.name for one in before}
    if subject.has_day:
        find = ending_guarantees if subject is subjects.GUARANTEE else due_maintenance
        found = list(find([version], subject, timezone.localdate(now), back=days, again=True))
        first = first_plan_of_units(versions, [fact.id for fact in found]) if before else {}
        taken.update(names[first[fact.id]] for fact in found if first.get(fact.id) in names)
        yield [fact for fact in found if first.get(fact.id) not in names]
        return
    read = wanted_cases_of if subject is subjects.CASE else wanted_deliveries_of
    since, after = {one.pk: now - dt.timedelta(days=days) for one in versions}, None
    if before:
        counted = taken_cases if subject is subjects.CASE else taken_deliveries
        taken.update({names[pk]: number for pk, number in counted(version, versions, since, now).items()})
    while some := read(version, versions, since, now, after=after, limit=CHUNK):
        yield some
        after = (some[-1].at, some[-1].id)


def _before(version: PlanVersion) -> list[PlanVersion]:
    """The plans in force that are asked before this one."""
    group = next(group for group in _GROUPS if version.plan.trigger in group)
    mine = _place(version.plan)
    return [one for one in live_plans(group) if one.plan_id != version.plan_id and _place(one.plan) < mine]


def _place(plan: Plan) -> tuple[int, float]:
    return plan.position, plan.pk or float("inf")


def _arm(version: PlanVersion, fact: Fact, times: Times, places: Counter[str]) -> str:
    stratum = stratum_of(country=times.place.country, line=fact.line, late=fact.late)
    places[stratum] += 1
    return Reason.HELD_OUT if held_out(version.seed, stratum, places[stratum] - 1, version.holdout_percent) else ""


def _keep_distance(
    version: PlanVersion, due: list[tuple[dt.datetime, Times, Person]], seen: Preview, now: dt.datetime
) -> None:
    """Count the surveys that keep the distance, the earliest due first."""
    if not due:
        return
    assert version.questionnaire
    scope, rules, known = Scope(version.questionnaire.scope), policy(), _sent_by_others(version, due, now)
    for at, times, person in sorted(due, key=lambda one: (one[0], one[2].id)):
        mine = known_by(person.email, person.phone) or [str(person.id)]
        last_any = _last([known[Scope.TRANSACTION, address] for address in mine], at)
        last_relation = _last([known[Scope.RELATION, address] for address in mine], at)
        last = max(filter(None, (last_any, last_relation)), default=None)
        free = quarantined_until(last, last_relation, scope, rules)
        if free is not None and at < free:
            seen.not_asked[Reason.ASKED_RECENTLY] += 1
            continue
        seen.surveys[at.astimezone(times.place.zone).date()] += 1
        for address in mine:
            found = known[scope, address]
            found.insert(bisect_right(found, at), at)


def _last(known: Sequence[list[dt.datetime]], at: dt.datetime) -> dt.datetime | None:
    """The last of these moments that is not after that one."""
    found = [moments[place - 1] for moments in known if (place := bisect_right(moments, at))]
    return max(found, default=None)


def _sent_by_others(
    version: PlanVersion, due: list[tuple[dt.datetime, Times, Person]], now: dt.datetime
) -> defaultdict[tuple[str, str], list[dt.datetime]]:
    """When people were asked by other plans, by what it was about and by their address, in order."""
    rules = policy()
    longest = dt.timedelta(days=max(rules.transaction_days, rules.relation_days))
    sent = Invitation.objects.filter(sent_at__gte=min(at for at, _times, _person in due) - longest, sent_at__lte=now)
    others = sent.exclude(plan__plan=version.plan_id) if version.plan_id else sent
    told = others.order_by("sent_at").values_list(
        "questionnaire__scope", "customer__email", "customer__phone", "sent_at"
    )
    mine = {address for _at, _times, person in due for address in known_by(person.email, person.phone)}
    known: defaultdict[tuple[str, str], list[dt.datetime]] = defaultdict(list)
    for scope, email, phone, at in told.iterator(CHUNK):
        for address in {email, phone} & mine:
            known[scope, address].append(at or now)  # each of these has been sent
    return known


def _agents(version: PlanVersion) -> int:
    people = User.objects.filter(is_active=True)
    staff = people.filter(role__in=[Role.AGENT, Role.MANAGER], teams=version.team_id)
    return staff.count() if version.team_id else people.filter(role=Role.AGENT).count()
