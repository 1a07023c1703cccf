"""The demonstration with something in every corner, so that each page has something to show."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from pathlib import Path

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.files.base import ContentFile
from django.db.models import QuerySet
from django.utils import timezone

from catalog.actions.articles import save_article
from catalog.actions.documents import add_document
from catalog.models import Article, Document
from catalog.states import DocumentKind
from core.actions.imports import upload_import
from core.actions.mail import enqueue_mail
from core.actors import Actor, actor_of, customer_by_link
from core.models import Absence, ImportJob, Team, User, WorkCalendar
from core.richtext import Words
from core.states import HandingOut, ImportState, Outgoing
from core.tasks import send_outbox
from customers.actions.registering import Told, register_product
from customers.actions.registrations import refuse_registration
from customers.links import email_change_token
from customers.models import Customer, Registration, Unit
from followups.actions.planning_deliveries import plan_deliveries
from followups.actions.troubles import note_trouble
from followups.links import survey_token
from followups.models import Call, Invitation, Plan, Questionnaire
from followups.states import TroubleKind
from postventa.demo.accounts import CUSTOMER
from postventa.demo.seed import seed
from privacy.actions.asking import ask_erasure
from privacy.actions.blocking import block
from privacy.actions.holding import place_hold
from privacy.actions.rules import load_retention
from privacy.links import erasure_token
from privacy.models import RetentionRule
from privacy.states import Keeping
from remedies.models import Slot
from remedies.states import VisitKind
from tests.factories import (
    CentreFactory,
    CustomerFactory,
    CustomerUserFactory,
    GuaranteeFactory,
    PlanFactory,
    RecallFactory,
)
from tests.filings import TOLD, article, begin, symptom
from tests.followups.makers import NPS, the_plans
from tests.followups.makers import questionnaire as make_questionnaire
from tests.imports import csv_bytes, purchase
from tests.uploads import pdf, photo
from tickets.actions.appointments import book
from tickets.actions.automations import save_automation
from tickets.actions.bulk import start_bulk, work_on
from tickets.actions.completion import ask_to_complete
from tickets.actions.deadlines import load_deadlines
from tickets.actions.filing import add_files, solve_filing
from tickets.actions.first_settings import first_settings
from tickets.actions.legal_starts import end_legal_start, say_legal_start
from tickets.actions.macros import save_macro
from tickets.actions.opening import open_ticket
from tickets.actions.parcels import make_parcel
from tickets.actions.points import answer_point, write_points
from tickets.actions.promises import break_promise, keep_promise, make_promise
from tickets.actions.proposing import propose
from tickets.actions.slot_offers import offer_hours
from tickets.actions.statements import send_filing
from tickets.actions.visit_ends import cancel_appointment
from tickets.conditions import FIELDS, read_conditions
from tickets.deeds import read_written
from tickets.links import case_token, filing_token
from tickets.models import Appointment, Automation, AutomationRun, BulkJob, Macro, Promise, SlaPolicy, Ticket
from tickets.states import (
    Channel,
    DeadlineEvent,
    Kind,
    MessageKind,
    PromiseKind,
    Resolution,
    RunOutcome,
    Topic,
    Trigger,
)
from warranties.actions.covers import add_plan, record_visit, register_guarantee
from warranties.actions.custody import hand_in
from warranties.links import unit_token


class World:
    """Whom and what the pages are about."""

    def __init__(self, sink, language: str) -> None:
        now = timezone.now()
        the_plans()
        seed(now=now)
        load_deadlines(now=now)
        first_settings(now=now)
        self.calendar, self.policy = WorkCalendar.objects.get(), SlaPolicy.objects.get()
        plan_deliveries(now=now)
        self.plan, self.questionnaire, self.draft = _plans(now)
        self.manager = User.objects.get(email="luis@demo.example")
        self.agent = User.objects.get(email="ana@demo.example")
        marta = Customer.objects.get(email=CUSTOMER)
        self.customer = User.objects.filter(email=CUSTOMER).first() or CustomerUserFactory(
            email=CUSTOMER, name=marta.name
        )
        self.new_address = email_change_token(self.customer, "marta.nueva@demo.example", now)
        hers = Unit.objects.filter(purchase__customer=marta).select_related("delivery")
        self.unit = hers.filter(delivery__delivered_at__isnull=False).order_by("pk").first()
        self.unit_on_its_way = Unit.objects.filter(delivery__delivered_at=None).first()
        self.unit_token = unit_token(self.unit)
        self.registered = _registered(marta, actor_of(self.agent), now)
        self.document = Document.objects.first() or _document(self.unit, self.manager, now)
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
        self.promise = _promises(self.case, self.agent, now)
        self.asked = _law(self.case, actor_of(self.agent), now)
        self.proposed = _proposed(marta, self.unit, actor_of(self.agent), now)
        self.proposed_token = case_token(self.proposed)
        self.offered, self.booked = _visits(marta, self.unit, actor_of(self.agent), now)
        self.booked_token = case_token(self.booked.ticket)
        self.declined = Ticket.objects.filter(resolution=Resolution.DECLINED).select_related("customer").first()
        self.asked_token, self.declined_token = case_token(self.asked), case_token(self.declined)
        self.resolved = Ticket.objects.filter(resolution=Resolution.REPAIRED).first()
        self.call = Call.objects.filter(state="planned").first()
        self.finished_call = Call.objects.filter(state="done").first()
        self.token = case_token(self.case)
        _filings(self, marta, hers, now)
        self.survey = survey_token(_fresh_survey(language, now))
        send_outbox()
        self.letter = Path(sink.deliveries[-1]["file"]).stem
        self.jobs = {state: _job(state, self.manager, now) for state in ("preview", "running", "done", "failed")}
        self.rule = _rules(self.case, self.manager, now)
        self.team = _away(self.agent, now)
        self.macro, self.article = _macro(self.manager, now), _article(self.unit, self.manager, now)
        self.symptom = self.article.symptoms.first()
        self.bulk = {state: _bulk(state, self.case, self.agent, now) for state in ("done", "waiting")}
        load_retention()
        self.retention, self.erasures = RetentionRule.objects.get(about=Keeping.CASES), _erasures(now)
        self.hold = place_hold(
            customer=CustomerFactory(), why="Juzgado n.º 3, autos 7/2027", by=actor_of(self.manager), now=now
        )
        self.careful = User.objects.get(email="oscar@demo.example")
        TOTP.activate(self.careful, generate_totp_secret())
        RecoveryCodes.activate(self.careful)


def _erasures(now: dt.datetime) -> dict[str, str]:
    """The links of somebody who has asked to be erased, and of somebody who has been."""
    asked = {
        state: ask_erasure(customer=one, by=customer_by_link(one.email), now=now - dt.timedelta(days=2))
        for state, one in (("asked", CustomerFactory()), ("blocked", CustomerFactory()))
    }
    block(erasure=asked["blocked"], now=now)
    return {state: erasure_token(erasure) for state, erasure in asked.items()}


def _document(unit: Unit, manager: User, now: dt.datetime) -> Document:
    return add_document(
        about=unit.product, kind=DocumentKind.MANUAL, title="Manual", language="es", upload=pdf(),
        by=actor_of(manager), now=now,
    )  # fmt: skip


def _registered(marta: Customer, by: Actor, now: dt.datetime) -> dict[str, Registration]:
    """A product that is being looked at, and one that was refused."""
    rows = {}
    for state in ("waiting", "refused"):
        told = Told(serial=f"SN-{state}", product_words="Una cafetera", gift=True, bought_from="Mi tía")
        rows[state] = register_product(
            customer=marta, told=told, receipt=[photo()], submission=uuid.uuid4(), by=by, now=now
        )  # fmt: skip
    refuse_registration(registration=rows["refused"], answer="En la foto no se lee el número.", by=by, now=now)
    return rows


def _filings(world: World, marta: Customer, hers: QuerySet[Unit], now: dt.datetime) -> None:
    """Complaints on their way of every kind: one with all told and a photo, one in danger, one sent, one solved."""
    unit = hers.filter(delivery__delivered_at__isnull=False).order_by("pk").last()
    sees = symptom(unit)
    helps = article(sees, title="Limpiar el filtro de la puerta")
    what = {"what": {"symptom": sees.pk, "text": "Queda agua."}}
    told = {**{step.value: said for step, said in TOLD.items()}, **what}
    by = customer_by_link(marta.email)
    world.filing = begin(unit, told=told, now=now)
    add_files(filing=world.filing, uploads=[photo("visor.jpg")], by=by, now=now)
    world.filings = {
        "danger": begin(unit, told={"what": {"symptom": None, "text": "Sale humo"}}, now=now - dt.timedelta(hours=1)),
        "withdrawal": begin(unit, topic=Topic.WITHDRAWAL, now=now),
        "question": begin(unit, topic=Topic.QUESTION, told={}, now=now),
        "solved": begin(unit, told=what, now=now - dt.timedelta(hours=2)),
        "sent": begin(unit, now=now - dt.timedelta(hours=3)),
    }
    given = {"language": "es", "by": by, "now": now}
    solve_filing(filing=world.filings["solved"], article=helps.pk, **given)
    send_filing(filing=world.filings["sent"], **given)
    world.filing_token, world.sent_filing_token = filing_token(world.filing), filing_token(world.filings["sent"])


def _rules(case: Ticket, author: User, now: dt.datetime) -> Automation:
    """One with a condition of each shape that has met cases, and another that was stopped there."""
    known = {"words": ["agua"], "country": ["ES"], "product": ["XR-1"], "state": ["new", "open"], "team": ["none"]}
    asks = [{"field": field, "op": FIELDS[field].ops[0], "values": values} for field, values in known.items()]
    asks.append({"field": "opened_hours", "op": "at_least", "values": [2]})
    deeds, by = read_written(["priority:3", "tag:agua", "notify:managers", "hand_out:"]), actor_of(author)
    given = {"deeds": deeds, "by": by, "now": now - dt.timedelta(days=2)}
    when = [Trigger.OPENED, Trigger.CUSTOMER_WROTE]
    rule = save_automation(
        automation=None, name="Agua primero", triggers=when, conditions=read_conditions(asks), **given
    )  # fmt: skip
    stopped = save_automation(automation=None, name="Al revés", triggers=[Trigger.PRIORITY], **given)
    Automation.objects.filter(pk=stopped.pk).update(
        stopped_at=now, stopped_chain=[stopped.pk, rule.pk, stopped.pk], stopped_ticket=case
    )
    for number, outcome in enumerate(RunOutcome):
        AutomationRun.objects.create(
            automation=rule, ticket=case, occasion=f"event:{number}", version=1, outcome=outcome,
            code="no_team" if outcome == RunOutcome.REFUSED else "", at=now,
        )  # fmt: skip
    return rule


def _away(agent: User, now: dt.datetime) -> Team:
    """The agent's team, which hands out, with nobody who could take a case: they are away, and had been before."""
    hour, day = dt.timedelta(hours=1), dt.timedelta(days=1)
    for starts, ends in ((-9 * day, -8 * day), (-hour, 3 * day), (30 * day, None)):
        ends_at = None if ends is None else now + ends
        Absence.objects.create(user=agent, starts_at=now + starts, ends_at=ends_at, reason="Un curso fuera")
    team = agent.teams.get()
    Team.objects.filter(pk=team.pk).update(handing_out=HandingOut.IN_TURN)
    team.members.update(capacity=0)
    return team


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


