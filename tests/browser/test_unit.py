"""A unit at the counter: taken in and given back in place, with every fold of its passport in order."""

import datetime as dt

import pytest

from tests.factories import (
    CentreFactory,
    CoverFactory,
    CustodyFactory,
    GuaranteeFactory,
    PlanFactory,
    RecallFactory,
    UnitFactory,
)
from tests.fixtures.browser import PHONE
from warranties.links import unit_token
from warranties.models import Custody, MaintenanceVisit

OPEN_ALL = "document.querySelectorAll('main details').forEach((fold) => { fold.open = true })"


@pytest.fixture
def unit(transactional_db):
    """A washing machine with a past: a plan, a registration to make, a repair, a recall."""
    unit = UnitFactory(product__name="Lavadora L9")
    CoverFactory(unit=unit, plan__kinds=["free_support", "maintenance_discount"])
    GuaranteeFactory(product=unit.product, starts="registration")
    CustodyFactory(unit=unit, handed_in_on=dt.date(2026, 11, 13), returned_on=dt.date(2026, 11, 14), work="Junta nueva")
    RecallFactory(products=[unit.product], announced_on=dt.date(2026, 11, 1))
    PlanFactory()
    CentreFactory()
    return unit


@pytest.fixture
def agent(transactional_db):
    from tests.factories import AgentFactory

    return AgentFactory(language="en")


def test_unit_is_taken_in_and_given_back_in_place(enter, agent, unit, axe, shot):
    page = enter(agent, f"/desk/units/{unit.pk}/", language="en")
    page.evaluate(OPEN_ALL)
    axe(page)
    shot(page, "open")
    page.fill("#hand_in_fault", "Pierde agua por debajo")
    page.fill("#hand_in_accessories", "manguera")
    page.fill("#hand_in_on", "2026-11-12")
    page.locator("#custody button", has_text="Hand in").click()
    page.locator("#custody [role=alert], #notice .flash[data-tone=warn]").first.wait_for()
    assert page.locator("#hand_in_fault").input_value() == "Pierde agua por debajo"
    axe(page)
    shot(page, "refused")

    page.fill("#hand_in_on", "2026-11-19")
    page.locator("#custody button", has_text="Hand in").click()
    page.get_by_text("It is in our hands. Receipt").wait_for()
    assert page.locator("#custody .stay").inner_text().count("manguera") == 1
    assert page.locator("#history li").first.inner_text().count("Handed in") == 1
    shot(page, "here")

    page.locator("#custody summary", has_text="Return to the customer").click()
    page.select_option("#return_outcome", "repaired")
    page.fill("#return_work", "Se cambió la bomba.")
    page.get_by_role("button", name="Return", exact=True).click()
    page.get_by_text("It is back with the customer.").wait_for()
    axe(page)
    assert page.url.endswith(f"/desk/units/{unit.pk}/")
    assert [(stay.outcome, stay.work) for stay in Custody.objects.all()][-1] == ("repaired", "Se cambió la bomba.")


def test_visit_clicked_twice_counts_once(enter, agent, unit):
    page = enter(agent, f"/desk/units/{unit.pk}/", language="en")
    page.evaluate(OPEN_ALL)
    page.fill("#promises [name=on][id^=visit]", "2026-11-18")
    page.get_by_role("button", name="Record the visit").dblclick()
    page.get_by_text("1 of 2 visits used").wait_for()
    page.wait_for_load_state("networkidle")
    assert MaintenanceVisit.objects.count() == 1


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_fold_of_the_unit_is_accessible_on_a_phone(enter, open_page, agent, unit, sound, shot, dark):
    from tests.factories import CustomerUserFactory

    owner = CustomerUserFactory(email=unit.purchase.customer.email)
    CustodyFactory(unit=unit)
    for who, path in ((agent, "/desk/units/{}/"), (owner, "/portal/products/{}/"), (None, f"/u/{unit_token(unit)}/")):
        look = {"language": "en", "phone": True, "dark": dark}
        page = enter(who, path.format(unit.pk), **look) if who else open_page(path, **look)
        page.set_viewport_size(PHONE)
        page.evaluate(OPEN_ALL)
        sound(page, "en")
        shot(page, f"{who.role if who else 'nobody'}")
