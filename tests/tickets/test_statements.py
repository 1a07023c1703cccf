"""Complaints on their way that are sent, twice and at once, thrown away and forgotten."""

from __future__ import annotations

import datetime as dt
import os
import threading
import uuid

import pytest
from django.db import connection, transaction

from core.actors import customer_by_link
from core.errors import Refused
from core.models import OutgoingMessage, StoredFile
from core.states import FileState
from tests.factories import NOW, CustomerFactory, UnitFactory
from tests.filings import TOLD, article, begin, symptom
from tests.tickets.killed import die_in
from tests.uploads import pdf, photo
from tickets.actions.filing import (
    FORGOTTEN,
    add_files,
    begin_filing,
    discard_filing,
    forget_old_filings,
    judge_articles,
    remove_file,
    save_step,
    send_link,
    solve_filing,
)
from tickets.actions.statements import StepMissing, send_filing
from tickets.filing import Step
from tickets.models import Filing, FilingFile, Statement, Ticket
from tickets.states import Kind, ReachBy, Topic, Wish

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "files"
    return settings.MEDIA_ROOT


def doing(filing, **more):
    return {"filing": filing, "by": customer_by_link(filing.customer.email), "now": NOW} | more


def send(filing, **more):
    return send_filing(**doing(filing, language="es", **more))


