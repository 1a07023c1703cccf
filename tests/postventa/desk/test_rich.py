"""The field of an agent's words: what it makes of what is sent, how it is drawn, and how it is in a real browser."""

import re

import pytest
from django import forms
from django.utils import translation

from core.richtext import Words
from postventa.desk.forms.rich import LONGEST_HTML, RichTextField
from postventa.templatetags.desk import rich
from tickets.rules import MAX_TEXT


class Composer(forms.Form):
    words = RichTextField(label="Your words")


def test_send_from_a_plain_textarea_gives_plain_words():
    form = Composer({"words": " 1 < 2\r\n<b>no</b> ", "words_html": ""})
    assert form.is_valid()
    assert form.cleaned_data == {"words": Words("1 < 2\n<b>no</b>")}


def test_send_from_the_editor_gives_sanitised_html_and_its_text():
    form = Composer({"words": "<p><b onclick=x()>Hola</b><script>x()</script></p>", "words_html": "1"})
    assert form.is_valid()
    assert form.cleaned_data == {"words": Words("Hola", "<p><strong>Hola</strong></p>")}


def test_send_from_the_editor_without_formatting_keeps_no_html():
    form = Composer({"words": "<p>Hola</p><p>Adiós</p>", "words_html": "1"})
    assert form.is_valid()
    assert form.cleaned_data == {"words": Words("Hola\n\nAdiós")}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({}, "required"),
        ({"words": "  ", "words_html": ""}, "required"),
        ({"words": "<p><br></p>", "words_html": "1"}, "required"),
        ({"words": "<script>x()</script>", "words_html": "1"}, "required"),
        ({"words": "a" * (MAX_TEXT + 1), "words_html": ""}, "too_long"),
        ({"words": f"<p>{'a' * (MAX_TEXT + 1)}</p>", "words_html": "1"}, "too_long"),
        ({"words": "<b></b>" * LONGEST_HTML, "words_html": "1"}, "too_much"),
    ],
)
def test_send_nothing_or_too_much_is_refused(data, code):
    form = Composer(data)
    assert not form.is_valid()
    assert [error.code for error in form.errors.as_data()["words"]] == [code]


def test_send_nothing_where_nothing_is_needed_gives_no_words():
    field = RichTextField(required=False)
    assert (field.clean(None), bool(field.clean(None))) == (Words(""), False)


@pytest.mark.parametrize(
    ("initial", "data", "changed"),
    [
        (Words("Hola"), {"words": "<p>Hola</p>", "words_html": "1"}, []),
        ("Hola", {"words": "Hola\r\n", "words_html": ""}, []),
        (Words("Hola"), {"words": "<p><b>Hola</b></p>", "words_html": "1"}, ["words"]),
        (None, {"words": "", "words_html": ""}, []),
    ],
)
def test_changed_tells_whether_the_words_are_others(initial, data, changed):
    assert Composer(data, initial={"words": initial}).changed_data == changed


def test_draw_a_refused_form_keeps_words_and_formatting():
    html = str(Composer({"words": "<p><b>1 &lt; 2</b></p>", "words_html": "1"})["words"])
    assert re.search(r"<textarea[^>]*>\s*1 &lt; 2</textarea>", html)
    assert 'data-html="&lt;p&gt;&lt;strong&gt;1 &amp;lt; 2&lt;/strong&gt;&lt;/p&gt;"' in html
    assert '<input type="hidden" name="words_html" value=""' in html


def test_draw_the_toolbar_speaks_the_readers_language():
    bars = []
    for language in ("es", "en"):
        with translation.override(language):
            bars.append(re.findall(r'data-do="(\w+)".*?aria-label="([^"]+)"', str(Composer()["words"])))
    names = ["bold", "italic", "bulletList", "orderedList", "blockquote", "link", "code", "undo", "redo"]
    assert [[name for name, _ in bar] for bar in bars] == [names, names]
    assert [label for _, label in bars[1]] == [
        *("Bold", "Italic", "List", "Numbered list", "Quote", "Link", "Code", "Undo", "Redo")
    ]


