"""The column beside a conversation in a real browser: by keyboard, in place, and without scripts."""

import pytest

from catalog.models import CauseCode
from core.actors import actor_of
from core.models import Team
from tests.browser.desk import editor
from tests.cases import open_case
from tests.factories import NOW, AgentFactory, UnitFactory
from tests.postventa.desk.test_browser import settled, sign_in  # noqa: F401 (a fixture)
from tickets.actions.checklist import add_point, tick
from tickets.actions.conversation import add_note
from tickets.actions.fields import set_own_fields
from tickets.actions.merging import merge_tickets
from tickets.actions.relations import relate, set_parent
from tickets.actions.tagging import add_tags
from tickets.actions.timing import spend_time
from tickets.models import KindRules, OwnField, Ticket
from tickets.states import Aside, FieldType, Status

LOOKS = [{}, {"phone": True}, {"dark": True}]


@pytest.fixture
def scene(transactional_db):
    """A case that asks for all that a kind can ask for, with something in every card; and Ana, who opens it."""
    ana, bea = AgentFactory(name="Ana Torres"), AgentFactory(name="Bea Sanz")
    by, now = actor_of(ana), NOW
    KindRules.objects.create(
        kind="complaint", needs_cause=True, needs_coverage=True, needs_checklist=True,
        checklist=["Photo of the label", "Serial number checked"],
    )  # fmt: skip
    OwnField.objects.create(
        key="shop", label="Shop", type=FieldType.CHOICE, choices=["Bilbao", "Vitoria"], required=True
    )
    OwnField.objects.create(key="visit", label="Visit agreed for", type=FieldType.DATE)
    part = CauseCode.objects.create(code="electronics", name="Electronics")
    CauseCode.objects.create(code="power", name="Power supply", parent=part)
    Team.objects.create(name="Workshop")
    unit = UnitFactory(purchase__customer__name="Marta Gil", product__name="Lavadora L9")
    case = open_case(unit=unit)
    child, twin, other, merged = (open_case(unit=unit, text=f"Pierde agua otra vez, número {n}.") for n in range(4))
    add_tags(ticket=case, names=["warranty", "part ordered"], by=by, now=now)
    add_point(ticket=case, text="Call the shop", by=by, now=now)
    tick(ticket=case, text="Photo of the label", by=by, now=now)
    spend_time(ticket=case, minutes=25, by=by, now=now)
    spend_time(ticket=case, minutes=70, by=actor_of(bea), now=now)
    set_own_fields(ticket=case, values={"visit": "2026-11-30"}, by=by, now=now)
    set_parent(ticket=child, parent=case, by=by, now=now)
    relate(one=case, other=twin, by=by, now=now)
    merge_tickets(ticket=merged, into=case, by=by, now=now)
    return ana, case, other


def shut(page):
    """Wait until the dialog is gone."""
    page.locator("#deed[open]").wait_for(state="detached")
    settled(page)


