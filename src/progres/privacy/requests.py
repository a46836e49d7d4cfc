"""A request of a person on its way to the decision (PRV-2)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from progres.accounts.gate import reach_of
from progres.accounts.membership import Membership, Origin, actor_of
from progres.accounts.models import User
from progres.accounts.queries import get_user
from progres.audit.actions import record_about
from progres.audit.rules import Actor
from progres.database.scope import Scope, scoped
from progres.kit.datamap import Subject
from progres.privacy import letters
from progres.privacy.models import PersonRequest
from progres.privacy.request_checks import (
    AlreadyAsked,
    BadPersonRequest,
    RequestFields,
    WrongStep,
    checked_request,
    checked_text,
    must_be,
)
from progres.privacy.request_queries import get_request, spans_of
from progres.privacy.rights import has_right
from progres.privacy.rules import (
    OPEN,
    UNDECIDED,
    Channel,
    Identity,
    Kind,
    State,
    due_day,
)
from progres.tenants.models import Tenant
from progres.tenants.queries import get_tenant, tenants_below


@transaction.atomic
def enter_request(
    fields: RequestFields,
    *,
    tenant: Tenant,
    user_id: int | None = None,
    by: Membership,
    at: datetime,
) -> PersonRequest:
    """Enter what a person asked, in the queue of an instance in scope; confirm it by mail.

    With `user_id` it is about the holder of that account. Raises BadPersonRequest,
    AlreadyAsked while the same stands open, and User.DoesNotExist.
    """
    user = None
    if user_id is not None:
        user = get_user(by.scope, user_id)
        fields = replace(
            fields,
            name=fields.name.strip() or user.full_name,
            email=fields.email.strip() or user.email,
        )
    if fields.channel == Channel.ACCOUNT:
        raise BadPersonRequest(
            "Only the person can ask from the own account; say how the request came."
        )
    same = PersonRequest.objects.of(by.scope).filter(
        tenant=tenant,
        state__in=OPEN,
        kind=fields.kind,
        received_on=fields.received_on,
        name=fields.name.strip(),
        email=fields.email.strip(),
        wish=fields.wish.strip(),
    )
    if entered := same.first():
        raise AlreadyAsked(
            "The same request stands in the queue already, as number %(number)s.",
            number=entered.id,
        )
    return _enter(fields, tenant=tenant, user=user, by=by.actor, at=at)


@transaction.atomic
def ask_about_oneself(
    user: User,
    kind: str,
    *,
    wish: str = "",
    correction: str = "",
    purposes: Sequence[str] = (),
    origin: Origin,
    at: datetime,
) -> PersonRequest:
    """Let the holder of an account ask the own instance; signing in showed who it is.

    Raises BadPersonRequest; AlreadyAsked while the same is open.
    """
    with scoped(reach_of(user)):
        tenant = get_tenant(Scope(frozenset({user.tenant_id})), user.tenant_id)
        same = PersonRequest.objects.of(Scope(frozenset({tenant.id})))
        if same.filter(user=user, kind=kind, state__in=OPEN).exists():
            raise AlreadyAsked(
                "You have asked for this already; it is answered by the day shown."
            )
        if kind in set(Kind) and not has_right(Kind(kind), {Subject.ACCOUNT_HOLDER}):
            raise BadPersonRequest(
                "Nothing about your account is kept on a ground that gives this right."
            )
        fields = RequestFields(
            kind=kind,
            channel=Channel.ACCOUNT,
            received_on=local_day(tenant, at),
            language=user.language,
            name=user.full_name,
            email=user.email,
            wish=wish,
            correction=correction,
            purposes=purposes,
        )
        return _enter(
            fields, tenant=tenant, user=user, by=actor_of(user, origin), at=at
        )


@transaction.atomic
def check_identity(
    request_id: int,
    *,
    method: str,
    note: str,
    is_right: bool,
    by: Membership,
    at: datetime,
) -> PersonRequest:
    """Note how it was found out whether it is the person; if it is, the platform prepares.

    If it is not proven the request stays open. Raises BadPersonRequest, WrongStep.
    """
    request = get_request(by.scope, request_id, to_change=True)
    must_be(request, State.RECEIVED)
    if method not in set(Identity) - {Identity.SIGNED_IN}:
        raise BadPersonRequest(
            "'%(value)s' is no way to find out who somebody is; use one of %(known)s.",
            value=method,
            known=", ".join(way for way in Identity if way != Identity.SIGNED_IN),
        )
    request.identity_method = method
    request.identity_note = checked_text("identity_note", note, needed=not is_right)
    if is_right:
        request.state, request.identified_at = State.IDENTIFIED, at
        record_about("person_request.identified", request, by=by.actor, at=at)
    else:
        record_about("person_request.not_identified", request, by=by.actor, at=at)
    request.save(
        update_fields=["state", "identity_method", "identity_note", "identified_at"]
    )
    return request


@transaction.atomic
def withdraw_request(request_id: int, *, by: Membership, at: datetime) -> None:
    """Note that the person thought better of it. Raises WrongStep once it is decided."""
    request = get_request(by.scope, request_id, to_change=True)
    _withdraw(request, by.actor, at)


@transaction.atomic
def withdraw_own_request(
    user: User, request_id: int, *, origin: Origin, at: datetime
) -> None:
    """Let the person itself do so. Raises PersonRequest.DoesNotExist, WrongStep."""
    scope = reach_of(user)
    with scoped(scope):
        request = get_request(scope, request_id, to_change=True)
        if request.user_id != user.id:
            raise PersonRequest.DoesNotExist
        _withdraw(request, actor_of(user, origin), at)


@transaction.atomic
def extend_request(
    request_id: int, *, reason: str, by: Membership, at: datetime
) -> PersonRequest:
    """Give the answer two more months, once, and tell the person why (Art. 12(3)).

    Raises BadPersonRequest without a reason and after the first month, WrongStep.
    """
    request = get_request(by.scope, request_id, to_change=True)
    must_be(request, *UNDECIDED)
    if request.extended_on is not None:
        raise WrongStep("This request was extended before; that is possible once.")
    if local_day(request.tenant, at) > request.due_on:
        raise BadPersonRequest(
            "The first month ended on %(day)s; only within it can it be extended.",
            day=request.due_on.isoformat(),
        )
    request.extension_reason = checked_text("extension_reason", reason, needed=True)
    request.extended_on = at
    request.due_on = due_day(request.received_on, extended=True)
    request.save(update_fields=["extension_reason", "extended_on", "due_on"])
    record_about(
        "person_request.extended",
        request,
        by=by.actor,
        at=at,
        details={"due_on": request.due_on.isoformat()},
    )
    letters.tell_extended(request, at=at)
    return request


@transaction.atomic
def hand_over_request(
    request_id: int, tenant_id: int, *, by: Membership, at: datetime
) -> PersonRequest:
    """Put a request into the queue of the instance whose data it is about.

    What it is about must be of that instance or below. Raises BadPersonRequest,
    WrongStep, Tenant.DoesNotExist for an instance that is not in scope.
    """
    request = get_request(by.scope, request_id, to_change=True)
    must_be(request, *UNDECIDED)
    tenant = get_tenant(by.scope, tenant_id)
    if tenant.id == request.tenant_id:
        raise BadPersonRequest("The request is in the queue of this instance already.")
    below = tenants_below(by.scope, tenant.id)
    spans = spans_of(by.scope, request)
    if any(span.measuring_point.tenant_id not in below for span in spans):
        raise BadPersonRequest(
            "The request is about measuring points of another instance; take them out "
            "or choose that one."
        )
    record_about(
        "person_request.handed_over",
        request,
        by=by.actor,
        at=at,
        details={"instance": tenant.name},
    )
    request.tenant, request.preview = tenant, None
    request.save(update_fields=["tenant", "preview"])
    for span in spans:
        span.tenant = tenant
        span.save(update_fields=["tenant"])
    record_about("person_request.taken_over", request, by=by.actor, at=at)
    return request


def local_day(tenant: Tenant, at: datetime) -> date:
    """The day that it is where an instance is."""
    return at.astimezone(ZoneInfo(tenant.time_zone)).date()


def _enter(
    fields: RequestFields,
    *,
    tenant: Tenant,
    user: User | None,
    by: Actor,
    at: datetime,
) -> PersonRequest:
    columns = checked_request(fields, today=local_day(tenant, at))
    whose = {Subject.ACCOUNT_HOLDER} if user is not None else set(Subject)
    if not has_right(Kind(fields.kind), whose):
        raise BadPersonRequest(
            "No data of such people are kept on a ground that gives this right."
        )
    is_known = fields.channel == Channel.ACCOUNT
    request = PersonRequest(
        **columns,
        tenant=tenant,
        user=user,
        state=State.IDENTIFIED if is_known else State.RECEIVED,
        due_on=due_day(fields.received_on),
        identity_method=Identity.SIGNED_IN if is_known else "",
        identified_at=at if is_known else None,
        created_at=at,
    )
    request.save(force_insert=True)
    record_about(
        "person_request.received",
        request,
        by=by,
        at=at,
        details={"channel": fields.channel, "due_on": request.due_on.isoformat()},
    )
    letters.tell_received(request, at=at)
    return request


def _withdraw(request: PersonRequest, by: Actor, at: datetime) -> None:
    must_be(request, *UNDECIDED)
    request.state, request.done_at = State.WITHDRAWN, at
    request.save(update_fields=["state", "done_at"])
    record_about("person_request.withdrawn", request, by=by, at=at)
