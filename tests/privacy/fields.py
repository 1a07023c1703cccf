"""Every column that can hold a person's words: who forgets it, or why there is nothing of a person in it."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVectorField
from django.db import models

TEXTS = (
    models.CharField,
    models.TextField,
    models.JSONField,
    models.FileField,
    models.GenericIPAddressField,
    models.BinaryField,
    ArrayField,
    SearchVectorField,
)

# By whom it is emptied, or with what its row is deleted. «model» or «model.column».
CORE, CUSTOMERS, CARE, CASES, ASKED, HOLDS = "core", "customers", "warranties", "tickets", "followups", "privacy"
FORGOTTEN = {
    "admin.logentry.object_repr": CORE,
    "admin.logentry.change_message": CORE,
    "sessions.session": CORE,
    "account.emailaddress": CORE,
    "account.emailconfirmation": CORE,
    "mfa.authenticator": CORE,
    "usersessions.usersession": CORE,
    "core.auditentry.before": CORE,
    "core.auditentry.after": CORE,
    "core.auditentry.reason": CORE,
    "core.storedfile": CORE,
    "core.importjob.file": CORE,
    "core.importjob.errors_file": CORE,
    "core.outgoingmessage.to": CORE,
    "core.outgoingmessage.subject": CORE,
    "core.outgoingmessage.text": CORE,
    "core.outgoingmessage.html": CORE,
    "core.outgoingmessage.last_error": CORE,
    "core.user.email": CORE,
    "core.user.name": CORE,
    "core.user.password": CORE,
    "customers.customer.ref": CUSTOMERS,
    "customers.customer.name": CUSTOMERS,
    "customers.customer.email": CUSTOMERS,
    "customers.customer.phone": CUSTOMERS,
    "customers.customer.address": CUSTOMERS,
    "customers.customer.city": CUSTOMERS,
    "customers.customer.postal_code": CUSTOMERS,
    "customers.purchase.order_ref": CUSTOMERS,
    "customers.registration.product_words": CUSTOMERS,
    "customers.registration.bought_from": CUSTOMERS,
    "customers.registration.answer": CUSTOMERS,
    "warranties.cover.reference": CARE,
    "warranties.custody.fault": CARE,
    "warranties.custody.accessories": CARE,
    "warranties.custody.work": CARE,
    "warranties.maintenancevisit.note": CARE,
    "tickets.parcel.carrier": CASES,
    "tickets.parcel.contents": CASES,
    "tickets.bulkjob.deeds": CASES,
    "tickets.bulkitem.why": CASES,
    "tickets.legalstart.number": CASES,
    "tickets.point": CASES,
    "tickets.draft": CASES,
    "tickets.filing.told": CASES,
    "tickets.statement.before": CASES,
    "tickets.statement.reach_phone": CASES,
    "tickets.message.text": CASES,
    "tickets.message.html": CASES,
    "tickets.promise.what": CASES,
    "tickets.searchtext.words": CASES,
    "tickets.ticket.subject": CASES,
    "tickets.ticket.own_fields": CASES,
    "tickets.checkitem.text": CASES,
    "followups.answer.text": ASKED,
    "followups.callattempt.note": ASKED,
    "privacy.hold.why": HOLDS,
    "privacy.hold.lifted_why": HOLDS,
}

DJANGO, HOUSE, CODE = "Django's own words", "the house's own words, of no customer", "codes, numbers and dates"
THING = "of the product, not of the person: whoever holds it has its guarantee"
FIGURE = "coarse, and figures count by it: a country, a region, a zone"
NO_PERSON = {
    "auth.permission": DJANGO,
    "auth.group": DJANGO,
    "contenttypes.contenttype": DJANGO,
    "admin.logentry.object_id": CODE,
    "core.absence": HOUSE,
    "core.auditentry.noun": CODE,
    "core.auditentry.what": CODE,
    "core.workcalendar": HOUSE,
    "core.calendarday": HOUSE,
    "core.importjob.name": "the name that a manager's file had",
    "core.importjob.failure": "a sentence of ours about a file",
    "core.outgoingmessage.kind": CODE,
    "core.outgoingmessage.message_id": "made of a random number",
    "core.team": HOUSE,
    "catalog": HOUSE,
    "catalog.knowledgesearch": "counted by day and never by person; what looks like an address or a number is not kept",
    "customers.customer.country": FIGURE,
    "customers.customer.region": FIGURE,
    "customers.customer.timezone": FIGURE,
    "customers.delivery": "who carries for the house",
    "customers.registration.serial": THING,
    "customers.unit": THING,
    "warranties.commercialguarantee": HOUSE,
    "warranties.guaranteecomponent": HOUSE,
    "warranties.guaranteerule": HOUSE,
    "warranties.recall": HOUSE,
    "warranties.ruleevent": HOUSE,
    "warranties.servicecentre": HOUSE,
    "warranties.serviceplan": HOUSE,
    "warranties.custody.replacement_serial": THING,
    "remedies.slot": "who of the house comes",
    "tickets.parcel.number": "a number of ours",
    "tickets.automation": HOUSE,
    "tickets.automationrun": CODE,
    "tickets.clock": CODE,
    "tickets.coveragedecision": "facts of a sale as codes and dates, and the law they lead to; append-only",
    "tickets.deadlinerule": HOUSE,
    "tickets.alternatives": HOUSE,
    "tickets.ticketevent": "codes and ids; append-only",
    "tickets.kindrules": HOUSE,
    "tickets.ownfield": HOUSE,
    "tickets.macro": HOUSE,
    "tickets.proposal": CODE,
    "tickets.savedview": HOUSE,
    "tickets.slapolicy": HOUSE,
    "tickets.escalationstep": HOUSE,
    "tickets.tag": HOUSE,
    "tickets.ticket.reference": "a number of ours, by which the file of the case is found again",
    "followups.answer.question": CODE,
    "followups.lane": FIGURE,
    "followups.loop": CODE,
    "followups.arm": "where it was sold and whether it was late; figures count by it",
    "followups.plan": HOUSE,
    "followups.planversion": HOUSE,
    "followups.questionnaire": HOUSE,
    "followups.trouble": "the name of an error, never its words",
    "core.outgoingmessage.zone": FIGURE,
    "core.sendingpace": "the part of an address behind the @, of a provider",
    "privacy": "counts, citations and codes; the sealed file is encrypted",
    "reports": "codes, numbers and dates, and the names of carriers",
}


def text_columns() -> Iterator[models.Field]:
    """Columns of all tables that can hold words, but for those that choose from a list."""
    for model in apps.get_models(include_auto_created=True):
        yield from (field for field in model._meta.concrete_fields if isinstance(field, TEXTS) and not field.choices)


def names_of(field: models.Field) -> tuple[str, str, str]:
    """By which it may stand in a list: itself, its table, its package."""
    label = field.model._meta.label_lower
    return f"{label}.{field.name}", label, label.split(".")[0]
