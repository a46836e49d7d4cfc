from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from progres.audit.actions import record
from progres.audit.rules import Actor
from progres.database.scope import Scope, scoped
from progres.kit.refusal import Refusal
from progres.tenants.checks import QUOTAS, BadTenant, checked_tenant
from progres.tenants.models import Tenant
from progres.tenants.queries import get_tenant


class ShortNameInUse(BadTenant):
    """Another instance below the same parent has that short name."""


class NotFromHere(Refusal, PermissionError):
    """Only who acts in an instance above may do this to an instance."""


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
    **more: object,
) -> Tenant:
    """Make a customer instance below `parent`, which must be in the current scope.

    `more` are others of `checks.CHANGEABLE`. Raises ShortNameInUse, or BadTenant for
    whatever an instance cannot be.
    """
    said = {"name": name, "short_name": short_name, **more}
    columns = checked_tenant({**said, "language": language, "time_zone": time_zone})
    tenant = Tenant(parent=parent, created_at=at, **columns)
    if parent.archived_at is not None:
        raise BadTenant(
            "'%(parent)s' is archived; bring it back before you make an instance below.",
            parent=parent.name,
        )
    save_tenant(tenant, parent_name=parent.name)
    record(
        "tenant.created",
        tenant_id=parent.id,
        target=tenant.target,
        by=by,
        at=at,
    )
    tenant.lineage = [*parent.lineage, tenant.id]
    return tenant


@transaction.atomic
def change_tenant(
    tenant_id: int,
    changes: Mapping[str, object],
    *,
    scope: Scope,
    by: Actor,
    at: datetime,
) -> Tenant:
    """Change what is said of an instance in scope; `changes` are some of CHANGEABLE.

    Raises Tenant.DoesNotExist, NotFromHere for quotas of the own instance,
    ShortNameInUse, and BadTenant.
    """
    tenant = get_tenant(scope, tenant_id)
    after = checked_tenant(changes)
    details: dict[str, object] = {
        name: [getattr(tenant, name), value]
        for name, value in after.items()
        if getattr(tenant, name) != value
    }
    if not details:
        return tenant
    if details.keys() & set(QUOTAS) and tenant.parent_id is not None:
        check_from_above(tenant, scope)
    for name in details:
        setattr(tenant, name, after[name])
    parent = find_parent(tenant, scope)
    save_tenant(tenant, only=list(details), parent_name=parent.name if parent else "")
    record(
        "tenant.changed",
        tenant_id=tenant.id,
        target=tenant.target,
        by=by,
        at=at,
        details=details,
    )
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
                target=root.target,
                by=by,
                at=at,
            )
    return root


def check_from_above(tenant: Tenant, scope: Scope) -> None:
    """Let only who acts above an instance go on. Raises NotFromHere."""
    if tenant.parent_id not in scope.tenant_ids:
        raise NotFromHere(
            "'%(tenant)s' is moved, archived and given quotas from an instance above it.",
            tenant=tenant.name,
        )


def find_parent(tenant: Tenant, scope: Scope) -> Tenant | None:
    """Return the instance above, if it is in scope."""
    if tenant.parent_id is None:
        return None
    return Tenant.objects.of(scope).filter(id=tenant.parent_id).first()


def save_tenant(
    tenant: Tenant, *, parent_name: str, only: list[str] | None = None
) -> None:
    """Store an instance, or `only` these columns of it. Raises ShortNameInUse."""
    try:
        with transaction.atomic():
            tenant.save(force_insert=only is None, update_fields=only)
    except IntegrityError:
        raise short_name_in_use(tenant.short_name, parent_name) from None


def short_name_in_use(short_name: str, parent_name: str) -> ShortNameInUse:
    """Say that another instance below the same parent has a short name."""
    return ShortNameInUse(
        "There is already an instance '%(short_name)s' below '%(parent)s'; "
        "choose another short name.",
        short_name=short_name,
        parent=parent_name,
    )
