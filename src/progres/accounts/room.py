"""Whether an instance has room for one more account."""

from datetime import datetime

from django.db import connection

from progres.accounts.people import BadAccount
from progres.tenants.contracts import terms_of
from progres.tenants.models import Tenant
from progres.tenants.rules import Standing


class NoRoom(BadAccount):
    """Contract or quota allow no further account."""


def check_room(tenant: Tenant, *, at: datetime) -> None:
    """Let one more account or invitation come to an instance in scope.

    Others who ask at the same time wait for this transaction. Raises NoRoom when the
    contract is over, or when the accounts agreed or those of a quota are all used; open
    invitations count.
    """
    term = terms_of([tenant.id], at=at).get(tenant.id)
    if term and term.standing in {Standing.ENDED, Standing.DUE}:
        raise NoRoom(
            "The contract of '%(tenant)s' ended on %(day)s; nobody can be given an "
            "account there without a new one.",
            tenant=tenant.name,
            day=f"{term.ends_on:%d.%m.%Y}",
        )
    for agreed, used in _asked("accounts_under_contract(%s, %s)", tenant.id, at):
        if used >= agreed:
            raise NoRoom(
                "The contract agrees on %(agreed)s accounts, and there are %(used)s "
                "with the open invitations; delete one, or agree on more.",
                agreed=agreed,
                used=used,
            )
    for quota, used in user_quotas(tenant):
        if used >= quota:
            raise NoRoom(
                "The quota is %(quota)s users, and there are %(used)s with the open "
                "invitations; delete one, or ask for a higher quota.",
                quota=quota,
                used=used,
            )


def user_quotas(tenant: Tenant) -> set[tuple[int, int]]:
    """Quotas of users that hold for an instance in scope, each with how many there are.

    Until the end of the transaction no others come.
    """
    return set(_asked("users_against_quotas(%s)", tenant.id))


def check_agreed(tenant: Tenant, *, at: datetime) -> None:
    """Raise NoRoom if an instance has more accounts than its contract agrees on."""
    for agreed, used in _asked("accounts_under_contract(%s, %s)", tenant.id, at):
        if used > agreed:
            raise NoRoom(
                "There are %(used)s accounts and open invitations already; a contract "
                "on %(agreed)s is too small.",
                used=used,
                agreed=agreed,
            )


def _asked(call: str, *values: int | datetime) -> list[tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(f"select * from {call}", values)  # noqa: S608 constants
        return list(cursor.fetchall())
