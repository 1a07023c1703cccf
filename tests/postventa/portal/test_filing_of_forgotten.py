"""A browser that may go on with the complaint of somebody who was forgotten meanwhile."""

import datetime as dt

import pytest
from django.utils import timezone

from core.actors import customer_by_link
from customers.models import Customer
from privacy.actions.asking import ask_erasure
from privacy.actions.blocking import block
from tests.factories import UnitFactory
from tests.filings import begin
from tickets.links import filing_token
from tickets.models import Filing, Ticket

pytestmark = pytest.mark.django_db


def test_go_on_with_a_complaint_of_who_was_forgotten_writes_nothing(enter, marta):
    now = timezone.now()
    unit = UnitFactory(
        purchase__customer=marta,
        purchase__purchased_at=now - dt.timedelta(days=10),
        delivery__delivered_at=now - dt.timedelta(days=3),
    )
    filing = begin(unit, now=now)
    phone = enter()
    assert phone.get(f"/f/{filing_token(filing)}/").status_code == 302  # opened in a second browser
    erasure = ask_erasure(customer=marta, by=customer_by_link(marta.email), now=now - dt.timedelta(days=30))
    block(erasure=erasure, now=now)
    assert Customer.objects.get(pk=marta.pk).email == ""

    at = f"/portal/filings/{filing.uid}/"
    answers = [
        phone.post(at + "what/", {"trouble": "", "choice": "none", "text": "Soy Marta Gil, calle del Candil 7."})
    ]
    answers.append(phone.post(at + "reach/", {"by": "phone", "phone": "600 111 222", "when": "morning"}))
    for step, said in [
        ("since", {"used_for": "home"}),
        ("wish", {"wish": "repair"}),
        ("cover", {}),
        ("files", {}),
        ("check", {}),
    ]:
        answers.append(phone.post(f"{at}{step}/", said))

    assert (Filing.objects.get().told, Ticket.objects.count()) == ({}, 0)