def on_disk(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def test_begin_without_the_product_that_it_is_about_is_refused():
    with pytest.raises(Refused) as refused:
        begin_filing(
            customer=CustomerFactory(),
            unit=None,
            topic=Topic.PRODUCT,
            language="es",
            uid=uuid.uuid4(),
            by=customer_by_link("x@y.example"),
            now=NOW,
        )

    assert (refused.value.code, Filing.objects.count()) == ("filing_unit", 0)


def test_save_in_two_windows_keeps_what_both_said():
    filing = begin(told={})
    other = Filing.objects.select_related("customer").get()

    save_step(**doing(filing, step=Step.WHAT, told={"symptom": None, "text": "Gotea"}))
    save_step(**doing(other, step=Step.WISH, told={"wish": "repair"}))

    assert Filing.objects.get().told == {"what": {"symptom": None, "text": "Gotea"}, "wish": {"wish": "repair"}}


def test_send_with_something_missing_is_refused_and_writes_nothing():
    filing = begin(told={"what": TOLD["what"]})

    with pytest.raises(StepMissing) as missing:
        send(filing)

    assert (missing.value.step, Ticket.objects.count(), OutgoingMessage.objects.count()) == (Step.WISH, 0, 0)


def test_send_in_danger_wants_no_more_than_what_happens():
    ticket = send(begin(told={"what": {"symptom": None, "text": "Sale humo"}}))

    assert (ticket.safety, ticket.wish, ticket.statement.reach_by) == (True, Wish.UNSURE, ReachBy.EMAIL)


@pytest.mark.parametrize(
    ("topic", "told", "kind", "wish", "subject", "text"),
    [
        (Topic.DELIVERY, {"what": {"trouble": "damaged", "text": ""}}, Kind.COMPLAINT, Wish.UNSURE,
         "Llegó dañado · Lavadora L9", "Llegó dañado"),
        (Topic.DELIVERY, {"what": {"trouble": "other", "text": "Era azul"}}, Kind.COMPLAINT, Wish.UNSURE, None,
         "Era azul"),
        (Topic.QUESTION, {"what": {"symptom": None, "text": "¿Venden filtros?"}}, Kind.QUESTION, Wish.ANSWER,
         "¿Venden filtros?", "¿Venden filtros?"),
        (Topic.SERVICE, {"what": {"symptom": None, "text": "Nadie llamó"}}, Kind.COMPLAINT, Wish.UNSURE,
         "Nadie llamó", "Nadie llamó"),
        (Topic.WITHDRAWAL, {"terms": {"text": "Es grande"}}, Kind.COMPLAINT, Wish.RETURN, None, None),
    ],
)  # fmt: skip
def test_send_of_each_topic_opens_what_it_is(topic, told, kind, wish, subject, text):
    unit = UnitFactory(product__name="Lavadora L9", purchase__order_ref="P-77")
    about = unit if topic not in (Topic.QUESTION, Topic.SERVICE) else None
    given = {"unit": about} if about else {"customer": unit.purchase.customer, "unit": None}
    filing = begin_filing(
        customer=unit.purchase.customer, topic=topic, language="es", uid=uuid.uuid4(), told={**told,
        "reach": TOLD["reach"]}, by=customer_by_link(unit.purchase.customer.email), now=NOW, unit=given["unit"],
    )  # fmt: skip

    ticket = send(filing)

    assert (ticket.kind, ticket.wish, ticket.unit, ticket.statement.topic) == (kind, wish, about, topic)
    said = ticket.messages.get().text
    if topic == Topic.WITHDRAWAL:
        assert ("Lavadora L9" in said, "P-77" in said, said.endswith("Es grande")) == (True, True, True)
        letter = OutgoingMessage.objects.get()
        assert (letter.kind, ticket.reference in letter.text, "P-77" in letter.text) == ("filing_withdrawn", True, True)
    elif topic != Topic.DELIVERY:  # its words are those of a list, and translated
        assert (ticket.subject, said) == (subject, text)


def test_send_of_a_withdrawal_whose_days_are_over_is_refused():
    filing = begin(topic=Topic.WITHDRAWAL)

    with pytest.raises(Refused) as refused:
        send(filing, now=NOW + dt.timedelta(days=60))

    assert (refused.value.code, Ticket.objects.count()) == ("withdrawal_over", 0)


def test_withdrawal_is_not_for_who_holds_what_another_bought():
    unit = UnitFactory(holder=CustomerFactory(), changed_hands_on=NOW.date())
    filing = begin(unit, topic=Topic.WITHDRAWAL)

    with pytest.raises(Refused) as refused:
        send(filing)

    assert (refused.value.code, Ticket.objects.count()) == ("withdrawal_over", 0)


def test_send_gives_the_files_to_the_case_as_they_stand(folder):
    filing = begin()
    add_files(**doing(filing, uploads=[photo(), pdf()]))

    ticket = send(filing)

    files = [one.file for one in ticket.messages.get().attachments.select_related("file")]
    assert [file.state for file in files] == [FileState.RAW, FileState.READY]
    assert (FilingFile.objects.count(), len(on_disk(folder))) == (0, 2)
    assert "foto.jpeg" in OutgoingMessage.objects.get().text


def test_send_of_what_was_thrown_away_is_refused():
    filing = begin()
    discard_filing(**doing(filing))

    with pytest.raises(Refused) as refused:
        send(filing)

    assert (refused.value.code, Ticket.objects.count()) == ("filing_over", 0)


@pytest.mark.parametrize(
    "do",
    [
        lambda filing: save_step(**doing(filing, step=Step.WISH, told={"wish": "refund"})),
        lambda filing: add_files(**doing(filing, uploads=[pdf()])),
        lambda filing: remove_file(**doing(filing, pk=1)),
        lambda filing: judge_articles(**doing(filing, shown=[], tried=True, language="es")),
        lambda filing: solve_filing(**doing(filing, article=1, language="es")),
        lambda filing: send_link(**doing(filing, language="es")),
    ],
    ids=["save", "files", "remove", "judge", "solve", "link"],
)
def test_nothing_changes_what_was_sent(do, folder):
    filing = begin()
    ticket = send(filing)
    letters = OutgoingMessage.objects.count()

    with pytest.raises(Refused) as refused:
        do(filing)

    assert refused.value.code == "filing_over"
    assert (Filing.objects.get().told, Ticket.objects.get(), Ticket.objects.get().wish) == ({}, ticket, Wish.REPAIR)
    assert (OutgoingMessage.objects.count(), on_disk(folder)) == (letters, [])
    assert discard_filing(**doing(filing)) is False


def test_solve_forgets_what_was_told_and_its_files(folder, django_capture_on_commit_callbacks):
    unit = UnitFactory()
    sees = symptom(unit)
    helps = article(sees)
    filing = begin(unit, told={"what": {"symptom": sees.pk, "text": "No desagua"}})
    add_files(**doing(filing, uploads=[photo()]))

    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(2):
            solve_filing(**doing(filing, article=helps.pk, language="es"))

    filing = Filing.objects.get()
    assert (filing.told, filing.solved_at, helps.votes.count()) == ({}, NOW, 1)
    assert (StoredFile.objects.count(), on_disk(folder)) == (0, [])
    with pytest.raises(Refused):
        send(filing)


def test_remove_and_discard_delete_the_bytes_when_that_is_sure(folder, django_capture_on_commit_callbacks):
    filing = begin()
    add_files(**doing(filing, uploads=[photo(), pdf()]))
    first = filing.filed.first().file_id

    with django_capture_on_commit_callbacks(execute=True):
        remove_file(**doing(filing, pk=first))
    assert (StoredFile.objects.count(), len(on_disk(folder))) == (1, 1)
    with django_capture_on_commit_callbacks(execute=True):
        assert discard_filing(**doing(filing))

    assert (Filing.objects.count(), StoredFile.objects.count(), on_disk(folder)) == (0, 0, [])


def test_remove_a_file_of_another_complaint_removes_nothing():
    filing, other = begin(), begin()
    add_files(**doing(other, uploads=[pdf()]))

    remove_file(**doing(filing, pk=other.filed.get().file_id))

    assert other.filed.count() == 1


def test_link_is_not_posted_twice_in_a_moment():
    filing = begin()

    for minutes in (0, 1, 6):
        send_link(**doing(filing, language="es", now=NOW + dt.timedelta(minutes=minutes)))

    assert OutgoingMessage.objects.filter(kind="filing_link").count() == 2


def test_forget_throws_away_what_nobody_touched_for_a_month(folder, django_capture_on_commit_callbacks):
    old, fresh, sent = begin(), begin(now=NOW + dt.timedelta(days=20)), begin()
    add_files(**doing(old, uploads=[pdf()]))
    ticket = send(sent)

    with django_capture_on_commit_callbacks(execute=True):
        assert forget_old_filings(before=NOW + dt.timedelta(days=31) - FORGOTTEN) == 1

    assert set(Filing.objects.all()) == {fresh, sent}
    assert (Ticket.objects.get(), on_disk(folder)) == (ticket, [])
    assert forget_old_filings(before=NOW + dt.timedelta(days=31) - FORGOTTEN) == 0


@pytest.mark.django_db(transaction=True)
def test_send_from_many_windows_at_once_is_one_case():
    filing = begin()
    add_files(**doing(filing, uploads=[pdf()]))
    windows, found, together = 6, [], threading.Barrier(6)

    def press():
        together.wait()
        try:
            found.append(send(Filing.objects.select_related("customer").get(pk=filing.pk)).reference)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(windows)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    ticket = Ticket.objects.get()
    assert found == [ticket.reference] * windows
    assert (ticket.messages.get().attachments.count(), OutgoingMessage.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_first_step_from_two_windows_at_once_begins_one():
    unit, uid, together = UnitFactory(), uuid.uuid4(), threading.Barrier(4)
    found = []

    def press():
        together.wait()
        try:
            found.append(begin(unit, uid=uid).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == [Filing.objects.get().pk] * 4


def killed_sending(filing, step):
    """Send it in a process of its own that is killed at that step; False when it came to its end."""
    connection.close()
    child = os.fork()
    if not child:  # pragma: no cover (it dies)
        try:
            die_in(lambda: send(filing), step)
        except BaseException:
            os._exit(1)
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in (0, -9)
    return code != 0


@pytest.mark.django_db(transaction=True)
def test_web_that_is_killed_between_any_two_steps_loses_nothing_and_opens_one_case():
    filing, step = begin(), 0
    add_files(**doing(filing, uploads=[pdf()]))
    filing = Filing.objects.select_related("customer").get()

    while killed_sending(filing, step):
        step += 1
        with transaction.atomic():
            kept = Filing.objects.select_for_update().get()  # once PostgreSQL has let go of what the dead one held
            cases = Ticket.objects.count()
        if cases == 0:
            assert (kept.told, kept.ticket_id) == (filing.told, None)
            assert (kept.filed.count(), Statement.objects.count(), OutgoingMessage.objects.count()) == (1, 0, 0)
    ticket = Ticket.objects.get()

    assert step > 10
    assert send(filing) == ticket
    assert (Filing.objects.get().ticket, ticket.messages.get().attachments.count()) == (ticket, 1)
    assert (Statement.objects.count(), OutgoingMessage.objects.count()) == (1, 1)
