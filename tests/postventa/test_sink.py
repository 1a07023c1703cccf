"""The mailbox of the demonstration."""

import pytest
from django.core.mail import EmailMultiAlternatives

pytestmark = pytest.mark.django_db


@pytest.fixture
def box(sink, settings):
    settings.MAIL_SINK_DIR = str(sink.folder.path)
    return sink


def post(number=1, **kwargs):
    mail = EmailMultiAlternatives(
        f"Asunto {number} ñ", "Hola. http://localhost/s/abc:def_-/ fin", to=[f"a{number}@correo.example"], **kwargs
    )
    mail.attach_alternative("<p>Hola <script>alert(1)</script></p>", "text/html")
    mail.send()


def name_of(box, number=-1):
    return box.deliveries[number]["file"].removesuffix(".eml")


def test_mailbox_shows_the_newest_first(client, box):
    for number in range(3):
        post(number)
    letters = client.get("/buzon/").context["letters"]
    assert [(letter.subject, letter.to) for letter in letters] == [
        (f"Asunto {number} ñ", f"a{number}@correo.example") for number in (2, 1, 0)
    ]


def test_mailbox_pages_by_fifty(client, box):
    for number in range(52):
        box.folder.keep(f"Message-ID: <{number}@x>\r\nSubject: {number}\r\n\r\nx".encode())
    first, second = client.get("/buzon/"), client.get("/buzon/?page=2")
    assert (len(first.context["letters"]), first.context["older"], first.context["newer"]) == (50, "?page=2", "")
    assert (len(second.context["letters"]), second.context["older"], second.context["newer"]) == (2, "", "?page=1")
    for page in ("0", "-1", "x", "9" * 30):
        assert len(client.get("/buzon/", {"page": page}).context["letters"]) == 50


def test_mailbox_is_empty_with_a_kind_word(client, settings, tmp_path):
    settings.MAIL_SINK_DIR = str(tmp_path / "not-yet")
    assert client.get("/buzon/").status_code == 200


def test_letter_has_links_to_click(client, box):
    post()
    page = client.get(f"/buzon/{name_of(box)}/").content.decode()
    assert 'href="http://localhost/s/abc:def_-/"' in page
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in page


def test_letter_html_stands_in_a_sandbox(client, box):
    post()
    response = client.get(f"/buzon/{name_of(box)}/html/")
    policy = response["Content-Security-Policy"]
    assert "sandbox allow-popups allow-popups-to-escape-sandbox" in policy
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "frame-ancestors 'self'" in policy
    assert response["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize("name", ["0" * 32, "..%2fsecret", "deliveries.log", ".."])
def test_letter_that_is_not_there_is_not_found(client, box, name):
    post()
    assert client.get(f"/buzon/{name}/").status_code in (404, 302, 301)
    assert client.get(f"/buzon/{name}/html/").status_code == 404


def test_mailbox_does_not_exist_without_a_sink(client, settings):
    settings.MAIL_SINK_DIR = None
    for path in ("/buzon/", f"/buzon/{'0' * 32}/", f"/buzon/{'0' * 32}/html/"):
        assert client.get(path).status_code == 404
