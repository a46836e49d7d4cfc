from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from progres.accounts.contract_accounts import export_accounts_of, name_accounts
from progres.accounts.contract_checks import (
    BadContract,
    checked_roles,
    is_over,
    refuse_older_end,
)
from progres.accounts.membership import Membership
from progres.accounts.room import check_agreed
from progres.audit.actions import record
from progres.database.scope import Scope
from progres.kit.refusal import Refusal, Said
from progres.kit.texts import text_problem
from progres.tenants.contracts import get_contract, terms_of
from progres.tenants.models import Contract, Tenant
from progres.tenants.rules import (
    LEAST_GRACE_DAYS,
    ContractKind,
    Standing,
)

MOST_ACCOUNTS = 1_000_000
MOST_GRACE_DAYS = 3650
FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2199, 12, 31)
COLUMNS = (
    *("number", "kind", "starts_on", "ends_on", "agreed_accounts"),
    *("processing_agreement_on", "retention_terms", "grace_days", "operator_roles"),
)
_DAYS = {
    "starts_on": Said("first day"),
    "ends_on": Said("last day"),
    "processing_agreement_on": Said("day of the processing agreement"),
}


class ContractsOverlap(BadContract):
    """Another contract of the instance holds on one of these days."""


class ContractFromAbove(Refusal, PermissionError):
    """Contracts are made and changed from an instance above the customer's."""


@dataclass(frozen=True, kw_only=True)
class ContractFields:
    """What was agreed; days are those of the instance, `ends_on` is the last one.

    `export_accounts` are ids of at most two accounts that outlive the contract;
    `operator_roles` are those of the operator's staff that work in a managed instance
    daily, administrators of the platform if none are said.
    """

    number: str
    starts_on: date
    agreed_accounts: int
    kind: str = ContractKind.MANAGED
    ends_on: date | None = None
    processing_agreement_on: date | None = None
    retention_terms: str = ""
    grace_days: int = LEAST_GRACE_DAYS
    export_accounts: Sequence[int] = ()
    operator_roles: Sequence[str] = ()


def said_of_contract(contract: Contract) -> ContractFields:
    """Return what is agreed in a stored contract, which must be in scope."""
    columns = {name: getattr(contract, name) for name in COLUMNS}
    return ContractFields(**columns, export_accounts=export_accounts_of(contract))


@transaction.atomic
def create_contract(
    fields: ContractFields, *, tenant: Tenant, by: Membership, at: datetime
) -> Contract:
    """Note a contract with a customer; its instance must be below that of `by`.

    Raises BadContract, ContractsOverlap, ContractFromAbove, and NoRoom if there are
    more accounts already than it agrees on.
    """
    _check_above(tenant, by)
    contract = Contract(tenant=tenant, created_at=at, **_checked(fields, by.scope))
    _save(contract)
    details = {"kind": contract.kind, "starts_on": f"{contract.starts_on}"}
    name_accounts(contract, fields.export_accounts, by=by)
    _check_room(contract, at)
    _record("contract.created", contract, by=by, at=at, details=details)
    return contract


@transaction.atomic
def change_contract(
    contract_id: int, changes: Mapping[str, object], *, by: Membership, at: datetime
) -> Contract:
    """Change what was agreed; `changes` are some of the names in ContractFields.

    Raises Contract.DoesNotExist for one that is not in scope, and as `create_contract`.
    """
    contract = get_contract(by.scope, contract_id)
    _check_above(contract.tenant, by)
    was_over = is_over(contract, at)
    before = asdict(said_of_contract(contract))
    fields = ContractFields(**{**before, **changes})
    after = {
        **_checked(fields, by.scope),
        "export_accounts": sorted(set(fields.export_accounts)),
    }
    before["export_accounts"] = sorted(before["export_accounts"])
    changed = [name for name in before if before[name] != after[name]]
    if not changed:
        return contract
    for name in COLUMNS:
        setattr(contract, name, after[name])
    _save(contract)
    name_accounts(contract, fields.export_accounts, by=by)
    _check_room(contract, at)
    refuse_older_end(contract, at, was_over=was_over)
    details = {name: [_told(before[name]), _told(after[name])] for name in changed}
    _record("contract.changed", contract, by=by, at=at, details=details)
    return contract


