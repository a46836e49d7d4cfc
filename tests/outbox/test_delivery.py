import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import product

import psycopg
import pytest
from pytest_django import Settings

from progres.kit.env import MailServer
from progres.ops.postgres import DatabaseUrls
from progres.outbox.delivery import BATCH, send_due_mails
from tests.outbox.letters import letter, mails, only_mail, queue
from tests.outbox.mail_server import Inbox, free_port, running, server_at
from tests.world import NOON

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)

pytestmark = pytest.mark.usefixtures("committed")


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def server(inbox: Inbox, settings: Settings) -> Iterator[MailServer]:
    with running(inbox) as address:
        settings.MAIL_SERVER = address
        yield address


def test_a_due_mail_is_handed_over_whole(inbox: Inbox, server: MailServer) -> None:
    queue(letter(1))

    assert send_due_mails(at=NOON + SECOND) == 1

    (message,) = inbox.messages
    assert inbox.recipients == ["olga@example.org"]
    assert message["Subject"] == "Warnung 1: größer als 30 °C"
    assert message["From"] == "Stadtwerke Müster Bad <progres@localhost>"
    assert message["To"] == "olga@example.org"
    assert message["Message-ID"] == "<alarm-1@localhost>"
    assert message["Date"] == "Sun, 01 Mar 2026 12:00:00 +0000"
    assert message["Auto-Submitted"] == "auto-generated"
    text, html = message.iter_parts()
    assert text.get_content().replace("\r\n", "\n") == "Größer.\n.\nEnde\n"
    assert html.get_content_type() == "text/html"
    mail = only_mail()
    assert (mail.sent_at, mail.attempts) == (NOON + SECOND, 1)
    assert send_due_mails(at=NOON + MINUTE) == 0


def test_mails_go_in_their_order_over_one_connection(
    inbox: Inbox, server: MailServer
) -> None:
    queue(*(letter(number) for number in range(5)))
    assert send_due_mails(at=NOON) == 5
    assert [str(m["Message-ID"]) for m in inbox.messages] == [
        f"<alarm-{number}@localhost>" for number in range(5)
    ]
    assert len(inbox.sessions) == 1


def test_a_batch_has_an_end(inbox: Inbox, server: MailServer) -> None:
    queue(*(letter(number) for number in range(BATCH + 1)))
    assert send_due_mails(at=NOON) == BATCH
    assert send_due_mails(at=NOON) == 1


