"""Two cases become one and two again, through the page, and not a byte of either is another."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from core.actors import actor_of
from tests.browser.desk import alive, said
from tests.cases import open_case
from tests.factories import AgentFactory
from tests.tickets.rows import rows_of, unlike_ledger
from tests.uploads import photo
from tickets.actions.assignment import assign_ticket
from tickets.actions.conversation import add_note, reply_to_customer
from tickets.actions.tagging import add_tags
from tickets.actions.timing import spend_time
from tickets.states import Aside

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def both(transactional_db):
    """Two cases of one customer, each with a life of its own."""
    now, bea = timezone.now() - dt.timedelta(hours=3), actor_of(AgentFactory(name="Bea Sanz"))
    one = open_case(now=now, files=[photo()])
    other = open_case(customer=one.customer, text="La secadora no calienta.", now=now + dt.timedelta(minutes=5))
    for case, tag in ((one, "fuga"), (other, "secadora")):
        add_tags(ticket=case, names=[tag], by=bea, now=now)
        add_note(ticket=case, text=f"Nota de {tag}.", by=bea, now=now)
        reply_to_customer(ticket=case, text=f"Respuesta de {tag}.", by=bea, now=now)
        spend_time(ticket=case, minutes=10, by=bea, now=now)
    assign_ticket(ticket=one, assignee=AgentFactory(), by=bea, now=now)
    for case in (one, other):
        case.refresh_from_db()
    return one, other


@pytest.mark.parametrize("scripts", [True, False], ids=["script", "no-script"])
def test_merge_and_unmerge_give_both_back_byte_for_byte(enter, sound, shot, both, scripts):
    one, other = both
    before, alone = rows_of(one, other), [said_in(case) for case in both]
    page = enter(AgentFactory(name="Ana Ruiz"), f"/desk/tickets/{one.reference}/", language="en", scripts=scripts)
    if scripts:
        alive(page)
    page.locator("#relations a[href$='/merging/']").click()
    page.locator(f"a[href*='into={other.reference}']").click()
    page.get_by_role("button", name=f"Merge into {other.reference}").wait_for()
    shot(page, "asked")
    if not scripts:  # in a page of its own; the dialog is looked at with the others
        sound(page, "en", scripts=False)
    assert rows_of(one, other) == before
    page.get_by_role("button", name=f"Merge into {other.reference}").click()
    page.wait_for_url(f"**/{other.reference}/")
    one.refresh_from_db()
    assert (one.aside, one.merged_into) == (Aside.MERGED, other)
    assert sorted(said(page)) == sorted(alone[0] + alone[1])
    shot(page, "merged")
    sound(page, "en", scripts=scripts)
    page.goto(f"/desk/tickets/{one.reference}/")
    page.get_by_role("button", name="Take it out again").click()
    page.get_by_text("is a case of its own again.").wait_for()
    assert rows_of(one, other) == before
    assert unlike_ledger(one, other) == {}
    assert sorted(said(page)) == sorted(alone[0])
    page.goto(f"/desk/tickets/{other.reference}/")
    assert sorted(said(page)) == sorted(alone[1])


def said_in(case):
    return list(case.messages.values_list("text", flat=True))


def test_undo_of_a_merge_is_one_key_away(enter, both):
    one, other = both
    before = rows_of(one, other)
    page = enter(AgentFactory(), f"/desk/tickets/{one.reference}/merging/?into={other.reference}", language="en")
    page.get_by_role("button", name=f"Merge into {other.reference}").click()
    page.wait_for_url(f"**/{other.reference}/")
    alive(page)
    assert rows_of(one, other) != before
    page.keyboard.press("z")
    page.wait_for_url(f"**/{one.reference}/")
    assert rows_of(one, other) == before
