"""Questionnaires are written question by question, seen in both languages and published; then they are fixed."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.models import AuditEntry
from followups.models import Questionnaire
from tests.factories import NOW, ManagerFactory
from tests.followups.makers import RESOLUTION, make_version, questionnaire

pytestmark = pytest.mark.django_db
PLACE = "/desk/followups/questionnaires/"
HEAD = {"code": "nueva", "use": "survey", "scope": "transaction"}
OWN = {"name": "The box", "form": "yes_no", "es": "¿Llegó bien la caja?", "en": "Did the box arrive well?"}


@pytest.fixture
def boss(db):
    client = Client(headers={"accept-language": "en"})
    client.force_login(ManagerFactory(name="Luis Gil", language="en"))
    return client


def rows(*asked):
    """Questions as the form sends them: `rows(("nps", {"required": "on"}), ("own", OWN))`."""
    sent = {"row": [f"{number}:{ask}" for number, (ask, _given) in enumerate(asked)]}
    for number, (_ask, given) in enumerate(asked):
        sent |= {f"q{number}-{name}": value for name, value in given.items()}
    return sent


def text_of(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def written():
    return [list(model.objects.order_by("pk").values()) for model in (Questionnaire, AuditEntry)]


def test_manager_writes_a_questionnaire_looks_at_it_and_publishes_it(boss):
    asked = rows(
        ("case_csat", {"required": "on"}), ("resolved", {}), ("outcome", {"only": ["resolved:0", "resolved:2"]}),
        ("own", OWN), ("comment", {}),
    )  # fmt: skip
    response = boss.post(f"{PLACE}new/", HEAD | asked)
    draft = Questionnaire.objects.get(code="nueva")
    assert (response.status_code, response.url) == (302, f"{PLACE}{draft.pk}/")
    assert draft.items == [
        {"ask": "case_csat", "required": True},
        {"ask": "resolved"},
        {"ask": "outcome", "if": {"question": "resolved", "values": [0, 2]}},
        {"ask": "own", "code": "own_the_box", "form": "yes_no", "text": {"es": OWN["es"], "en": OWN["en"]}},
        {"ask": "comment"},
    ]
    page = boss.get(response.url)
    spanish, english = (re.sub(r"<[^>]+>", " ", html) for _code, _name, html in page.context["looks"])
    assert (OWN["es"] in spanish, OWN["en"] in spanish, OWN["en"] in english) == (True, False, True)
    assert ("Muy satisfecho" in spanish, "Very satisfied" in english) == (True, True)
    seen = page.context["seen"]
    assert boss.post(f"{PLACE}{draft.pk}/publication/", {"seen": seen}).status_code == 302
    draft.refresh_from_db()
    assert draft.published_at is not None
    shown = boss.get(f"{PLACE}{draft.pk}/edit/").context["forms"]
    assert [row.item for row in shown.rows] == draft.items
    again = rows(("nps", {})) | {"seen": shown.head["seen"].value()}
    response = boss.post(f"{PLACE}{draft.pk}/edit/", again)
    second = Questionnaire.objects.get(code="nueva", version=2)
    assert (response.url, second.published_at, second.use) == (f"{PLACE}{second.pk}/", None, "survey")
    assert boss.post(f"{PLACE}{second.pk}/removal/").url == PLACE
    assert Questionnaire.objects.filter(code="nueva").count() == 1


def test_rows_come_move_and_go_and_what_was_typed_stays(boss):
    asked = HEAD | rows(("nps", {}), ("own", OWN), ("comment", {"required": "on"}))

    def press(button, **more):
        forms = boss.post(f"{PLACE}new/", asked | {"rows": button} | more).context["forms"]
        return [(row.number, row.ask) for row in forms.rows], forms

    assert press("add", new_question="ces")[0] == [(0, "nps"), (1, "own"), (2, "comment"), (3, "ces")]
    assert press("add", new_question="nps")[0] == [(0, "nps"), (1, "own"), (2, "comment")]
    assert press("up:0")[0] == [(0, "nps"), (1, "own"), (2, "comment")]
    assert press("down:0")[0] == [(1, "own"), (0, "nps"), (2, "comment")]
    assert press("remove:1")[0] == [(0, "nps"), (2, "comment")]
    _rows, forms = press("up:2")
    assert [row.item for row in forms.rows] == [
        {"ask": "nps"}, {"ask": "comment", "required": True},
        {"ask": "own", "code": "own_the_box", "form": "yes_no", "text": {"es": OWN["es"], "en": OWN["en"]}},
    ]  # fmt: skip
    assert (forms.head["code"].value(), Questionnaire.objects.filter(code="nueva").exists()) == ("nueva", False)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"code": ""} | rows(("nps", {})), "This field is required."),
        ({"code": "dos palabras"} | rows(("nps", {})), "Its name has letters, digits and hyphens"),
        ({"code": "resolution"} | rows(("nps", {})), "There is a questionnaire with that name already."),
        ({}, "A questionnaire has one question or more."),
        (rows(("own", OWN | {"en": ""})), "Write the question in both languages"),
        (rows(("own", OWN | {"name": "¿?"})), "A question of your own needs a short name."),
        (rows(("own", OWN), ("own", OWN)), "is asked twice"),
        (rows(("nps", {"only": ["resolved:0"]}), ("resolved", {})), "on the answers to a question before it"),
        (rows(("nps", {}), ("resolved", {}), ("ces", {"only": ["nps:0", "resolved:0"]})), "one question only"),
        (rows(("delivery_csat", {}), ("case_csat", {})), "is asked twice"),
    ],
)
def test_wrong_questionnaire_is_refused_in_words_and_nothing_written(boss, given, sentence):
    questionnaire(*RESOLUTION)
    before = written()
    response = boss.post(f"{PLACE}new/", HEAD | given)
    assert (response.status_code, sentence in text_of(response)) == (422, True)
    assert written() == before


@pytest.mark.parametrize(
    ("asked", "box", "told"),
    [
        (rows(("nps", {}), ("own", OWN | {"en": ""})), "q1-en", "Question 2: In English Write the question in both"),
        (rows(("own", OWN | {"name": ""})), "q0-name", "Question 1: Short name A question of your own needs"),
        (rows(("own", OWN), ("own", OWN)), "q1-name", "Question 2: Short name «own_the_box» is asked twice."),
    ],
)
def test_fault_of_a_question_names_it_and_marks_its_box(boss, asked, box, told):
    response = boss.post(f"{PLACE}new/", HEAD | asked)
    html = response.content.decode()
    assert (told in text_of(response), html.count('role="alert"'), f'href="#id_{box}"' in html) == (True, 1, False)
    assert f'href="#{box}"' in html
    [field] = re.findall(rf'<(?:input|textarea)[^>]* id="{box}"[^>]*>', html)
    assert 'aria-invalid="true"' in field


def test_fault_of_a_whole_question_names_it(boss):
    response = boss.post(f"{PLACE}new/", HEAD | rows(("nps", {"only": ["resolved:0"]}), ("resolved", {})))
    assert "Question 1 A question can only depend on" in text_of(response)
    assert 'href="#q0"' in response.content.decode()


def test_second_manager_at_a_draft_is_told(boss):
    draft = Questionnaire.objects.create(code="nueva", version=1, use="call", items=[{"ask": "doubts"}], created_at=NOW)
    seen = boss.get(f"{PLACE}{draft.pk}/edit/").context["forms"].head["seen"].value()
    boss.post(f"{PLACE}{draft.pk}/edit/", rows(("working", {})) | {"seen": seen})
    before = written()
    response = boss.post(f"{PLACE}{draft.pk}/edit/", rows(("on_time", {})) | {"seen": seen})
    assert (response.status_code, "Somebody changed this questionnaire meanwhile." in text_of(response)) == (422, True)
    response = boss.post(f"{PLACE}{draft.pk}/publication/", {"seen": seen})
    assert "Somebody changed this questionnaire meanwhile." in text_of(boss.get(response.url))
    assert written() == before


def test_published_questionnaire_is_not_thrown_away(boss):
    row = questionnaire(*RESOLUTION)
    before = written()
    response = boss.post(f"{PLACE}{row.pk}/removal/")
    assert "It was published meanwhile, so it stays." in text_of(boss.get(response.url))
    assert written() == before


def test_list_names_the_plans_that_ask_and_costs_the_same_for_any_number(boss):
    plan = make_version("Encuestar").plan
    assert "Encuestar" in text_of(boss.get(PLACE))
    counts = []
    for number in (1, 3, 30):
        for new in range(number):
            code = f"una-{number}-{new}"
            Questionnaire.objects.create(code=code, version=1, use="call", items=[{"ask": "doubts"}], created_at=NOW)
        with CaptureQueriesContext(connection) as asked:
            assert f"/plans/{plan.pk}/" in boss.get(PLACE).content.decode()
        counts.append(len(asked))
    assert counts[0] == counts[1] == counts[2]


def test_questionnaires_do_not_exist_for_agents(desk):
    row = questionnaire(*RESOLUTION)
    before = written()
    looks = [PLACE, f"{PLACE}new/", f"{PLACE}{row.pk}/", f"{PLACE}{row.pk}/edit/"]
    sends = [f"{PLACE}new/", f"{PLACE}{row.pk}/edit/", f"{PLACE}{row.pk}/publication/", f"{PLACE}{row.pk}/removal/"]
    assert [desk.get(place).status_code for place in looks] == [404] * 4
    assert [desk.post(place, HEAD | rows(("nps", {}))).status_code for place in sends] == [404] * 4
    assert written() == before
