"""HTML of unknown origin read as blocks: paragraphs, lists and quotes of words with their marks. Pure.

What is read is a small model and not a tree of tags, so that the same words always give the same blocks however the
markup around them was nested. Nothing but words, known marks and checked addresses gets into it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from itertools import groupby
from typing import NamedTuple

import nh3

MARKS = {"b": "strong", "strong": "strong", "i": "em", "em": "em", "u": "u", "s": "s", "code": "code"}
MARKS |= {"strike": "s", "del": "s", "ins": "u"}
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
BOXES = {"ul", "ol", "blockquote"}
BREAKS = {
    "p",
    "div",
    "tr",
    "dt",
    "dd",
    "section",
    "article",
    "header",
    "footer",
    "address",
    "center",
    "table",
    "figure",
}
_UNSEEN = {"script", "style", "iframe", "object", "embed", "applet", "svg", "math", "template", "noscript", "noembed"}
_UNSEEN |= {"noframes", "frameset", "title", "textarea", "select", "canvas", "audio", "video", "xmp", "plaintext"}
_READ = {*MARKS, *HEADINGS, *BOXES, *BREAKS, "a", "br", "hr", "li", "pre", "td", "th"}
SCHEMES = {"http", "https", "mailto", "tel"}

DEEPEST = 50  # no person nests deeper; building such a tree takes the square of its depth
MOST_TAGS = 50_000
DEEPEST_BOX = 12

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_CLOSES_BY_ITSELF = {
    "p",
    "li",
    "td",
    "th",
    "tr",
    "dt",
    "dd",
    "br",
    "hr",
    "img",
    "meta",
    "link",
    "input",
    "col",
    "option",
}
_UNSEEN_TEXT = re.compile(rf"<({'|'.join(sorted(_UNSEEN))})\b.*?(?:</\1\b|\Z)", re.DOTALL | re.IGNORECASE)
_ANY_TAG = re.compile(r"<[^<>]*>?")
_INVISIBLE = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ufeff]|[\ud800-\udfff]")
_SPACES = re.compile(r"[ \t\n\r\f]+")
_ADDRESS = re.compile(r"(?:https?|mailto|tel):\S", re.IGNORECASE)

_sanitiser = nh3.Cleaner(
    tags=_READ,
    clean_content_tags=_UNSEEN,
    attributes={"a": {"href"}},
    url_schemes=SCHEMES,
    url_relative="deny",
    link_rel=None,
)


class Run(NamedTuple):
    """Words with the same marks, in the order of ORDER; `href` is the address of a link."""

    text: str
    marks: tuple[str, ...] = ()
    href: str = ""


Line = tuple[Run, ...]
ORDER = ("strong", "em", "u", "s", "code")


@dataclass(frozen=True)
class Block:
    """`p`, `h3` and `pre` have lines; `ul`, `ol`, `li` and `blockquote` have blocks; `hr` has nothing."""

    kind: str
    lines: tuple[Line, ...] = ()
    blocks: tuple[Block, ...] = ()


def read_html(html: str) -> tuple[Block, ...]:
    """Every word that a reader of the page would see. What is no markup of a person is read as its words alone."""
    html = _INVISIBLE.sub("", html)
    safe = None if _tangled(html) else _sanitiser.clean(html)
    if safe is None or len(safe) > 8 * len(html) + 1000:  # marks that are never closed multiply
        return read_text(unescape(_ANY_TAG.sub("\n", _UNSEEN_TEXT.sub(" ", html))))
    reader = _Reader()
    reader.feed(safe)
    reader.close()
    return reader.read()


def read_text(text: str) -> tuple[Block, ...]:
    """Plain text: a paragraph ends at an empty line, a line where it ends."""
    lines = _INVISIBLE.sub("", text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return tuple(Block("p", group) for group in _groups([[Run(line)] for line in lines]))


def _tangled(html: str) -> bool:
    """Whether more tags of one kind are left open than any person would, or there are too many of them in all."""
    open_now: dict[str, int] = {}
    deep = 0
    for count, (slash, name) in enumerate(_TAG.findall(html), 1):
        name = name.lower()
        if count > MOST_TAGS:
            return True
        if name in _CLOSES_BY_ITSELF:
            continue
        here = open_now.get(name, 0)
        if slash and not here:
            continue
        open_now[name] = here - 1 if slash else here + 1
        deep += -1 if slash else 1
        if deep > DEEPEST:
            return True
    return False


def _groups(lines: list[list[Run]]) -> list[tuple[Line, ...]]:
    """Lines that stand together, between empty ones."""
    groups: list[list[Line]] = [[]]
    for line in map(_tidy, lines):
        if line:
            groups[-1].append(line)
        elif groups[-1]:
            groups.append([])
    return [tuple(group) for group in groups if group]


def _tidy(runs: list[Run]) -> Line:
    """One space where there were several, none at either end, neighbours of the same marks joined; () if nothing."""
    tidy: list[Run] = []
    for run in runs:
        text = _SPACES.sub(" ", run.text)
        if text.startswith(" ") and (not tidy or tidy[-1].text.endswith(" ")):
            text = text[1:]
        if text:
            tidy.append(run._replace(text=text))
    while tidy and tidy[-1].text.endswith(" "):
        last = tidy.pop()
        if last.text[:-1]:
            tidy.append(last._replace(text=last.text[:-1]))
    return joined(tidy) if "".join(run.text for run in tidy).strip() else ()


def joined(runs: Iterable[Run]) -> Line:
    """The same runs with neighbours of the same marks and address in one."""
    same = groupby(runs, key=lambda run: run[1:])
    return tuple(Run("".join(run.text for run in group), *kept) for kept, group in same)


@dataclass
class _Open:
    """A tag that is open, and what is undone when it closes."""

    tag: str
    box: _Box | None = None
    mark: str = ""


@dataclass
class _Box:
    kind: str
    blocks: list[Block] = field(default_factory=list)


class _Reader(HTMLParser):
    """Reads what the sanitiser wrote, which is well formed: every tag that has an end has it, in order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._tags: list[_Open] = []
        self._boxes = [_Box("")]
        self._kind = "p"
        self._marks: list[str] = []
        self._links: list[str] = []
        self._lines: list[list[Run]] = [[]]

    def read(self) -> tuple[Block, ...]:
        self._flush()
        return tuple(self._boxes[0].blocks)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self._lines.append([])
        elif tag == "hr":
            self._flush()
            self._add(Block("hr"))
        else:
            opened = _Open(tag)
            self._tags.append(opened)
            self._start(opened, dict(attrs).get("href") or "")

    def _start(self, opened: _Open, href: str) -> None:
        tag = opened.tag
        if tag in MARKS:
            opened.mark = MARKS[tag]
            self._marks.append(opened.mark)
        elif tag == "a":
            href = href.strip()
            self._links.append(href if _ADDRESS.match(href) and not _SPACES.search(href) else "")
        elif tag in ("td", "th"):
            self.handle_data(" ")
        elif self._kind == "pre":
            self._lines.append([])
        else:
            self._flush()
            if tag == "pre" or tag in HEADINGS:
                self._kind = "pre" if tag == "pre" else "h3"
            elif tag in BOXES or (tag == "li" and self._boxes[-1].kind in ("ul", "ol")):
                opened.box = self._enter(tag)

    def _enter(self, kind: str) -> _Box | None:
        if len(self._boxes) > DEEPEST_BOX:
            return None
        self._boxes.append(_Box(kind))
        return self._boxes[-1]

    def handle_endtag(self, tag: str) -> None:
        if not self._tags or self._tags[-1].tag != tag:
            return  # the </p> or </br> that stands alone
        opened = self._tags.pop()
        if opened.mark:
            self._marks.remove(opened.mark)
        elif tag == "a":
            self._links.pop()
        elif tag not in ("td", "th"):
            self._end(opened)

    def _end(self, opened: _Open) -> None:
        if self._kind == "pre" and opened.tag != "pre":
            self._lines.append([])
            return
        self._flush()
        self._kind = "p" if opened.tag == "pre" or opened.tag in HEADINGS else self._kind
        while opened.box and any(opened.box is box for box in self._boxes):
            self._leave()

    def _leave(self) -> None:
        box = self._boxes.pop()
        if box.blocks:
            self._add(Block(box.kind, blocks=tuple(box.blocks)))

    def handle_data(self, data: str) -> None:
        marks = tuple(mark for mark in ORDER if mark in self._marks)
        data = _INVISIBLE.sub("", data)
        if self._kind == "pre":
            first, *others = data.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "").split("\n")
            self._lines[-1].append(Run(first))
            self._lines += [[Run(line)] for line in others]
        else:
            self._lines[-1].append(Run(data, marks, self._links[-1] if self._links else ""))

    def _flush(self) -> None:
        """What was said since the last block becomes one, or several between empty lines."""
        lines, self._lines = self._lines, [[]]
        if self._kind == "pre":
            text = "\n".join("".join(run.text for run in line) for line in lines).strip("\n")
            if text.strip():
                self._add(Block("pre", tuple((Run(line),) if line else () for line in text.split("\n"))))
            return
        for group in _groups(lines):
            self._add(Block(self._kind, group))

    def _add(self, block: Block) -> None:
        box = self._boxes[-1]
        if box.kind in ("ul", "ol") and block.kind != "li":
            block = Block("li", blocks=(block,))
        box.blocks.append(block)
