"""Survey answers of an earlier system."""

import datetime as dt

import pytest

from customers.actions.import_purchases import import_purchases
from customers.columns import COLUMNS as PURCHASE_COLUMNS
from customers.columns import REQUIRED as PURCHASE_REQUIRED
from customers.models import Delivery
from followups.actions.import_answers import import_answers
from followups.columns import COLUMNS, REQUIRED
from followups.models import Answer, Invitation
from tests import imports
from tests.imports import csv_bytes, purchase

pytestmark = pytest.mark.django_db
ANSWER = {
    "order_ref": "P-1",
    "asked_at": "2026-03-06",
    "answered_at": "2026-03-07 10:00",
    "csat": "4",
    "comment": "Llegó bien",
}


@pytest.fixture(autouse=True)
def _bought():
    data = csv_bytes(purchase(), purchase(line="2", delivered_at=""), purchase(order_ref="P-2", delivered_at=""))
    imports.run(import_purchases, PURCHASE_COLUMNS, PURCHASE_REQUIRED, data)


def run(*rows, **options):
    return imports.run(import_answers, COLUMNS, REQUIRED, csv_bytes(*rows), **options)


def answer(**told):
    return ANSWER | told


def snapshot():
    return [list(model.objects.order_by("pk").values()) for model in (Invitation, Answer)]


def test_import_ties_an_answer_to_what_arrived():
    assert run(answer()) == ((1, 0, 0, 0), {})
    invitation = Invitation.objects.get()
    assert (invitation.kind, invitation.source, invitation.state) == ("delivery", "imported", "answered")
    assert invitation.delivery == Delivery.objects.get(delivered_at__isnull=False)
    assert invitation.answered_at == dt.datetime(2026, 3, 7, 9, 0, tzinfo=dt.UTC)
    told = invitation.answers.order_by("question").values_list("question", "value", "text")
    assert list(told) == [("comment", None, "Llegó bien"), ("csat", 4, "")]


def test_import_again_changes_nothing():
    rows = [answer(), answer(answered_at="2026-03-08 10:00", csat="1"), answer(order_ref="P-2", comment="")]
    run(*rows)
    before = snapshot()
    assert run(*rows) == ((0, 0, 3, 0), {})
    assert snapshot() == before


def test_import_keeps_the_answer_of_an_order_that_never_arrived():
    assert run(answer(order_ref="P-2")) == ((1, 0, 0, 0), {})
    assert Invitation.objects.get().delivery.delivered_at is None


def test_import_without_when_it_was_asked_takes_the_answers_instant():
    run(answer(asked_at=""))
    invitation = Invitation.objects.get()
    assert invitation.sent_at == invitation.answered_at


def test_import_of_a_changed_answer_updates_it():
    run(answer())
    assert run(answer(csat="2", comment="")) == ((0, 1, 0, 0), {})
    assert list(Answer.objects.values_list("question", "value")) == [("csat", 2)]


@pytest.mark.parametrize(
    ("told", "word"),
    [
        ({"order_ref": "P-404"}, "P-404"),
        ({"order_ref": ""}, "order_ref"),
        ({"csat": "6"}, "csat"),
        ({"csat": "4.5"}, "csat"),
        ({"csat": ""}, "csat"),
        ({"answered_at": ""}, "answered_at"),
        ({"answered_at": "07/15/2026"}, "07/15/2026"),
        ({"answered_at": "2026-03-18 10:00"}, "answered_at"),
        ({"asked_at": "2026-03-08 10:00"}, ""),
    ],
)
def test_import_rejects_a_faulty_answer_and_lands_the_others(told, word):
    counts, problems = run(answer(**told), answer(order_ref="P-2"))
    assert counts == (1, 0, 0, 1)
    assert list(problems) == [2]
    assert word in problems[2]
    assert Invitation.objects.get().purchase.order_ref == "P-2"


def test_import_rejects_the_second_of_two_different_duplicates():
    counts, problems = run(answer(), answer(), answer(csat="1"))
    assert counts == (1, 0, 1, 1)
    assert list(problems) == [4]
    assert Answer.objects.get(question="csat").value == 4


def test_dry_run_writes_nothing_and_counts_the_same():
    counts, problems = run(answer(), answer(order_ref="P-404"), dry_run=True)
    assert not Invitation.objects.exists()
    assert run(answer(), answer(order_ref="P-404")) == (counts, problems)
