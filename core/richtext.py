"""Rich text of the house: what an agent writes with an editor, kept as HTML that is always safe to print. Pure.

Paragraphs, line breaks, strong, em, u, s, code, links, lists, quotes, pre, h3 and hr; nothing else survives `clean`.
Beside the HTML goes its plain text, which is what is searched, previewed and sent in the text half of a letter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import Any

import nh3

from core.rich_reading import ORDER, SCHEMES, Block, Run, joined, read_html, read_text

_KEPT = {"p", "br", "a", "ul", "ol", "li", "blockquote", "pre", "h3", "hr", *ORDER}
_SCHEME = re.compile(r"(?:https?://|mailto:|tel:)")
_RULES: dict[str, Any] = {
    "tags": _KEPT,
    "attributes": {"a": {"href"}},
    "url_schemes": SCHEMES,
    "url_relative": "deny",
    "link_rel": "noopener noreferrer nofollow",
}
_last_word = nh3.Cleaner(**_RULES)
_on_a_page = nh3.Cleaner(**_RULES, set_tag_attribute_values={"a": {"target": "_blank"}})


@dataclass(frozen=True)
class Words:
    """What somebody wrote. `html` is "" when the plain text says it all."""

    text: str
    html: str = ""

    def __bool__(self) -> bool:
        return bool(self.text)


def words_of(html: str) -> Words:
    """What an editor sent, sanitised, with its plain text."""
    blocks = read_html(html)
    return Words(_text(blocks), _write(blocks) if _says_more(blocks) else "")


def clean(html: str) -> str:
    """The same words in the house's HTML, safe to print; "" when there are none. Cleaning twice changes nothing.

    HTML that nests deeper than 50 elements or has over 50,000 tags was written by no person: its words stay, in plain
    paragraphs. Twelve lists or quotes inside each other are kept; what is deeper joins the twelfth.
    """
    return _write(read_html(html))


def printable(html: str) -> str:
    """What was cleaned before, sanitised once more on its way to a page, where links open beside it. Quick."""
    return _on_a_page.clean(html)


def to_text(html: str) -> str:
    """The plain words: paragraphs between empty lines, «- » for lists, «> » for quotes, «label (address)» for links."""
    return _text(read_html(html))


def from_text(text: str) -> str:
    """Plain text as the house's HTML: paragraphs at empty lines, <br> at single ones, everything escaped."""
    return "".join(map(_html, read_text(text)))


def _write(blocks: tuple[Block, ...]) -> str:
    return _last_word.clean("".join(map(_html, blocks)))


def _says_more(blocks: tuple[Block, ...]) -> bool:
    """Whether they say more than their plain text does. An address that is its own label says no more."""
    return tuple(map(_without_bare_links, blocks)) != read_text(_text(blocks))


def _html(block: Block) -> str:
    if block.kind == "hr":
        return "<hr>"
    if block.kind == "pre":
        return f"<pre>{_escape(_plain(block))}</pre>"
    if block.lines:
        return f"<{block.kind}>{_lines(block)}</{block.kind}>"
    first, *others = block.blocks
    # The first words of an entry stand in it without a paragraph of their own: letters are set tighter so.
    start = _lines(first) if block.kind == "li" and first.kind == "p" else _html(first)
    return f"<{block.kind}>{start}{''.join(map(_html, others))}</{block.kind}>"


def _lines(block: Block) -> str:
    return "<br>".join("".join(map(_marked, line)) for line in block.lines)


def _marked(run: Run) -> str:
    said = _escape(run.text)
    for mark in reversed(run.marks):
        said = f"<{mark}>{said}</{mark}>"
    return f'<a href="{escape(run.href)}">{said}</a>' if run.href else said


def _escape(text: str) -> str:
    return escape(text, quote=False).replace("\xa0", "&nbsp;")


def _text(blocks: tuple[Block, ...], *, inside: str = "") -> str:
    said = ""
    for number, block in enumerate(blocks, 1):
        close = inside in ("ul", "ol") or (inside == "li" and block.kind in ("ul", "ol"))
        said += ("\n" if close else "\n\n") if said else ""
        said += _entry(block, "-" if inside == "ul" else f"{number}.") if block.kind == "li" else _words(block)
    return said


def _words(block: Block) -> str:
    if block.kind == "hr":
        return "---"
    if block.kind == "pre":
        return _plain(block)
    if block.kind == "blockquote":
        return "\n".join(f"> {line}".rstrip(" ") for line in _text(block.blocks).split("\n"))
    if block.blocks:
        return _text(block.blocks, inside=block.kind)
    return "\n".join(
        "".join(_told(run) for run in joined(run._replace(marks=()) for run in line)) for line in block.lines
    )


def _entry(block: Block, sign: str) -> str:
    first, *others = _text(block.blocks, inside="li").split("\n")
    indent = " " * (len(sign) + 1)
    return "\n".join([f"{sign} {first}", *(f"{indent}{line}" if line else "" for line in others)])


def _plain(block: Block) -> str:
    return "\n".join("".join(run.text for run in line) for line in block.lines)


def _told(run: Run) -> str:
    if not run.href or _is_bare(run):
        return run.text
    label = run.text.rstrip(" ")
    return f"{label} ({_bare(run.href)}){run.text[len(label) :]}"


def _bare(href: str) -> str:
    """The address as people write it: without «mailto:» or «tel:»."""
    return href.removeprefix("mailto:").removeprefix("tel:")


def _is_bare(run: Run) -> bool:
    """Whether its label is its address, with or without the scheme."""
    label, href = (_SCHEME.sub("", text).rstrip("/") for text in (run.text, run.href))
    return label == href


def _without_bare_links(block: Block) -> Block:
    """The same block with those addresses as words that readers of plain text make clickable by themselves."""
    lines = (joined(run._replace(href="") if _is_recognised(run) else run for run in line) for line in block.lines)
    return Block(block.kind, tuple(lines), tuple(map(_without_bare_links, block.blocks)))


def _is_recognised(run: Run) -> bool:
    return _is_bare(run) and (run.href.startswith("mailto:") or run.text.startswith(("http://", "https://", "www.")))
