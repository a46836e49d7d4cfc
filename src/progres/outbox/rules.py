"""When a mail is tried again, as pure decisions."""

from datetime import datetime, timedelta
from enum import StrEnum

BACK_OFF = (
    timedelta(seconds=5),
    timedelta(seconds=15),
    timedelta(minutes=1),
    timedelta(minutes=5),
)
LATER = timedelta(minutes=15)  # after every further attempt
GIVE_UP_AFTER = timedelta(hours=48)  # since the mail was written
_SOFT = (
    552  # "mailbox full": permanent by its number, temporary by RFC 5321, 4.5.3.1.10
)


class MailState(StrEnum):
    """What became of a mail so far."""

    WAITING = "waiting"
    SENT = "sent"
    GIVEN_UP = "given_up"


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


def one_line(text: str) -> str:
    """Fold line ends and runs of blanks, which headers must not carry."""
    return " ".join(text.split())
