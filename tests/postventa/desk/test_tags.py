"""Tags: put on and taken off in place and by redirect."""

import pytest

from tests.factories import NOW
from tests.tickets.rows import everything
from tickets.actions.tagging import add_tags
from tickets.models import Tag

pytestmark = pytest.mark.django_db
HTMX = {"hx-request": "true"}


@pytest.fixture
def send(desk, case):
    def post(noun="tags", headers=None, **form):
        return desk.post(f"/desk/tickets/{case.reference}/{noun}/", form, headers=headers or {})

    return post


def names(case):
    return sorted(case.tags.values_list("name", flat=True))


def test_put_on_several_between_commas(send, case):
    assert send(names="warranty, Part ordered,").status_code == 302
    assert names(case) == ["Part ordered", "warranty"]


def test_put_on_in_place_gives_the_card_and_the_head(send, case):
    response = send(headers=HTMX, names="vip")
    page = response.content.decode()
    assert (response["hx-trigger"], names(case)) == ("case-told", ["vip"])
    assert ('id="tags" hx-swap-oob="true"' in page, 'id="case-head" hx-swap-oob="true"' in page) == (True, True)
    assert 'id="composer"' not in page


def test_take_off_leaves_the_others(send, case, agent):
    add_tags(ticket=case, names=["vip", "warranty"], by=agent, now=NOW)
    assert send("tags/removal", names="VIP").status_code == 302
    assert names(case) == ["warranty"]


@pytest.mark.parametrize(("unfit", "status"), [("", 422), ("x" * 41, 409), (",".join(map(str, range(21))), 409)])
def test_put_on_what_is_no_tag_is_refused_and_what_was_typed_is_kept(send, case, unfit, status):
    before = everything()
    response = send(names=unfit)
    assert (response.status_code, everything(), Tag.objects.count()) == (status, before, 0)
    assert f'value="{unfit}"' in response.content.decode()


def test_known_tags_are_offered_where_one_types(desk, case, agent):
    Tag.objects.create(name="warranty")
    address = f"/desk/tickets/{case.reference}/tags/"
    assert '<option value="warranty">' in desk.get(address, headers=HTMX).content.decode()
    assert desk.get(address).status_code == 302


def test_tag_with_html_is_shown_as_it_was_typed(send, desk, case):
    send(names='<b>"x"</b>')
    page = desk.get(f"/desk/tickets/{case.reference}/").content.decode()
    assert ('<b>"x"</b>' in page, "&lt;b&gt;&quot;x&quot;&lt;/b&gt;" in page) == (False, True)
