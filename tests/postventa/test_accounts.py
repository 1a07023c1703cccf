"""The doors from the street: customers by code, staff by password, nobody else."""

import re

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import OutgoingMessage, User
from core.states import Role
from customers.models import Customer

pytestmark = pytest.mark.django_db

ASK = "/account/login/code/"
CONFIRM = "/account/login/code/confirm/"
LOGIN = "/account/login/"
RESET = "/account/password/reset/"
PASSWORD = "a-long-enough-password"


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()


@pytest.fixture
def marta():
    return Customer.objects.create(ref="C-1", name="Marta Gil", email="marta@example.com")


@pytest.fixture
def ana():
    return User.objects.create_user("ana@example.com", PASSWORD, name="Ana Ruiz", role=Role.AGENT)


def ask(client: Client, email: str):
    return client.post(ASK, {"email": email}, headers={"accept-language": "en"})


def code_in(message: OutgoingMessage) -> str:
    return re.search(r"^ {4}(\S+)$", message.text, re.M)[1]


def test_ask_for_a_code_makes_the_account_and_writes_one_mail(client, marta):
    answer = ask(client, " Marta@Example.com ")
    assert (answer.status_code, answer["Location"]) == (302, CONFIRM)
    user = User.objects.get()
    assert (user.email, user.role, user.name, user.has_usable_password()) == (
        "marta@example.com",
        Role.CUSTOMER,
        "Marta Gil",
        False,
    )
    message = OutgoingMessage.objects.get()
    assert (message.kind, message.to, message.language) == ("login_code", "marta@example.com", "en")
    assert message.subject == "Your sign-in code · Postventa"
    assert code_in(message) in message.html


def test_type_the_code_signs_in_and_leads_to_the_portal(client, marta):
    ask(client, "marta@example.com")
    code = code_in(OutgoingMessage.objects.get())
    answer = client.post(CONFIRM, {"code": code.lower()})
    assert (answer.status_code, answer["Location"]) == (302, reverse("home"))
    answer = client.get(answer["Location"])
    assert answer["Location"] == "/portal/"


def test_type_the_code_leads_to_where_the_visitor_wanted_to_go(client, marta):
    client.post(ASK, {"email": "marta@example.com", "next": "/portal/cases/"})
    code = code_in(OutgoingMessage.objects.get())
    answer = client.post(CONFIRM, {"code": code, "next": "/portal/cases/"})
    assert answer["Location"] == "/portal/cases/"


def test_type_a_wrong_code_does_not_sign_in(client, marta):
    ask(client, "marta@example.com")
    answer = client.post(CONFIRM, {"code": "WRONG"})
    assert answer.status_code == 200
    assert "_auth_user_id" not in client.session


def test_start_again_with_another_address_leaves_the_first(client, marta):
    ask(client, "nobody@example.com")
    assert client.post("/account/logout/", {"next": ASK})["Location"] == ASK
    ask(client, "marta@example.com")
    client.post(CONFIRM, {"code": code_in(OutgoingMessage.objects.get())})
    assert client.session["_auth_user_id"] == str(User.objects.get().pk)


def test_use_a_code_twice_is_refused(client, marta):
    ask(client, "marta@example.com")
    code = code_in(OutgoingMessage.objects.get())
    client.post(CONFIRM, {"code": code})
    client.post("/account/logout/")
    assert client.post(CONFIRM, {"code": code})["Location"] == ASK
    assert "_auth_user_id" not in client.session


def pages_after_asking(email: str) -> tuple[str, str]:
    client = Client(headers={"accept-language": "en"})
    answer = ask(client, email)
    page = client.get(answer["Location"]).content.decode().replace(email, "E-MAIL")
    return answer["Location"], re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)


def test_ask_from_any_address_answers_the_same_page(marta, ana):
    known = pages_after_asking("marta@example.com")
    assert pages_after_asking("nobody@example.com") == known
    assert pages_after_asking("ana@example.com") == known


