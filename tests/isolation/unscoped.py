"""The web process with all scoping in Python switched off.

`python -m tests.isolation.unscoped IDS LISTENER`. Every `of(scope)` finds everything,
and whatever else asks a member's scope is told of all instances, `IDS`; only what the
transaction is told to see stays as it is. What separates instances here is PostgreSQL.
"""

import os
import socket
import sys
from collections.abc import Set
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any, TypeVar

from django.db.models import QuerySet

os.environ["DJANGO_SETTINGS_MODULE"] = "progres.settings"

from progres.database import scope as scopes

scoped = scopes.scoped
T = TypeVar("T")


class Everything(frozenset[int]):
    """All instances for those who ask, `seen` for the transaction."""

    seen: frozenset[int]

    def __or__(self, more: Set[T]) -> "frozenset[int | T]":
        return everything(self, self.seen | more)


def everything(ids: frozenset[int], seen: Set[Any]) -> Everything:
    made = Everything(ids)
    made.seen = frozenset(seen)
    return made


def scoped_as_ever(
    scope: scopes.Scope, *, use: str | None = None
) -> AbstractContextManager[None]:
    if isinstance(scope.tenant_ids, Everything):
        scope = replace(scope, tenant_ids=scope.tenant_ids.seen)
    return scoped(scope, use=use)


# Before anything imports it by name.
vars(scopes)["scoped"] = scoped_as_ever

from django.apps import apps  # noqa: E402

from progres import asgi  # noqa: E402, F401 sets Django up
from progres.accounts import gate  # noqa: E402
from progres.accounts.membership import Membership  # noqa: E402
from progres.ops.web import APPLICATION, run_web  # noqa: E402


def of_all(rows: QuerySet, _scope: scopes.Scope) -> QuerySet:  # type: ignore[type-arg] # of any model
    return rows.all()


def switch_scoping_off(all_ids: frozenset[int]) -> int:
    """Let nothing in Python ask whose something is; say of how many models."""
    kinds = {type(model._default_manager.all()) for model in apps.get_models()}
    scoping = [kind for kind in kinds if hasattr(kind, "of")]
    for kind in scoping:
        kind.of = of_all

    def member(**facts: object) -> Membership:
        known = Membership(**facts)  # type: ignore[arg-type] # as the caller knows
        seen = known.scope.tenant_ids
        scope = replace(known.scope, tenant_ids=everything(all_ids, seen))
        return replace(known, scope=scope)

    vars(gate)["Membership"] = member
    return len(scoping)


if __name__ == "__main__":
    ids, listener = sys.argv[1:]
    assert switch_scoping_off(frozenset(map(int, ids.split(",")))) > 10
    run_web(APPLICATION, socket.socket(fileno=int(listener)))
