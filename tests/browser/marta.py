"""Marta in front of her browser: what she does again and again, in whichever language and on whichever screen."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

from core.actors import Actor, actor_of
from customers.models import Unit
from tests.factories import MADRID, AgentFactory

EMAIL = "marta@correo.example"
LEAK = "Pierde agua por debajo desde el lunes."


@dataclass
class Marta:
    """`page` is the browser in which she signed in; `other` one that knows nothing of her, where letters are opened."""

    unit: Unit
    language: str
    look: dict[str, Any]
    open_page: Callable[..., Any]
    words: Callable[..., Callable[..., str]]
    sound: Callable[..., None]
    shot: Callable[..., None]
    letters: Callable[..., list[EmailMessage]]
    paper: Callable[..., Any]
    later: Callable[[dt.timedelta], None]
    page: Any = None
    other: Any = None
    read: int = 0
    ana: Actor = field(default_factory=lambda: actor_of(AgentFactory(name="Ana Torres")))

    @property
    def scripts(self) -> bool:
        return self.look.get("scripts", True)

    @property
    def sees(self) -> str:
        """What her machine does not do."""
        return "No desagua" if self.language == "es" else "It does not drain"

    def say(self, text: str, **values: object) -> str:
        """How the pages put it in her language."""
        return self.words(self.language)(text, **values)

    def opens(self, path: str) -> Any:
        """That address in a browser of its own."""
        return self.open_page(path, language=self.language, **self.look)

    def follows(self, link: str) -> Any:
        """The link of a letter, on a device where she never signed in."""
        if self.other is None:
            self.other = self.opens(link)
        else:
            self.other.goto(link)
        return self.other

    def press(self, page: Any, name: str) -> None:
        page.get_by_role("button", name=self.say(name), exact=True).click()

    def goes(self, page: Any, name: str) -> None:
        page.get_by_role("link", name=self.say(name), exact=True).first.click()

    def reads(self, page: Any, text: str, **values: object) -> None:
        page.get_by_text(self.say(text, **values)).first.wait_for()

    def heads(self, page: Any, text: str) -> None:
        """Wait for the page of that heading."""
        page.get_by_role("heading", name=self.say(text), exact=True).first.wait_for()

    def waits(self, time: dt.timedelta) -> None:
        """So long passes."""
        self.later(time)

    def seen(self, page: Any, name: str) -> None:
        """Look at the whole page: nothing out of place."""
        self.sound(page, self.language, scripts=self.scripts)
        self.shot(page, name)

    def letter(self) -> str:
        """The words of the newest letter, which is yet to come."""
        found = self.letters(EMAIL, self.read + 1)
        self.read = len(found)
        body = found[-1].get_body(("plain",))
        assert body is not None
        return f"{found[-1]['Subject']}\n{body.get_content()}"

    def link(self, letter: str, path: str) -> str:
        """The address in a letter that begins so: `link(letter, "c")`."""
        found = re.search(rf"/{path}/[^/\s]+/\S*", letter)
        assert found, letter
        return found.group(0)

    def opened(self, page: Any, path: str) -> Any:
        """A paper, as that browser gets it."""
        answer = page.context.request.get(path)
        assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
        return self.paper(answer.body())

    def date(self, moment: Any, how: str = "DATETIME_FORMAT") -> str:
        """A moment by her own clock, in her language."""
        with override(self.language):
            return date_format(timezone.localtime(moment, MADRID), how)

    def looks(self, page: Any, name: str, text: str) -> None:
        """Wait for words, then look at the page that has them."""
        self.reads(page, text)
        self.seen(page, name)
