import pytest
from django.test import Client
from pytest_django.asserts import assertRedirects

from core.models import AuditEntry
from tests.factories import ManagerFactory
from tests.law_rows import alternatives, rule
from tickets.models import Alternatives

pytestmark = pytest.mark.django_db
HERE = "/desk/settings/alternatives/"
WORDS = {"text_es": "Acuda a la OMIC.", "text_en": "Go to the OMIC."}


@pytest.fixture
def luis(db):
    client = Client(headers={"accept-language": "en"})
    client.force_login(ManagerFactory(language="en"))
    return client


def rows():
    return list(Alternatives.objects.values_list("jurisdiction", "text_es", "text_en"))


def test_page_shows_what_there_is_and_which_countries_lack_it(luis):
    alternatives()
    rule("pt-answer", jurisdiction="PT")
    page = luis.get(HERE).content.decode()
    assert ("You can go to the OMIC." in page, "Portugal has no text yet." in page) == (True, True)
    assert "Spain has no text yet." not in page


def test_country_is_chosen_and_its_text_written_with_a_trace(luis):
    assertRedirects(luis.get(HERE, {"country": "DE"}), f"{HERE}DE/")
    assertRedirects(luis.post(f"{HERE}DE/", WORDS), HERE)
    assert rows() == [("DE", *WORDS.values())]
    (entry,) = AuditEntry.objects.all()
    assert (entry.noun, entry.what, entry.after) == ("tickets.alternatives", "written", {"text_es": 16, "text_en": 15})


def test_same_words_again_write_nothing(luis):
    for _again in range(2):
        assertRedirects(luis.post(f"{HERE}DE/", WORDS), HERE)
    assert AuditEntry.objects.count() == 1


@pytest.mark.parametrize(
    "given", [{"text_es": ""}, {"text_en": " "}, {"text_es": "x" * 4_001}, {"text_es": "\u200b\u2060"}]
)
def test_text_that_does_not_fit_is_refused(luis, given):
    alternatives()
    before = rows()
    assert (luis.post(f"{HERE}ES/", WORDS | given).status_code, rows()) == (422, before)
    assert AuditEntry.objects.count() == 0


def test_country_that_there_is_not(luis):
    assert luis.post(f"{HERE}XX/", WORDS).status_code == 404
    assert (luis.get(HERE, {"country": "XX"}).status_code, rows()) == (422, [])


def test_agent_finds_nothing(desk):
    assert [desk.get(HERE).status_code, desk.post(f"{HERE}ES/", WORDS).status_code, rows()] == [404, 404, []]