def test_read_words_shows_their_html_or_their_text():
    assert rich(Words("a\nhttps://x.es")).startswith('a\n<a href="https://x.es"')
    link = '<a href="https://x.es" target="_blank" rel="noopener noreferrer nofollow">x</a>'
    assert rich(Words("x", '<p><a href="https://x.es">x</a><img src=x onerror=x()></p>')) == (
        f'<div class="rich"><p>{link}</p></div>'
    )


@pytest.fixture
def guide(open_page, settings):
    """`guide()`: the style guide in a browser, with its editor alive unless there are no scripts."""
    settings.DEMO = True

    def come(*, scripts=True, **how):
        page = open_page("/styleguide/", language="en", scripts=scripts, **how)
        if scripts:
            page.locator(".rich-surface [contenteditable]").wait_for()
        return page

    return come


@pytest.fixture
def empty(guide):
    """The editor with nothing in it, and the caret in it."""
    page = guide()
    page.evaluate("richtext.set(editor_words, '')")
    page.evaluate("editor_words.focus()")
    return page


def sent(page):
    """What the form would send."""
    return page.evaluate("Object.fromEntries(new FormData(editor_words.form))")


def words_sent(page):
    form = Composer({"words": (form := sent(page))["words"], "words_html": form["words_html"]})
    assert form.is_valid()
    return form.cleaned_data["words"]


def test_write_without_scripts_is_a_textarea_with_the_same_words(guide):
    page = guide(scripts=False)
    area = page.get_by_label("Your words")
    assert area.input_value().startswith("Thank you for the photo. It is covered: a technician will call you tomorrow.")
    assert page.locator(".rich-bar:visible, .rich-link:visible").count() == 0


def test_write_with_marks_and_lists_by_keyboard(empty):
    keyboard = empty.keyboard
    keyboard.type("Hola ")
    keyboard.press("Control+b")
    keyboard.type("Marta")
    keyboard.press("Control+b")
    keyboard.press("Shift+Enter")
    keyboard.type("mire <esto>:")
    keyboard.press("Enter")
    keyboard.type("- uno")
    keyboard.press("Enter")
    keyboard.type("dos")
    assert words_sent(empty) == Words(
        "Hola Marta\nmire <esto>:\n\n- uno\n- dos",
        "<p>Hola <strong>Marta</strong><br>mire &lt;esto&gt;:</p><ul><li>uno</li><li>dos</li></ul>",
    )
    assert empty.get_by_role("button", name="List", exact=True).get_attribute("aria-pressed") == "true"


def test_write_plain_words_in_the_editor_keeps_no_html(empty):
    empty.keyboard.type("Hola")
    empty.keyboard.press("Enter")
    empty.keyboard.type("https://x.es vale")
    assert words_sent(empty) == Words("Hola\n\nhttps://x.es vale")


def test_press_the_bar_by_keyboard_formats_and_comes_back(empty):
    empty.keyboard.type("uno")
    empty.keyboard.press("Shift+Tab")
    assert empty.evaluate("document.activeElement.ariaLabel") == "Bold"
    for _ in range(4):
        empty.keyboard.press("ArrowRight")
    empty.keyboard.press("Enter")
    empty.keyboard.type("!")
    assert words_sent(empty) == Words("> uno!", "<blockquote><p>uno!</p></blockquote>")
    empty.keyboard.press("Shift+Tab")
    assert empty.evaluate("document.activeElement.ariaLabel") == "Quote"
    empty.keyboard.press("End")
    assert empty.evaluate("document.activeElement.ariaLabel") == "Redo"
    empty.get_by_role("button", name="Undo").click()
    empty.get_by_role("button", name="Undo").click()
    assert words_sent(empty).html == ""


def test_tab_leaves_a_list(empty):
    empty.keyboard.type("- uno")
    empty.keyboard.press("Enter")
    empty.keyboard.type("dos")
    empty.keyboard.press("Tab")
    assert empty.evaluate("document.activeElement.textContent") == "Send"