@pytest.mark.parametrize("how", LOOKS, ids=["wide", "phone", "dark"])
def test_column_is_worked_in_place(sign_in, axe, scene, how):  # noqa: F811
    ana, case, other = scene
    page = sign_in(f"/desk/tickets/{case.reference}/", ana, **how)
    page.evaluate("window.stayed = true")
    fields, tags, points = page.locator("#fields"), page.locator("#tags"), page.locator("#checklist")

    fields.locator("#pick-cause > summary").click()
    fields.get_by_role("button", name="Electronics › Power supply").wait_for()
    axe(page)
    fields.get_by_role("button", name="Electronics › Power supply").click()
    fields.locator("#pick-cause .value", has_text="Power supply").wait_for()
    settled(page)
    assert page.evaluate("document.activeElement.closest('details')?.id") == "pick-cause"
    fields.get_by_text("Fill in").click()
    fields.get_by_label("Shop").select_option("Bilbao")
    fields.locator("#fold-own").get_by_role("button", name="Save").click()
    fields.locator("dd", has_text="Bilbao").wait_for()
    settled(page)

    tags.get_by_label("Add a tag").first.fill("vip, PART ORDERED")
    tags.get_by_label("Add a tag").first.press("Enter")
    tags.get_by_text("vip").wait_for()
    tags.get_by_role("button", name="Take off: warranty").click()
    tags.get_by_text("warranty").wait_for(state="detached")
    settled(page)
    points.get_by_role("checkbox", name="Serial number checked").click()
    points.get_by_role("checkbox", name="Serial number checked", checked=True).wait_for()
    page.locator("#times").get_by_role("button", name="Add 15 min").click()
    page.locator("#times").get_by_text("1 h 50 min").wait_for()
    page.locator("#coverage").get_by_role("button", name="Confirm").click()
    page.locator("#coverage").get_by_text("Confirmed by Ana Torres").wait_for()

    page.get_by_role("link", name="Relate", exact=True).click()
    page.locator("#deed[open]").wait_for()
    settled(page)
    axe(page)
    page.locator("#other-words").fill(other.reference)
    page.locator("#found-cases li", has_text=other.reference).get_by_role("button").click()
    shut(page)
    page.locator("#relations").get_by_text(other.reference).wait_for()
    settled(page)
    page.evaluate("scrollTo(0, 0)")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("window.stayed")
    case.refresh_from_db()
    assert (case.cause.code, case.own_fields["shop"], case.confirmed_decision_id) == (
        "power", "Bilbao", case.decisions.first().pk,
    )  # fmt: skip
    assert sorted(case.tags.values_list("name", flat=True)) == ["part ordered", "vip"]


def test_resolve_with_all_that_is_missing_in_one_go(sign_in, axe, scene):  # noqa: F811
    ana, case, _other = scene
    page = sign_in(f"/desk/tickets/{case.reference}/", ana)
    page.locator("#h-coverage").click()
    page.keyboard.press("e")
    page.get_by_label("How it was resolved").wait_for()
    settled(page)
    axe(page)
    page.keyboard.press("r")  # the field has the focus: this is a letter, not a key
    page.get_by_label("How it was resolved").select_option("repaired")
    page.get_by_role("button", name="Resolve and tell the customer").click()
    steps = page.locator("#steps")
    steps.get_by_role("link", name="Cause").wait_for()
    settled(page)
    axe(page)
    assert Ticket.objects.get(pk=case.pk).status == Status.NEW
    steps.get_by_label("Cause").select_option(label="Electronics › Power supply")
    steps.get_by_label("I stand by the coverage").check()
    steps.get_by_label("Shop", exact=True).select_option("Vitoria")
    for point in ("Serial number checked", "Call the shop"):
        steps.get_by_label(point).check()
    steps.get_by_role("button", name="Resolve and tell the customer").click()
    page.get_by_text("The customer is told by e-mail.").wait_for()
    case.refresh_from_db()
    assert (case.status, case.cause.code, case.own_fields["shop"]) == (Status.RESOLVED, "power", "Vitoria")


def test_merge_shows_both_and_is_undone_where_it_is_said(sign_in, axe, scene):  # noqa: F811
    ana, case, other = scene
    page = sign_in(f"/desk/tickets/{other.reference}/", ana)
    page.get_by_role("link", name="Merge", exact=True).click()
    page.locator("#deed").get_by_role("link", name=f"Choose {case.reference}").click()
    page.get_by_role("button", name=f"Merge into {case.reference}").wait_for()
    settled(page)
    axe(page)
    page.get_by_role("button", name=f"Merge into {case.reference}").click()
    page.wait_for_url(f"**/{case.reference}/")
    page.locator(".flashes").get_by_text(f"{other.reference} was merged into this case.").wait_for()
    page.evaluate("scrollTo(0, 0)")  # what has slid under the bar is no fault
    axe(page)
    other.refresh_from_db()
    assert other.aside == Aside.MERGED
    page.locator(".flashes").get_by_role("button", name="Undo").click()
    page.wait_for_url(f"**/{other.reference}/")
    other.refresh_from_db()
    assert other.aside == ""


