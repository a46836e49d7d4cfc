"""Mails about requests of persons: to the person, and to those who must answer in time.

None of them holds an answer, and none a word of what the person wrote.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from progres.notifications.actions import compose
from progres.notifications.notices import Addressee
from progres.outbox.actions import queue_mail
from progres.outbox.rules import one_line

TOLD = "person_request.told"
DUE = "person_request.due"

KINDS = {
    "access": gettext_lazy("Information about your data (Art. 15 GDPR)"),
    "rectification": gettext_lazy("Rectification of your data (Art. 16 GDPR)"),
    "erasure": gettext_lazy("Erasure of your data (Art. 17 GDPR)"),
    "restriction": gettext_lazy("Restriction of processing (Art. 18 GDPR)"),
    "portability": gettext_lazy("Your data to take along (Art. 20 GDPR)"),
    "objection": gettext_lazy("Objection to processing (Art. 21 GDPR)"),
}
SUBJECTS = {
    "received": gettext_lazy("We have received your request %(number)s"),
    "extended": gettext_lazy("Your request %(number)s takes longer"),
    "granted": gettext_lazy("Your request %(number)s is granted"),
    "partly": gettext_lazy("Your request %(number)s is granted in part"),
    "refused": gettext_lazy("Your request %(number)s is refused"),
    "answered": gettext_lazy("The answer to your request %(number)s is ready"),
    "done": gettext_lazy("Your request %(number)s is done"),
}


@dataclass(frozen=True, kw_only=True)
class RequestNotice:
    """What is told of a request; `what` is a key of SUBJECTS and `kind` of KINDS.

    `tells_rights` adds how to complain, `is_last` that no further mail follows.
    """

    number: int
    kind: str
    what: str
    received_on: date
    due_on: date
    reason: str
    tells_rights: bool
    is_last: bool
    link: str


def tell_of_request(notice: RequestNotice, to: Addressee, *, at: datetime) -> None:
    """Queue a mail to the person of a request; of each kind of news one is sent."""
    with override(to.language):
        letter = compose(
            "request_told",
            {
                "subject": str(SUBJECTS[notice.what]) % {"number": notice.number},
                "link": notice.link,
                "to": to,
                "what": notice.what,
                "facts": [
                    (_("Request"), str(notice.number)),
                    (_("It is about"), str(KINDS[notice.kind])),
                    (_("Received on"), _day(notice.received_on)),
                ],
                "due_on": _day(notice.due_on),
                "reason": notice.reason,
                "tells_rights": notice.tells_rights,
                "is_last": notice.is_last,
            },
            kind=TOLD,
            key=f"request-{notice.number}-{notice.what}-{at.timestamp()}",
            to=to,
        )
    queue_mail(letter, at=at)


def remind_of_request(
    notice: RequestNotice,
    to: Addressee,
    *,
    days_left: int,
    step: str,
    tenant_name: str,
    at: datetime,
) -> None:
    """Queue a reminder to one who can decide; the same `step` reminds a person once.

    `days_left` is less than 0 for a request that is overdue.
    """
    with override(to.language):
        words = (
            _("Overdue: request %(number)s in %(name)s")
            if days_left < 0
            else _("Due on %(day)s: request %(number)s in %(name)s")
        )
        subject = words % {
            "number": notice.number,
            "name": one_line(tenant_name),
            "day": _day(notice.due_on),
        }
        letter = compose(
            "request_due",
            {
                "subject": subject,
                "link": notice.link,
                "to": to,
                "days_left": days_left,
                "days_over": -days_left,
                "tenant_name": tenant_name,
                "facts": [
                    (_("Request"), str(notice.number)),
                    (_("It is about"), str(KINDS[notice.kind])),
                    (_("Received on"), _day(notice.received_on)),
                    (_("To be answered by"), _day(notice.due_on)),
                ],
            },
            kind=DUE,
            key=f"request-due-{notice.number}-{notice.due_on}-{step}",
            to=to,
        )
    queue_mail(letter, at=at)


def _day(day: date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")