def test_put_a_link_on_words_and_take_it_back(empty):
    empty.keyboard.type("la guía")
    empty.keyboard.press("Control+a")
    empty.keyboard.press("Control+Shift+k")
    address = empty.get_by_label("Address")
    address.fill("javascript:alert(1)")
    address.press("Enter")
    empty.get_by_text("This address cannot be used").wait_for()
    address.fill("x.es/guia")
    address.press("Enter")
    link = '<a href="https://x.es/guia" rel="noopener noreferrer nofollow">la guía</a>'
    assert words_sent(empty) == Words("la guía (https://x.es/guia)", f"<p>{link}</p>")
    assert sent(empty).keys() == {"kind", "words", "words_html"}
    empty.get_by_role("button", name="Link", exact=True).click()
    assert address.input_value() == "https://x.es/guia"
    empty.get_by_role("button", name="Remove the link").click()
    assert words_sent(empty) == Words("la guía")


@pytest.mark.parametrize(
    ("typed", "text"),
    [("ana@x.es", "ana@x.es"), ("+34 600 111 222", "+34600111222"), ("https://x.es", "https://x.es")],
)
def test_put_a_link_without_words_writes_its_address(empty, typed, text):
    empty.keyboard.press("Control+Shift+k")
    empty.get_by_label("Address").fill(typed)
    empty.get_by_role("button", name="Put the link").click()
    empty.keyboard.type(" ya")
    assert words_sent(empty).text.startswith(text)
    assert empty.locator(".rich-surface a").inner_text() == text


def test_code_marks_words_or_makes_a_block_of_lines(empty):
    empty.keyboard.type("uno")
    empty.keyboard.press("Enter")
    empty.keyboard.type("dos")
    code = empty.get_by_role("button", name="Code")
    empty.keyboard.press("Shift+Home")
    code.click()
    assert words_sent(empty).html == "<p>uno</p><p><code>dos</code></p>"
    code.click()
    empty.keyboard.press("Control+a")
    code.click()
    assert (code.get_attribute("aria-pressed"), "<pre>" in words_sent(empty).html) == ("true", True)


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ("<b style='font-weight:normal'><p><span style=\"font-weight:700\">a</span> b</p></b>", "<strong>a</strong> b"),
        ("<p><span style='font-style:italic;color:red'>a</span><style>p{color:red}</style></p>", "<em>a</em>"),
    ],
)
def test_paste_from_a_word_processor_keeps_bold_and_italic(empty, html, kept):
    empty.evaluate("html => richtext.insert(editor_words, html)", html)
    assert words_sent(empty).html == f"<p>{kept}</p>"


def test_paste_of_a_page_keeps_what_the_house_knows(empty):
    html = (
        "<meta charset=utf-8><div style='color:red'><h1>Uno</h1><img src=x onerror=alert(1)><b style='x:y'>dos</b>"
        "<script>alert(1)</script><a href='javascript:alert(1)'>tres</a></div>"
    )
    empty.evaluate(
        """html => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text/html", html);
            const how = { clipboardData, bubbles: true, cancelable: true };
            document.activeElement.dispatchEvent(new ClipboardEvent("paste", how));
        }""",
        html,
    )
    assert words_sent(empty).text == "Uno\n\ndostres"
    assert empty.locator(".rich-surface :is(img:not(.ProseMirror-separator), script, [style], [href])").count() == 0


def test_insert_set_get_and_focus_from_other_scripts(empty, wait_until):
    heard = "window.heard = []; document.addEventListener('input', e => heard.push(e.target.id))"
    empty.evaluate(heard)
    empty.keyboard.type("Hola , adiós")
    for _ in range(len(", adiós")):
        empty.keyboard.press("ArrowLeft")
    caret = "document.querySelector('rich-text').editor.state.selection.from"
    wait_until(lambda: empty.evaluate(caret) == 6, why="the caret has not moved")
    empty.evaluate("document.querySelector('h1').tabIndex = -1; document.querySelector('h1').focus()")
    empty.evaluate("richtext.insert(editor_words, '<p><b>Marta</b></p>')")
    empty.keyboard.type("!")
    assert words_sent(empty).text == "Hola Marta!, adiós"
    assert set(empty.evaluate("heard")) == {"editor_words"}
    empty.evaluate("richtext.set(editor_words, '<ul><li>uno</li></ul>')")
    assert empty.evaluate("richtext.get(editor_words)") == "<ul><li><p>uno</p></li></ul>"
    empty.evaluate("richtext.set(editor_words, ''); document.querySelector('h1').focus(); richtext.focus(editor_words)")
    empty.keyboard.type("dos")
    assert (words_sent(empty), empty.evaluate("richtext.get(editor_words)")) == (Words("dos"), "<p>dos</p>")