@transaction.atomic
def delete_contract(contract_id: int, *, by: Membership, at: datetime) -> None:
    """Take a contract back as if it had never been made.

    Raises Contract.DoesNotExist, ContractFromAbove, and BadContract if the instance would
    be under a contract that is over.
    """
    contract = get_contract(by.scope, contract_id)
    _check_above(contract.tenant, by)
    was_over = is_over(contract, at)
    details = {
        name: _told(getattr(contract, name)) for name in ("starts_on", "ends_on")
    }
    _record("contract.deleted", contract, by=by, at=at, details=details)
    contract_id, contract.id = contract.id, 0
    Contract.objects.of(by.scope).filter(id=contract_id).delete()
    refuse_older_end(contract, at, was_over=was_over)


def _check_above(tenant: Tenant, by: Membership) -> None:
    if tenant.parent_id is None:
        raise BadContract("The operator's own instance needs no contract.")
    if tenant.parent_id not in by.scope.tenant_ids:
        raise ContractFromAbove(
            "The contract of '%(tenant)s' is made and changed from an instance above it.",
            tenant=tenant.name,
        )


def _checked(fields: ContractFields, scope: Scope) -> dict[str, object]:
    """Return the columns of a contract; raise BadContract."""
    number, terms = fields.number.strip(), fields.retention_terms.strip()
    if not number:
        raise BadContract("A contract needs a number, such as 'V-2026-017'.")
    for word, text, most in (
        (Said("number"), number, 60),
        (Said("text on retention"), terms, 2000),
    ):
        if problem := text_problem(
            word, text, most=most, lines=text is terms, tags=False
        ):
            raise BadContract.like(problem)
    if fields.kind not in set(ContractKind):
        raise BadContract(
            "'%(kind)s' is not a kind of contract; use 'managed' or 'self-run'.",
            kind=fields.kind,
        )
    _check_days(fields)
    _check_numbers(fields)
    columns = {name: getattr(fields, name) for name in COLUMNS}
    return {
        **columns,
        "number": number,
        "retention_terms": terms,
        "operator_roles": checked_roles(fields.kind, fields.operator_roles, scope),
    }


def _check_days(fields: ContractFields) -> None:
    for name, word in _DAYS.items():
        day = getattr(fields, name)
        if day is not None and not FIRST_DAY <= day <= LAST_DAY:
            raise BadContract(
                "The %(name)s is %(day)s; it can be 01.01.1990 to 31.12.2199.",
                name=word,
                day=_told_day(day),
            )
    if fields.ends_on is not None and fields.ends_on < fields.starts_on:
        raise BadContract(
            "The contract would end on %(end)s, before it starts on %(start)s; choose a "
            "later end, or none.",
            end=_told_day(fields.ends_on),
            start=_told_day(fields.starts_on),
        )


def _check_numbers(fields: ContractFields) -> None:
    if not 0 <= fields.agreed_accounts <= MOST_ACCOUNTS:
        raise BadContract(
            "%(count)s accounts cannot be agreed on; use 0 to %(most)s.",
            count=fields.agreed_accounts,
            most=MOST_ACCOUNTS,
        )
    if not LEAST_GRACE_DAYS <= fields.grace_days <= MOST_GRACE_DAYS:
        raise BadContract(
            "%(days)s days of grace are not possible; use %(least)s to %(most)s.",
            days=fields.grace_days,
            least=LEAST_GRACE_DAYS,
            most=MOST_GRACE_DAYS,
        )


def _save(contract: Contract) -> None:
    try:
        with transaction.atomic():
            contract.save()
    except IntegrityError:
        raise ContractsOverlap(
            "'%(tenant)s' has another contract on one of these days; end that one "
            "before, or choose other days.",
            tenant=contract.tenant.name,
        ) from None


def _check_room(contract: Contract, at: datetime) -> None:
    """Refuse a contract that agrees on fewer accounts than there are under it."""
    term = terms_of([contract.tenant_id], at=at).get(contract.tenant_id)
    if term is None or term.contract_id != contract.id:
        return
    if term.standing in {Standing.SETUP, Standing.ACTIVE}:
        check_agreed(contract.tenant, at=at)


def _told(value: object) -> object:
    """Say a value as the audit log keeps it."""
    match value:
        case date():
            return f"{value}"
        case list():
            return ", ".join(str(item) for item in value)
        case _:
            return value


def _told_day(day: date) -> str:
    return f"{day:%d.%m.%Y}"


def _record(
    action: str,
    contract: Contract,
    *,
    by: Membership,
    at: datetime,
    details: Mapping[str, object],
) -> None:
    record(
        action,
        tenant_id=contract.tenant_id,
        target=contract.target,
        by=by.actor,
        at=at,
        details=details,
    )
