import pytest

from catalog.causes import causes_offered
from catalog.models import CauseCode

pytestmark = pytest.mark.django_db
TREE = [
    ("water", None, True),
    ("electronics", None, True),
    ("power", "electronics", True),
    ("old", None, False),
    ("relay", "old", True),
    ("fuse", "power", True),
]


def test_causes_come_in_the_order_of_the_tree_with_their_way():
    made = {}
    for code, parent, active in TREE:
        made[code] = CauseCode.objects.create(code=code, name=code.title(), parent=made.get(parent), active=active)
    assert causes_offered() == [
        (made["electronics"].pk, "Electronics"),
        (made["power"].pk, "Electronics › Power"),
        (made["fuse"].pk, "Electronics › Power › Fuse"),
        (made["relay"].pk, "Old › Relay"),
        (made["water"].pk, "Water"),
    ]


def test_circle_of_causes_comes_to_an_end():
    one = CauseCode.objects.create(code="one", name="One")
    two = CauseCode.objects.create(code="two", name="Two", parent=one)
    CauseCode.objects.filter(pk=one.pk).update(parent=two)
    assert {pk for pk, _words in causes_offered()} == {one.pk, two.pk}
