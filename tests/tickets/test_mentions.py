import uuid

import pytest

from core.models import OutgoingMessage
from core.richtext import Words
from tests.factories import NOW, AgentFactory
from tickets.actions.mentions import called
from tickets.actions.seen import mark_seen
from tickets.actions.sending import send_note, send_reply
from tickets.models import Mention, Seen
from tickets.states import MessageKind, Status

NAMES = {1: "Ana Ruiz", 2: "Ana Ruiz Gil", 3: "José Núñez", 4: "ana ruiz", 5: "luis@t.example", 6: "Ana"}


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("nadie", []),
        ("@José Núñez mira esto", [3]),
        ("@josé\nnúñez", [3]),
        ("mira, @Ana Ruiz: esto", [1, 4]),
        ("@Ana Ruiz Gil", [2]),
        ("@Ana Ruiz Gil y @Ana Ruiz.", [1, 2, 4]),
        ("@Ana Ruizseñor", [6]),
        ("@Anabel", []),
        ("correo@Ana Ruiz", []),
        ("(@luis@t.example)", [5]),
        ("@@Ana", [6]),
    ],
)
def test_called_finds_whole_names(text, ids):
    assert called(text, NAMES) == ids


def test_called_without_colleagues_finds_nobody():
    assert called("@Ana", {}) == []


def note(case, agent, text, **given):
    given = {"words": Words(text), "submission": uuid.uuid4()} | given
    return send_note(ticket=case, by=agent, now=NOW, **given)


@pytest.mark.django_db
def test_mention_is_kept_and_told_once(case, ana, agent):
    luis = AgentFactory(name="Luis Prado", language="en")
    AgentFactory(name="Otra Persona")
    once = uuid.uuid4()
    for _again in range(2):
        message = note(case, agent, "Mira, @Luis Prado y @Luis Prado, y @Ana Ruiz", submission=once)
    letter = OutgoingMessage.objects.get(kind="mentioned")
    assert [(one.user, one.message, one.ticket) for one in Mention.objects.all()] == [(luis, message, case)]
    assert (letter.to, letter.language) == (luis.email, "en")
    assert f"/desk/tickets/{case.reference}/#m{message.pk}" in letter.text
    assert (case.subject in letter.text + letter.html, "Mira" in letter.text + letter.html) == (False, False)


@pytest.mark.django_db
def test_only_notes_call(case, agent):
    AgentFactory(name="Luis Prado")
    note(case, agent, "@Luis Prado", kind=MessageKind.PHONE)
    send_reply(ticket=case, words=Words("@Luis Prado"), then=Status.OPEN, submission=uuid.uuid4(), by=agent, now=NOW)
    assert (Mention.objects.count(), OutgoingMessage.objects.filter(kind="mentioned").count()) == (0, 0)


@pytest.mark.django_db
def test_seen_goes_forward_and_answers_mentions(case, agent):
    from core.actors import actor_of

    luis = AgentFactory(name="Luis Prado")
    first = case.messages.get().pk
    message = note(case, agent, "@Luis Prado")
    look = {"ticket": case, "by": actor_of(luis), "now": NOW}
    assert mark_seen(message=first, **look) == 0
    assert Mention.objects.get().read_at is None
    assert mark_seen(message=message.pk, **look) == first
    assert mark_seen(message=first, **look) == message.pk
    assert (Seen.objects.get().message, Mention.objects.get().read_at) == (message.pk, NOW)
