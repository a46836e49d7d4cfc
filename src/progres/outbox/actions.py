from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection

from progres.outbox.models import Mail
from progres.outbox.rules import one_line


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What a mail says and to whom.

    `key` is the same for the same event and address and different for all others; the
    Message-ID is made of it. `kind` names the event, such as 'alarm.raised'.
    """

    key: str
    kind: str
    tenant_id: int
    recipient: str
    sender_name: str
    subject: str
    text: str
    html: str
    language: str


def queue_mail(letter: Letter, *, at: datetime) -> None:
    """Put a mail into the outbox in the transaction that is its reason.

    A letter whose key was queued before is not queued again. The instance must be in
    the current scope.
    """
    queue_mails([letter], at=at)


def queue_mails(letters: Sequence[Letter], *, at: datetime) -> None:
    """Put mails into the outbox, in this order, as `queue_mail` does."""
    if not letters:
        return
    domain = settings.MAIL_FROM.rpartition("@")[2]
    Mail.objects.bulk_create(  # tenancy: each mail names its instance
        [
            Mail(
                tenant_id=letter.tenant_id,
                kind=letter.kind,
                recipient=letter.recipient,
                sender_name=one_line(letter.sender_name)[:100],
                subject=one_line(letter.subject)[:250],
                text=letter.text,
                html=letter.html,
                language=letter.language,
                message_id=f"<{letter.key}@{domain}>",
                created_at=at,
                due_at=at,
            )
            for letter in letters
        ],
        ignore_conflicts=True,
    )
    with connection.cursor() as cursor:
        cursor.execute("select pg_notify('mail', '')")