@pytest.mark.parametrize("email", ["nobody@example.com", "ana@example.com"])
def test_ask_as_a_stranger_or_staff_writes_nothing(client, ana, email):
    assert ask(client, email).status_code == 302
    assert OutgoingMessage.objects.count() == 0
    assert list(User.objects.values_list("email", flat=True)) == ["ana@example.com"]
    assert client.post(CONFIRM, {"code": ""}).status_code == 200
    assert "_auth_user_id" not in client.session


def test_ask_for_a_code_as_staff_who_is_a_customer_too_writes_nothing(client, ana):
    Customer.objects.create(ref="C-2", name="Ana Ruiz", email="ana@example.com")
    ask(client, "ana@example.com")
    assert OutgoingMessage.objects.count() == 0


def test_ask_for_a_code_with_a_closed_account_writes_nothing(client, marta):
    User.objects.create_user("marta@example.com", is_active=False)
    assert ask(client, "marta@example.com")["Location"] == CONFIRM
    assert OutgoingMessage.objects.count() == 0


def test_ask_does_the_same_work_for_a_stranger_as_for_a_known_customer(marta):
    User.objects.create_user("marta@example.com")
    writes = []
    for email in ("marta@example.com", "nobody@example.com"):
        with CaptureQueriesContext(connection) as queries:
            ask(Client(), email)
        writes.append(sum("core_outgoingmessage" in query["sql"] for query in queries))
    assert writes == [1, 1]


@pytest.mark.parametrize(("role", "door"), [(Role.AGENT, "/desk/"), (Role.MANAGER, "/dashboards/")])
def test_sign_in_with_a_password_leads_staff_to_their_door(client, role, door):
    User.objects.create_user("luis@example.com", PASSWORD, role=role)
    answer = client.post(LOGIN, {"login": "luis@example.com", "password": PASSWORD})
    assert answer["Location"] == reverse("home")
    assert client.get(answer["Location"])["Location"] == door


def test_sign_in_with_a_wrong_password_is_refused(client, ana):
    answer = client.post(LOGIN, {"login": "ana@example.com", "password": "something-else"})
    assert answer.status_code == 200
    assert "_auth_user_id" not in client.session


def test_sign_up_does_not_exist(client):
    assert client.get("/account/signup/").status_code == 404
    assert client.post("/account/signup/", {"email": "x@example.com", "password1": PASSWORD}).status_code == 404
    assert not User.objects.exists()


@pytest.mark.parametrize("page", ["password/change/", "password/set/", "2fa/", "2fa/totp/activate/", "email/"])
def test_visit_the_password_pages_as_a_customer_finds_nothing(client, page):
    client.force_login(User.objects.create_user("marta@example.com"))
    assert client.get(f"/account/{page}").status_code == 404


def test_visit_the_second_factor_page_as_staff_shows_it(client, ana):
    client.force_login(ana)
    assert client.get("/account/2fa/").status_code == 200


def test_ask_for_a_new_password_as_staff_writes_a_mail_with_a_link(client, ana):
    client.post(RESET, {"email": "ana@example.com"}, headers={"accept-language": "en"})
    message = OutgoingMessage.objects.get()
    assert (message.kind, message.to) == ("password_reset", "ana@example.com")
    link = re.search(r"http://localhost:8000(/account/password/reset/key/\S+)", message.text)[1]
    page = client.get(link, follow=True)
    answer = client.post(page.request["PATH_INFO"], {"password1": "another-long-one", "password2": "another-long-one"})
    assert answer.status_code == 302
    ana.refresh_from_db()
    assert ana.check_password("another-long-one")


@pytest.mark.parametrize("host", ["localhost:8443", "127.0.0.1", "testserver:1"])
def test_ask_for_a_new_password_under_another_name_writes_a_link_to_this_house(client, ana, settings, host):
    settings.BASE_URL = "https://after-sales.example"
    client.post(RESET, {"email": "ana@example.com"}, headers={"host": host})
    links = set(re.findall(r"https?://[^/\s]+", OutgoingMessage.objects.get().text))
    assert links == {"https://after-sales.example"}


