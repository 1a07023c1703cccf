"""Every letter as its reader sees it: in Chromium, on a phone and on a desk, light and dark, in both languages."""

import html
import re
import struct
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import strip_tags
from django.utils.translation import override

from core.actions.letters import Written, written
from postventa.colour import accent_hex
from tests.postventa.letters import SAMPLES

MAIL = Path(settings.BASE_DIR) / "templates" / "mail"
LETTERS = sorted(path.stem for path in MAIL.glob("*.txt") if path.stem != "base" and not path.stem.startswith("_"))
WIDTHS = (360, 640)
# A browser's own way to say what is too wide, and what leads nowhere.
LOOK = """() => ({
  wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  empty: [...document.links].filter(a => !a.textContent.trim() || !a.getAttribute('href')).length,
  heading: document.querySelectorAll('h1').length,
  small: [...document.querySelectorAll('body *')].filter(e => e.children.length === 0 && e.textContent.trim()
    && e.checkVisibility() && parseFloat(getComputedStyle(e).fontSize) < 13).length,
})"""
PAINT = """() => [...document.querySelectorAll('body *')].filter(e => e.checkVisibility()
  && [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())).map(e => {
    let box = e; while (getComputedStyle(box).backgroundColor === 'rgba(0, 0, 0, 0)') box = box.parentElement;
    return [getComputedStyle(e).color, getComputedStyle(box).backgroundColor, e.textContent.trim().slice(0, 40)];
})"""


def letter(name, language):
    with override(language):  # what it is given says some words of its own
        context = SAMPLES[name]()
    if "subject" not in context:
        return written(template=name, language=language, context=context)
    with override(language):  # those of the sign-in are written by its own door
        return Written(
            context["subject"], *(render_to_string(f"mail/{name}.{form}", context) for form in ("txt", "html"))
        )


def links_of(letter_html):
    return [html.unescape(href) for href in re.findall(r'href="([^"]+)"', letter_html)]


def luminance(colour):
    channels = [int(value) / 255 for value in re.findall(r"\d+", colour)[:3]]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    """WCAG 2.2, «contrast ratio», of two «rgb(…)»."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def rgb(colour):
    return "rgb({}, {}, {})".format(*struct.unpack("BBB", bytes.fromhex(colour[1:])))


def squeezed(text):
    return " ".join(text.split())


def test_every_letter_has_a_sample_and_both_its_forms():
    assert sorted(SAMPLES) == LETTERS
    assert [name for name in LETTERS if not (MAIL / f"{name}.html").exists()] == []


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("name", LETTERS)
def test_write_a_letter_says_the_same_without_html(name, language):
    said = letter(name, language)
    heading = squeezed(html.unescape(strip_tags(re.search(r"<h1.*?>(.*?)</h1>", said.html, re.S)[1])))
    assert said.subject
    assert heading
    text = squeezed(f"{said.subject} {said.text}").casefold()
    assert [word for word in re.findall(r"\w{4,}", heading.casefold()) if word[:5] not in text] == []
    asked = [link for link in links_of(said.html) if not link.startswith("mailto:")]
    assert [link for link in asked if link not in said.text] == []
    assert [link.removeprefix("mailto:") for link in links_of(said.html) if link.startswith("mailto:")] == [
        settings.COMPANY["email"]
    ]
    assert settings.COMPANY["email"] in said.text
    assert "<script" not in said.html
    assert "<table" not in said.html


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("name", LETTERS)
def test_open_a_letter_is_whole_and_readable(chromium, tmp_path, name, language):
    said = letter(name, language)
    for dark in (False, True):
        context = chromium.new_context(color_scheme="dark" if dark else "light", java_script_enabled=True)
        page = context.new_page()
        page.route("**/*", lambda route: route.abort())
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            page.set_content(said.html)
            assert page.evaluate(LOOK) == {"wide": 0, "empty": 0, "heading": 1, "small": 0}
            faint = [(*pair, text) for *pair, text in page.evaluate(PAINT) if contrast(*pair) < 4.5]
            assert faint == []
            picture = tmp_path / f"{name}-{language}-{width}-{'dark' if dark else 'light'}.png"
            assert len(page.screenshot(path=picture, full_page=True)) > 5_000
        context.close()


@pytest.mark.parametrize("hue", range(0, 360, 5))
def test_choose_a_hue_keeps_letters_readable(hue):
    """The accent on every ground that a letter has, and the words on the accent."""
    day, night = (
        rgb(accent_hex(hue, lightness=0.475, chroma=0.088)),
        rgb(accent_hex(hue, lightness=0.775, chroma=0.105)),
    )
    grounds = ["#ffffff", "#f5f8f8", "#eef4f4"]
    assert min(contrast(day, rgb(ground)) for ground in grounds) >= 4.5
    assert min(contrast(night, rgb(ground)) for ground in ["#182121", "#0f1717", "#071b1b"]) >= 4.5


def test_write_a_letter_shows_the_logo_that_mail_can_show(settings, tmp_path):
    from PIL import Image

    wide = tmp_path / "logo.png"
    Image.new("RGB", (400, 100), "teal").save(wide)
    settings.COMPANY = settings.COMPANY | {"name": "Tienda", "logo": str(wide)}
    said = letter("survey", "es")
    assert f'src="{settings.BASE_URL}/logo/mail/?' in said.html
    assert 'alt="Tienda"' in said.html
    drawn = tmp_path / "logo.svg"
    drawn.write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"/>')
    settings.COMPANY = settings.COMPANY | {"logo": str(drawn)}
    assert "<img" not in letter("survey", "es").html
