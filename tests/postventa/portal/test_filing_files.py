"""Photos and papers that come with a complaint."""

import pytest
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from core.actions.preparing import prepare_files
from core.models import StoredFile
from tests.postventa.portal.filing_places import at
from tests.uploads import huge, pdf, photo, program
from tickets.models import FilingFile, Ticket

pytestmark = pytest.mark.django_db


def test_files_are_kept_in_a_moment_and_drawn_later(browser, filing):
    page = browser.post(at(filing, "files/"), {"files": [photo(), pdf()], "stay": "1"})

    assertRedirects(page, at(filing, "files/"))
    page = browser.get(page.url)
    assertContains(page, "Being prepared")
    picture = StoredFile.objects.get(content_type="image/jpeg")
    assert browser.get(at(filing, f"files/{picture.pk}/")).status_code == 404

    prepare_files(now=timezone.now(), seconds=5)

    assertNotContains(browser.get(at(filing, "files/")), "Being prepared")
    served = browser.get(at(filing, f"files/{picture.pk}/"))
    assert b"".join(served.streaming_content)[:3] == b"\xff\xd8\xff"
    assert (served.status_code, served["Content-Type"], served["X-Content-Type-Options"]) == (
        200,
        "image/jpeg",
        "nosniff",
    )


def test_file_is_taken_out_again(browser, filing, settings):
    browser.post(at(filing, "files/"), {"files": [photo()]})
    kept = StoredFile.objects.get()

    for _ in range(2):
        assertRedirects(browser.post(at(filing, f"files/{kept.pk}/removal/")), at(filing, "files/"))

    assert (StoredFile.objects.count(), FilingFile.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ([huge()], "«enorme.jpg» is too big: 40 MB, and the limit is 10 MB."),
        ([program("nevera.jpg")], "«nevera.jpg» is not a photo or a PDF that we can open."),
        ([photo(), program("nevera.jpg")], "«nevera.jpg» is not a photo or a PDF that we can open."),
        ([photo() for _ in range(6)], "You chose 6 files, and the limit is 5."),
    ],
    ids=["40 MB", "program", "good and bad", "too many"],
)
def test_files_that_cannot_be_taken_are_refused_and_nothing_is_kept(browser, filing, counts, settings, files, says):
    before = counts()

    page = browser.post(at(filing, "files/"), {"files": files})

    assertContains(page, says, status_code=422)
    assert counts() == before
    assert [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()] == []


def test_more_files_than_one_case_may_have_are_refused(browser, filing):
    browser.post(at(filing, "files/"), {"files": [photo() for _ in range(4)]})

    page = browser.post(at(filing, "files/"), {"files": [photo(), photo()]})

    assertContains(page, "6 files are too many", status_code=422)
    assert FilingFile.objects.count() == 4


def test_file_that_is_raw_in_a_case_is_shown_to_nobody(browser, enter, agent, filing):
    browser.post(at(filing, "files/"), {"files": [photo()]})
    browser.post(at(filing, "check/"))
    ticket = Ticket.objects.get()
    attached = ticket.messages.get().attachments.get()

    assertContains(browser.get(f"/portal/cases/{ticket.reference}/"), "Being prepared")
    assert browser.get(f"/portal/files/{attached.pk}/").status_code == 404
    assertContains(enter(agent).get(f"/desk/tickets/{ticket.reference}/"), "Being prepared")
    assert enter(agent).get(f"/desk/files/{attached.pk}/").status_code == 404

    prepare_files(now=timezone.now(), seconds=5)
    assert b"".join(browser.get(f"/portal/files/{attached.pk}/").streaming_content)[:3] == b"\xff\xd8\xff"
    assertNotContains(browser.get(f"/portal/cases/{ticket.reference}/"), "Being prepared")