@pytest.mark.parametrize("page", [ASK, RESET])
def test_ask_with_an_address_longer_than_any_is_refused(client, page):
    answer = client.post(page, {"email": "a" * 300 + "@example.com"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (200, ["email"])
    assert 'maxlength="254"' in answer.content.decode()
    assert OutgoingMessage.objects.count() == 0


def test_ask_behind_a_proxy_is_limited_by_the_address_of_the_visitor(settings, ana):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    def guess(visitor: str, number: int) -> int:
        headers = {"x-forwarded-for": f"10.9.9.9, {visitor}"}
        return (
            Client().post(LOGIN, {"login": f"n{number}@example.com", "password": "wrong"}, headers=headers).status_code
        )

    assert [guess("203.0.113.1", number) for number in range(31)].count(429) == 1
    assert (guess("203.0.113.2", 99), guess("203.0.113.1", 99)) == (200, 429)


@pytest.mark.parametrize("email", ["marta@example.com", "nobody@example.com"])
def test_ask_for_a_new_password_as_anybody_else_writes_nothing(client, email):
    User.objects.create_user("marta@example.com")
    assert client.post(RESET, {"email": email})["Location"] == "/account/password/reset/done/"
    assert OutgoingMessage.objects.count() == 0


def test_enter_the_administration_goes_through_the_same_door(client):
    assert client.get("/admin/login/?next=/admin/")["Location"] == f"{LOGIN}?next=%2Fadmin%2F"


def test_ask_too_often_is_refused_without_a_mail(client, marta):
    for _ in range(3):
        ask(Client(), "marta@example.com")
    assert ask(client, "marta@example.com").status_code == 200
    assert OutgoingMessage.objects.count() == 3


def test_ask_in_spanish_writes_the_mail_in_spanish(client, marta):
    client.post(ASK, {"email": "marta@example.com"}, headers={"accept-language": "es"})
    assert OutgoingMessage.objects.get().language == "es"


def test_visit_home_unsigned_leads_to_the_welcome(client):
    assert client.get(reverse("home"))["Location"] == reverse("welcome")
    assert client.get(reverse("welcome")).status_code == 200


def test_visit_the_style_guide_is_for_staff(client, ana):
    assert client.get("/styleguide/").status_code == 404
    client.force_login(User.objects.create_user("marta@example.com"))
    assert client.get("/styleguide/").status_code == 404
    client.force_login(ana)
    assert client.get("/styleguide/").status_code == 200


def test_choose_the_look_is_remembered_and_goes_back(client):
    answer = client.post("/theme/", {"theme": "dark", "next": "/account/login/"})
    assert (answer["Location"], answer.cookies["theme"].value) == ("/account/login/", "dark")
    assert 'data-theme="dark"' in client.get("/").content.decode()
    answer = client.post("/theme/", {"theme": "auto", "next": "https://evil.example/"})
    assert (answer["Location"], answer.cookies["theme"].value) == ("/", "")
    assert "data-theme=" not in client.get("/").content.decode().split("<head>")[0]


def test_ask_for_the_accent_gives_the_company_hue(client, settings):
    settings.COMPANY = {**settings.COMPANY, "accent_hue": 30}
    assert client.get("/theme.css").content == b":root{--accent-hue:30}\n"


def test_sign_in_with_a_second_factor_asks_for_it(client, ana):
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(ana, secret)
    answer = client.post(LOGIN, {"login": "ana@example.com", "password": PASSWORD})
    assert answer["Location"] == "/account/2fa/authenticate/"
    assert client.get("/account/2fa/authenticate/").status_code == 200
    assert "_auth_user_id" not in client.session
    client.post("/account/2fa/authenticate/", {"code": "000000"})
    assert "_auth_user_id" not in client.session
    code = totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))
    assert client.post("/account/2fa/authenticate/", {"code": code})["Location"] == reverse("home")
    assert client.session["_auth_user_id"] == str(ana.pk)


def test_turn_on_the_second_factor_asks_for_the_password_again(client, ana):
    client.force_login(ana)
    page = client.get("/account/2fa/totp/activate/", follow=True)
    assert page.redirect_chain[0][0].startswith("/account/reauthenticate/")
    page = client.post(page.redirect_chain[0][0], {"password": PASSWORD}, follow=True)
    assert "data:image/svg+xml" in page.content.decode()
