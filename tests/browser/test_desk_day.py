"""An agent's day: what is late, what the law wants today, a call by name, what she was told, whom to ring; and less."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from core.actors import actor_of
from tests.browser.desk import alive, settled
from tests.cases import open_case
from tests.factories import AgentFactory, UnitFactory
from tests.followups.makers import planned_call
from tests.law_rows import TRLGDCU, rule
from tickets.actions.assignment import assign_ticket
from tickets.actions.conversation import add_note
from tickets.actions.first_settings import first_settings
from tickets.actions.mentions import mention_colleagues
from tickets.actions.promises import make_promise
from tickets.models import Notice, Promise, SlaPolicy
from tickets.states import NoticeKind, PromiseKind, PromiseState
from tickets.tasks import sweep_clocks

pytestmark = pytest.mark.django_db(transaction=True)
LOOKS = [pytest.param("es", {}, id="es-laptop"), pytest.param("en", {"phone": True, "dark": True}, id="en-phone-dark")]
WHAT = "La llamamos con la fecha de la visita"
DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)


@pytest.fixture
def ana(transactional_db):
    return AgentFactory(name="Ana Ruiz")


@pytest.fixture
def case(ana):
    """A complaint of a fortnight ago in her hands, to be answered today, with a promise that she did not keep."""
    now = timezone.now()
    first_settings(now=now)
    SlaPolicy.objects.update(active=False)  # only the law and what was promised
    rule()
    case = open_case(unit=UnitFactory(purchase__customer__name="Marta Gil"), now=now - 15 * DAY)
    assign_ticket(ticket=case, assignee=ana, by=actor_of(ana), now=now - 14 * DAY)
    given = {"kind": PromiseKind.CALL, "what": WHAT, "owner": ana, "by": actor_of(ana)}
    make_promise(ticket=case, due_at=now - HOUR, now=now - DAY, **given)
    sweep_clocks()
    return case


@pytest.fixture
def other(ana):
    """One in which a colleague called her by name."""
    bea = AgentFactory(name="Bea Sanz")
    other = open_case(unit=UnitFactory(purchase__customer__name="Luis Prado"), now=timezone.now())
    assign_ticket(ticket=other, assignee=bea, by=actor_of(bea), now=timezone.now())
    note = add_note(ticket=other, text="@Ana Ruiz ¿lo has visto antes?", by=actor_of(bea), now=timezone.now())
    mention_colleagues(message=note, by=actor_of(bea), now=timezone.now())
    return other


@pytest.fixture
def call(ana):
    unit, now = UnitFactory(purchase__customer__name="Rosa Vega"), timezone.now()
    return planned_call(unit, due_at=now - HOUR, created_at=now - DAY)


def open_day(page, say, *, phone: bool = False) -> None:
    """With the keys or, where there are none, through the menu."""
    alive(page)
    if phone:
        page.get_by_role("button", name=say("Menu"), exact=True).click()
        page.locator("#rail").get_by_role("link", name=say("My day")).click()
    else:
        page.keyboard.press("g")
        page.keyboard.press("d")
    page.wait_for_url("**/desk/day/")
    alive(page)


@pytest.mark.parametrize(("language", "look"), LOOKS)
def test_agent_goes_through_her_day(enter, words, shot, sound, ana, case, other, call, language, look):
    say = words(language)
    told = set(Notice.objects.filter(user=ana).values_list("kind", flat=True))
    assert told == {NoticeKind.PROMISE, NoticeKind.WARNING}
    page = enter(ana, "/desk/", language=language, **look)
    open_day(page, say, **{"phone": True} if look else {})

    part = {name: page.locator("section", has=page.locator(f"#h-{name}")) for name in ("late", "today", "notices")}
    count = page.locator("#rail [data-count=notices]")
    part["late"].get_by_text(WHAT).wait_for()
    today = part["today"].locator("li", has_text=case.reference)
    assert (today.get_by_text(TRLGDCU).count(), today.locator(".deadline .law").inner_text()) == (1, "§")
    page.locator("section", has=page.locator("#h-mentions")).get_by_role("link", name=other.reference).wait_for()
    page.locator("section", has=page.locator("#h-calls")).get_by_role("link", name="Rosa Vega").wait_for()
    assert (part["notices"].locator("li").count(), count.text_content()) == (2, "2")
    shot(page, "day")
    sound(page, language)

    part["late"].get_by_role("link", name=case.reference).click()
    alive(page)
    card = page.locator("#promises")
    card.get_by_role("button", name=say("Done now"), exact=True).click()
    page.locator("#notice").get_by_text(say("Written down: it was done after its moment.")).wait_for()
    settled(page)
    kept = Promise.objects.get()
    assert (kept.state, kept.done_at is not None) == (PromiseState.BROKEN, True)
    shot(page, "done")

    open_day(page, say, **{"phone": True} if look else {})
    assert (part["late"].count(), page.get_by_text(WHAT).count()) == (0, 0)
    part["today"].locator("li", has_text=case.reference).wait_for()
    part["notices"].get_by_role("button", name=say("I have read them")).click()
    part["notices"].wait_for(state="detached")
    assert (count.text_content(), Notice.objects.filter(user=ana, read_at=None).count()) == ("", 0)
    page.locator("#h-mentions").wait_for()  # a mention is read where it was written
    shot(page, "read")
    sound(page, language)

    page.get_by_role("link", name=other.reference).click()
    alive(page)
    page.locator("#timeline").get_by_text("¿lo has visto antes?").wait_for()
    open_day(page, say, **{"phone": True} if look else {})
    assert page.locator("#h-mentions").count() == 0
    shot(page, "less")
