"""What was decided of a person's request, and what people do once it is."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from progres.accounts.gate import reach_of
from progres.accounts.membership import Membership, Origin, actor_of
from progres.accounts.models import User
from progres.audit.actions import record_about
from progres.audit.rules import Actor
from progres.database.scope import Scope, scoped
from progres.privacy import letters
from progres.privacy.models import AnswerPackage, PersonRequest
from progres.privacy.request_checks import (
    BadPersonRequest,
    WrongStep,
    checked_text,
    must_be,
)
from progres.privacy.request_queries import get_request
from progres.privacy.rules import (
    ANSWERED_BY_PACKAGE,
    TYPED,
    UNDECIDED,
    Decision,
    HandedBy,
    Kind,
    State,
)


class NotPrepared(WrongStep):
    """What a decision is about is not there yet, or is not what was seen."""


@dataclass(frozen=True, kw_only=True)
class DecisionFields:
    """A decision. Of what cannot be taken back, what was seen and typed says it twice.

    `seen` is `made_at` of the preview that was shown, `typed` the request's number.
    """

    decision: str
    reason: str = ""
    weighing: str = ""
    seen: str = ""
    typed: str = ""


@transaction.atomic
def decide_request(
    request_id: int, fields: DecisionFields, *, by: Membership, at: datetime
) -> PersonRequest:
    """Decide once. What is granted the platform carries out; a mail tells the person.

    Whoever cannot be identified can only be refused. Raises BadPersonRequest, WrongStep,
    NotPrepared.
    """
    request = get_request(by.scope, request_id, to_change=True)
    if fields.decision not in set(Decision):
        raise BadPersonRequest(
            "'%(value)s' is no decision; use one of %(known)s.",
            value=fields.decision,
            known=", ".join(Decision),
        )
    is_refused = fields.decision == Decision.REFUSED
    must_be(request, *(UNDECIDED if is_refused else (State.IDENTIFIED,)))
    if not is_refused:
        _check_seen(request, fields)
    request.reason = checked_text(
        "reason", fields.reason, needed=fields.decision != Decision.GRANTED
    )
    request.weighing = checked_text(
        "weighing", fields.weighing, needed=request.kind == Kind.OBJECTION
    )
    request.decision, request.decided_at = fields.decision, at
    request.state = State.REFUSED if is_refused else State.GRANTED
    request.done_at = at if is_refused else None
    request.save(
        update_fields=[
            *("state", "decision", "reason", "weighing", "decided_at", "done_at")
        ]
    )
    _record_decision(request, by.actor, at)
    letters.tell_decided(request, at=at)
    return request


@transaction.atomic
def prepare_anew(request_id: int, *, by: Membership, at: datetime) -> None:
    """Let the platform look again at what a request is about. Raises WrongStep."""
    request = get_request(by.scope, request_id, to_change=True)
    must_be(request, State.IDENTIFIED)
    request.preview = None
    request.save(update_fields=["preview"])
    record_about("person_request.prepared_anew", request, by=by.actor, at=at)


@transaction.atomic
def try_again(request_id: int, *, by: Membership, at: datetime) -> None:
    """Let the platform carry out again what failed. Raises WrongStep."""
    request = get_request(by.scope, request_id, to_change=True)
    must_be(request, State.FAILED)
    request.state, request.problem, request.problem_facts = State.GRANTED, "", {}
    request.save(update_fields=["state", "problem", "problem_facts"])
    record_about("person_request.tried_again", request, by=by.actor, at=at)


@transaction.atomic
def finish_rectification(
    request_id: int,
    *,
    done_note: str,
    recipients_told: str,
    by: Membership,
    at: datetime,
) -> PersonRequest:
    """Note that people put right what was granted, and who was told of it (Art. 19).

    Raises BadPersonRequest, WrongStep.
    """
    request = get_request(by.scope, request_id, to_change=True)
    if request.kind != Kind.RECTIFICATION:
        raise WrongStep("The platform carries this request out, and nobody by hand.")
    must_be(request, State.GRANTED)
    request.done_note = checked_text("done_note", done_note, needed=True)
    request.recipients_told = checked_text("recipients_told", recipients_told)
    request.state, request.done_at = State.DONE, at
    request.save(update_fields=["state", "done_at", "done_note", "recipients_told"])
    record_about("person_request.rectified", request, by=by.actor, at=at)
    return request


@transaction.atomic
def take_package(request_id: int, *, by: Membership, at: datetime) -> AnswerPackage:
    """Give the answer to staff, and note who has it.

    Raises AnswerPackage.DoesNotExist once its time is over.
    """
    request = get_request(by.scope, request_id)
    package = AnswerPackage.objects.of(by.scope).get(request=request)
    record_about("person_request.package_taken", request, by=by.actor, at=at)
    return package


@transaction.atomic
def take_own_package(
    user: User, request_id: int, *, origin: Origin, at: datetime
) -> AnswerPackage:
    """Give the answer to the person itself once the request is done, and note it.

    Raises AnswerPackage.DoesNotExist for any other request.
    """
    scope = reach_of(user)
    with scoped(scope):
        package = _own_package(scope, user, request_id)
        request = get_request(scope, request_id, to_change=True)
        by = actor_of(user, origin)
        record_about("person_request.package_taken", request, by=by, at=at)
        if request.handed_at is None:
            _hand(request, HandedBy.ACCOUNT, at)
        return package


@transaction.atomic
def hand_package(
    request_id: int, *, handed_by: str, by: Membership, at: datetime
) -> PersonRequest:
    """Note how the answer came to the person. Raises BadPersonRequest, WrongStep."""
    request = get_request(by.scope, request_id, to_change=True)
    must_be(request, State.DONE)
    known = [way.value for way in HandedBy if way != HandedBy.ACCOUNT]
    if handed_by not in known:
        raise BadPersonRequest(
            "'%(value)s' is no way to hand an answer over; use one of %(known)s.",
            value=handed_by,
            known=", ".join(known),
        )
    if request.kind not in ANSWERED_BY_PACKAGE:
        raise WrongStep("This request is answered without a package.")
    if request.handed_at is not None:
        raise WrongStep("The answer was handed over before.")
    _hand(request, handed_by, at)
    record_about(
        "person_request.package_handed",
        request,
        by=by.actor,
        at=at,
        details={"handed_by": handed_by},
    )
    return request


def _hand(request: PersonRequest, handed_by: str, at: datetime) -> None:
    request.handed_at, request.handed_by = at, handed_by
    request.save(update_fields=["handed_at", "handed_by"])


def _own_package(scope: Scope, user: User, request_id: int) -> AnswerPackage:
    packages = AnswerPackage.objects.of(scope).filter(request__state=State.DONE)
    return packages.get(request_id=request_id, request__user=user)


def _check_seen(request: PersonRequest, fields: DecisionFields) -> None:
    """Nobody grants what nobody has seen."""
    if request.kind == Kind.RECTIFICATION:
        return
    if request.preview is None:
        raise NotPrepared(
            "The platform is still preparing this request; decide once it shows what "
            "the request is about."
        )
    if request.kind not in TYPED:
        return
    if fields.seen != request.preview["made_at"]:
        raise NotPrepared(
            "What the request does was looked at anew since you saw it; look at it "
            "again before you decide."
        )
    if fields.typed.strip() != str(request.id):
        raise BadPersonRequest(
            "To grant this, type the number of the request: %(number)s.",
            number=str(request.id),
        )


def _record_decision(request: PersonRequest, by: Actor, at: datetime) -> None:
    """Write who decided; of a customer's data also on whose instruction it is done."""
    if request.state == State.REFUSED:
        record_about("person_request.refused", request, by=by, at=at)
        return
    details = {"decision": request.decision}
    record_about("person_request.granted", request, by=by, at=at, details=details)
    if request.tenant.parent_id is not None and request.kind != Kind.RECTIFICATION:
        record_about("person_request.instructed", request, by=by, at=at)
