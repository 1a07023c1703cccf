import smtplib
from email.message import EmailMessage

from django.core.mail import EmailMessage as DjangoMessage


def letter(subject: str, message_id: str, body: str = "Su lavadora está lista. Ñandú.") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = "Postventa <postventa@localhost>", "Marta Ibáñez <marta@demo.example>"
    message["Subject"], message["Message-ID"] = subject, message_id
    message.set_content(body)
    return message


def deliver(sink, message: EmailMessage) -> None:
    with smtplib.SMTP(sink.host, sink.port) as client:
        client.send_message(message)


def test_deliver_keeps_unicode(sink):
    deliver(sink, letter("Su caso está resuelto — gracias", "<1@localhost>"))

    (kept,) = sink.messages
    assert kept["Subject"] == "Su caso está resuelto — gracias"
    assert kept["To"] == "Marta Ibáñez <marta@demo.example>"
    assert kept.get_content().strip() == "Su lavadora está lista. Ñandú."


def test_deliver_again_keeps_one_message_and_counts_two_deliveries(sink):
    deliver(sink, letter("Primera", "<1@localhost>"))
    deliver(sink, letter("Otra", "<2@localhost>"))
    deliver(sink, letter("Primera", "<1@localhost>"))

    assert [message["Subject"] for message in sink.messages] == ["Primera", "Otra"]
    assert [delivery["message_id"] for delivery in sink.deliveries] == [
        "<1@localhost>",
        "<2@localhost>",
        "<1@localhost>",
    ]


def test_deliver_without_message_id_keeps_each_text(sink):
    for body in ("uno", "dos"):
        message = letter("Sin número", "<1@localhost>", body)
        del message["Message-ID"]
        deliver(sink, message)

    assert [message.get_content().strip() for message in sink.messages] == ["uno", "dos"]


def test_deliver_leaves_no_unfinished_file(sink):
    deliver(sink, letter("Una", "<1@localhost>"))

    assert sorted(path.suffix for path in sink.folder.path.iterdir()) == [".eml", ".log"]


def test_django_mail_reaches_sink(sink):
    DjangoMessage("Código de acceso", "Es 123456.", "postventa@localhost", ["marta@demo.example"]).send()

    assert [message["Subject"] for message in sink.messages] == ["Código de acceso"]