def test_send_keys_reach_the_textarea(empty):
    empty.evaluate(
        """addEventListener("keydown", (event) => {
            if (event.key === "Enter" && event.ctrlKey) window.asked = event.target.id;
        })"""
    )
    empty.keyboard.type("Hola")
    empty.keyboard.press("Control+Enter")
    assert (empty.evaluate("window.asked"), words_sent(empty)) == ("editor_words", Words("Hola"))


def test_swap_starts_the_editor_that_comes_and_ends_the_one_that_goes(empty):
    empty.keyboard.type("uno")
    empty.evaluate(
        """() => {
            const form = editor_words.form;
            window.old = form.querySelector("rich-text");
            const copy = old.cloneNode(true);
            form.append(old);  // moved: it stays alive
            window.moved = old;
            window.copy = copy;
        }"""
    )
    assert empty.evaluate("Boolean(old.editor) && !old.editor.isDestroyed")
    empty.evaluate("window.editor = old.editor; copy.querySelector('textarea').id = 'other'; old.replaceWith(copy)")
    assert empty.evaluate("copy.started")
    assert empty.evaluate("[editor.isDestroyed, old.editor, copy.querySelectorAll('.rich-surface').length]") == [
        *(True, None, 1)
    ]
    empty.evaluate("other.focus()")
    empty.keyboard.type("dos ")
    assert empty.locator(".rich-surface").inner_text().startswith("dos ")


def test_reset_of_the_form_brings_the_first_words_back(guide, wait_until):
    page = guide()
    first = words_sent(page)
    page.evaluate("editor_words.focus()")
    page.keyboard.type("otra cosa")
    assert words_sent(page) != first
    page.evaluate("editor_words.form.reset()")
    wait_until(lambda: words_sent(page) == first, why="the first words have not come back")


def test_work_as_a_textarea_when_the_editor_does_not_load(open_page, settings):
    settings.DEMO = True
    page = open_page("/theme.css", language="en")
    page.route("**/django_prose_editor/**", lambda route: route.fulfill(status=404))
    page.goto("/styleguide/")
    assert page.evaluate("richtext.ready(editor_words)") is False
    page.evaluate("richtext.set(editor_words, '<p>Hola</p><ul><li>uno</li><li><b>dos</b></li></ul>')")
    assert page.get_by_label("Your words").input_value() == "Hola\n- uno\n- dos"
    page.evaluate("editor_words.setSelectionRange(4, 4); richtext.insert(editor_words, '<p>, Marta &amp; Co</p>')")
    assert words_sent(page) == Words("Hola, Marta & Co\n- uno\n- dos")
    assert page.evaluate("richtext.get(editor_words)") == "<p>Hola, Marta &amp; Co<br>- uno<br>- dos</p>"


@pytest.mark.parametrize("how", [{}, {"phone": True}, {"dark": True}, {"phone": True, "dark": True}], ids=str)
def test_editor_is_accessible(guide, axe, how):
    page = guide(**how)
    axe(page)
    box = page.get_by_role("textbox", name="Your words")
    assert (box.count(), box.get_attribute("aria-multiline")) == (1, "true")
    box.focus()
    page.get_by_role("button", name="Link", exact=True).click()
    page.get_by_label("Address").fill("nada")
    page.get_by_role("button", name="Put the link").click()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    sizes = page.locator(".rich-bar button").evaluate_all("all => all.map(one => one.getBoundingClientRect().width)")
    assert min(sizes) >= 24


def test_long_words_scroll_inside(empty):
    empty.evaluate("richtext.set(editor_words, '<p>x</p>'.repeat(10000))")
    height = empty.locator(".rich-surface > *").evaluate("box => box.getBoundingClientRect().height / innerHeight")
    assert height <= 0.41
