"""A rule or a step that names somebody or a team that is gone says so, and is not saved without them unseen."""

import re
from html.parser import HTMLParser

import pytest
from django.test import Client

from tests.factories import AgentFactory, ManagerFactory, TeamFactory
from tests.tickets.clockwork import make_step
from tests.tickets.rules import keep

pytestmark = pytest.mark.django_db


class _Form(HTMLParser):
    """What a browser would send of the forms of a page, by their addresses."""

    def __init__(self, page):
        super().__init__()
        self.forms, self.here, self.select = {}, None, None
        self.feed(page.content.decode())

    def handle_starttag(self, tag, attrs):
        at = dict(attrs)
        if tag == "form":
            self.here = self.forms.setdefault(at.get("action", ""), {})
        if self.here is None:
            return
        name = at.get("name")
        if tag == "input" and name and at.get("type") not in ("submit", "button"):
            ticks = at.get("type") in ("checkbox", "radio")
            if not ticks or "checked" in at:
                self.here.setdefault(name, []).append(at.get("value", "on" if ticks else ""))
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and "selected" in at:
            self.here.setdefault(self.select, []).append(at.get("value", ""))

    def handle_endtag(self, tag):
        self.select = None if tag == "select" else self.select


@pytest.fixture
def boss(db):
    client = Client(headers={"accept-language": "en"})
    client.force_login(ManagerFactory(language="en"))
    return client


@pytest.fixture
def gone():
    return AgentFactory(name="Gone Person"), TeamFactory()


def leave(gone):
    person, team = gone
    person.is_active = False
    person.save()
    type(team).objects.filter(pk=team.pk).delete()


def refused(boss, place, sent):
    """What the page says, and what its form would send again, when it was sent as it was shown."""
    page = boss.post(place, sent)
    text = page.content.decode()
    assert page.status_code == 422
    assert text.count("This person is no longer there. Choose another one.") >= 1
    assert text.count("This team is no longer there. Choose another one.") >= 1
    assert text.count("something that is not there any more") >= 3
    return _Form(page).forms


def test_rule_that_names_who_is_gone_is_not_saved_without_them(boss, gone):
    person, team = gone
    rule = keep("Suya", "opened", does=["tag:nuevo", f"assign:{person.pk}", f"team:{team.pk}", f"notify:{person.pk}"])
    before = rule.deeds
    leave(gone)
    place = f"/desk/settings/rules/{rule.pk}/"
    page = boss.get(place)
    assert page.content.decode().count("something that is not there any more") >= 3
    sent = next(form for form in _Form(page).forms.values() if "triggers" in form)
    again = next(form for form in refused(boss, place, sent).values() if "triggers" in form)
    assert [again["assign"], again["team"], again["person"]] == [[str(one.pk)] for one in (person, team, person)]
    refused(boss, place, again)
    rule.refresh_from_db()
    assert rule.deeds == before
    # A row more does not lose them either.
    more = boss.post(place, sent | {"rows": "add", "new_field": "state"})
    assert more.content.decode().count("something that is not there any more") >= 3
    chosen = boss.post(place, sent | {"assign": "nobody", "team": "", "person": ""})
    assert chosen.status_code == 302
    rule.refresh_from_db()
    assert rule.deeds == [{"do": "assign", "to": None}, {"do": "tag", "to": "nuevo"}]


def test_step_that_names_who_is_gone_is_not_saved_without_them(boss, gone):
    person, team = gone
    does = [{"do": "tag", "to": "nuevo"}, {"do": "assign", "to": person.pk}, {"do": "team", "to": team.pk}]
    step = make_step(None, "promise", 0, *does, {"do": "notify", "to": person.pk})
    before = step.deeds
    leave(gone)
    forms = _Form(boss.get("/desk/settings/escalations/")).forms
    place, sent = next((place, form) for place, form in forms.items() if re.search(rf"/{step.pk}/$", place))
    again = refused(boss, place, sent)[place]
    assert again[f"step-{step.pk}-assign"] == [str(person.pk)]
    refused(boss, place, again)
    step.refresh_from_db()
    assert step.deeds == before
