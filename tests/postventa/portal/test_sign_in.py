import re

import pytest
from pytest_django.asserts import assertContains, assertRedirects

from core.models import OutgoingMessage
from tests.factories import UnitFactory

pytestmark = pytest.mark.django_db


def test_code_from_the_mail_leads_where_the_customer_was_going(enter, marta):
    unit = UnitFactory(purchase__customer=marta, product__name="Lavadora L9")
    visitor, goal = enter(None), f"/portal/products/{unit.pk}/case/"

    door = visitor.get(goal).url
    confirm = visitor.post(door, {"email": " Marta@Correo.example"})
    letter = OutgoingMessage.objects.get(kind="login_code", to=marta.email)
    code = re.search(r"^ {4}(\S+)$", letter.text, re.MULTILINE)[1]
    entered = visitor.post(confirm.url, {"code": code})

    assertRedirects(entered, goal)
    assertContains(visitor.get(goal), "Lavadora L9")
