"""What a person is told of the own request, in the person's language."""

from datetime import datetime

from django.conf import settings

from progres.notifications.notices import Addressee
from progres.notifications.request_mails import RequestNotice, tell_of_request
from progres.privacy.models import PersonRequest
from progres.privacy.rules import ANSWERED_BY_PACKAGE, Decision, Kind


def tell_received(request: PersonRequest, *, at: datetime) -> None:
    """Confirm the receipt, with the day by which there will be an answer."""
    _tell("received", request, at)


def tell_extended(request: PersonRequest, *, at: datetime) -> None:
    """Say that the answer takes longer, until when, and why (Art. 12(3))."""
    _tell("extended", request, at, reason=request.extension_reason)


def tell_decided(request: PersonRequest, *, at: datetime) -> None:
    """Say what was decided and why; of a refusal also what can be done (Art. 12(4)).

    After an erasure there is no address to write to: this is the last mail.
    """
    _tell(request.decision, request, at, reason=request.reason)


def tell_done(request: PersonRequest, *, at: datetime) -> None:
    """Say that it is done; an answer is fetched or handed over, never mailed."""
    what = "answered" if request.kind in ANSWERED_BY_PACKAGE else "done"
    _tell(what, request, at)


def _tell(what: str, request: PersonRequest, at: datetime, *, reason: str = "") -> None:
    if not request.email:
        return
    is_holder = request.user_id is not None
    page = "account/data/" if is_holder else "privacy"
    notice = RequestNotice(
        number=request.id,
        kind=request.kind,
        what=what,
        received_on=request.received_on,
        due_on=request.due_on,
        reason=reason,
        tells_rights=what in {Decision.REFUSED, Decision.PARTLY},
        is_last=request.kind == Kind.ERASURE
        and what in {Decision.GRANTED, Decision.PARTLY},
        link=f"{settings.BASE_URL}/{page}",
    )
    to = Addressee(
        email=request.email,
        language=request.language,
        insider=is_holder,
        tenant_id=request.tenant_id,
        sender_name=request.tenant.sender_name,
    )
    tell_of_request(notice, to, at=at)
