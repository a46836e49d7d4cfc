"""A real mail server on this machine that can be told to misbehave."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from progres.kit.env import MailServer


@dataclass
class Inbox:
    """What the server took, and how it answers."""

    messages: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    sessions: set[int] = field(default_factory=set)
    answers_to: dict[str, str] = field(default_factory=dict)
    answer_to_data: str = "250 OK"
    after_data: Callable[[], None] = lambda: None

    async def handle_RCPT(  # noqa: N802 aiosmtpd's name
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        if address not in self.answers_to:
            envelope.rcpt_tos.append(address)
        return self.answers_to.get(address, "250 OK")

    async def handle_DATA(  # noqa: N802 aiosmtpd's name
        self, _server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self.answer_to_data.startswith("250"):
            content = envelope.content
            assert isinstance(content, bytes)
            self.messages.append(message_from_bytes(content, policy=policy.default))
            self.recipients += envelope.rcpt_tos
            self.sessions.add(id(session))
        self.after_data()
        return self.answer_to_data


@contextmanager
def running(inbox: Inbox, *, port: int = 0, password: str = "") -> Iterator[MailServer]:
    """Take mails on 127.0.0.1 until the block ends; with a password, only signed in."""

    def authenticate(
        server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        return AuthResult(success=data.password == password.encode(), handled=False)

    controller = Controller(
        inbox,
        hostname="127.0.0.1",
        port=port or free_port(),
        enable_SMTPUTF8=False,
        auth_required=bool(password),
        auth_require_tls=False,
        authenticator=authenticate if password else None,
    )
    controller.start()
    try:
        yield server_at(controller.port)
    finally:
        controller.stop()


def server_at(port: int, *, user: str = "", password: str = "") -> MailServer:
    return MailServer(
        host="127.0.0.1",
        port=port,
        user=user,
        password=password,
        starttls=False,
        implicit_tls=False,
    )


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])
