"""When a mail is tried again and what its headers may hold, as pure decisions."""

import re
from datetime import datetime, timedelta

BACK_OFF = (
    timedelta(seconds=5),
    timedelta(seconds=15),
    timedelta(minutes=1),
    timedelta(minutes=5),
)
LOGO = "logo@progres"  # how a mail's HTML names the picture that goes with it: cid:…
LATER = timedelta(minutes=15)  # after every further attempt
GIVE_UP_AFTER = timedelta(hours=48)  # since the mail was written
_SOFT = (
    552  # "mailbox full": permanent by its number, temporary by RFC 5321, 4.5.3.1.10
)


def next_attempt(
    *, attempts: int, created_at: datetime, at: datetime
) -> datetime | None:
    """Say when a mail is due again after its `attempts`-th failure at `at`.

    None once it is older than GIVE_UP_AFTER: then it is given up.
    """
    if at - created_at >= GIVE_UP_AFTER:
        return None
    return at + (BACK_OFF[attempts - 1] if attempts <= len(BACK_OFF) else LATER)


def refuses_for_good(code: int) -> bool:
    """Say whether an SMTP reply to a recipient or a message is final."""
    return 500 <= code <= 599 and code != _SOFT


def header_text(text: str) -> str:
    """Make a text fit for a header that people read, such as the subject.

    Besides line ends, Python's mail package takes what looks like an encoded word for
    one, and a line end within it for the beginning of another header: "=?" is split.
    """
    printable = "".join(c if c.isprintable() else " " for c in text)
    return one_line(printable.replace("=?", "= ?"))


def sender_name(text: str) -> str:
    """Make a name fit to stand before an address.

    Without the characters that mean something there: Python's mail package forgets
    to quote them, or fails, where a name is too long for a line.
    """
    return one_line(re.sub(r'["\\<>@:;,()\[\]]', " ", header_text(text)))


def one_line(text: str) -> str:
    """Fold line ends and runs of blanks, which headers must not carry."""
    return " ".join(text.split())
