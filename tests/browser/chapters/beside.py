"""Beside the case: an article that helps, the order as its guest sees it, and what we hold of her."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

from catalog.models import ArticleVote
from customers.models import Customer
from privacy.models import Erasure
from privacy.states import ErasureState
from tests.browser.marta import EMAIL, LEAK, Marta
from tickets.models import Ticket


def look_it_up(marta: Marta) -> None:
    page, title = marta.page, "Limpiar el filtro" if marta.language == "es" else "Clean the filter"
    votes = ArticleVote.objects.count()
    marta.goes(page, "Help")
    page.get_by_role("link", name=title).first.wait_for()
    marta.seen(page, "help")
    page.locator("input[name=q]").fill("tapa" if marta.language == "es" else "lid")
    marta.press(page, "Look it up")
    page.locator("mark").first.wait_for()
    marta.seen(page, "help-found")
    page.get_by_role("link", name=title).click()
    page.get_by_role("heading", name=title).wait_for()
    marta.seen(page, "article")
    marta.press(page, "Yes")
    marta.looks(page, "article-voted", "Thank you for telling us")
    assert (ArticleVote.objects.count(), ArticleVote.objects.last().vote) == (votes + 1, "helped")


def see_it_as_a_guest(marta: Marta, ticket: Ticket) -> None:
    """With the number of the order: what was bought, and nothing of what was said."""
    page = marta.opens("/")
    marta.goes(page, "With the number of my order")
    page.get_by_label(marta.say("Order number")).fill(marta.unit.purchase.order_ref)
    page.get_by_label(marta.say("E-mail")).fill(EMAIL)
    marta.seen(page, "order")
    marta.press(page, "See my order")
    page.get_by_role("heading", name=marta.unit.product.name).wait_for()
    marta.seen(page, "guest")
    said = page.content()
    assert [words in said for words in (LEAK, ticket.reference, "Marta Gil", "Sale E18.")] == [False] * 4
    page.goto(f"/portal/cases/{ticket.reference}/")
    page.locator("input[type=email]").wait_for()
    assert ticket.reference not in page.locator("main").inner_text()


def change_a_wish(marta: Marta) -> None:
    page = marta.page
    marta.goes(page, "My data")
    marta.heads(page, "My data")
    marta.seen(page, "my-data")
    marta.goes(page, "Change it")
    marta.heads(page, "What you want of us")
    marta.seen(page, "wishes")
    page.get_by_label(marta.say("You may ask me how it went")).uncheck()
    marta.press(page, "Save")
    marta.looks(page, "wish-changed", "We send you no surveys.")
    assert Customer.objects.get(email=EMAIL).no_surveys


def take_a_copy(marta: Marta, ticket: Ticket, folder: Path) -> None:
    with marta.page.expect_download() as download:
        marta.press(marta.page, "Download my data")
    download.value.save_as(folder / "mine.zip")
    with zipfile.ZipFile(folder / "mine.zip") as bundle:
        data = json.loads(bundle.read("data.json"))
        assert [case["reference"] for case in data["data"]["cases"]] == [ticket.reference]
        [file] = data["files"]
        assert (file["name"], bundle.read(file["path"])[:3]) == ("fuga.jpeg", b"\xff\xd8\xff")
        assert LEAK in bundle.read("index.html").decode()


def ask_to_be_forgotten_and_stay(marta: Marta) -> None:
    page = marta.page
    marta.goes(page, "Ask for it")
    marta.heads(page, "Be forgotten")
    marta.seen(page, "forget")
    page.get_by_role("checkbox").check()
    marta.press(page, "Erase my data")
    page.get_by_role("button", name=marta.say("Call it off")).wait_for()
    marta.seen(page, "forget-asked")
    assert Erasure.objects.get().state == ErasureState.ASKED
    letter = marta.letter()
    by_letter = marta.follows(marta.link(letter, "erasure"))
    marta.heads(by_letter, "Your erasure")
    marta.seen(by_letter, "forget-by-link")
    assert [words in by_letter.content() for words in (EMAIL, "Marta Gil")] == [False, False]
    marta.press(page, "Call it off")
    page.get_by_role("button", name=marta.say("Erase my data")).wait_for()
    marta.seen(page, "forget-called-off")
    assert Erasure.objects.get().state == ErasureState.CANCELLED
