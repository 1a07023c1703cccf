import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from core.actors import actor_of
from core.models import OutgoingMessage
from tests.cases import open_case
from tests.factories import NOW, UnitFactory
from tests.uploads import photo, program
from tickets.actions.assignment import assign_ticket
from tickets.actions.conversation import add_note, reply_to_customer
from tickets.actions.coverage import decide_coverage, lift_override, override_coverage
from tickets.actions.status import resolve_ticket
from tickets.actions.unit import set_unit
from tickets.models import Ticket
from tickets.states import Channel, MessageKind, Resolution, Status
from tickets.tasks import decide_open_cases
from warranties.models import Recall
from warranties.states import Cause, Verdict

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(hours=2)


@pytest.fixture
def ticket(marta):
    return open_case(unit=UnitFactory(purchase__customer=marta, product__name="Lavadora L9"), text="Pierde agua")


@pytest.fixture
def address(ticket):
    return f"/portal/cases/{ticket.reference}/"


def test_case_tells_its_story_in_plain_words_and_nothing_internal(browser, ticket, address, agent):
    by = actor_of(agent)
    assign_ticket(ticket=ticket, assignee=agent, by=by, now=LATER)
    add_note(ticket=ticket, text="Nota interna: sospecha de golpe", by=by, now=LATER)
    add_note(ticket=ticket, text="Llamada: no contesta", kind=MessageKind.PHONE, by=by, now=LATER)
    reply_to_customer(ticket=ticket, text="¿Qué código sale?", by=by, now=LATER)

    page = browser.get(address)

    assert [str(entry.words) or entry.message.text for entry in page.context["story"]] == [
        "Your case was opened",
        "Pierde agua",
        "We looked up what covers your product",
        "A person of our team took your case",
        "¿Qué código sale?",
        "We asked you for an answer",
    ]
    assertContains(page, "It is your turn")
    for hidden in ("sospecha de golpe", "no contesta", agent.email):
        assertNotContains(page, hidden)


@pytest.mark.parametrize(
    ("then", "says"),
    [(Status.WAITING_PART, "We are waiting for a part"), (Status.OPEN, "It is our turn")],
)
def test_case_says_whose_turn_it_is(browser, ticket, address, agent, then, says):
    reply_to_customer(ticket=ticket, text="Bien", then=then, by=actor_of(agent), now=LATER)

    assertContains(browser.get(address), says)


def test_case_that_was_resolved_says_how_and_can_be_opened_again(browser, ticket, address, agent):
    resolve_ticket(ticket=ticket, resolution=Resolution.REPAIRED, text="", by=actor_of(agent), now=LATER)

    page = browser.get(address)
    assertContains(page, "Resolved: it was repaired")
    assertContains(page, "your case opens again")

    browser.post(address, {"text": "Vuelve a perder", "submission": uuid.uuid4()})
    ticket.refresh_from_db()
    assert (ticket.status, ticket.resolution) == (Status.OPEN, "")
    assertContains(browser.get(address), "Your case was opened again")


def test_case_shows_links_of_ours_and_no_script_of_anybody(browser, ticket, address, agent):
    reply_to_customer(ticket=ticket, text="Vea https://example.com/a <script>x</script>", by=actor_of(agent), now=LATER)

    page = browser.get(address)

    assertContains(page, 'href="https://example.com/a" rel="nofollow"')
    assertContains(page, "&lt;script&gt;x&lt;/script&gt;")


def test_receipt_page_of_a_case_that_went_on_leads_to_the_case(browser, ticket, address, agent):
    assert browser.get(f"{address}sent/").status_code == 200

    reply_to_customer(ticket=ticket, text="Bien", by=actor_of(agent), now=LATER)

    assertRedirects(browser.get(f"{address}sent/"), address)


def test_reply_with_a_photo_is_in_the_case_and_it_is_our_turn(browser, ticket, address, agent):
    reply_to_customer(ticket=ticket, text="¿Foto?", by=actor_of(agent), now=LATER)

    page = browser.post(address, {"text": "Aquí va", "files": [photo()], "submission": uuid.uuid4()})

    assertRedirects(page, f"{address}#latest")
    ticket.refresh_from_db()
    assert ticket.status == Status.OPEN
    message = ticket.messages.last()
    assert (message.text, message.kind, message.attachments.count()) == ("Aquí va", MessageKind.CUSTOMER, 1)
    assertContains(browser.get(address), f'/portal/files/{message.attachments.get().pk}/"')


def test_reply_while_a_part_is_awaited_gives_us_the_turn_and_is_told_once(browser, ticket, address, agent):
    reply_to_customer(ticket=ticket, text="Hay que pedirla", then=Status.WAITING_PART, by=actor_of(agent), now=LATER)

    browser.post(address, {"text": "Ahora tampoco enciende", "submission": uuid.uuid4()})

    page = browser.get(address)
    told = [str(entry.words) or entry.message.text for entry in page.context["story"]]
    assert told[-3:] == ["Hay que pedirla", "We asked for a spare part", "Ahora tampoco enciende"]
    assertContains(page, "It is our turn")


