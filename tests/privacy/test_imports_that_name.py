"""Files of imports that name who is being forgotten: they go too, however they are written."""

import datetime as dt

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from core.actors import customer_by_link
from core.models import ImportJob
from privacy.actions.asking import ask_erasure
from privacy.actions.blocking import block
from tests.factories import AgentFactory, CustomerFactory, UnitFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def left_after_erasing(customer, content: bytes) -> bool:
    """Whether the file of an import that ended yesterday is still there once its customer was erased."""
    now = timezone.now()
    job = ImportJob(kind="purchases", name="ventas.csv", size=len(content), created_by=AgentFactory(), created_at=now)
    job.state, job.alive_at, job.finished_at = "done", now, now
    job.file.save("ventas.csv", ContentFile(content), save=False)
    ImportJob.objects.bulk_create([job])
    erasure = ask_erasure(customer=customer, by=customer_by_link(customer.email), now=now - dt.timedelta(days=30))
    assert block(erasure=erasure, now=now).state == "blocked"
    return bool(ImportJob.objects.get().file)


@pytest.mark.parametrize("codec", ["utf-8", "utf-16", "utf-32"])
def test_erase_a_person_lets_go_of_the_files_that_name_them_in_any_encoding(codec):
    # What spreadsheets call «Unicode text» is UTF-16.
    marta = CustomerFactory(name="Marta Gil", email="marta@correo.example", ref="C-MARTA")
    words = "order_ref;customer_ref;customer_name;customer_email\nP-7000;C-MARTA;Marta Gil;marta@correo.example\n"
    assert not left_after_erasing(marta, words.encode(codec))


def test_erase_a_person_with_short_numbers_and_no_email_in_the_file_lets_go_of_it():
    # A small shop counts from 1: «17» is looked for in its column, and nowhere else.
    marta = CustomerFactory(name="Marta Gil", email="marta@correo.example", ref="17", phone="+34600111222")
    UnitFactory(purchase__customer=marta, purchase__order_ref="932", delivery__delivered_at=timezone.now())
    words = "order_ref;customer_ref;customer_name;customer_phone\n932;17;Marta Gil;600 111 222\n"
    assert not left_after_erasing(marta, words.encode())


def test_erase_a_person_with_short_numbers_keeps_the_files_that_have_them_in_another_column():
    marta = CustomerFactory(name="Marta Gil", email="marta@correo.example", ref="17", phone="")
    UnitFactory(purchase__customer=marta, purchase__order_ref="932", delivery__delivered_at=timezone.now())
    words = "order_ref;customer_ref;customer_name;unit_price\n17;932;Luis Rey;17\n"
    assert left_after_erasing(marta, words.encode())
