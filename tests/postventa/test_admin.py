import pytest
from django.contrib import admin
from django.test import Client

from core.models import User
from tests.cases import open_case
from tests.factories import AgentFactory, CustomerFactory, ManagerFactory
from tickets.models import CoverageDecision, Message, Ticket, TicketEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def root(client):
    client.force_login(ManagerFactory(is_staff=True, is_superuser=True, language="en"))
    return client


def test_stranger_signs_in_at_the_house_door(client):
    response = client.get("/admin/", follow=True)
    assert [url.partition("?")[0] for url, _status in response.redirect_chain] == ["/admin/login/", "/account/login/"]


def test_agent_without_administration_does_not_enter():
    client = Client()
    client.force_login(AgentFactory())
    assert client.get("/admin/", follow=True).status_code == 403


def test_policy_is_looser_in_the_administration_and_nowhere_else(root):
    inside, outside = (root.get(page)["content-security-policy"] for page in ("/admin/", "/desk/"))
    assert ("script-src 'self' 'unsafe-eval'" in inside, "unsafe" in outside) == (True, False)


@pytest.mark.parametrize("model", list(admin.site._registry), ids=lambda model: model._meta.label)
def test_list_of_every_kind_of_row_opens(root, model):
    open_case()
    assert root.get(f"/admin/{model._meta.app_label}/{model._meta.model_name}/").status_code == 200


@pytest.mark.parametrize("model", [Ticket, Message, TicketEvent, CoverageDecision])
def test_what_happened_is_shown_and_not_changed(root, model):
    open_case()
    row, name = model.objects.first(), f"{model._meta.app_label}/{model._meta.model_name}"
    before = list(model.objects.values())
    assert root.get(f"/admin/{name}/{row.pk}/change/").status_code == 200
    assert root.get(f"/admin/{name}/add/").status_code == 403
    assert root.post(f"/admin/{name}/{row.pk}/change/", {"status": "closed"}).status_code == 403
    assert root.post(f"/admin/{name}/{row.pk}/delete/", {"post": "yes"}).status_code == 403
    assert list(model.objects.values()) == before


def test_account_is_made_with_its_role(root):
    form = {"email": "Nueva@Tienda.example", "name": "Nueva", "role": "agent", "language": "es"}
    form |= {"usable_password": "true", "password1": "una-clave-larga-7", "password2": "una-clave-larga-7"}
    assert root.post("/admin/core/user/add/", form).status_code == 302
    user = User.objects.get(email="nueva@tienda.example")
    assert (user.role, user.is_staff, user.check_password("una-clave-larga-7")) == ("agent", False, True)


def test_account_is_switched_off_not_deleted(root):
    ana = AgentFactory()
    assert root.get(f"/admin/core/user/{ana.pk}/change/").status_code == 200
    assert root.post(f"/admin/core/user/{ana.pk}/delete/", {"post": "yes"}).status_code == 403


def test_what_keeps_us_from_calling_is_shown_and_not_changed(root):
    customer = CustomerFactory(minor=True)
    form = root.get(f"/admin/customers/customer/{customer.pk}/change/").context["adminform"].form
    assert {"minor", "deceased", "in_dispute", "no_calls", "no_surveys"} & set(form.fields) == set()
    sent = form.initial | {"deceased": "on", "city": "Soria"}
    assert root.post(f"/admin/customers/customer/{customer.pk}/change/", sent).status_code == 302
    customer.refresh_from_db()
    assert (customer.city, customer.minor, customer.deceased) == ("Soria", True, False)
