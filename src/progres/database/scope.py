"""Which instances a transaction may see."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from django.db import connection, transaction


@dataclass(frozen=True)
class Scope:
    """Ids of the instances in reach, and of those above, whose shared catalogues show.

    Those named are below, but closed to the operator's staff by contract: pages about
    instances and contracts alone reach them, with `with_named`. With `asset_ids` only
    these assets and the devices in them, and nothing else of the instances; None narrows
    nothing. `roles` are those of who looks, by which the resolution of readings is bound;
    None where nobody looks, as in jobs.
    """

    tenant_ids: frozenset[int]
    ancestor_ids: frozenset[int] = frozenset()
    named_ids: frozenset[int] = frozenset()
    asset_ids: frozenset[int] | None = None
    roles: frozenset[str] | None = None

    def with_named(self) -> "Scope":
        """What pages about instances themselves reach."""
        return replace(self, tenant_ids=self.tenant_ids | self.named_ids)

    def without_named(self) -> "Scope":
        """What everything else on these pages reaches."""
        return replace(self, tenant_ids=self.tenant_ids - self.named_ids)

    def with_one(self, tenant_id: int) -> "Scope":
        """The same with an instance that has come to be below these."""
        return replace(self, tenant_ids=self.tenant_ids | {tenant_id})


@contextmanager
def scoped(scope: Scope, *, use: str | None = None) -> Iterator[None]:
    """Let the current transaction see `scope` and nothing else until the block ends.

    `use` is what data are read for, where a person's are not to be used for everything:
    "export", or "show", which is meant where nothing was said. The setting is local to
    the transaction, so that a connection given back to the pool carries nothing over.
    Must be used inside `transaction.atomic()`.
    """
    assets = "" if scope.asset_ids is None else _array(scope.asset_ids)
    before = _set(_array(scope.tenant_ids), _array(scope.ancestor_ids), assets, use)
    try:
        yield
    finally:
        if not connection.needs_rollback:
            _set(*before)


@contextmanager
def signing_in() -> Iterator[None]:
    """Let the pages that sign people in find and change accounts before any scope.

    Local to a transaction of its own, as a scope is.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select set_config('progres.sign_in', 'on', true)")
        yield
        with connection.cursor() as cursor:
            cursor.execute("select set_config('progres.sign_in', '', true)")


_SET = """
with before as materialized (
    select current_setting('progres.tenants', true) as tenants,
        current_setting('progres.ancestors', true) as ancestors,
        current_setting('progres.assets', true) as assets,
        coalesce(current_setting('progres.use', true), '') as use
)
select tenants, ancestors, assets, use, set_config('progres.tenants', %s, true),
    set_config('progres.ancestors', %s, true), set_config('progres.assets', %s, true),
    set_config('progres.use', coalesce(%s, use), true)
from before
"""


def _set(
    tenants: str, ancestors: str, assets: str, use: str | None
) -> tuple[str, str, str, str]:
    """Set what the transaction sees; return what it saw before."""
    if not connection.in_atomic_block:
        raise RuntimeError("A scope needs a transaction: use it inside atomic().")
    with connection.cursor() as cursor:
        cursor.execute(_SET, [tenants, ancestors, assets, use])
        row = cursor.fetchone()
    return row[0] or "", row[1] or "", row[2] or "", row[3]


def _array(ids: Iterable[int]) -> str:
    return "{" + ",".join(str(item) for item in sorted(ids)) + "}"
