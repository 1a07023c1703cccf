"""The views that people keep: who sees them, who may change them, what they show."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.actors import actor_of
from core.errors import Refused
from core.models import Team
from tests.cases import open_case
from tests.factories import NOW, AgentFactory, LineFactory, ManagerFactory, TeamFactory
from tests.tickets.test_concurrency import at_once
from tickets.actions.saved_views import MOST, keep_view, move_view
from tickets.models import SavedView, Tag
from tickets.queries.saved_views import filters_of, menu_of
from tickets.queues import Filters, read_filters
from tickets.states import Priority

pytestmark = pytest.mark.django_db

URGENT = read_filters("view=ours&priority=4&sort=newest").filters


@pytest.fixture
def kept(agent):
    return keep_view(name="Urgentes", filters=URGENT, by=agent, now=NOW)


def test_keep_a_view_puts_it_in_the_menu_with_its_count(desk, ana, case):
    type(case).objects.filter(pk=case.pk).update(priority=Priority.URGENT)
    response = desk.post("/desk/views/", {"name": " Urgentes ", "query": "view=ours&priority=4&sort=newest&after=x"})
    view = SavedView.objects.get()
    assert (response.status_code, response["location"]) == (302, f"/desk/?saved={view.pk}")
    assert (view.name, view.owner, view.team, filters_of(view)) == ("Urgentes", ana, None, URGENT)
    page = desk.get(response["location"])
    assert (page.context["page"].title, page.context["page"].filters, page.context["page"].total) == (
        "Urgentes",
        URGENT,
        "1",
    )
    assert [(item.name, item.count) for item in page.context["saved_views"]] == [("Urgentes", "1")]


def test_keep_a_view_for_others_is_for_managers(desk, agent):
    team = Team.objects.create(name="Norte")
    assert b'name="whose"' not in desk.get("/desk/views/?view=mine&priority=4").content
    desk.post("/desk/views/", {"name": "Suya", "query": "view=mine", "whose": "all"})
    assert SavedView.objects.get().owner_id == agent.user_id
    for whose in ({"shared": True}, {"team": team}):
        with pytest.raises(Refused):
            keep_view(name="De todos", filters=Filters(), **whose, by=agent, now=NOW)
    assert SavedView.objects.count() == 1


def test_manager_keeps_views_for_a_team_and_for_everybody(client, ana):
    team = Team.objects.create(name="Norte")
    ana.teams.add(team)
    client.force_login(ManagerFactory())
    client.post("/desk/views/", {"name": "Del norte", "query": "team=mine", "whose": team.pk})
    client.post("/desk/views/", {"name": "De todos", "query": "view=safety", "whose": "all"})
    assert [view.name for view in menu_of(ana.pk)] == ["Del norte", "De todos"]
    assert [view.name for view in menu_of(AgentFactory().pk)] == ["De todos"]


@pytest.mark.parametrize("given", [{"name": " "}, {"name": "x" * 61}])
def test_view_without_a_fit_name_is_not_kept(desk, given):
    response = desk.post("/desk/views/", {"query": "view=mine"} | given)
    assert (response.status_code, SavedView.objects.count()) == (422, 0)


def test_more_views_than_anybody_needs_are_refused(desk, agent):
    for number in range(MOST):
        keep_view(name=str(number), filters=Filters(), by=agent, now=NOW)
    response = desk.post("/desk/views/", {"name": "Una más", "query": "view=mine"})
    assert (response.status_code, SavedView.objects.count()) == (422, MOST)


def test_view_of_somebody_else_is_not_there(client, kept):
    client.force_login(ManagerFactory())
    assert client.get(f"/desk/?saved={kept.pk}").status_code == 404
    for part in ("", "place/", "filters/", "removal/"):
        assert client.post(f"/desk/views/{kept.pk}/{part}", {"name": "Mía", "query": "view=mine"}).status_code == 404
    kept.refresh_from_db()
    assert (kept.name, filters_of(kept)) == ("Urgentes", URGENT)


@pytest.mark.parametrize("number", ["x", "-1", "9" * 40, "1 or 1"])
def test_view_that_is_no_number_is_not_there(desk, number):
    assert desk.get("/desk/", {"saved": number}).status_code == 404


def test_agent_does_not_change_what_others_see_too(desk, client):
    shared = keep_view(name="De todos", filters=URGENT, shared=True, by=actor_of(ManagerFactory()), now=NOW)
    desk.post(f"/desk/views/{shared.pk}/", {"name": "Mía"})
    desk.post(f"/desk/views/{shared.pk}/removal/")
    shared.refresh_from_db()
    assert shared.name == "De todos"


def test_rename_move_and_delete_do_what_they_say(desk, kept, agent, ana):
    second = keep_view(name="Otra", filters=Filters(), by=agent, now=NOW)
    desk.post(f"/desk/views/{kept.pk}/", {"name": "Muy urgentes"})
    assert [view.name for view in menu_of(ana.pk)] == ["Muy urgentes", "Otra"]
    desk.post(f"/desk/views/{second.pk}/place/", {"to": "up"})
    assert [view.name for view in menu_of(ana.pk)] == ["Otra", "Muy urgentes"]
    desk.post(f"/desk/views/{second.pk}/place/", {"to": "down"})
    desk.post(f"/desk/views/{kept.pk}/removal/")
    assert [view.name for view in menu_of(ana.pk)] == ["Otra"]


@pytest.mark.django_db(transaction=True)
def test_views_moved_by_two_at_once_are_each_in_one_place():
    by = actor_of(ManagerFactory())
    views = [keep_view(name=name, filters=Filters(), shared=True, by=by, now=NOW) for name in "abcd"]
    for _ in range(5):
        moves = [lambda view=view, n=n: move_view(view=view, places=n, by=by, now=NOW) for view, n in
                 zip(views, (3, -1, 1, -3), strict=True)]  # fmt: skip
        assert [outcome is not None for outcome in at_once(*moves)] == [True] * 4
        assert sorted(SavedView.objects.values_list("position", flat=True)) == [0, 1, 2, 3]


def test_move_of_a_view_that_is_gone_changes_nothing(kept, agent):
    other = keep_view(name="Otra", filters=Filters(), by=agent, now=NOW)
    SavedView.objects.filter(pk=kept.pk).delete()
    move_view(view=kept, places=1, by=agent, now=NOW)
    assert list(SavedView.objects.values_list("pk", "position")) == [(other.pk, 1)]


def test_rename_leaves_out_what_cannot_be_kept(desk, kept):
    assert desk.post(f"/desk/views/{kept.pk}/", {"name": " A\x00 hoy "}).status_code == 302
    kept.refresh_from_db()
    assert kept.name == "A hoy"


def test_other_filters_in_a_kept_view_can_be_kept_too(desk, kept):
    case = open_case()
    page = desk.get(f"/desk/?saved={kept.pk}&view=ours&priority=2").context["page"]
    assert ([row.print for row in page.rows] != [], page.changed, page.may_change) == (True, True, True)
    assert case.reference in page.rows[0].html
    desk.post(f"/desk/views/{kept.pk}/filters/", {"query": page.query})
    kept.refresh_from_db()
    assert filters_of(kept) == read_filters("view=ours&priority=2").filters
    assert desk.get(f"/desk/?saved={kept.pk}").context["page"].changed is False


def test_kept_view_with_what_is_no_longer_known_shows_the_rest(desk, kept):
    SavedView.objects.filter(pk=kept.pk).update(
        filters={"view": ["gone"], "priority": ["4", "x"], "odd": 3}, sort="odd"
    )
    assert desk.get(f"/desk/?saved={kept.pk}").context["page"].filters == Filters(priority=(4,))


@pytest.mark.parametrize("address", ["/desk/views/", "/desk/views/?view=ours&priority=4"])
def test_list_of_views_is_a_page(desk, kept, address):
    page = desk.get(address).content.decode()
    assert ("Urgentes" in page, page.count("<h1>")) == (True, 1)


def test_list_of_views_costs_the_same_queries_for_1_3_and_30(desk, agent):
    line, team, costs = LineFactory(), TeamFactory(), []
    for number in range(30):
        who, tag = AgentFactory(name="", email=f"a{number}@casa.test"), Tag.objects.create(name=str(number))
        query = f"assignee={who.pk}&team={team.pk}&tag={tag.pk}&line={line.pk}"
        keep_view(name=str(number), filters=read_filters(query).filters, by=agent, now=NOW)
        if number + 1 in (1, 3, 30):
            with CaptureQueriesContext(connection) as queries:
                page = desk.get("/desk/views/").content.decode()
            assert page.count("@casa.test") == number + 1
            costs.append(len(queries))
    assert costs[0] == costs[1] == costs[2]
