"""Makes the demonstration: the same every time, but for the day on which it is made."""

from __future__ import annotations

import datetime as dt
import random

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from core.errors import Refused
from core.models import OutgoingMessage, Team, User
from core.states import Outgoing, Role
from customers.models import Customer, Delivery, Purchase, Unit
from followups.actions.loop_closing import close_loops
from followups.actions.planning_rounds import plan_everything
from followups.models import Answer, Call, Invitation
from postventa.demo.accounts import PASSWORD, STAFF
from postventa.demo.asked import Asked
from postventa.demo.care import make_care
from postventa.demo.cases import Stage
from postventa.demo.deskwork import Deskwork
from postventa.demo.helping import make_help
from postventa.demo.house import make_causes, make_fields, make_rules, make_views, make_words
from postventa.demo.people import people
from postventa.demo.products import make_products, make_registrations
from postventa.demo.sales import make_sales
from postventa.demo.times import make_promises, make_rules_on_events, share_out
from postventa.demo.visits import make_visits
from tickets.actions.deadlines import load_deadlines
from tickets.actions.first_settings import first_settings
from tickets.models import Message, Ticket
from warranties.actions.rules import load_rules

SEED = 1969
FRESH = dt.timedelta(hours=12)


@transaction.atomic
def seed(*, now: dt.datetime) -> dict[str, int]:
    """Fill an empty house; how many of each thing there are. Refused, with nothing written, when there are customers.

    Letters of the past count as sent then, and are not sent now; those of the last hours go out.
    """
    if Customer.objects.exists():
        raise Refused(
            _("There are customers already: the demonstration is made in an empty installation only."), code="not_empty"
        )
    load_rules(now=now)
    load_deadlines(now=now)
    first_settings(now=now)
    rng = random.Random(SEED)  # noqa: S311 (not a secret)
    agents = _staff(now)
    manager = User.objects.get(email="luis@demo.example")
    customers = Customer.objects.bulk_create(people(rng))
    make_sales(customers, rng, now)
    make_care(list(agents.values()), random.Random(SEED), now)  # noqa: S311 (not a secret)
    make_fields()
    stage = Stage(agents, make_causes(), rng, now)
    stage.play_all()
    asked = Asked(stage, list(agents.values()), rng, now)
    asked.call()
    asked.survey()
    asked.survey_cases()
    make_rules()
    make_words(manager, now)
    make_help(manager, random.Random(SEED), now)  # noqa: S311 (not a secret)
    Deskwork(stage, agents, now).do_all()
    share_out(agents, now)
    make_promises(stage.named, agents, now)
    make_visits(stage.named, agents, manager, now)
    make_rules_on_events(manager, now)
    make_views(manager, agents["ana"], now)
    make_products(manager, now)
    make_registrations(now)
    _send_the_past(now)
    # As if the sweeps had been at work all the time: whoever looks in the first minute sees a house in order.
    close_loops(now=now)
    plan_everything(now=now)
    return {model._meta.label_lower: model.objects.count() for model in _counted()}


def _staff(now: dt.datetime) -> dict[str, User]:
    """The accounts; those that answer cases come back by their short name."""
    teams = {name: Team.objects.get_or_create(name=name)[0] for *_rest, name in STAFF if name}
    password, agents = make_password(PASSWORD), {}
    for email, name, role, team in STAFF:
        is_admin = role == "administrator"
        user, _created = User.objects.update_or_create(
            email=email,
            defaults={
                "name": name,
                "role": Role.MANAGER if is_admin else role,
                "is_staff": is_admin,
                "is_superuser": is_admin,
                "password": password,
                "date_joined": now - dt.timedelta(days=500),
            },
        )
        if team:
            user.teams.add(teams[team])
        if role == Role.AGENT:
            agents[email.partition("@")[0]] = user
    return agents


def _send_the_past(now: dt.datetime) -> None:
    old = OutgoingMessage.objects.filter(status=Outgoing.QUEUED, created_at__lt=now - FRESH)
    old.update(status=Outgoing.SENT, sent_at=F("created_at"), attempts=1)


def _counted() -> list[type]:
    return [Customer, Purchase, Delivery, Unit, Ticket, Message, Call, Invitation, Answer]
