import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from django.template import Context, Engine
from django.utils.translation import override

from progres.notifications.notices import (
    Acknowledgement,
    Addressee,
    AlarmEvent,
    AlarmNotice,
    Raising,
    Recovery,
)
from progres.notifications.rules import text_on
from progres.notifications.wording import alarm_context, question_context
from progres.outbox.actions import Letter, queue_mail, queue_mails
from progres.outbox.rules import LOGO
from progres.tenants.branding import branding_of

RECIPIENT_ASKED = "recipient.asked"
ACCENT = "#1f5fa8"  # where no instance above has chosen one
# An engine of its own: no template tag of a page can keep a mail from being written.
TEMPLATES = Engine(
    dirs=[str(Path(__file__).parent / "templates")],
    libraries={"i18n": "django.templatetags.i18n"},
)
WHAT_HAPPENED: dict[type[AlarmEvent], str] = {
    Raising: "raised",
    Acknowledgement: "acknowledged",
    Recovery: "cleared",
}


class Telling(NamedTuple):
    """What happened to an alarm, and whom it is told to."""

    notice: AlarmNotice
    event: AlarmEvent
    to: Sequence[Addressee]


def tell(tellings: Iterable[Telling], *, at: datetime) -> None:
    """Queue the mails that alarms were raised, acknowledged or ended, in this order.

    The same event of an alarm told twice to an address is one mail.
    """
    queue_mails(
        [
            _alarm_letter(notice, event, addressee)
            for notice, event, to in tellings
            for addressee in to
        ],
        at=at,
    )


def ask_recipient(to: Addressee, *, token: str, tenant_name: str, at: datetime) -> None:
    """Queue the mail that asks an outside address whether it wants alarms.

    `token` stands in the link and nowhere else.
    """
    with override(to.language):
        letter = compose(
            "recipient_asked",
            question_context(token, tenant_name=tenant_name, to=to),
            kind=RECIPIENT_ASKED,
            key=f"recipient-{_digest(token)}",
            to=to,
        )
    queue_mail(letter, at=at)


def _alarm_letter(notice: AlarmNotice, event: AlarmEvent, to: Addressee) -> Letter:
    what = WHAT_HAPPENED[type(event)]
    with override(to.language):
        return compose(
            f"alarm_{what}",
            alarm_context(notice, event, to),
            kind=f"alarm.{what}",
            key=f"alarm-{notice.alarm_id}-{what}-{_digest(to.email)}",
            to=to,
        )


def compose(
    template: str, context: Mapping[str, object], *, kind: str, key: str, to: Addressee
) -> Letter:
    """Write a mail from two templates in the language that is switched on.

    `context` has at least subject, link and to; `key` as in `Letter`. The instance must
    be in scope: its mails bear its brand name, logo and accent, or those of the nearest
    above; the logo is added when the mail goes.
    """
    branding = branding_of(to.tenant_id)
    accent = branding.accent or ACCENT
    context = {
        **context,
        "language": to.language,
        "brand": branding.name,
        "logo": LOGO if branding.logo else "",
        "accent": accent,
        "on_accent": text_on(accent),
    }
    return Letter(
        key=key,
        kind=kind,
        tenant_id=to.tenant_id,
        recipient=to.email,
        sender_name=to.sender_name,
        subject=str(context["subject"]),
        text=_render(f"{template}.txt", context).strip() + "\n",
        html=_render(f"{template}.html", context).strip() + "\n",
        language=to.language,
    )


def _render(name: str, context: Mapping[str, object]) -> str:
    template = TEMPLATES.get_template(f"notifications/{name}")
    return template.render(Context(dict(context)))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
