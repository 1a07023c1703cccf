"""What covers a product, from the hand-in to the law that changes: through the doors, by visitors without JavaScript.

The papers are real PDF, read as their reader reads them; PostgreSQL, Redis, a Celery worker and an SMTP server are
real.
"""

import datetime as dt
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from postventa.celery import app as celery
from tests.factories import AgentFactory, ManagerFactory, UnitFactory
from tests.journeys.steps import days_ago, form_to, link_in, sign_in
from tickets.models import Ticket
from tickets.tasks import decide_open_cases
from warranties.models import Custody, GuaranteeRule
from warranties.queries import local_date
from warranties.states import Regime

ENGLISH = {"HTTP_ACCEPT_LANGUAGE": "en"}
PERSONAL = ("Marta", "Ruiz", "marta@correo.example", "+34600111001", "Madrid", "P-MARTA-1", "SN-LAV-000177", "399")


@pytest.fixture
def unit(transactional_db):
    """Marta's washing machine: bought ninety days ago, so under the newest law, and delivered two days later."""
    return UnitFactory(
        serial="SN-LAV-000177",
        product__name="Lavadora Hogarix 9 kg",
        purchase__order_ref="P-MARTA-1",
        purchase__purchased_at=days_ago(90),
        purchase__customer__name="Marta Ruiz",
        purchase__customer__email="marta@correo.example",
        purchase__customer__phone="+34600111001",
        purchase__customer__language="en",
        delivery__delivered_at=days_ago(88),
    )


@pytest.fixture
def ana(visitor, transactional_db):
    """Ana's browser, signed in at the desk."""
    AgentFactory(email="ana@tienda.example", name="Ana Torres")
    browser = visitor(extra_environ=ENGLISH)
    sign_in(browser, "ana@tienda.example")
    return browser


def in_words(day):
    """As the papers and pages write a day in English."""
    return f"{day.day} {day:%B %Y}"


def words_of(page):
    return " ".join(page.html.get_text(" ").split())


def passport_of(browser, unit):
    return browser.get(reverse("desk:unit", args=[unit.pk]))


def legal_until(page):
    return page.context["page"].passport.decision.line(Regime.LEGAL).until


def take_in(browser, unit, on):
    """From the passport, into our hands; the page that follows."""
    form = form_to(passport_of(browser, unit), "desk:unit_stays", unit.pk)
    form["fault"], form["on"] = "Leaks from below", on.isoformat()
    return form.submit().follow()


def give_back(browser, unit, on):
    """From the passport, repaired and back to the customer; the page that follows."""
    form = form_to(passport_of(browser, unit), "desk:unit_return", unit.pk, unit.stays.get().pk)
    form["outcome"], form["work"], form["on"] = "repaired", "New gasket", on.isoformat()
    return form.submit().follow()


@pytest.mark.django_db(transaction=True)
def test_repair_to_the_papers_and_the_public_page(visitor, ana, unit, paper, processes):
    today = local_date(unit, timezone.now())
    first = today - dt.timedelta(days=10)
    before = legal_until(passport_of(ana, unit))

    # In our hands the guarantee stands still, and given back it lasts as many days longer.
    assert "the terms stand still meanwhile" in words_of(take_in(ana, unit, first))
    page = give_back(ana, unit, today)
    stay = Custody.objects.get()
    until = legal_until(page)
    assert until - before == today - first

    # The three papers carry the same QR, and the same last day where they say one.
    hand_in, back, certificate = (
        paper(ana.get(reverse(name, args=[pk])).body)
        for name, pk in (
            ("desk:hand_in_receipt", stay.pk),
            ("desk:return_receipt", stay.pk),
            ("desk:certificate", unit.pk),
        )
    )
    told = [" ".join(" ".join(it.pages).split()) for it in (hand_in, back, certificate)]
    assert [it.codes for it in (back, certificate)] == [hand_in.codes] * 2
    assert len(hand_in.codes) == 1
    assert (stay.number in told[0], "Leaks from below" in told[0], "Marta Ruiz" in told[0]) == (True, True, True)
    assert f"The legal guarantee lasts until {in_words(until)}, that day included." in told[1]
    assert "New gasket" in told[1]
    assert f"Until {in_words(until)}, that day included" in told[2]

    # Whoever reads the QR sees that day, without signing in, and nothing about Marta.
    stranger = visitor(extra_environ=ENGLISH)
    page = stranger.get(urlsplit(hand_in.codes[0]).path)
    words = words_of(page)
    assert f"Until {in_words(until)}, that day included." in words
    assert [it for it in PERSONAL if it in page.text] == []
    assert "Come in with my e-mail" in words


