"""Rich text: what is safe stays and says the same in plain words; what is not never reaches a page."""

import time
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.richtext import Words, clean, from_text, printable, to_text, words_of

ALLOWED = {"p", "br", "strong", "em", "u", "s", "code", "a", "ul", "ol", "li", "blockquote", "pre", "h3", "hr"}
REL = 'rel="noopener noreferrer nofollow"'


class Audit(HTMLParser):
    """Everything in a piece of HTML that the house does not write."""

    def __init__(self, html):
        super().__init__()
        self.strange, self.open = [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        href = given.pop("href", "https://")
        known = tag in ALLOWED and given in ([{}, {"rel": "noopener noreferrer nofollow"}][tag == "a"],)
        if not known or not href.lower().startswith(("http://", "https://", "mailto:", "tel:")):
            self.strange.append((tag, attrs))
        if tag not in ("br", "hr"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.strange.append(("/", tag))

    def handle_comment(self, data):
        self.strange.append(("comment", data))

    def handle_decl(self, decl):
        self.strange.append(("declaration", decl))


def is_sound(html):
    audit = Audit(html)
    return audit.strange == [] and audit.open == []


SAME = [
    ("", ""),
    ("<p></p>", ""),
    ("<p><br></p>", ""),
    ("<p>&nbsp;</p>", ""),
    ("<p> </p><ul><li></li></ul><blockquote><p></p></blockquote>", ""),
    ("hola", "<p>hola</p>"),
    ("<p>hola</p><p></p><p>adiós</p>", "<p>hola</p><p>adiós</p>"),
    ("<p>a<br>b<br></p>", "<p>a<br>b</p>"),
    ("<p>a<br><br>b</p>", "<p>a</p><p>b</p>"),
    ("<p>a\n b</p>", "<p>a b</p>"),
    ("<b>a</b> <i>b</i> <del>c</del>", "<p><strong>a</strong> <em>b</em> <s>c</s></p>"),
    ("<i><b>a</b></i>", "<p><strong><em>a</em></strong></p>"),
    ("<b>a</b><b>b</b>", "<p><strong>ab</strong></p>"),
    ("<b><p>a</p><p>b</p></b>", "<p><strong>a</strong></p><p><strong>b</strong></p>"),
    ("<div>a</div><div>b</div>", "<p>a</p><p>b</p>"),
    ("<h1>a</h1><h6>b</h6>", "<h3>a</h3><h3>b</h3>"),
    ("<ul><li><p>a</p></li><li><p>b</p><p>c</p></li></ul>", "<ul><li>a</li><li>b<p>c</p></li></ul>"),
    ("<ul><li>a<ol><li>b</li></ol></li></ul>", "<ul><li>a<ol><li>b</li></ol></li></ul>"),
    ("<ul><ul><li>a</li></ul></ul>", "<ul><li><ul><li>a</li></ul></li></ul>"),
    ("<ul>a<p>b</p></ul>", "<ul><li>a</li><li>b</li></ul>"),
    ("<li>a</li>", "<p>a</p>"),
    ("<blockquote>a<blockquote>b</blockquote></blockquote>", None),
    ("<pre><code>a\n  b\tc\n</code></pre>", "<pre>a\n  b\tc</pre>"),
    ("<pre>a<ul><li>b</li></ul><b>c</b></pre>", "<pre>a\n\nb\n\nc</pre>"),
    ("a<hr>b", "<p>a</p><hr><p>b</p>"),
    ("<table><tr><td>a<td>b<tr><td>c</table>", "<p>a b</p><p>c</p>"),
    ('<a href="https://x.es/?a=1&b=2">x</a>', f'<p><a href="https://x.es/?a=1&amp;b=2" {REL}>x</a></p>'),
    ('<a href="mailto:a@x.es" onclick="x()" target="_top">x</a>', f'<p><a href="mailto:a@x.es" {REL}>x</a></p>'),
    ('<a href="tel:+34600111222">x</a>', f'<p><a href="tel:+34600111222" {REL}>x</a></p>'),
    ('<a href="/desk/">x</a>', "<p>x</p>"),
    ("1 < 2 & «3» > \"2\" 'x'", "<p>1 &lt; 2 &amp; «3» &gt; \"2\" 'x'</p>"),
    ("<span style='color:red' class=x id=y>a</span>", "<p>a</p>"),
]


@pytest.mark.parametrize(("html", "cleaned"), SAME)
def test_clean_writes_the_house_html(html, cleaned):
    expected = "<blockquote><p>a</p><blockquote><p>b</p></blockquote></blockquote>" if cleaned is None else cleaned
    assert clean(html) == expected
    assert clean(expected) == expected


# What is left of each: its harmless words.
ATTACKS = [
    ("<script>alert(1)</script>", ""),
    ("a<SCRIPT SRC=//evil.example/x.js></SCRIPT>b", "ab"),
    ("<script>alert(1)", ""),
    ("<scr<script>ipt>alert(1)</scr</script>ipt>", "ipt>alert(1)ipt>"),
    ("<<script>alert(1)//<</script>", "<"),
    ("<img src=x onerror=alert(1)>", ""),
    ("<img src='x' onerror='alert(1)'//>a", "a"),
    ('<img """><script>alert(1)</script>">', '">'),
    ("<svg onload=alert(1)>", ""),
    ("<svg/onload=alert(1)>a</svg>", ""),
    ("<svg><script>alert(1)</script></svg>a", "a"),
    ("<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>", ""),
    ("<svg><style><img src=x onerror=alert(1)></style></svg>", ""),
    ("<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>", None),
    ("<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>", None),
    ("<math href='javascript:alert(1)'>x</math>", ""),
    ("<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>", None),
    ("<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>", None),
    ("<style>@import 'javascript:alert(1)';</style>a", "a"),
    ("<style><style/><img src=x onerror=alert(1)>", None),
    ("<iframe src=javascript:alert(1)></iframe>", ""),
    ("<iframe srcdoc='<script>alert(1)</script>'>a</iframe>", ""),
    ("<object data='data:text/html;base64,PHNjcmlwdD4='></object>", ""),
    ("<embed src=javascript:alert(1)>", ""),
    ("<a href=javascript:alert(1)>x</a>", "x"),
    ("<a href='JaVaScRiPt:alert(1)'>x</a>", "x"),
    ("<a href=' javascript:alert(1)'>x</a>", "x"),
    ("<a href='java\tscript:alert(1)'>x</a>", "x"),
    ("<a href='java\nscript:alert(1)'>x</a>", "x"),
    ("<a href='java&#10;script:alert(1)'>x</a>", "x"),
    ("<a href='&#106;avascript:alert(1)'>x</a>", "x"),
    ("<a href='&#x6A&#x61&#x76&#x61&#x73cript:alert(1)'>x</a>", "x"),
    ("<a href='javascript&colon;alert(1)'>x</a>", "x"),
    ("<a href='\x01javascript:alert(1)'>x</a>", "x"),
    ("<a href='java\x00script:alert(1)'>x</a>", "x"),
    ("<a href='vbscript:msgbox(1)'>x</a>", "x"),
    ("<a href='data:text/html,<script>alert(1)</script>'>x</a>", "x"),
    ("<a href='data:text/html;base64,PHNjcmlwdD4='>x</a>", "x"),
    ("<a href='file:///etc/passwd'>x</a>", "x"),
    ("<a href='blob:https://x.es/1'>x</a>", "x"),
    ("<a href='//evil.example'>x</a>", "x"),
    ("<a href='\\\\evil.example'>x</a>", "x"),
    ("<a href='https://x.es\" onmouseover=\"alert(1)'>x</a>", None),
    ("<a href=https://x.es onmouseover=alert(1) style='x:expression(1)'>x</a>", None),
    ("<b onmouseover=alert(1)>x</b>", "x"),
    ("<p style='background:url(javascript:alert(1))'>x</p>", "x"),
    ("<base href='https://evil.example/'>a", "a"),
    ("<meta http-equiv=refresh content='0;url=javascript:alert(1)'>a", "a"),
    ("<link rel=stylesheet href=javascript:alert(1)>a", "a"),
    ("<input autofocus onfocus=alert(1)>a", "a"),
    ("<form action=javascript:alert(1)><button>a</button></form>", "a"),
    ("<textarea><script>alert(1)</script></textarea>b", "b"),
    ("<title><img src=x onerror=alert(1)></title>b", "b"),
    ("<xmp><img src=x onerror=alert(1)></xmp>b", None),
    ("<template><script>alert(1)</script></template>b", "b"),
    ("<!--[if gte IE 4]><script>alert(1)</script><![endif]-->a", "a"),
    ("<!-- --!><img src=x onerror=alert(1)>-->a", None),
    ("<![CDATA[<script>alert(1)</script>]]>a", None),
    ("<?xml version='1.0'?><script>alert(1)</script>a", "a"),
    ("&lt;script&gt;alert(1)&lt;/script&gt;", "<script>alert(1)</script>"),
    ("&amp;lt;img src=x&amp;gt;", "&lt;img src=x&gt;"),
    ("<details open ontoggle=alert(1)>a</details>", "a"),
    ("<video><source onerror=alert(1)></video>a", "a"),
    ("<body onload=alert(1)>a", "a"),
    ("<b><i></b>a</i><a href=javascript:1><a href=https://x.es>x", None),
    ("<table><a href='javascript:1'>x<td></a>", None),
    ("+ADw-script+AD4-alert(1)+ADw-/script+AD4-", "+ADw-script+AD4-alert(1)+ADw-/script+AD4-"),
    ("¼script¾alert(1)¼/script¾", "¼script¾alert(1)¼/script¾"),
]


@pytest.mark.parametrize(("html", "words"), ATTACKS)
def test_clean_takes_the_teeth_out_of(html, words):
    cleaned = clean(html)
    assert is_sound(cleaned), cleaned
    assert clean(cleaned) == cleaned
    if words is not None:
        assert to_text(html) == words


@pytest.mark.parametrize(
    "opening", ["<b>", "<blockquote>", "<ul><li>", "<div>", "<b><p>", "<a href=https://x.es>", "<svg>"]
)
def test_clean_of_a_hundred_thousand_open_tags_keeps_the_words(opening):
    start = time.perf_counter()
    cleaned = clean("<p>antes</p>" + opening * (100_000 // opening.count("<")) + "después")
    assert time.perf_counter() - start < 10
    assert is_sound(cleaned)
    assert cleaned == ("<p>antes</p>" if opening == "<svg>" else "<p>antes</p><p>después</p>")


@pytest.mark.parametrize(
    "html",
    [
        "".join(f"<b x{number}>" for number in range(50)) + "<p>x</p>" * 20_000,
        "<ul><li><table></ul></table>" * 5_000,
        *("<" * 100_000, "<a " * 50_000, "<!--" * 50_000, "&" * 100_000, "<p>" * 100_000, "</b>" * 100_000),
        "<script>" * 50_000,
    ],
    ids=["marks left open", "out of scope", "lt", "attributes", "comments", "and", "p", "ends", "scripts"],
)
def test_clean_of_what_is_made_to_hang_takes_seconds(html):
    start = time.perf_counter()
    cleaned = clean(html)
    assert time.perf_counter() - start < 10
    assert len(cleaned) < 10 * len(html) + 1_000


def test_clean_and_to_text_of_ten_thousand_lines_say_them_all():
    html = "".join(f"<p>línea <b>{number}</b></p>" for number in range(10_000))
    start = time.perf_counter()
    words = words_of(html)
    assert time.perf_counter() - start < 10
    assert words.text.count("\n\n") == 9_999
    assert words.html.count("<p>") == 10_000
    lines = "\n".join(map(str, range(10_000)))
    assert to_text(from_text(lines)) == lines


def test_clean_keeps_twelve_quotes_inside_each_other():
    cleaned = clean("<blockquote>" * 30 + "a")
    assert cleaned == "<blockquote>" * 12 + "<p>a</p>" + "</blockquote>" * 12


def test_printable_opens_links_beside_the_page_and_trusts_nothing():
    stored = clean('<a href="https://x.es">x</a>') + "<script>alert(1)</script>"
    assert printable(stored) == f'<p><a href="https://x.es" target="_blank" {REL}>x</a></p>'
    assert printable("<img src=x onerror=alert(1)>") == ""


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>a</p><p>b<br>c</p>", "a\n\nb\nc"),
        ("<p>a</p><ul><li>b</li><li>c<ul><li>d</li></ul></li></ul><p>e</p>", "a\n\n- b\n- c\n  - d\n\ne"),
        ("<ol><li>a<p>b</p></li><li>c</li></ol>", "1. a\n\n   b\n2. c"),
        ("<blockquote><p>a</p><p>b</p></blockquote><p>c</p>", "> a\n>\n> b\n\nc"),
        ("<blockquote><ul><li>a</li></ul></blockquote>", "> - a"),
        ('<a href="https://x.es/guia">la <b>guía</b></a>.', "la guía (https://x.es/guia)."),
        ('<a href="https://x.es/">https://x.es</a>', "https://x.es"),
        ('<a href="https://www.x.es">www.x.es</a>', "www.x.es"),
        ('<a href="mailto:a@x.es">a@x.es</a> <a href="mailto:a@x.es">Ana</a>', "a@x.es Ana (a@x.es)"),
        ('<a href="tel:+34600">+34600</a> <a href="tel:+34600">Ana</a>', "+34600 Ana (+34600)"),
        ("<h3>a</h3><pre>b\n  c</pre><hr>d", "a\n\nb\n  c\n\n---\n\nd"),
        ("a &amp; b&nbsp;c &lt;d&gt;", "a & b\xa0c <d>"),
        ("<p></p>", ""),
    ],
)
def test_to_text_says_it_in_plain_words(html, text):
    assert to_text(html) == text


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("", ""),
        (" \n\n ", ""),
        ("a\nb\n\n\n c ", "<p>a<br>b</p><p>c</p>"),
        ("a\r\n\r\nb\rc", "<p>a</p><p>b<br>c</p>"),
        ("<b>&lt; \"'", "<p>&lt;b&gt;&amp;lt; \"'</p>"),
        ("- a\n- b", "<p>- a<br>- b</p>"),
    ],
)
def test_from_text_writes_paragraphs(text, html):
    assert from_text(text) == html
    assert not words_of(html).html