def _promises(case: Ticket, agent: User, now: dt.datetime) -> Promise:
    """One that is to be kept tomorrow, one that was kept and one that was not."""
    given = {"ticket": case, "kind": PromiseKind.CALL, "owner": agent, "by": actor_of(agent)}
    earlier = {"now": now - dt.timedelta(hours=2), "due_at": now - dt.timedelta(hours=1)}
    kept = make_promise(what="Le llamamos hoy para quedar", **given, **earlier)
    keep_promise(promise=kept, done_at=earlier["now"] + dt.timedelta(minutes=5), by=actor_of(agent), now=now)
    broken = make_promise(what="Le enviamos hoy el presupuesto", **given, **earlier)
    break_promise(promise=broken, by=actor_of(agent), now=now)
    what = "Mañana pasa un técnico entre las 9 y las 11, y le llama antes de salir"
    return make_promise(what=what, due_at=now + dt.timedelta(days=1), now=now, **given)


def _law(case: Ticket, by: Actor, now: dt.datetime) -> Ticket:
    """Dates and points in a case; another one, whose customer did not complete it in time."""
    say = {"ticket": case, "by": by, "now": now}
    say_legal_start(event=DeadlineEvent.FORM, at=now - dt.timedelta(hours=2), number="AN-2026/00123", **say)
    end_legal_start(
        start=say_legal_start(event=DeadlineEvent.ESTIMATE, at=now - dt.timedelta(hours=1), **say), by=by, now=now
    )
    write_points(texts=["¿Quién paga la visita?", "¿Cuándo vienen?"], answers={}, **say)
    answer_point(text="¿Quién paga la visita?", answer="La pagamos nosotros.", **say)
    active = Ticket.objects.active().filter(kind=Kind.TECHNICAL, customer__country="ES").exclude(pk=case.pk)
    other = active.order_by("created_at").first()
    ask_to_complete(ticket=other, words=Words("¿Nos envía la factura?"), by=by, now=now - dt.timedelta(days=30))
    return other


