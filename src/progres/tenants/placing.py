"""Where an instance stands in the tree, and whether it is archived."""

from datetime import datetime

from django.db import IntegrityError, connection, transaction

from progres.audit.actions import record
from progres.audit.rules import Actor
from progres.database.scope import Scope, scoped
from progres.tenants.actions import (
    check_from_above,
    find_parent,
    short_name_in_use,
)
from progres.tenants.checks import BadTenant
from progres.tenants.models import Tenant
from progres.tenants.queries import get_tenant, with_archived

TYPES_STAY = "tenant_sees_the_types_of_its_devices"
ASSET_TYPES_STAY = "tenant_sees_the_types_of_its_assets"
RULES_STAY = "tenant_stays_below_the_rules_for_its_devices"


class CannotMove(BadTenant):
    """The tree, or what is in it, would no longer fit together."""


class CannotArchive(BadTenant):
    """Instances above or below must be archived, or brought back, first."""


@transaction.atomic
def move_tenant(
    tenant_id: int, parent_id: int, *, scope: Scope, by: Actor, at: datetime
) -> Tenant:
    """Put an instance with all below it under another one; both must be in scope.

    Raises Tenant.DoesNotExist, NotFromHere for the own instance, ShortNameInUse, and
    CannotMove.
    """
    tenant, target = get_tenant(scope, tenant_id), get_tenant(scope, parent_id)
    _check_not_root(tenant)
    check_from_above(tenant, scope)
    if tenant.id in target.lineage:
        raise CannotMove(
            "'%(tenant)s' cannot be moved below itself; choose an instance elsewhere.",
            tenant=tenant.name,
        )
    if tenant.parent_id == target.id:
        return tenant
    before = find_parent(tenant, scope)
    if not _move(tenant, target):
        raise Tenant.DoesNotExist  # archived or out of scope by now
    tenant.refresh_from_db()
    if before is not None and before.id not in target.lineage:
        record(  # those above learn of it from the moved instance, but not this one
            "tenant.moved_away",
            tenant_id=before.id,
            target=tenant.target,
            by=by,
            at=at,
        )
    _note(
        "tenant.moved",
        tenant,
        by=by,
        at=at,
        details={"parent": [before.name if before else "", target.name]},
    )
    return tenant


@transaction.atomic
def archive_tenant(tenant_id: int, *, scope: Scope, by: Actor, at: datetime) -> Tenant:
    """Let an instance only be looked at from now on; its connections take nothing.

    Raises Tenant.DoesNotExist, NotFromHere for the own instance, and CannotArchive
    while there are instances below that are not archived.
    """
    wide = with_archived(scope)
    with scoped(wide):
        tenant = _locked(tenant_id, wide)
    _check_not_root(tenant)
    check_from_above(tenant, wide)
    if tenant.archived_at is not None:
        return tenant
    below = Tenant.objects.of(scope).filter(parent=tenant, archived_at=None).first()
    if below is not None:
        raise CannotArchive(
            "'%(below)s' is below '%(tenant)s' and not archived; archive it first.",
            below=below.name,
            tenant=tenant.name,
        )
    tenant.archived_at = at
    tenant.save(update_fields=["archived_at"])
    _note("tenant.archived", tenant, by=by, at=at)
    return tenant


@transaction.atomic
def unarchive_tenant(
    tenant_id: int, *, scope: Scope, by: Actor, at: datetime
) -> Tenant:
    """Bring an archived instance back. Raises as `archive_tenant` does."""
    wide = with_archived(scope)
    with scoped(wide):
        tenant = _locked(tenant_id, wide)
        if tenant.archived_at is None:
            return tenant
        check_from_above(tenant, wide)
        parent = find_parent(tenant, wide)
        if parent is not None and parent.archived_at is not None:
            raise CannotArchive(
                "'%(parent)s' above '%(tenant)s' is archived; bring it back first.",
                parent=parent.name,
                tenant=tenant.name,
            )
        tenant.archived_at = None
        tenant.save(update_fields=["archived_at"])
        _note("tenant.unarchived", tenant, by=by, at=at)
    return tenant


def _locked(tenant_id: int, scope: Scope) -> Tenant:
    return Tenant.objects.of(scope).select_for_update().get(id=tenant_id)


def _check_not_root(tenant: Tenant) -> None:
    if tenant.parent_id is None:
        raise CannotMove("The operator's own instance stays where it is.")


def _move(tenant: Tenant, target: Tenant) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select move_tenant(%s, %s)", [tenant.id, target.id])
            return bool(cursor.fetchone()[0])
    except IntegrityError as error:
        facts = {"tenant": tenant.name, "parent": target.name}
        match _constraint(error):
            case name if name == TYPES_STAY:
                raise CannotMove(
                    "Devices or rules in '%(tenant)s' are of types that '%(parent)s' "
                    "does not see; share these types further above first.",
                    **facts,
                ) from None
            case name if name == ASSET_TYPES_STAY:
                raise CannotMove(
                    "Assets in '%(tenant)s' are of types that '%(parent)s' does not "
                    "see; share these types further above first.",
                    **facts,
                ) from None
            case name if name == RULES_STAY:
                raise CannotMove(
                    "Alarm rules of instances above watch single devices in "
                    "'%(tenant)s'; delete these rules first.",
                    **facts,
                ) from None
        raise short_name_in_use(tenant.short_name, target.name) from None


def _constraint(error: IntegrityError) -> str | None:
    diagnosis = getattr(error.__cause__, "diag", None)
    return getattr(diagnosis, "constraint_name", None)


def _note(
    action: str,
    tenant: Tenant,
    *,
    by: Actor,
    at: datetime,
    details: dict[str, object] | None = None,
) -> None:
    record(
        action,
        tenant_id=tenant.id,
        target=tenant.target,
        by=by,
        at=at,
        details=details,
    )
