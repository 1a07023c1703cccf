"""A person of whom this house holds something in every place where it can hold anything."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection

from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.base import ContentFile
from django.db.models import CharField, Field, Q, QuerySet, TextField

from core.actions.audit import note_change
from core.actions.imports import claim_import, confirm_import, run_claimed_import, upload_import
from core.actors import actor_of, customer_by_link
from core.models import ImportJob, OutgoingMessage, StoredFile, User
from core.richtext import Words
from core.states import Outgoing
from customers.models import Customer, Purchase, Registration
from followups.models import Answer, CallAttempt
from postventa.imports import KINDS
from privacy.models import Hold
from tests.cases import open_case
from tests.factories import (
    NOW,
    AgentFactory,
    CentreFactory,
    CoverFactory,
    CustodyFactory,
    CustomerUserFactory,
    ManagerFactory,
    UnitFactory,
)
from tests.followups.makers import case_survey, planned_call, sent_survey
from tests.privacy.fields import FORGOTTEN
from tests.uploads import pdf, photo
from tickets.actions.conversation import reply_to_customer, write_as_customer
from tickets.actions.drafts import attach_files, save_draft
from tickets.actions.status import resolve_ticket
from tickets.models import (
    BulkItem,
    BulkJob,
    CheckItem,
    Filing,
    FilingFile,
    LegalStart,
    OwnField,
    Parcel,
    Point,
    Promise,
    Statement,
    Ticket,
)
from tickets.states import FieldType, Resolution
from warranties.models import MaintenanceVisit

NAME, EMAIL, PHONE = "Ulpiano Zorrocotroco", "ulpiano.zorro@correo.example", "+34611222333"
ADDRESS, CITY, POSTAL = "Calle del Candil Azul 77", "Villatoquite", "34350"
REF, ORDER, OTHER_REF = "CLI-98121", "PED-2026-77121", "CLI-98122"
WORDS = "La lavadora de Ulpiano pierde agua por debajo, delante de la abuela Hermenegilda."
MARK = "xilofonista"
FILE_WORDS = b"factura de Ulpiano Zorrocotroco en Villatoquite"
# What nobody may find afterwards, in any case of letters. Beginnings too: of what is found, a part is enough.
TRACES = [
    "ulpiano", "zorrocotroco", "611222333", "611 22 23 33", "candil azul", "villatoquite", "34350", "hermenegilda",
    MARK, REF.lower(), OTHER_REF.lower(), ORDER.lower(), "pierde agua por debajo", "203.0.113.77", "navegador de u",
]  # fmt: skip


class Ulpiano:
    """Two records with one e-mail, an account, two products, cases, calls, surveys, letters, files, traces."""

    def __init__(self) -> None:
        self.agent, self.manager = AgentFactory(language="es"), ManagerFactory(language="es")
        self._bought()
        self._came_in()
        self._complained()
        self._asked()
        self._cared_for()
        self._disputed()
        self._written_down()
        marked(self.customers)

    @property
    def customers(self) -> list[int]:
        return [self.customer.pk, self.other.pk]

    def _bought(self) -> None:
        """By a file of the shop, which is still kept."""
        header = "order_ref,line,customer_ref,customer_name,customer_email,customer_phone,city,postal_code"
        header += ",country,region,sku,product_name,purchased_at,promised_delivery,delivered_at,serial"
        row = f"{ORDER},1,{REF},{NAME},{EMAIL},{PHONE},{CITY},{POSTAL},ES,CL"
        row += ",XR-500,Lavadora 500,2026-02-02T10:00:00+01:00,2026-02-05,2026-02-07T12:00:00+01:00,SN-500-1"
        file = ContentFile(f"{header}\n{row}\n{row.replace(',1,', ',2,', 1).replace('XR-500', '')}\n".encode())
        file.name = "ventas.csv"
        by = actor_of(self.manager)
        self.job = upload_import(kind="purchases", file=file, by=by, now=NOW - dt.timedelta(days=2))
        confirm_import(job=self.job, by=by, now=NOW - dt.timedelta(days=2))
        job = claim_import(job_id=self.job.pk, now=NOW - dt.timedelta(days=2))
        run_claimed_import(job=job, kind=KINDS["purchases"], clock=lambda: NOW - dt.timedelta(days=2))
        Customer.objects.filter(ref=REF).update(address=ADDRESS)
        self.customer = Customer.objects.get(ref=REF)
        unit = UnitFactory(
            purchase__customer__ref=OTHER_REF, purchase__customer__email=EMAIL, purchase__order_ref=f"{ORDER}-B"
        )
        self.unit, self.other_unit = self.customer.purchases.get().units.get(), unit
        self.other = unit.purchase.customer
        Customer.objects.filter(pk=self.other.pk).update(
            name=NAME, phone=PHONE, address=ADDRESS, quiet_from="14:00", quiet_to="16:00"
        )
        self.other.refresh_from_db()

    def _came_in(self) -> None:
        self.user = CustomerUserFactory(email=EMAIL, name=NAME)
        apps.get_model("account", "EmailAddress").objects.create(
            user=self.user, email=EMAIL, verified=True, primary=True
        )
        session = SessionStore()
        session["_auth_user_id"] = str(self.user.pk)
        session.create()
        guest = SessionStore()
        guest["guest"] = {"email": EMAIL, "purchase": 1}
        guest.create()
        apps.get_model("usersessions", "UserSession").objects.create(
            user=self.user, ip="203.0.113.77", session_key=session.session_key, user_agent=f"Navegador de {NAME}",
            data={"de": NAME},
        )  # fmt: skip
        apps.get_model("mfa", "Authenticator").objects.create(user=self.user, type="totp", data={"secret": NAME})
        LogEntry.objects.create(
            user=self.manager, content_type=ContentType.objects.get_for_model(Customer),
            object_id=str(self.customer.pk), object_repr=NAME, action_flag=CHANGE,
            change_message=f"[{{'changed': '{NAME}'}}]",
        )  # fmt: skip

    def _complained(self) -> None:
        by, now = actor_of(self.agent), NOW - dt.timedelta(days=1)
        self.case = open_case(unit=self.unit, text=WORDS, now=now, files=[photo(f"foto de {NAME}.jpg"), self._bill()])
        reply_to_customer(
            ticket=self.case, text=f"Estimado {NAME}: díganos más.", by=by, now=now + dt.timedelta(hours=1)
        )
        said = customer_by_link(EMAIL)
        write_as_customer(ticket=self.case, text=f"{WORDS} Otra vez.", by=said, now=now + dt.timedelta(hours=2))
        draft = {"ticket": self.case, "kind": "note", "by": by, "now": now + dt.timedelta(hours=3)}
        save_draft(words=Words(f"Nota sobre {NAME}", ""), **draft)
        attach_files(uploads=[self._bill()], **draft)
        OwnField.objects.create(key="frase", label="Frase", type=FieldType.TEXT, kinds=["complaint"])
        OwnField.objects.create(key="piso", label="Piso", type=FieldType.NUMBER, kinds=["complaint"])
        Ticket.objects.filter(pk=self.case.pk).update(own_fields={"frase": WORDS, "piso": "3", "sin": NAME})
        done = {"settled_at": NOW, "done_at": NOW, "state": "kept"}
        Promise.objects.create(
            ticket=self.case, kind="call", what=f"Llamar a {NAME}", owner=self.agent, made_by=self.agent, made_at=now,
            due_at=NOW + dt.timedelta(days=1), **done,
        )  # fmt: skip
        Point.objects.create(ticket=self.case, text=f"Que {NAME} espera", answer=WORDS)
        Point.objects.create(ticket=self.case, text=f"Que {NAME} sigue esperando")
        CheckItem.objects.create(ticket=self.case, text=f"Llamar a {NAME}")
        CheckItem.objects.create(ticket=self.case, text=f"Escribir a {NAME}")
        LegalStart.objects.create(
            ticket=self.case, event="repair", at=now, number="OMIC-77", said_at=now, said_by=self.agent, done_at=NOW
        )
        Statement.objects.update_or_create(ticket=self.case, defaults={"before": WORDS, "reach_phone": PHONE})
        Parcel.objects.create(
            ticket=self.case, number="D-77", carrier="Rápidos", contents=WORDS[:80], made_by=self.agent, made_at=now,
            state="received", received_at=NOW,
        )  # fmt: skip
        job = BulkJob.objects.create(
            owner=self.agent, deeds=[{"do": "note", "to": {"text": NAME, "html": ""}}], created_at=now, finished_at=NOW,
            submission=uuid.uuid4(),
        )  # fmt: skip
        BulkItem.objects.create(job=job, ticket=self.case, state="refused", why=f"El caso de {NAME} no se puede")
        self._on_the_way()
        resolve_ticket(
            ticket=self.case,
            resolution=Resolution.REPAIRED,
            text=f"Adiós, {NAME}.",
            by=by,
            now=NOW - dt.timedelta(hours=5),
        )

    def _on_the_way(self) -> None:
        filing = Filing.objects.create(
            uid=uuid.uuid4(), customer=self.customer, unit=self.unit, language="es", told={"what": {"text": WORDS}},
            created_at=NOW, changed_at=NOW,
        )  # fmt: skip
        FilingFile.objects.create(filing=filing, file=self._stored("foto sin enviar.jpg"))

    def _asked(self) -> None:
        call = planned_call(self.unit)
        CallAttempt.objects.create(call=call, at=NOW, agent=self.agent, outcome="busy", note=f"{NAME} no coge")
        survey = sent_survey(self.unit, state="answered", started_at=NOW, answered_at=NOW)
        Answer.objects.create(invitation=survey, question="csat", value=2, answered_at=NOW)
        Answer.objects.create(invitation=survey, question="comment", text=WORDS, answered_at=NOW)
        case_survey(self.case, state="sent", sent_at=NOW)

    def _disputed(self) -> None:
        """A dispute that is over: one that goes on would keep all of this."""
        Hold.objects.create(
            customer=self.customer,
            why=f"Pleito con {NAME}",
            placed_at=NOW - dt.timedelta(days=9),
            placed_by=self.manager,
            lifted_at=NOW - dt.timedelta(days=1),
            lifted_by=self.manager,
            lifted_why=f"Acuerdo con {NAME}",
        )

    def _cared_for(self) -> None:
        CustodyFactory(
            unit=self.unit,
            fault=WORDS,
            accessories=f"Bolsa de {NAME}",
            work=f"Arreglada para {NAME}",
            returned_on=NOW.date(),
        )
        cover = CoverFactory(unit=self.unit, reference="CONTRATO-ULPIANO")
        MaintenanceVisit.objects.create(
            cover=cover, on=NOW.date(), centre=CentreFactory(), note=f"En casa de {NAME}", created_at=NOW
        )
        Registration.objects.create(
            customer=self.customer, state="waiting", serial="SN-R", product_words=f"La de {NAME}",
            bought_from=f"Del primo de {NAME}",
            receipt=self._stored("recibo.pdf"), submission=uuid.uuid4(), created_at=NOW,
        )  # fmt: skip
        Registration.objects.create(
            customer=self.other, state="refused", decided_at=NOW, decided_by=self.agent, answer=f"No, {NAME}",
            submission=uuid.uuid4(), created_at=NOW,
        )  # fmt: skip

    def _written_down(self) -> None:
        by = actor_of(self.agent)
        note_change(
            noun="customers.customer", object_id=self.customer.pk, what="entered", before={}, after={"ref": REF},
            reason=f"Llamó {NAME}", by=by, now=NOW,
        )  # fmt: skip
        note_change(
            noun="customers.unit", object_id=self.unit.pk, what="cover_removed",
            before={"reference": "CONTRATO-ULPIANO", "cover": 3}, after={}, by=by, now=NOW,
        )  # fmt: skip
        letter = {"created_at": NOW, "next_try_at": NOW, "language": "es", "kind": "case_replied"}
        for number, given in enumerate(
            [
                {"to": EMAIL, "subject": f"Hola, {NAME}", "text": WORDS, "html": f"<p>{NAME}</p>"},
                {"to": EMAIL, "subject": "", "text": "", "status": Outgoing.FAILED, "last_error": f"550 <{EMAIL}>"},
                {"to": self.agent.email, "subject": self.case.reference, "text": f"{self.case.reference}: {NAME}",
                 "kind": "noticed", "status": Outgoing.SENT, "sent_at": NOW},
            ]
        ):  # fmt: skip
            OutgoingMessage.objects.create(message_id=f"<{number}@postventa>", **letter | given)

    def _bill(self):
        bill = pdf(f"factura de {NAME}.pdf")
        return type(bill)(bill.name, bill.read() + FILE_WORDS, content_type="application/pdf")

    def _stored(self, name: str) -> StoredFile:
        stored = StoredFile(
            name=f"{NAME} {name}", content_type="application/pdf", size=9, sha256="0" * 64, created_at=NOW
        )
        stored.file.save("suyo.pdf", ContentFile(b"%PDF-1.7 " + FILE_WORDS))
        stored.save()
        return stored


def belonging(label: str, customers: Collection[int]) -> QuerySet | None:
    """The rows of a table that are theirs, along the relations by which it leads to a customer; None without a way."""
    ways = {
        "customers": {"customer": "pk", "purchase": "customer", "registration": "customer"},
        "tickets": {"ticket": "customer", "filing": "customer", "draft": "ticket__customer"},
        "privacy": {"hold": "customer"},
        "followups": {"answer": "invitation__customer", "callattempt": "call__customer"},
    }
    package, model = label.split(".")[:2]
    unit = {"cover": "unit__", "custody": "unit__", "maintenancevisit": "cover__unit__"}
    if package == "warranties":
        way = f"{unit[model]}purchase__customer"
    else:
        way = ways.get(package, {}).get(model) or ("ticket__customer" if package == "tickets" else "")
    if not way or model == "bulkjob":
        return None
    return apps.get_model(package, model)._default_manager.filter(Q(**{f"{way}__in": customers}))


def marked(customers: Collection[int]) -> None:
    """Put a word that nobody would guess into every column of theirs that is to be forgotten, beside what it says."""
    for name in FORGOTTEN:
        _package, model, *columns = name.split(".")
        rows = belonging(name, customers)
        if rows is None or model in ("customer", "purchase", "searchtext", "point", "checkitem", "draft"):
            continue
        for column in columns:
            field: Field = rows.model._meta.get_field(column)
            if isinstance(field, CharField | TextField):
                room = field.max_length or 1000
                for row in rows.filter(**({"returned_at__isnull": False} if column == "work" else {})):
                    setattr(row, column, f"{MARK} {getattr(row, column)}"[:room])
                    row.save(update_fields=[column])


def account() -> User:
    return User.objects.get(email=EMAIL)


def kept_files() -> list[ImportJob]:
    return list(ImportJob.objects.exclude(file=""))


def orders() -> list[str]:
    return list(Purchase.objects.values_list("order_ref", flat=True))