@pytest.mark.parametrize(
    ("html", "more"),
    [
        ("<p>a</p><p>b<br>c</p>", False),
        ("<div>a</div>", False),
        ('<p>see <a href="https://x.es/">https://x.es/</a></p>', False),
        ('<p><a href="mailto:a@x.es">a@x.es</a></p>', False),
        ('<p><a href="tel:+34600">+34600</a></p>', True),
        ('<p><a href="https://x.es">x.es</a></p>', True),
        ('<p><a href="https://x.es">here</a></p>', True),
        ("<p><b>a</b></p>", True),
        ("<ul><li>a</li></ul>", True),
        ("<blockquote>a</blockquote>", True),
        ("<h3>a</h3>", True),
        ("<pre>a</pre>", True),
        ("", False),
    ],
)
def test_words_have_html_where_it_says_more(html, more):
    assert words_of(html) == Words(to_text(html), clean(html) if more else "")


def test_words_are_true_when_there_are_any():
    assert [bool(words_of(html)) for html in ("<p>a</p>", "<p><br></p>")] == [True, False]


PIECES = st.sampled_from(
    [*(f"<{tag}>" for tag in sorted(ALLOWED)), *(f"</{tag}>" for tag in sorted(ALLOWED))]
    + ["<b>", "</b>", "<div>", "</div>"]
    + ["<a href='https://x.es/?a&amp;b'>", '<a href="javascript:1">', "<table><td>", "</table>", "<svg>", "</svg>"]
    + [" ", "\n", "&nbsp;", "&#13;", "&#12;", "&#1;", "<!--", "-->", "<script>", "</script>", "'", '"', "<", "&lt;"]
)
SOUP = st.lists(st.one_of(PIECES, st.text(max_size=5)), max_size=30).map("".join)


@settings(max_examples=400, deadline=None)
@given(SOUP)
def test_clean_twice_is_clean_once_and_always_sound(html):
    cleaned = clean(html)
    assert is_sound(cleaned)
    assert clean(cleaned) == cleaned
    assert to_text(cleaned) == to_text(html)
    assert words_of(cleaned) == words_of(html)


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(exclude_categories=[])))
def test_from_text_is_clean_and_says_no_more_than_the_text(text):
    html = from_text(text)
    assert clean(html) == html
    assert from_text(to_text(html)) == html
    assert not words_of(html).html
