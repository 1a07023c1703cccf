"""Articles on the way to a case: what they solve, what they do not, and what counts as a vote."""

import uuid

import pytest
from pytest_django.asserts import assertContains, assertRedirects

from catalog.models import ArticleVote
from tests.factories import UnitFactory
from tests.filings import TOLD, article, begin, symptom
from tests.postventa.portal.filing_places import at, step_of
from tickets.models import Filing, Statement, Ticket

pytestmark = pytest.mark.django_db


def test_article_that_solves_it_ends_it_with_a_vote(browser, unit, address):
    sees = symptom(unit)
    helps = article(sees, language="en", title="Clean the filter")
    page = browser.post(address, {"choice": sees.pk, "text": "", "submission": uuid.uuid4()})
    filing = Filing.objects.get()
    assertRedirects(page, at(filing, "articles/"))
    assertContains(browser.get(page.url), "<strong>filtro</strong>")

    for _ in range(2):
        page = browser.post(page.url if "articles" in page.url else at(filing, "articles/"), {"solved": helps.pk})

    assertRedirects(page, at(filing, "solved/"))
    assertContains(browser.get(page.url), "Good to know that it works again")
    assert [(one.article, one.vote, one.symptom) for one in ArticleVote.objects.all()] == [(helps, "solved", sees)]
    assert (Ticket.objects.count(), Filing.objects.get().told) == (0, {})


def test_article_that_does_not_solve_it_counts_once_and_goes_on(browser, unit):
    sees = symptom(unit)
    read, unread = (article(sees, language="en", title=title) for title in ("Clean the filter", "Level it"))
    filing = begin(unit, told={"what": {"symptom": sees.pk, "text": ""}, "wish": TOLD["wish"], "reach": TOLD["reach"]})

    for _ in range(2):
        page = browser.post(at(filing, "articles/"), {"tried": "1", "shown": [read.pk]})
    assertRedirects(page, at(filing, "since/"))
    assert [(one.article, one.vote) for one in ArticleVote.objects.all()] == [(read, "not_solved")]

    browser.post(at(filing, "check/"))
    assert Statement.objects.get().articles_read == 1
    assert unread.votes.count() == 0


def test_going_on_without_trying_an_article_is_no_vote(browser, unit):
    sees = symptom(unit)
    helps = article(sees, language="en")
    filing = begin(unit, told={"what": {"symptom": sees.pk, "text": ""}})

    assert step_of(browser.post(at(filing, "articles/"), {"shown": [helps.pk]})) == "since"
    assert ArticleVote.objects.count() == 0


def test_article_that_was_not_offered_solves_nothing(browser, unit):
    sees = symptom(unit)
    article(sees, language="en")
    strange = article(symptom(UnitFactory()), language="en")
    filing = begin(unit, told={"what": {"symptom": sees.pk, "text": ""}})

    assert browser.post(at(filing, "articles/"), {"solved": strange.pk}).status_code == 422
    assert ArticleVote.objects.count() == 0
