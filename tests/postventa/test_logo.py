"""The company's logo: theirs when there is one, the house's mark when there is none or it cannot be read."""

import pytest
from PIL import Image

from postventa.logo import logo, mail_logo

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 100"><script>alert(1)</script></svg>'


@pytest.fixture
def give(settings, tmp_path):
    """`give("logo.png", size=(40, 40))`: the company has it; `give("logo.svg", words)`: with these bytes."""

    def make(name, words=None, size=(40, 40), **more):
        path = tmp_path / name
        if words is None:
            Image.new("RGB", size, "teal").save(path)
        else:
            path.write_text(words)
        settings.COMPANY = settings.COMPANY | {"name": "Tienda", "logo": str(path), **more}
        return path

    return make


@pytest.mark.parametrize(
    ("name", "words", "size", "kind", "wide", "in_mail"),
    [
        ("logo.png", None, (40, 40), "image/png", False, True),
        ("logo.jpg", None, (300, 100), "image/jpeg", True, True),
        ("logo.webp", None, (40, 40), "image/webp", False, False),
        ("logo.svg", SVG, None, "image/svg+xml", True, False),
        ("plain.svg", "<svg/>", None, "image/svg+xml", False, False),
    ],
)
def test_give_a_logo_is_known_by_its_kind_and_shape(give, name, words, size, kind, wide, in_mail):
    give(name, words, size)
    found = logo()
    assert (found.kind, found.is_wide, mail_logo() is not None) == (kind, wide, in_mail)


@pytest.mark.parametrize("name", ["gone.png", "logo.gif", "broken.png", "huge.svg"])
def test_give_a_logo_that_cannot_be_read_leaves_the_mark(give, client, name, settings, tmp_path):
    path = give("logo.svg", SVG).with_name(name)
    if name != "gone.png":
        path.write_bytes(b"x" * (600 * 1024 if name == "huge.svg" else 20))
    settings.COMPANY = settings.COMPANY | {"logo": str(path)}
    assert logo() is None
    assert '<svg class="mark"' in client.get("/account/login/").content.decode()
    assert client.get("/logo/").status_code == 404


@pytest.mark.django_db
def test_look_at_a_page_shows_the_logo_and_says_the_name_once(give, client):
    give("logo.svg", SVG)
    page = client.get("/account/login/").content.decode()
    assert f'<img class="mark logo" src="{logo().url}" alt="Tienda">' in page
    assert '<span class="truncate">Tienda</span>' not in page
    give("square.png")
    page = client.get("/account/login/").content.decode()
    assert (f'src="{logo().url}" alt=""' in page, '<span class="truncate">Tienda</span>' in page) == (True, True)


def test_fetch_the_logo_runs_nothing_and_is_kept_by_browsers(give, client):
    give("logo.svg", SVG)
    answer = client.get(logo().url)
    assert answer["Content-Type"] == "image/svg+xml"
    assert answer["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in answer["Cache-Control"]
    assert client.get("/logo/mail/").status_code == 404


def test_letters_may_have_a_logo_of_their_own(give, client, tmp_path):
    Image.new("RGB", (90, 30), "teal").save(tmp_path / "mail.png")
    give("logo.svg", SVG, mail_logo=str(tmp_path / "mail.png"))
    assert client.get("/logo/mail/")["Content-Type"] == "image/png"
    assert mail_logo().width(36) == 108
