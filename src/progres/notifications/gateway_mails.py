"""The mails by which people hear that a gateway is offline, still is, or is back."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from progres.gateways.rules import News
from progres.notifications.actions import compose
from progres.notifications.notices import Addressee
from progres.notifications.rules import written_span, written_time
from progres.notifications.wording import withdraw_link
from progres.outbox.actions import Letter


@dataclass(frozen=True, kw_only=True)
class GatewayNotice:
    """A gateway and what became of it.

    `seen_at` is when it gave the last sign of life, `began_at` since when people have
    known it to be offline. `alone` devices are heard by it alone; `names` are of some.
    """

    gateway_id: int
    tenant_id: int
    tenant_name: str
    time_zone: str
    name: str
    eui: str
    site: str
    news: News
    at: datetime
    seen_at: datetime
    began_at: datetime
    alone: int = 0
    names: tuple[str, ...] = ()


def gateway_letters(notice: GatewayNotice, to: Iterable[Addressee]) -> list[Letter]:
    """Write the mails of what became of a gateway, each in its reader's language."""
    return [_letter(notice, addressee) for addressee in to]


def _letter(notice: GatewayNotice, to: Addressee) -> Letter:
    digest = hashlib.sha256(to.email.encode()).hexdigest()[:16]
    with override(to.language):
        return compose(
            "gateway_told",
            _context(notice, to),
            kind=f"gateway.{notice.news}",
            key=f"gateway-{notice.gateway_id}-{notice.at:%Y%m%d%H%M%S}-{digest}",
            to=to,
        )


def _context(notice: GatewayNotice, to: Addressee) -> dict[str, object]:
    """Fill the template; only insiders read the names of devices."""
    language = get_language() or "de"
    return {
        "subject": _subject(notice),
        "is_back": notice.news is News.BACK,
        "seen": written_time(notice.seen_at, notice.time_zone, language),
        "span": written_span(notice.at - notice.began_at, language),
        "alone": notice.alone,
        "names": notice.names if to.insider else (),
        "more": notice.alone - len(notice.names),
        "facts": [
            (name, text)
            for name, text in (
                (_("Gateway"), notice.name),
                (_("EUI"), notice.eui),
                (_("Site"), notice.site),
                (_("Instance"), notice.tenant_name),
            )
            if text
        ],
        "link": f"{settings.BASE_URL}/i/{notice.tenant_id}/gateways/{notice.gateway_id}/",
        "withdraw_link": withdraw_link(to),
        "to": to,
    }


def _subject(notice: GatewayNotice) -> str:
    match notice.news:
        case News.OFFLINE:
            return _("Gateway %(name)s is offline") % {"name": notice.name}
        case News.STILL_OFFLINE:
            return _("Gateway %(name)s is still offline") % {"name": notice.name}
        case News.BACK:
            return _("Gateway %(name)s is back") % {"name": notice.name}
