import time
import uuid

import pytest
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from core.actors import actor_of
from tests.cases import open_case
from tests.factories import UnitFactory
from tests.uploads import photo
from tickets.actions.conversation import add_note
from tickets.links import MAX_AGE_DAYS, case_token, case_url
from tickets.states import MessageKind, Status

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(marta):
    return open_case(unit=UnitFactory(purchase__customer=marta), text="Pierde agua", files=[photo()])


@pytest.fixture
def visitor(enter):
    """Somebody who came by the link of a letter, and has not signed in."""
    return enter(None)


def made_days_ago(ticket, days, monkeypatch):
    then = time.time() - days * 86_400
    with monkeypatch.context() as patch:
        patch.setattr(time, "time", lambda: then)
        return case_token(ticket)


def test_link_opens_its_case_without_signing_in(visitor, ticket):
    page = visitor.get(f"/c/{case_token(ticket)}/")

    assertContains(page, "Pierde agua")
    assertContains(page, ticket.reference)
    assertNotContains(page, "/portal/cases/")
    assert page["X-Robots-Tag"] == "noindex"
    assert page["Cache-Control"] == "private, no-store"


def test_link_of_a_letter_is_the_one_that_opens(visitor, ticket, settings):
    assert visitor.get(case_url(ticket).removeprefix(settings.BASE_URL)).status_code == 200


def test_link_takes_a_reply(visitor, ticket):
    address = f"/c/{case_token(ticket)}/"

    page = visitor.post(address, {"text": "Aquí la foto", "files": [photo()], "submission": uuid.uuid4()})

    assertRedirects(page, f"{address}#latest")
    said = ticket.messages.last()
    assert (said.text, said.kind, said.author, said.attachments.count()) == (
        "Aquí la foto",
        MessageKind.CUSTOMER,
        None,
        1,
    )


def test_link_shows_the_files_of_its_case_and_of_no_other(visitor, ticket, agent):
    token = case_token(ticket)
    mine = ticket.messages.get().attachments.get()
    other = open_case(unit=ticket.unit, files=[photo()]).messages.get().attachments.get()
    note = add_note(ticket=ticket, text="Interna", files=[photo()], by=actor_of(agent), now=ticket.created_at)
    hidden = note.attachments.get()

    assertContains(visitor.get(f"/c/{token}/"), f"/c/{token}/files/{mine.pk}/")
    answer = visitor.get(f"/c/{token}/files/{mine.pk}/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert b"".join(answer.streaming_content)[:3] == b"\xff\xd8\xff"
    for attachment in (other, hidden):
        assert visitor.get(f"/c/{token}/files/{attachment.pk}/").status_code == 404


def test_link_opens_nothing_else_of_the_portal(visitor, ticket):
    visitor.get(f"/c/{case_token(ticket)}/")

    for path in ("", "cases/", f"cases/{ticket.reference}/", f"products/{ticket.unit_id}/"):
        assert visitor.get(f"/portal/{path}").status_code == 302


@pytest.mark.parametrize(("days", "status"), [(MAX_AGE_DAYS - 1, 200), (MAX_AGE_DAYS + 1, 404)])
def test_link_works_for_its_time_and_no_longer(visitor, ticket, monkeypatch, days, status):
    assert visitor.get(f"/c/{made_days_ago(ticket, days, monkeypatch)}/").status_code == status


def test_link_that_is_too_old_writes_nothing_and_shows_the_way_in(visitor, ticket, monkeypatch, counts):
    token, before = made_days_ago(ticket, MAX_AGE_DAYS + 1, monkeypatch), counts()

    page = visitor.post(f"/c/{token}/", {"text": "Hola"})

    assertContains(page, "This link no longer works", status_code=404)
    assertContains(page, 'href="/account/login/code/"', status_code=404)
    assert counts() == before


def test_link_that_was_changed_opens_nothing(visitor, ticket, counts):
    other, token, before = open_case(), case_token(ticket), counts()
    payload, stamp, signature = token.split(":")
    foreign = case_token(other).split(":")[0]
    changed = (f"{foreign}:{stamp}:{signature}", token[:-1], token + "a", "x", payload, "%00", ":" * 9, "é" * 40)

    for text in changed:
        for path in (f"/c/{text}/", f"/c/{text}/files/1/"):
            assert visitor.get(path).status_code == 404, path
    assert visitor.post(f"/c/{changed[0]}/", {"text": "Hola"}).status_code == 404
    assert counts() == before


def test_link_in_the_hands_of_staff_writes_nothing_in_the_customers_name(enter, agent, ticket, counts):
    before = counts()

    page = enter(agent).post(f"/c/{case_token(ticket)}/", {"text": "Hola"})

    assertContains(page, "This page is for customers", status_code=404)
    assert counts() == before


def test_link_takes_only_so_many_replies(visitor, ticket, counts):
    address = f"/c/{case_token(ticket)}/"
    for _ in range(60):
        visitor.post(address, {"text": ""})
    before = counts()

    assertContains(visitor.post(address, {"text": "Más"}), "Please wait some minutes", status_code=429)
    ticket.refresh_from_db()
    assert (counts(), ticket.status) == (before, Status.NEW)