def _visits(marta: Customer, unit: Unit, by: Actor, now: dt.datetime) -> tuple[Ticket, Appointment]:
    """A case in which an hour can be chosen, and one with an hour that is booked and another that was; and a return."""
    about = {"customer": marta, "unit": unit, "kind": Kind.COMPLAINT, "channel": Channel.PORTAL, "language": "es"}
    offered, case = (open_ticket(text=text, by=by, now=now, **about) for text in ("Hace ruido.", "No centrifuga."))
    offer_hours(ticket=offered, kind=VisitKind.VISIT, words=Words("Elija hora."), by=by, now=now)
    slots = Slot.objects.filter(kind=VisitKind.VISIT, starts_at__gt=now + dt.timedelta(days=2)).order_by("-starts_at")
    cancelled = book(ticket=case, slot=slots[1], by=by, now=now)
    cancel_appointment(appointment=cancelled, by=by, now=now)
    make_parcel(ticket=case, centre=CentreFactory(), carrier="Correos", contents="La tapa", by=by, now=now)
    return offered, book(ticket=case, slot=slots[0], by=by, now=now)


def _proposed(marta: Customer, unit: Unit, by: Actor, now: dt.datetime) -> Ticket:
    """A case in which something is missing and a solution is proposed."""
    case = open_ticket(
        customer=marta, unit=unit, text="La puerta tiene un golpe.", kind=Kind.COMPLAINT, channel=Channel.PORTAL,
        language="es", by=by, now=now - dt.timedelta(days=1),
    )  # fmt: skip
    asked = Words("Nos falta:\n- El número de serie\n- ¿Venía así el paquete?")
    ask_to_complete(ticket=case, words=asked, by=by, now=now - dt.timedelta(hours=5))
    propose(
        ticket=case, resolution=Resolution.PRICE_REDUCED, amount=Decimal(80), currency="EUR",
        text="Si se la queda así, le devolvemos una parte.", open_until=now.date() + dt.timedelta(days=10), by=by,
        now=now - dt.timedelta(hours=4),
    )  # fmt: skip
    return case


