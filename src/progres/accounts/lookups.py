"""Accounts that must be found before anybody knows whose request it is.

Each call gives away one account to who knows its id or its address; everything else
asks within a scope.
"""

from collections.abc import Iterable

from progres.accounts.models import User


def account_of(user_id: int) -> User | None:
    """Find the account of a session, a key or a signed link."""
    return accounts_of([user_id]).get(user_id)


def accounts_of(user_ids: Iterable[int]) -> dict[int, User]:
    """Find the accounts of several sessions, by id."""
    query, ids = "select * from accounts_by_id(%s)", [list(user_ids)]
    found = User.objects.raw(query, ids)  # tenancy: these accounts alone
    return {user.id: user for user in found}


def account_with_address(email: str) -> User | None:
    """Find the account with an address, in any case and blanks around it."""
    query, address = "select * from account_by_email(%s)", [email.strip()]
    found = User.objects.raw(query, address)  # tenancy: this account alone
    return next(iter(found), None)
