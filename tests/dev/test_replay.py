"""A shop's days lived again, and counted again: on a small one made by hand."""

import pytest

from customers.models import Customer
from dev.replay.days import replay
from dev.replay.reconcile import by_month, reconcile, totals
from followups.models import Call, Invitation, Loop, Trouble
from tests.followups.makers import the_plans
from tests.imports import csv_bytes, purchase

pytestmark = pytest.mark.django_db


def order(ref, delivered, customer="C-1", **told):
    """An order of February of which a line arrived on that day, or none of it did."""
    says = {
        "order_ref": ref, "customer_ref": customer, "customer_email": f"{customer.lower()}@correo.example",
        "customer_phone": "", "serial": "", "purchased_at": "2025-02-01 10:00", "promised_delivery": "2025-03-31",
        "shipped_at": "", "delivered_at": delivered, "visits_to_complete": "",
    }  # fmt: skip
    return purchase(**says | told)


ORDERS = [
    order("P-1", "2025-03-03 12:00"),
    order("P-2", "2025-03-20 12:00"),  # of the same person: in the days of quiet
    order("P-3", "2025-06-20 12:00"),  # and after them
    order("P-4", "2025-03-04 09:00", "C-2"),
    order("P-5", "2025-03-04 09:00", "C-3", customer_email=""),
    order("P-6", "", "C-4"),  # never arrived
    order("P-7", "2025-03-05 09:00", "C-5", customer_email="c-2@correo.example"),  # C-2 under another number
    order("P-8", "2025-04-29 18:00", "C-6", timezone="America/Santiago", country="CL", region=""),
]
ANSWERS = [
    {"order_ref": "P-4", "asked_at": "2025-03-05", "answered_at": "2025-03-06", "csat": "1", "comment": "Mal"},
    {"order_ref": "P-8", "asked_at": "2025-05-01", "answered_at": "2025-05-02", "csat": "5", "comment": ""},
]


@pytest.fixture
def ended(tmp_path):
    the_plans()
    (tmp_path / "purchases.csv").write_bytes(csv_bytes(*ORDERS))
    (tmp_path / "answers.csv").write_bytes(csv_bytes(*ANSWERS))
    return replay(tmp_path / "purchases.csv", tmp_path / "answers.csv")


def ends():
    return {
        invitation.purchase.order_ref: invitation.reason or invitation.state
        for invitation in Invitation.objects.select_related("purchase")
    }


def test_replay_plans_each_delivery_and_says_why_one_was_left_out(ended):
    assert ends() == {
        "P-1": "sent",
        "P-2": "asked_recently",
        "P-3": "sent",
        "P-4": "answered",
        "P-5": "no_address",
        "P-7": "asked_recently",
        "P-8": "answered",
    }
    assert set(Call.objects.values_list("reason", flat=True)) == {"no_address"}
    assert Loop.objects.get().invitation.purchase.order_ref == "P-4"
    assert not Trouble.objects.exclude(kind="no_zone").exists()


def test_reconcile_finds_that_everything_adds_up(ended):
    assert list(reconcile(ended)) == []
    assert totals(ended)["deliveries"] == totals(ended)["surveys"] == 7
    header, march, *_months, whole = by_month(ended)
    assert header.split()[:5] == ["month", "planned", "sent", "reminded", "answered"]
    assert (march.split()[:5], whole.split()[:5]) == (
        ["2025-03", "5", "2", "1", "1"],
        ["all", "7", "4", "2", "2"],
    )


def test_reconcile_finds_what_does_not_add_up(ended):
    sent = Invitation.objects.get(purchase__order_ref="P-1")
    other = Invitation.objects.get(purchase__order_ref="P-2")
    gone = Invitation.objects.get(purchase__order_ref="P-3")
    alone = Invitation.objects.get(purchase__order_ref="P-5")
    Invitation.objects.filter(pk=other.pk).update(reason="opted_out")
    Customer.objects.filter(pk=alone.customer_id).update(email="nueva@correo.example")
    Invitation.objects.filter(pk=gone.pk).update(sent_at=sent.sent_at, expires_at=sent.expires_at)
    delivery = gone.delivery_id
    Call.objects.filter(delivery=delivery).delete()
    assert set(reconcile(ended)) == {
        f"delivery {delivery} has 0 calls, 1 surveys and 0 troubles",
        f"survey {other.pk} was left out: opted_out, which is not so",
        f"survey {alone.pk} was left out: no_address, which is not so",
        f"survey {gone.pk} was sent in the days of quiet",
    }
