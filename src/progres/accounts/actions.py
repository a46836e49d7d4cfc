from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from progres.accounts.access import Role
from progres.accounts.api_key_actions import KeyFields, store_key
from progres.accounts.gate import reach_of
from progres.accounts.lookups import account_with_address
from progres.accounts.models import User
from progres.accounts.people import BadAccount, PersonFields, checked_person
from progres.accounts.room import check_room
from progres.audit.actions import record, record_about
from progres.audit.rules import PLATFORM, Actor
from progres.database.scope import scoped
from progres.kit.languages import language_problem
from progres.tenants.actions import create_operator_tenant
from progres.tenants.models import Tenant


@transaction.atomic
def create_user(
    *,
    email: str,
    first_name: str,
    last_name: str,
    password: str,
    role: Role,
    tenant: Tenant,
    language: str = "de",
    by: Actor,
    at: datetime,
) -> User:
    """Make an account in `tenant`, which must be in the current scope.

    Raises BadAccount for a bad or used address, a missing name, a language other than
    de and en, or a weak password, and NoRoom beyond what was agreed.
    """
    check_room(tenant, at=at)
    columns = checked_person(
        PersonFields(
            email=email,
            first_name=first_name,
            last_name=last_name,
            role=role,
            language=language,
        )
    )
    user = User(tenant=tenant, created_at=at, **columns)
    try:
        validate_password(password, user)
    except ValidationError as error:
        problems = " ".join(error.messages)
        raise BadAccount(problems) from None
    user.clean()
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError:
        raise BadAccount(
            "There is already an account for %(email)s.", email=email
        ) from None
    record(
        "user.created",
        tenant_id=tenant.id,
        target=user.target,
        by=by,
        at=at,
    )
    return user


@transaction.atomic
def create_operator(
    *, email: str, first_name: str, last_name: str, password: str, at: datetime
) -> User:
    """Make an account of the operator's staff with all rights; the first makes the house.

    Must run as owner of the database. Raises BadAccount as `create_user` does.
    """
    root = create_operator_tenant(name="PROGRES", by=PLATFORM, at=at)
    return create_user(
        email=email,
        first_name=first_name,
        last_name=last_name,
        password=password,
        role=Role.PLATFORM_ADMIN,
        tenant=root,
        by=PLATFORM,
        at=at,
    )


@transaction.atomic
def change_language(user: User, language: str, *, by: Actor, at: datetime) -> None:
    """Speak another language to a person from now on, on pages and in mails.

    Raises BadAccount for a language other than de and en.
    """
    if problem := language_problem(language):
        raise BadAccount.like(problem)
    if user.language == language:
        return
    details = {"language": [user.language, language]}
    user.language = language
    with scoped(reach_of(user)):
        user.save(update_fields=["language"])
        record_about(
            "user.changed",
            user,
            by=by,
            at=at,
            details=details,
        )


@transaction.atomic
def create_api_key(
    *,
    email: str,
    name: str,
    read_only: bool,
    expires_at: datetime | None,
    at: datetime,
) -> str:
    """Make a key that acts as the account does; return it, it is never shown again.

    Raises BadAccount for an address without account, and for an end in the past.
    """
    user = account_with_address(email)
    if user is None or not user.is_active:
        raise BadAccount("There is no active account for %(email)s.", email=email)
    if expires_at is not None and expires_at <= at:
        raise BadAccount("The key would have expired already; choose a later day.")
    with scoped(reach_of(user)):
        _, key = store_key(
            KeyFields(
                name=name.strip() or "API", read_only=read_only, expires_at=expires_at
            ),
            user=user,
            tenant=user.tenant,
            by=PLATFORM,
            at=at,
        )
    return key
