import pytest

from core.actors import actor_of
from tests.cases import open_case
from tests.factories import UnitFactory
from tests.uploads import pdf, photo
from tickets.actions.conversation import add_note, reply_to_customer

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(marta):
    return open_case(unit=UnitFactory(purchase__customer=marta), files=[photo("lavadora ñ.jpg"), pdf()])


@pytest.fixture
def attachments(ticket):
    return list(ticket.messages.get().attachments.all())


def test_photo_is_shown_and_cannot_do_anything(browser, attachments):
    answer = browser.get(f"/portal/files/{attachments[0].pk}/")

    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["Content-Disposition"] == "inline; filename*=utf-8''lavadora%20%C3%B1.jpeg"
    assert answer["Cache-Control"] == "private, max-age=300"
    assert b"".join(answer.streaming_content)[:3] == b"\xff\xd8\xff"


def test_pdf_is_given_to_keep(browser, attachments):
    answer = browser.get(f"/portal/files/{attachments[1].pk}/")

    assert (answer["Content-Type"], answer["Content-Disposition"]) == (
        "application/pdf",
        'attachment; filename="factura.pdf"',
    )
    assert b"".join(answer.streaming_content)[:5] == b"%PDF-"


def test_file_of_our_reply_is_shown_and_of_our_note_is_not(browser, ticket, agent):
    by = actor_of(agent)
    reply = reply_to_customer(ticket=ticket, text="Mire", files=[photo()], by=by, now=ticket.created_at)
    note = add_note(ticket=ticket, text="Interna", files=[photo()], by=by, now=ticket.created_at)

    shown = browser.get(f"/portal/files/{reply.attachments.get().pk}/")

    assert shown.status_code == 200
    assert b"".join(shown.streaming_content)[:3] == b"\xff\xd8\xff"
    assert browser.get(f"/portal/files/{note.attachments.get().pk}/").status_code == 404


def test_file_of_somebody_else_does_not_exist(browser):
    stranger = open_case(files=[photo()]).messages.get().attachments.get()

    assert browser.get(f"/portal/files/{stranger.pk}/").status_code == 404


def test_file_whose_bytes_are_gone_is_404(browser, attachments):
    attachments[0].file.file.delete(save=False)

    assert browser.get(f"/portal/files/{attachments[0].pk}/").status_code == 404


def test_file_without_signing_in_is_not_shown(enter, attachments):
    assert enter(None).get(f"/portal/files/{attachments[0].pk}/").status_code == 302