def test_reply_twice_with_one_form_is_one_message(browser, ticket, address):
    sent = {"text": "Otra cosa", "submission": uuid.uuid4()}

    for _ in range(2):
        assertRedirects(browser.post(address, sent), f"{address}#latest")

    assert ticket.messages.count() == 2


@pytest.mark.parametrize(
    ("sent", "says"),
    [({"text": " "}, "Write something first"), ({"text": "Mire", "files": [program()]}, "is not a photo or a PDF")],
    ids=["nothing", "program"],
)
def test_reply_that_cannot_be_taken_writes_nothing_and_keeps_the_words(browser, ticket, address, counts, sent, says):
    before = counts()

    page = browser.post(address, sent)

    assertContains(page, says, status_code=422)
    assertContains(page, "What you wrote is kept below.", status_code=422)
    assert page.context["form"]["text"].value() == sent["text"]
    assert counts() == before


def test_reply_too_often_is_told_to_wait(browser, address, counts):
    for _ in range(60):
        browser.post(address, {"text": ""})
    before = counts()

    assertContains(browser.post(address, {"text": "Más"}), "Please wait some minutes", status_code=429)
    assert counts() == before


def test_case_of_somebody_else_does_not_exist(browser, counts):
    stranger = open_case()
    before = counts()

    for address in (f"/portal/cases/{stranger.reference}/", f"/portal/cases/{stranger.reference}/sent/"):
        assert browser.get(address).status_code == 404
    assert browser.post(f"/portal/cases/{stranger.reference}/", {"text": "Hola"}).status_code == 404
    assert browser.get(f"/portal/cases/?older={stranger.reference}").status_code == 404
    stranger.refresh_from_db()
    assert (counts(), stranger.status) == (before, Status.NEW)


@pytest.mark.parametrize("reference", ["PV-0000-0000", "PV%00", "x" * 300, "%F0%9F%98%80"])
def test_case_that_is_none_is_404(browser, reference):
    assert browser.get(f"/portal/cases/{reference}/").status_code == 404


def test_case_is_found_in_small_letters_too(browser, ticket, address):
    assert browser.get(address.lower()).status_code == 200


def test_case_asks_the_database_the_same_for_one_message_as_for_thirty(browser, ticket, address):
    def asked():
        with CaptureQueriesContext(connection) as caught:
            assert browser.get(address).status_code == 200
        return len(caught)

    def talk(times):
        for _ in range(times):
            browser.post(address, {"text": "Y otra", "files": [photo(size=(8, 8))], "submission": uuid.uuid4()})
        browser.get(address)  # the flash has been seen

    talk(1)
    one = asked()
    talk(2)
    three = asked()
    talk(27)

    assert (three, asked()) == (one, one)


