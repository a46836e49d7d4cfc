"""Handing mails to the mail server."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from progres.kit.env import MailServer
from progres.outbox.models import Mail
from progres.outbox.rules import LOGO, header_text, refuses_for_good, sender_name

TIMEOUT_S = 20.0  # for every answer of the server


class Refused(ValueError):
    """The server will never take this mail; the message holds its words."""


class NotNow(ValueError):
    """The server did not take this mail, but may another time.

    `over` says that the connection is of no more use.
    """

    def __init__(self, reason: str, *, over: bool) -> None:
        super().__init__(reason)
        self.over = over


@contextmanager
def open_session(server: MailServer, *, name: str) -> Iterator[smtplib.SMTP]:
    """Connect and sign in; `name` is how we introduce ourselves.

    Raises NotNow. A certificate that cannot be trusted is such a reason too.
    """
    try:
        session = _connect(server, name)
    except (OSError, smtplib.SMTPException) as error:
        raise NotNow(_words(error), over=True) from error
    try:
        yield session
    finally:
        with suppress(OSError, smtplib.SMTPException):
            session.quit()
        session.close()


def hand_over(
    session: smtplib.SMTP, mail: Mail, *, sender: str, logo: bytes | None = None
) -> None:
    """Return once the server has said that it is responsible for the mail now.

    `logo` is a PNG that the mail's HTML shows. Raises Refused or NotNow. What the server says to the sender's address concerns the
    installation and not this mail, so it is never final.
    """
    try:
        message = _message(mail, sender, logo)
        session.send_message(message, sender, [mail.recipient])
    except smtplib.SMTPRecipientsRefused as error:
        code, words = error.recipients[mail.recipient]
        _fail(code, words)
    except smtplib.SMTPDataError as error:
        _fail(error.smtp_code, error.smtp_error)
    except (smtplib.SMTPNotSupportedError, MessageError, ValueError) as error:
        raise Refused(_words(error)) from error  # an address that no server can read
    except OSError as error:  # smtplib's errors among them
        lost = not isinstance(error, smtplib.SMTPResponseException)
        raise NotNow(_words(error), over=lost) from error


def _connect(server: MailServer, name: str) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if server.implicit_tls:
        session: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host,
            server.port,
            local_hostname=name,
            timeout=TIMEOUT_S,
            context=context,
        )
    else:
        session = smtplib.SMTP(
            server.host, server.port, local_hostname=name, timeout=TIMEOUT_S
        )
    try:
        if server.starttls:
            session.starttls(context=context)
        if server.user:
            session.login(server.user, server.password)
    except BaseException:
        session.close()
        raise
    return session


def _fail(code: int, words: bytes | str) -> None:
    text = words.decode(errors="replace") if isinstance(words, bytes) else words
    reason = f"{code} {' '.join(text.split())}"
    if refuses_for_good(code):
        raise Refused(reason)
    raise NotNow(reason, over=False)


def _message(mail: Mail, sender: str, logo: bytes | None) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    name = sender_name(mail.sender_name)
    message["From"] = Address(display_name=name, addr_spec=sender)
    message["To"] = mail.recipient
    message["Subject"] = header_text(mail.subject)
    message["Date"] = format_datetime(mail.created_at)
    message["Message-ID"] = mail.message_id
    message["Content-Language"] = mail.language
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(mail.text, cte="quoted-printable")
    message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    page = message.get_body(("html",))
    if logo is not None and page is not None:
        page.add_related(logo, "image", "png", cid=f"<{LOGO}>", filename="logo.png")
    return message


def _words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        text = error.smtp_error
        words = text.decode(errors="replace") if isinstance(text, bytes) else text
        return f"{error.smtp_code} {' '.join(str(words).split())}"
    return f"{type(error).__name__}: {error}"