def test_keys_lead_to_what_they_are_for(sign_in, scene):  # noqa: F811
    ana, case, _other = scene
    page = sign_in(f"/desk/tickets/{case.reference}/", ana)
    page.locator("#h-coverage").click()
    page.keyboard.press("s")
    assert page.evaluate("document.activeElement.value") == "open"
    page.keyboard.press("p")
    page.wait_for_function("document.activeElement?.name === 'priority'")
    page.keyboard.press("Enter")  # the first of the list: the most urgent
    page.locator("#pick-priority .value", has_text="Urgent").wait_for()
    settled(page)
    page.keyboard.press("a")
    page.get_by_role("button", name="Me", exact=True).wait_for()
    page.wait_for_function("document.activeElement?.name === 'assignee'")
    page.keyboard.press("Enter")
    page.locator("#pick-assignee .value", has_text="Ana Torres").wait_for()
    settled(page)
    page.keyboard.press("t")
    assert page.evaluate("document.activeElement.id") == "tag-new"
    case.refresh_from_db()
    assert (case.priority, case.assignee) == (4, ana)


def test_news_leave_alone_what_is_being_filled_in(sign_in, scene):  # noqa: F811
    ana, case, _other = scene
    page = sign_in(f"/desk/tickets/{case.reference}/", ana)
    page.locator("#fold-own > summary").click()
    page.locator("#fold-own").get_by_label("Visit agreed for").fill("2026-12-24")
    page.locator("#tags").get_by_label("Add a tag").first.fill("half a w")
    add_tags(ticket=case, names=["of a colleague"], by=actor_of(ana), now=NOW)
    page.evaluate("document.body.dispatchEvent(new Event('case-changed'))")
    page.locator("#case-head", has_text="of a colleague").wait_for()
    settled(page)
    assert page.locator("#fold-own").get_by_label("Visit agreed for").input_value() == "2026-12-24"
    assert page.locator("#tag-new").input_value() == "half a w"


def talk(case, user):
    """Say so much that the conversation does not fit on a screen."""
    for minute in range(12):
        now = NOW.replace(hour=20, minute=minute)
        add_note(ticket=case, text=f"Nota {minute}.\n\nOtra línea.", by=actor_of(user), now=now)


def test_conversation_opens_at_its_end_though_the_editor_comes_late(sign_in, scene):  # noqa: F811
    ana, case, _other = scene
    talk(case, ana)
    page = sign_in("/desk/", ana)
    held = []
    page.route("**/django_prose_editor/editor*.js", lambda route: held.append(route))
    page.goto(f"/desk/tickets/{case.reference}/", wait_until="commit")
    page.wait_for_function("() => scrollY > 0")
    held[0].continue_()
    editor(page)
    settled(page)
    last = "document.querySelector('#timeline > :last-child').getBoundingClientRect()"
    page.wait_for_function(f"() => {last}.bottom <= document.getElementById('dock')?.getBoundingClientRect().top")


def test_column_stays_in_sight_however_long_the_conversation(sign_in, scene):  # noqa: F811
    ana, case, _other = scene
    talk(case, ana)
    page = sign_in(f"/desk/tickets/{case.reference}/", ana)
    editor(page)
    page.wait_for_function("() => scrollY > 0")
    top = "document.getElementById('coverage').getBoundingClientRect().top"
    assert page.evaluate(f"{top} > 0 && {top} < innerHeight / 2")
    page.keyboard.press("e")
    page.locator("#steps :focus").wait_for()
    assert page.evaluate("document.querySelector('#timeline > :last-child').getBoundingClientRect().bottom > 0")


