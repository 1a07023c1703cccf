"""Administration: nothing that opens an account is read, and no list walks a whole table."""

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.actions.mail import enqueue_mail
from core.admin import Newest, ReadOnly
from core.models import ImportJob, OutgoingMessage, User
from customers.models import Customer
from tests.factories import NOW, CustomerFactory, ManagerFactory
from tests.followups.makers import sent_survey

pytestmark = pytest.mark.django_db


@pytest.fixture
def root(client):
    client.force_login(ManagerFactory(is_staff=True, is_superuser=True, language="en"))
    return client


def test_words_of_a_letter_are_not_shown(root):
    given = {"to": "marta@correo.example", "subject": "Your code", "language": "en", "now": timezone.now()}
    message = enqueue_mail(kind="login_code", text="QWERTY", html="<p>QWERTY</p>", **given)
    page = root.get(f"/admin/core/outgoingmessage/{message.pk}/change/")
    assert (page.status_code, b"marta@correo.example" in page.content, b"QWERTY" in page.content) == (200, True, False)


def test_files_of_an_import_are_not_linked(root):
    job = ImportJob.objects.create(
        kind="purchases", file="imports/a.csv", errors_file="imports/b.csv", name="marzo.csv", size=1,
        created_by=User.objects.get(), created_at=NOW,
    )  # fmt: skip
    page = root.get(f"/admin/core/importjob/{job.pk}/change/").content
    assert (b"marzo.csv" in page, b"imports/a.csv" in page, b"imports/b.csv" in page) == (True, False, False)


BIG = [model for model, own in admin.site._registry.items() if isinstance(own, ReadOnly) or model is Customer]


@pytest.mark.parametrize("model", BIG, ids=lambda model: model._meta.label)
def test_list_of_what_grows_counts_no_whole_table(root, model):
    sent_survey()
    name = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
    with CaptureQueriesContext(connection) as asked:
        assert root.get(name).status_code == 200
    table = model._meta.db_table
    counts = [q["sql"] for q in asked if "COUNT(" in q["sql"] and f'"{table}"' in q["sql"]]
    assert counts
    assert [sql for sql in counts if f"LIMIT {Newest.MOST}" not in sql] == []
    assert [q["sql"] for q in asked if "SELECT DISTINCT" in q["sql"] and f'"{table}"' in q["sql"]] == []


def test_list_ends_where_nobody_pages_on(root, monkeypatch):
    monkeypatch.setattr(Newest, "MOST", 3)
    for _row in range(5):
        CustomerFactory()
    page = root.get("/admin/customers/customer/")
    assert page.context["cl"].result_count == 3


def test_outgoing_messages_are_found_by_their_address(root):
    given = {"kind": "survey", "subject": "x", "text": "x", "html": "", "language": "es", "now": NOW}
    for to in ("marta@correo.example", "luis@correo.example"):
        enqueue_mail(to=to, **given)
    page = root.get("/admin/core/outgoingmessage/?q=marta@correo.example")
    assert [row.to for row in page.context["cl"].result_list] == ["marta@correo.example"]
    assert OutgoingMessage.objects.count() == 2
