import zoneinfo
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import IntegrityError, transaction

from progres.audit.actions import record
from progres.audit.rules import Actor, Target
from progres.database.scope import Scope, scoped
from progres.kit.languages import language_problem
from progres.kit.refusal import Refusal
from progres.tenants.models import Tenant


class BadTenant(Refusal):
    """An instance cannot be like this; the message says why and what would be right."""


class ShortNameInUse(BadTenant):
    """Another instance below the same parent has that short name."""


@transaction.atomic
def create_tenant(
    *,
    name: str,
    short_name: str,
    parent: Tenant,
    language: str = "de",
    time_zone: str = "Europe/Berlin",
    by: Actor,
    at: datetime,
) -> Tenant:
    """Make a customer instance below `parent`, which must be in the current scope.

    Raises ShortNameInUse, or BadTenant for an empty name, a short name that is not made
    of letters, digits and hyphens, a language other than de and en, or an unknown time
    zone.
    """
    _check(name, short_name, language, time_zone)
    tenant = Tenant(
        name=name.strip(),
        short_name=short_name,
        parent=parent,
        language=language,
        time_zone=time_zone,
        created_at=at,
    )
    try:
        with transaction.atomic():
            tenant.save(force_insert=True)
    except IntegrityError:
        raise ShortNameInUse(
            "There is already an instance '%(short_name)s' below '%(parent)s'; "
            "choose another short name.",
            short_name=short_name,
            parent=parent.name,
        ) from None
    record(
        "tenant.created",
        tenant_id=parent.id,
        target=Target("tenant", str(tenant.id), tenant.name),
        by=by,
        at=at,
    )
    tenant.lineage = [*parent.lineage, tenant.id]
    return tenant


@transaction.atomic
def create_operator_tenant(*, name: str, by: Actor, at: datetime) -> Tenant:
    """Make the operator's own instance, the root of the tree, or return it.

    Only for the command line, as owner of the database: it needs no scope.
    """
    root = Tenant.objects.filter(parent=None).first()  # tenancy: the root of the tree
    if root is None:
        root = Tenant(name=name, short_name="operator", created_at=at)
        root.save(force_insert=True)
        root.refresh_from_db()
        with scoped(Scope(frozenset({root.id}))):
            record(
                "tenant.created",
                tenant_id=root.id,
                target=Target("tenant", str(root.id), name),
                by=by,
                at=at,
            )
    return root


def _check(name: str, short_name: str, language: str, time_zone: str) -> None:
    if not name.strip():
        raise BadTenant("An instance needs a name, such as 'Stadtwerke Musterstadt'.")
    try:
        validate_slug(short_name)
    except ValidationError:
        raise BadTenant(
            "'%(short_name)s' is not a short name: it needs letters, digits and "
            "hyphens, such as 'sw-musterstadt'.",
            short_name=short_name,
        ) from None
    if problem := language_problem(language):
        raise BadTenant.like(problem)
    if time_zone not in zoneinfo.available_timezones():
        raise BadTenant(
            "'%(time_zone)s' is not a time zone; use one such as 'Europe/Berlin'.",
            time_zone=time_zone,
        )