QUICK_WITHIN_SLOW = """() => {
  const card = document.getElementById("tags");
  card.insertAdjacentHTML("beforeend", '<button type="button" id="quick" hx-get="/quick/" hx-swap="delete">-</button>');
  for (const [name, value] of [["hx-get", "/slow/"], ["hx-trigger", "slowly"]]) card.setAttribute(name, value);
  htmx.process(card);
  document.querySelector("#composer [contenteditable=true]").focus();
  htmx.trigger(card, "slowly");
  document.getElementById("quick").click();
}"""


def test_news_wait_for_a_card_that_has_asked_when_a_part_of_it_is_answered_and_gone(sign_in, scene):  # noqa: F811
    ana, case, _other = scene
    page = sign_in(f"/desk/tickets/{case.reference}/", ana)
    slow = []
    page.route("**/slow/", lambda route: slow.append(route))
    page.route("**/quick/", lambda route: route.fulfill(body=""))
    editor(page)
    page.evaluate(QUICK_WITHIN_SLOW)
    page.locator("#quick").wait_for(state="detached")
    add_tags(ticket=case, names=["of a colleague"], by=actor_of(ana), now=NOW)
    page.evaluate("document.body.dispatchEvent(new Event('case-changed'))")
    page.locator("#case-head", has_text="of a colleague").wait_for()
    assert (len(slow), "of a colleague" in page.locator("#tags").inner_text()) == (1, False)
    slow[0].fulfill(body="what it has become")
    page.locator("#tags", has_text="what it has become").wait_for()


def test_points_ticked_at_once_are_all_done(sign_in, scene):  # noqa: F811
    ana, case, _other = scene
    page = sign_in(f"/desk/tickets/{case.reference}/", ana)
    page.evaluate("document.querySelectorAll('#checklist .point[aria-checked=false]').forEach(point => point.click())")
    page.locator("#checklist", has_text="3 of 3").wait_for()
    assert case.checks.exclude(done_at=None).count() == 3


def test_points_answered_the_other_way_round_are_all_shown(sign_in, scene):  # noqa: F811
    ana, case, _other = scene
    page = sign_in(f"/desk/tickets/{case.reference}/", ana)
    held = []

    def turn_round(route):
        if route.request.method != "POST":
            return route.fallback()
        answer = route.fetch()  # what was asked first is done first, and told last
        if not held:
            return held.append((route, answer))
        route.fulfill(response=answer)
        first, its_answer = held[0]
        first.fulfill(response=its_answer)

    page.route("**/checklist/", turn_round)
    page.evaluate("document.querySelectorAll('#checklist .point[aria-checked=false]').forEach(point => point.click())")
    page.locator("#checklist", has_text="3 of 3").wait_for()
    page.wait_for_timeout(300)
    assert "3 of 3" in page.locator("#checklist").inner_text()


def test_answer_to_all_is_written_in_the_dialog(sign_in, axe, scene):  # noqa: F811
    ana, case, _other = scene
    page = sign_in(f"/desk/tickets/{case.reference}/", ana)
    page.get_by_role("link", name="Answer to all").click()
    page.locator("#deed [contenteditable]").wait_for()
    settled(page)
    axe(page)
    page.locator("#deed [contenteditable]").fill("Lo arreglamos mañana.")
    page.locator("#deed").get_by_role("button", name="Send it to all").click()
    page.wait_for_url("**/desk/bulk/*/")
    child = Ticket.objects.get(parent=case)
    assert child.messages.last().text == "Lo arreglamos mañana."


def test_message_is_split_into_a_case_of_its_own(sign_in, axe, scene):  # noqa: F811
    ana, case, _other = scene
    page = sign_in(f"/desk/tickets/{case.reference}/", ana)
    page.locator(".message").first.hover()
    page.get_by_role("link", name="Into a case of its own").first.click()
    page.locator("#deed").get_by_label("What the new case is about").fill("La puerta")
    axe(page)
    page.get_by_role("button", name="Open the new case").click()
    page.get_by_text(f"This case was split from {case.reference}.").wait_for()
    axe(page)
    assert Ticket.objects.filter(subject="La puerta").count() == 1