def test_ten_minutes_without_a_mail_server_lose_nothing(
    inbox: Inbox, settings: Settings
) -> None:
    port = free_port()
    settings.MAIL_SERVER = server_at(port)
    at = NOON
    while at < NOON + 10 * MINUTE:
        if (at - NOON) % MINUTE == timedelta(0):
            queue(letter((at - NOON) // MINUTE), at=at)
        send_due_mails(at=at)
        at += 5 * SECOND
    assert all(mail.sent_at is None for mail in mails())
    first = mails()[0]
    assert first.attempts == 5
    assert "ConnectionRefusedError" in first.last_error

    with running(inbox, port=port):
        while at < NOON + 26 * MINUTE:
            send_due_mails(at=at)
            at += 5 * SECOND
    assert sorted(str(m["Message-ID"]) for m in inbox.messages) == [
        f"<alarm-{number}@localhost>" for number in range(10)
    ]
    assert all(mail.sent_at is not None for mail in mails())


def test_after_two_days_a_mail_is_given_up(settings: Settings) -> None:
    settings.MAIL_SERVER = server_at(free_port())
    queue(letter(1))
    send_due_mails(at=NOON + timedelta(hours=48))
    assert only_mail().given_up_at == NOON + timedelta(hours=48)
    assert send_due_mails(at=NOON + timedelta(hours=49)) == 0


def test_a_refused_address_is_given_up_at_once_and_the_others_go_on(
    inbox: Inbox, server: MailServer
) -> None:
    inbox.answers_to["weg@example.org"] = "550 5.1.1 no such user"
    queue(letter(1, "weg@example.org"), letter(2))

    assert send_due_mails(at=NOON) == 2

    refused, sent = mails()
    assert refused.given_up_at == NOON
    assert refused.last_error == "550 5.1.1 no such user"
    assert sent.sent_at == NOON


@pytest.mark.parametrize("answer", ["450 later", "552 mailbox full"])
def test_a_refusal_for_now_is_tried_again(
    inbox: Inbox, server: MailServer, answer: str
) -> None:
    inbox.answers_to["olga@example.org"] = answer
    queue(letter(1), letter(2, "rita@example.org"))
    send_due_mails(at=NOON)
    waiting, sent = mails()
    assert (waiting.due_at, waiting.last_error) == (NOON + 5 * SECOND, answer)
    assert sent.sent_at == NOON

    inbox.answers_to.clear()
    assert send_due_mails(at=NOON + 5 * SECOND) == 1
    assert mails()[0].sent_at == NOON + 5 * SECOND


@pytest.mark.parametrize(
    ("answer", "given_up"), [("451 disk full", False), ("554 5.6.0 spam", True)]
)
def test_the_answer_to_the_message_itself_counts(
    inbox: Inbox, server: MailServer, answer: str, *, given_up: bool
) -> None:
    inbox.answer_to_data = answer
    queue(letter(1))
    send_due_mails(at=NOON)
    mail = only_mail()
    assert (mail.given_up_at is not None) == given_up
    assert (mail.sent_at, mail.last_error) == (None, answer)


def test_a_server_that_hangs_up_ends_the_batch_but_no_mail(
    inbox: Inbox, server: MailServer
) -> None:
    inbox.answer_to_data = "421 closing"
    queue(letter(1), letter(2))
    assert send_due_mails(at=NOON) == 2
    assert [mail.sent_at for mail in mails()] == [None, None]
    inbox.answer_to_data = "250 OK"
    assert send_due_mails(at=NOON + 5 * SECOND) == 2
    assert len(inbox.messages) == 2


def test_a_mail_killed_between_data_and_mark_comes_again_with_the_same_id(
    inbox: Inbox, server: MailServer, database_urls: DatabaseUrls
) -> None:
    queue(letter(1))
    program = (
        "import django, datetime; django.setup();"
        "from progres.outbox.delivery import send_due_mails;"
        f"send_due_mails(at=datetime.datetime.fromisoformat('{NOON.isoformat()}'))"
    )
    sender = subprocess.Popen(
        [sys.executable, "-c", program],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "progres.settings",
            "PROGRES_DATABASE_WEB_URL": database_urls.web,
            "PROGRES_SMTP_URL": f"smtp://127.0.0.1:{server.port}",
        },
    )
    inbox.after_data = lambda: os.kill(sender.pid, signal.SIGKILL)
    assert sender.wait(timeout=30) == -signal.SIGKILL
    assert only_mail().sent_at is None

    inbox.after_data = lambda: None
    assert send_due_mails(at=NOON + SECOND) == 1

    first, second = inbox.messages
    assert first["Message-ID"] == second["Message-ID"] == "<alarm-1@localhost>"


def test_a_mail_that_another_worker_has_in_hand_is_left_to_it(
    inbox: Inbox, server: MailServer, database_urls: DatabaseUrls
) -> None:
    queue(letter(1))
    with psycopg.connect(database_urls.web) as other:
        other.execute("select set_config('progres.tenants', '{7}', true)")
        other.execute("select from mail for update")
        assert send_due_mails(at=NOON) == 0
    assert send_due_mails(at=NOON) == 1


@pytest.mark.filterwarnings("ignore:Requiring AUTH")  # on this machine alone
def test_the_server_may_ask_for_a_password(inbox: Inbox, settings: Settings) -> None:
    queue(letter(1))
    with running(inbox, password="secret") as server:  # noqa: S106 of this test
        settings.MAIL_SERVER = replace(server, user="progres", password="wrong")  # noqa: S106 of this test
        send_due_mails(at=NOON)
        assert only_mail().given_up_at is None
        assert only_mail().last_error.startswith("535")

        settings.MAIL_SERVER = replace(server, user="progres", password="secret")  # noqa: S106 of this test
        send_due_mails(at=NOON + MINUTE)
    assert len(inbox.messages) == 1


def test_without_the_encryption_asked_for_nothing_is_sent(
    inbox: Inbox, server: MailServer, settings: Settings
) -> None:
    settings.MAIL_SERVER = replace(server, starttls=True)
    queue(letter(1))
    send_due_mails(at=NOON)
    assert inbox.messages == []
    assert "STARTTLS" in only_mail().last_error


def test_an_address_that_no_server_reads_is_given_up(
    inbox: Inbox, server: MailServer
) -> None:
    queue(letter(1, "größe@example.org"), letter(2))
    assert send_due_mails(at=NOON) == 2
    unreadable, sent = mails()
    assert unreadable.given_up_at == NOON
    assert sent.sent_at == NOON


def test_no_name_and_no_label_can_add_a_header(
    inbox: Inbox, server: MailServer
) -> None:
    attack = "=?utf-8?q?a=0d=0aBcc:_eve@example.org=0d=0a=0d=0aPay_here?="
    long_names = f"{'a' * 90}, eve@example.org", f"{'_' * 60}:]..\\ %0a .{'_' * 24}"
    subjects = attack, f"Warnung: {attack} 5 °C", "a\x0b\u2028Bcc: b"
    queue(
        *(
            replace(letter(n), sender_name=name, subject=subject)
            for n, (name, subject) in enumerate(
                product((attack, *long_names), subjects)
            )
        )
    )

    assert send_due_mails(at=NOON) == 9

    assert {tuple(message.keys()) for message in inbox.messages} == {
        tuple(inbox.messages[0].keys())
    }
    for message in inbox.messages:
        assert "Bcc" not in message
        (sender,) = message["From"].addresses
        assert sender.addr_spec == "progres@localhost"


def test_a_mail_that_cannot_be_written_does_not_stop_those_behind_it(
    inbox: Inbox, server: MailServer
) -> None:
    queue(letter(1, "<"), letter(2))

    assert send_due_mails(at=NOON) == 2

    assert inbox.recipients == ["olga@example.org"]
    stuck, sent = mails()
    assert (stuck.sent_at, stuck.attempts) == (None, 1)
    assert sent.sent_at == NOON


def test_without_a_mail_server_mails_wait(settings: Settings) -> None:
    settings.MAIL_SERVER = None
    queue(letter(1))
    assert send_due_mails(at=NOON) == 0
    assert (only_mail().sent_at, only_mail().attempts) == (None, 0)


def test_the_demo_delivers_to_its_own_outbox(settings: Settings) -> None:
    settings.MAIL_SERVER, settings.DEMO = None, True
    queue(letter(1), letter(2))
    assert send_due_mails(at=NOON) == 2
    assert [mail.sent_at for mail in mails()] == [NOON, NOON]
    assert send_due_mails(at=NOON) == 0