@pytest.mark.django_db(transaction=True)
def test_decision_of_a_case_to_the_law_that_changes(visitor, ana, unit, letters, processes, wait_until, settings):
    celery.conf.broker_url = settings.REDIS_URL
    processes.worker()
    ManagerFactory(email="luis@tienda.example", name="Luis Vega", is_staff=True, is_superuser=True)

    # Marta calls: Ana opens the case, and Marta gets the link to it.
    page = ana.get(reverse("desk:new_ticket"), {"unit": unit.pk})
    form = next(form for form in page.forms.values() if "wish" in form.fields)
    form["channel"], form["text"] = "phone", "It leaks from below."
    form.submit().follow()
    ticket = Ticket.objects.get()
    [receipt] = letters("marta@correo.example", 1)
    link = link_in(receipt, "c")
    marta = visitor(extra_environ=ENGLISH)
    assert "On the facts that we know it is covered." in words_of(marta.get(link))

    # The machine is repaired in our hands: each time the case is decided again.
    today = local_date(unit, timezone.now())
    take_in(ana, unit, today - dt.timedelta(days=10))
    give_back(ana, unit, today)
    assert ticket.decisions.count() == 3
    assert [stay["returned"] for stay in ticket.decisions.first().facts["custody"]] == [today.isoformat()]

    # Ana knows better. Marta reads what the company decided, and not the note.
    page = ana.get(reverse("desk:coverage_override", args=[ticket.reference]))
    form = form_to(page, "desk:coverage_override", ticket.reference)
    form["verdict"], form["reason"] = "not_covered_on_these_facts", "The photo shows a blow."
    page = form.submit().follow()
    assert "The photo shows a blow." in page.text
    told = marta.get(link)
    assert "looked at your case and decided that it is not covered" in words_of(told)
    assert "The photo shows a blow." not in told.text

    # She looks again, and leaves it to the computation.
    page = form_to(page, "desk:coverage_computation", ticket.reference).submit().follow()
    assert "On the facts that we know it is covered." in words_of(marta.get(link))
    old = ticket.decisions.first()
    assert (old.verdict, old.override_verdict) == ("covered", "")
    kept = stored(old)

    # The country brings the extension after a repair: a manager confirms the rule that waited, with the reason.
    rule = GuaranteeRule.objects.waiting().get(code="ES-R2R")
    assert "ES-R2R" not in [code for code, *_rest in old.rules]
    luis = visitor(extra_environ=ENGLISH)
    sign_in(luis, "luis@tienda.example")
    confirm = luis.get(f"/admin/warranties/guaranteerule/{rule.pk}/confirm/")
    form = next(form for form in confirm.forms.values() if "reason" in form.fields)
    assert "This field is required" in form.submit().text
    form["reason"] = "Published in the BOE."
    assert "The rule decides now." in form.submit().follow().text

    # The next sweep decides the case on it. What was decided before stays, to the byte.
    decide_open_cases.delay()
    wait_until(lambda: ticket.decisions.count() == 6, why="the sweep decides the case again")
    new = ticket.decisions.first()
    assert ["ES-R2R", 1, "package"] in new.rules
    assert new.actor_kind == "system"
    assert dt.date.fromisoformat(legal_of(new)["until"]) > dt.date.fromisoformat(legal_of(old)["until"])
    assert stored(old) == kept
    page = ana.get(reverse("desk:coverage_history", args=[ticket.reference]))
    assert "ES-R2R" in page.text


def legal_of(row):
    return next(line for line in row.decision["lines"] if line["regime"] == Regime.LEGAL)


def stored(row):
    """The row as PostgreSQL keeps it, as text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT row::text FROM tickets_coveragedecision row WHERE id = %s", [row.pk])
        return cursor.fetchone()[0]
