"""She comes in with a code, sees what covers her washing machine, says that it leaks, and has it in writing."""

from __future__ import annotations

import re
from pathlib import Path

from core.models import StoredFile
from core.states import FileState
from core.tasks import prepare_file
from tests.browser.marta import EMAIL, LEAK, Marta
from tests.uploads import photo
from tickets.models import Ticket


def come_in(marta: Marta) -> None:
    page = marta.page = marta.opens("/")
    marta.seen(page, "welcome")
    marta.goes(page, "Come in with my e-mail")
    page.locator("input[type=email]").fill(EMAIL)
    marta.seen(page, "e-mail")
    marta.press(page, "Send me the code")
    marta.heads(page, "Type the code")
    found = re.search(r"^\s{4}(\S+)\s*$", marta.letter(), re.M)
    assert found
    page.locator("input[name=code]").fill(found.group(1))
    marta.seen(page, "code")
    marta.press(page, "Come in")
    marta.heads(page, "My products")


def see_what_covers_it(marta: Marta) -> None:
    page = marta.page
    page.locator(".shield", has_text=marta.say("Covered")).wait_for()
    marta.seen(page, "products")
    page.get_by_role("link", name=marta.unit.product.name, exact=True).click()
    reasons = page.locator(".reasons").first
    reasons.wait_for(state="hidden")
    page.locator("details.fold summary").first.click()
    reasons.wait_for()
    page.get_by_text("TRLGDCU").first.wait_for()
    marta.seen(page, "product")


def complain(marta: Marta, folder: Path) -> Ticket:
    page = marta.page
    page.get_by_role("link", name=marta.say("I have a problem")).first.click()
    page.get_by_label(marta.sees, exact=True).check()
    page.get_by_label(marta.say("Tell us more, in your own words")).fill(LEAK)
    marta.seen(page, "what")
    marta.press(page, "Continue")
    marta.heads(page, "This may solve it now")
    marta.seen(page, "articles")
    marta.press(page, "It did not solve it: go on")
    marta.heads(page, "How it began")
    page.get_by_label(marta.say("At home"), exact=True).check()
    marta.seen(page, "since")
    marta.press(page, "Continue")
    _add_a_photo(marta, folder)
    marta.press(page, "Continue")
    marta.heads(page, "What covers it")
    marta.seen(page, "cover")
    marta.press(page, "Continue")
    page.get_by_label(marta.say("That it is repaired")).check()
    marta.seen(page, "wish")
    marta.press(page, "Continue")
    marta.heads(page, "How can we reach you?")
    marta.seen(page, "reach")
    marta.press(page, "Continue")
    page.get_by_text("fuga.jpeg").wait_for()
    marta.seen(page, "check")
    marta.press(page, "Send my case")
    marta.heads(page, "We have your case")
    return _the_case(marta)


def _add_a_photo(marta: Marta, folder: Path) -> None:
    """Accepted at once, shown to nobody until it is drawn anew."""
    page, picture = marta.page, folder / "fuga.jpg"
    marta.heads(page, "Photos, or the receipt")
    picture.write_bytes(photo(size=(1600, 1200)).read())
    page.locator("input[type=file]").set_input_files(picture)
    marta.press(page, "Add these, and stay here")
    page.locator(".filed", has_text=marta.say("Being prepared")).wait_for()
    marta.seen(page, "photo-raw")
    stored = StoredFile.objects.get()
    assert prepare_file(stored.pk)
    page.reload()
    page.locator(".filed img").wait_for()
    stored.refresh_from_db()
    assert stored.state == FileState.READY
    marta.seen(page, "photo")


def _the_case(marta: Marta) -> Ticket:
    ticket = Ticket.objects.get()
    marta.page.get_by_text(ticket.reference).first.wait_for()
    assert (ticket.wish, ticket.statement.used_for, ticket.messages.get().attachments.count()) == ("repair", "home", 1)
    marta.seen(marta.page, "sent")
    return ticket


def read_the_receipt(marta: Marta, ticket: Ticket) -> None:
    """The letter and its paper both say which case, when, and what she told us."""
    letter, day = marta.letter(), marta.date(ticket.created_at)
    page = marta.follows(marta.link(letter, "c").partition("receipt.pdf")[0])
    page.get_by_text(LEAK).wait_for()
    marta.seen(page, "case")
    paper = marta.opened(page, re.search(r"/c/\S+/receipt\.pdf", letter).group(0))
    on_paper = " ".join(" ".join(paper.pages).split())
    for said in (ticket.reference, day, marta.sees, LEAK, "fuga.jpeg", marta.unit.product.name):
        assert said in letter
        assert said in on_paper