def test_cases_lists_mine_newest_first_in_pages_by_key(browser, marta):
    unit = UnitFactory(purchase__customer=marta)
    opened = [open_case(unit=unit, now=NOW + dt.timedelta(minutes=number // 2)).reference for number in range(45)]
    open_case()

    def listed(query=""):
        page = browser.get(f"/portal/cases/{query}")
        return [ticket.reference for ticket in page.context["cases"]], page.context

    first, context = listed()
    second, context2 = listed(context["older"])
    third, context3 = listed(context2["older"])
    back, _context = listed(context3["newer"])

    assert first + second + third == opened[::-1]
    assert (context["newer"], context3["older"], back) == ("", "", second)


def test_cases_asks_the_database_the_same_for_one_as_for_twenty(browser, marta):
    def asked():
        with CaptureQueriesContext(connection) as caught:
            assert browser.get("/portal/cases/").status_code == 200
        return len(caught)

    open_case(unit=UnitFactory(purchase__customer=marta))
    browser.get("/portal/cases/")
    one = asked()
    for _ in range(19):
        open_case(unit=UnitFactory(purchase__customer=marta))

    assert asked() == one


def test_cases_hide_what_we_wrote_down_from_a_call(browser, marta):
    open_case(customer=marta, text="Cliente muy enfadado", channel=Channel.PHONE, message_kind=MessageKind.PHONE)

    page = browser.get("/portal/cases/")

    assertContains(page, "What you told us by phone")
    assertNotContains(page, "enfadado")
    assert all("enfadado" not in letter.text + letter.html for letter in OutgoingMessage.objects.all())


def test_cases_of_somebody_new_are_none_and_say_where_to_begin(browser):
    assertContains(browser.get("/portal/cases/"), "No cases yet")


# Where guests come in and leave; these send to the order first.
COMING_IN = {"order", "guest_home", "guest_leaving"}


def test_every_address_of_the_portal_wants_a_customer(enter, ticket):
    patterns = next(p for p in get_resolver().url_patterns if str(p.pattern) == "portal/").url_patterns
    known = {"pk": ticket.unit_id, "reference": ticket.reference, "uid": uuid.uuid4(), "step": "check"}

    for pattern in (one for one in patterns if one.name not in COMING_IN):
        assert pattern.callback.access in ("customer", "visitor"), pattern
        needed = {name: known[name] for name in pattern.pattern.converters}
        path = reverse(f"portal:{pattern.name}", kwargs=needed)
        for method in ("get", "post"):
            answer = getattr(enter(None), method)(path)
            assert answer.status_code in (302, 405), path
            assert answer.status_code == 405 or answer.url == f"/account/login/code/?next={path}"
    assert Ticket.objects.count() == 1


def cover(browser, address):
    """What the case's page says of its cover, with its blanks evened out."""
    page = " ".join(browser.get(address).content.decode().split())
    return page[page.index('id="h-cover"') : page.index('id="h-about"')]


def test_case_says_what_covers_it_and_what_may_be_asked_for(browser, address):
    card = cover(browser, address)
    said = [
        "On the facts that we know it is covered.",
        "You may ask for</dt><dd>Repair · Replacement<",
        "If that fails</dt><dd>Price reduction · Return with refund<",
        "You need not prove anything.",
        "We give you a receipt when you hand it in",
        "A refund is paid within 14 days",
        "coverage-timeline",
        "Orientation, not legal advice.",
    ]
    assert [words for words in said if words not in card] == []
    assert "tell the customer" not in card


def test_case_that_no_guarantee_covers_refuses_nothing(browser, ticket, address, agent):
    decide_coverage(ticket=ticket, answers={"cause": Cause.MISUSE}, by=actor_of(agent), now=LATER)
    card = cover(browser, address)
    assert "On the facts that we know, no guarantee covers it. Nothing is refused by that" in card
    assert ("You may ask for" in card, "What each guarantee says" in card) == (False, True)
    assert "The cause noted is a use that the product is not made for." in card


def test_case_about_a_recalled_product_tells_the_danger_first(browser, ticket, address):
    recall = Recall.objects.create(
        reference="A12/1",
        title="Riesgo de incendio",
        hazard="Puede arder.",
        what_to_do="Desenchúfela.",
        announced_on=NOW.date(),
        remedies=["repair", "refund"],
    )
    recall.products.add(ticket.unit.product)
    assert decide_open_cases() == 1
    page = browser.get(address).content.decode()
    assert page.index("Danger: Riesgo de incendio") < page.index("Desenchúfela.") < page.index('id="h-story"')
    assert "Repair · Refund" in cover(browser, address)


@pytest.mark.parametrize(
    ("cause", "verdict", "says"),
    [
        (Cause.MISUSE, Verdict.COVERED, "takes care of it: a person of ours looked at your case and decided so."),
        (Cause.DEFECT, Verdict.NOT_COVERED, "looked at your case and decided that it is not covered."),
        (Cause.DEFECT, Verdict.NEEDS_PERSON, "A person of ours is looking at your case."),
    ],
)
def test_case_shows_what_a_person_decided_without_their_note(browser, ticket, address, agent, cause, verdict, says):
    by = actor_of(agent)
    decide_coverage(ticket=ticket, answers={"cause": cause}, by=by, now=LATER)
    override_coverage(ticket=ticket, verdict=verdict, reason="Sospecha de golpe", by=by, now=LATER)
    page, card = browser.get(address), cover(browser, address)
    assert says in card
    assert [str(entry.words) for entry in page.context["story"]][-1] == "We decided what covers your product"
    for hidden in ("Sospecha de golpe", agent.name, agent.email):
        assertNotContains(page, hidden)


def test_case_tells_once_that_we_looked_it_up(browser, ticket, address, agent):
    by = actor_of(agent)
    decide_coverage(ticket=ticket, answers={"cause": Cause.MISUSE}, by=by, now=LATER)
    override_coverage(ticket=ticket, verdict=Verdict.COVERED, reason="Sí", by=by, now=LATER)
    decide_coverage(ticket=ticket, answers={"part": "motor"}, by=by, now=LATER)
    lift_override(ticket=ticket, by=by, now=LATER)
    told = [str(entry.words) for entry in browser.get(address).context["story"] if entry.icon == "shield"]
    assert told == ["We looked up what covers your product", "We decided what covers your product"]


def test_case_tells_that_we_wrote_down_which_product_it_is_about(browser, marta, agent):
    question = open_case(customer=marta, text="No enfría")
    unit = UnitFactory(purchase__customer=marta, product__name="Nevera N3")
    set_unit(ticket=question, unit=unit, by=actor_of(agent), now=LATER)
    page = browser.get(f"/portal/cases/{question.reference}/")
    assert [str(entry.words) for entry in page.context["story"] if entry.icon] == [
        *("Your case was opened", "We wrote down which product your case is about"),
        "We looked up what covers your product",
    ]
    assertContains(page, "Nevera N3")


def test_case_about_no_product_has_no_cover(browser, marta):
    ticket = open_case(customer=marta, text="¿Abren el sábado?")
    assertNotContains(browser.get(f"/portal/cases/{ticket.reference}/"), 'id="h-cover"')
