"""What people change of their own account."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from progres.accounts.membership import Origin, actor_of
from progres.accounts.models import User
from progres.accounts.people import PersonFields, checked_person
from progres.audit.actions import record_about
from progres.database.scope import Scope, scoped

OWN = ("first_name", "last_name", "company", "phone", "address", "language")


@transaction.atomic
def change_own_data(
    user: User, changes: Mapping[str, str], *, origin: Origin, at: datetime
) -> None:
    """Correct what is stored about oneself; `changes` are some of OWN.

    Raises BadAccount.
    """
    said = {name: getattr(user, name) for name in OWN}
    columns = checked_person(
        PersonFields(email=user.email, role=user.role, **{**said, **changes})
    )
    details: dict[str, object] = {
        name: [said[name], columns[name]] for name in OWN if said[name] != columns[name]
    }
    if not details:
        return
    by = actor_of(user, origin)
    for name in details:
        setattr(user, name, columns[name])
    with scoped(Scope(frozenset({user.tenant_id}))):
        user.save(update_fields=list(details))
        record_about(
            "user.changed",
            user,
            by=by,
            at=at,
            details=details,
        )
