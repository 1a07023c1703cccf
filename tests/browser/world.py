"""The demonstration with something in every corner, so that each page has something to show."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.files.base import ContentFile
from django.utils import timezone

from core.actions.imports import upload_import
from core.actors import Actor, actor_of
from core.models import ImportJob, User
from core.states import ImportState
from core.tasks import send_outbox
from customers.models import Customer, Unit
from followups.actions.plan import plan_calls
from followups.links import survey_token
from followups.models import Call, Invitation
from postventa.demo.accounts import CUSTOMER
from postventa.demo.seed import seed
from tests.factories import CentreFactory, CustomerUserFactory, GuaranteeFactory, PlanFactory, RecallFactory
from tests.followups.makers import the_plan
from tests.imports import csv_bytes, purchase
from tests.uploads import photo
from tickets.actions.opening import open_ticket
from tickets.links import case_token
from tickets.models import Ticket
from tickets.states import Channel, Kind, Resolution
from warranties.actions.covers import add_plan, record_visit, register_guarantee
from warranties.actions.custody import hand_in
from warranties.links import unit_token


class World:
    """Whom and what the pages are about."""

    def __init__(self, sink, language: str) -> None:
        now = timezone.now()
        seed(now=now)
        plan_calls(plan=the_plan(), now=now)
        self.manager = User.objects.get(email="luis@demo.example")
        self.agent = User.objects.get(email="ana@demo.example")
        marta = Customer.objects.get(email=CUSTOMER)
        self.customer = User.objects.filter(email=CUSTOMER).first() or CustomerUserFactory(
            email=CUSTOMER, name=marta.name
        )
        hers = Unit.objects.filter(purchase__customer=marta).select_related("delivery")
        self.unit = hers.filter(delivery__delivered_at__isnull=False).order_by("pk").first()
        self.unit_on_its_way = Unit.objects.filter(delivery__delivered_at=None).first()
        self.unit_token = unit_token(self.unit)
        _with_a_history(self.unit, actor_of(self.agent), now)
        self.case = open_ticket(
            customer=marta,
            unit=self.unit,
            text="Pierde agua por debajo y deja un charco junto al desagüe cada vez que centrifuga.",
            files=[photo()],
            kind=Kind.COMPLAINT,
            channel=Channel.PORTAL,
            language="es",
            by=actor_of(self.customer),
            now=now - dt.timedelta(hours=3),
        )
        self.resolved = Ticket.objects.filter(resolution=Resolution.REPAIRED).first()
        self.call = Call.objects.filter(state="planned").first()
        self.finished_call = Call.objects.filter(state="done").first()
        self.token = case_token(self.case)
        self.survey = survey_token(_fresh_survey(language, now))
        send_outbox()
        self.letter = Path(sink.deliveries[-1]["file"]).stem
        self.jobs = {state: _job(state, self.manager, now) for state in ("preview", "running", "done", "failed")}
        self.careful = User.objects.get(email="oscar@demo.example")
        TOTP.activate(self.careful, generate_totp_secret())
        RecoveryCodes.activate(self.careful)


def _with_a_history(unit: Unit, by: Actor, now: dt.datetime) -> None:
    """A unit whose passport has everything that one can have."""
    kinds, today = ["extension", "free_support", "maintenance_discount"], now.date()
    cover = add_plan(unit=unit, plan=PlanFactory(kinds=kinds, months=120), by=by, now=now)
    record_visit(cover=cover, on=today, centre=CentreFactory(), by=by, now=now)
    for name in ("Motor", "Tambor"):
        guarantee = GuaranteeFactory(name=name, product=unit.product, starts="registration")
    register_guarantee(unit=unit, guarantee=guarantee, by=by, now=now)
    RecallFactory(products=[unit.product], announced_on=today)
    if not unit.stays.filter(returned_at=None).exists():
        hand_in(unit=unit, fault="Pierde agua por debajo.", accessories="Manguera", by=by, now=now)


def _fresh_survey(language: str, now: dt.datetime) -> Invitation:
    """A survey that can be answered; it speaks its customer's language, not the browser's."""
    survey = Invitation.objects.filter(kind="delivery", state="sent").exclude(sent_at=None).latest("sent_at")
    survey.sent_at = now
    survey.save()
    survey.customer.language = language
    survey.customer.save()
    return survey


def _job(state: str, manager: User, now: dt.datetime) -> ImportJob:
    data = csv_bytes(purchase(), purchase(line="2", sku=""), purchase(line="3", purchased_at="ayer"))
    job = upload_import(kind="purchases", file=ContentFile(data, name=f"{state}.csv"), by=actor_of(manager), now=now)
    if state == "preview":
        return job
    job.state, job.started_at, job.alive_at = ImportState(state), now, now
    job.read, job.created, job.rejected, job.bytes_done = 3, 1, 2, job.size // 2
    if state != "running":
        job.finished_at = now
    if state == "failed":
        job.failure = "La base de datos dejó de responder."
    job.save()
    return job
