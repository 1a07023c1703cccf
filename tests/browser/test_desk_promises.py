"""A promise in a reply, seen in the queue, kept; another whose moment passes, told to its owner and the managers."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from core.actors import actor_of
from tests.browser.desk import alive, settled, write
from tests.cases import open_case
from tests.factories import AgentFactory, CustomerUserFactory, ManagerFactory, UnitFactory
from tickets.actions.first_settings import first_settings
from tickets.actions.promises import make_promise
from tickets.models import Notice, Promise, Ticket
from tickets.states import NoticeKind, PromiseKind, PromiseState
from tickets.tasks import sweep_clocks

pytestmark = pytest.mark.django_db(transaction=True)
LOOKS = [pytest.param("es", {}, id="es-laptop"), pytest.param("en", {"phone": True, "dark": True}, id="en-phone-dark")]
WHAT = "La llamamos con la fecha de la visita"


@pytest.fixture
def case(transactional_db):
    first_settings(now=timezone.now())
    return open_case(unit=UnitFactory(purchase__customer__name="Marta Gil"), now=timezone.now() - dt.timedelta(hours=3))


@pytest.mark.parametrize(("language", "look"), LOOKS)
def test_promise_in_a_reply_is_seen_in_the_queue_and_kept(enter, words, shot, sound, case, language, look):
    say, ana = words(language), AgentFactory(name="Ana Ruiz", language=language)
    page = enter(ana, f"/desk/tickets/{case.reference}/", language=language, **look)
    alive(page)

    write(page, "Hemos pedido la pieza.")
    fold = page.locator("#composer-promise")
    fold.locator("summary").click()
    fold.get_by_label(say("What we promise")).fill(WHAT)
    fold.locator(".when .chip").nth(-2).click()
    shot(page, "writing")
    sound(page, language)
    page.get_by_role("button", name=say("Send"), exact=True).click()
    card = page.locator("#promises")
    card.get_by_text(WHAT).wait_for()
    settled(page)
    assert fold.get_attribute("open") is None
    made = Promise.objects.get()
    assert (made.what, made.owner, made.message.text, made.state) == (WHAT, ana, "Hemos pedido la pieza.", "open")
    page.locator("#timeline q", has_text=WHAT).wait_for()
    shot(page, "made")

    page.goto("/desk/?view=promises")
    row = page.locator(f"#row-{case.reference}")
    row.locator(".deadline").get_by_role("img", name=say("Promise")).wait_for()
    shot(page, "queue")
    sound(page, language)
    row.locator(".row-link").click()

    card.get_by_role("button", name=say("Kept"), exact=True).click()
    page.locator("#notice").get_by_text(say("Promise kept.")).wait_for()
    settled(page)
    made.refresh_from_db()
    assert (made.state, Ticket.objects.get(pk=case.pk).due_kind == "promise") == (PromiseState.KEPT, False)
    card.locator("summary").click()
    card.get_by_text(WHAT).wait_for()
    shot(page, "kept")
    sound(page, language)
    page.goto("/desk/?view=promises")
    page.get_by_text(say("No promise is due")).wait_for()


def test_broken_promise_is_told_to_its_owner_and_the_managers_once(enter, words, shot, sound, case, wait_until):
    say, ana, luis = words("es"), AgentFactory(name="Ana Ruiz"), ManagerFactory(name="Luis Gil")
    now = timezone.now()
    made = make_promise(
        ticket=case, kind=PromiseKind.CALL, what=WHAT, owner=ana, due_at=now + dt.timedelta(seconds=1),
        by=actor_of(ana), now=now,
    )  # fmt: skip
    wait_until(lambda: timezone.now() > made.due_at, why="its moment")
    for _ in range(2):
        sweep_clocks()
    made.refresh_from_db()
    told = Notice.objects.filter(ticket=case, event__isnull=False).values_list("user", "kind")
    assert made.state == PromiseState.BROKEN
    assert {user for user, kind in told if kind == NoticeKind.PROMISE} == {ana.pk, luis.pk}

    page = enter(luis, f"/desk/tickets/{case.reference}/", language="es")
    alive(page)
    card = page.locator("#promises")
    card.get_by_text(say("Broken")).wait_for()
    shot(page, "broken")
    sound(page, "es")
    card.get_by_role("link", name=say("Move")).click()
    dialog = page.locator("#deed[open]")
    dialog.locator(".when .chip").nth(-1).click()
    when = timezone.localtime() + dt.timedelta(days=2)
    dialog.locator("input[type=datetime-local]").fill(f"{when:%Y-%m-%dT%H:%M}")
    shot(page, "moving")
    dialog.get_by_role("button", name=say("The customer agreed")).click()
    page.get_by_text(say("The new moment is written down, and its clock runs.")).wait_for()
    new = Promise.objects.get(replaces=made)
    assert (new.state, new.due_at.date(), new.owner) == (PromiseState.OPEN, when.astimezone(dt.UTC).date(), ana)

    reader = CustomerUserFactory(email=case.customer.email)
    portal = enter(reader, f"/portal/cases/{case.reference}/", language="es")
    portal.locator("#h-promised").wait_for()
    assert portal.locator(".promised-lines li").count() == 2
    shot(portal, "portal")
    sound(portal, "es")