def _macro(manager: User, now: dt.datetime) -> Macro:
    deeds = read_written(["assign:me", "priority:3", "tag:visita", "state:waiting_part"])
    words = "Hola {{first_name}}: mañana iremos a ver su {{product}}."
    return save_macro(
        macro=None, name="Visita", kind=MessageKind.REPLY, text=words, deeds=deeds, by=actor_of(manager), now=now
    )


def _article(unit: Unit, manager: User, now: dt.datetime) -> Article:
    """For customers, in its second version."""
    words = "<h3>Antes</h3><p>Cierre <strong>el agua</strong>.</p><ul><li>Gire el filtro.</li></ul>"
    article, symptoms = None, unit.product.line.symptoms.all()[:1]
    for html in ("<p>Cierre el grifo.</p>", words):
        article = save_article(
            article=article, title="Limpiar el filtro", language="es", text="", html=html, products=[unit.product],
            symptoms=symptoms, public=True, by=actor_of(manager), now=now,
        )  # fmt: skip
    return article


def _bulk(state: str, case: Ticket, agent: User, now: dt.datetime) -> BulkJob:
    """One that was refused in a case, and one on which nobody has begun."""
    deeds = read_written(["state:closed" if state == "done" else "tag:garantía"])
    job = start_bulk(ticket_ids=[case.pk], deeds=deeds, submission=uuid.uuid4(), by=actor_of(agent), now=now)
    if state == "done":
        work_on(job=job, clock=timezone.now)
    return job


def _plans(now: dt.datetime) -> tuple[Plan, Questionnaire, Questionnaire]:
    """A plan, what it asks and a draft of its next version; and what needs a manager's attention."""
    plan = Plan.objects.live().first()
    asked = make_questionnaire(*NPS)
    draft = Questionnaire.objects.create(
        code=asked.code, version=2, use=asked.use, scope=asked.scope, items=asked.items, created_at=now
    )
    for kind in (TroubleKind.BAD_PHONE, TroubleKind.NO_ZONE):
        note_trouble(kind=kind, customer=Customer.objects.first(), now=now)
    note_trouble(kind=TroubleKind.NO_WINDOW, plan=plan, now=now)
    letter = enqueue_mail(
        kind="case_replied", to="maria@demo.example", subject="x", text="x", html="", language="es", now=now
    )
    letter.status, letter.last_error = Outgoing.FAILED, "SMTPRecipientsRefused"
    letter.save()
    return plan, asked, draft


def _fresh_survey(language: str, now: dt.datetime) -> Invitation:
    """A survey that can be answered; it speaks its customer's language, not the browser's."""
    survey = Invitation.objects.filter(kind="delivery", state="sent").exclude(sent_at=None).latest("sent_at")
    survey.sent_at, survey.expires_at = now, now + dt.timedelta(days=60)
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
