"""Contracts with customers: /api/v1/contracts."""

from datetime import date, datetime
from typing import Any, Literal

from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from progres.accounts.access import Permission, Role
from progres.accounts.contract_accounts import (
    export_accounts_of,
    name_export_accounts,
)
from progres.accounts.contract_actions import (
    ContractFields,
    change_contract,
    create_contract,
    delete_contract,
)
from progres.api.answers import ApiRequest
from progres.api.auth import readers, writers
from progres.api.fields import Body, Id, Text
from progres.api.paging import Paging, Part, part_of
from progres.notifications.staff_mails import telling_of_staff
from progres.tenants.contracts import get_contract, search_contracts
from progres.tenants.models import Contract
from progres.tenants.queries import get_tenant

router = Router(tags=["contracts"])

KINDS = (
    "managed: the operator's staff works in the instance too; self-run: the customer "
    "alone does."
)
OPERATOR_ROLES = (
    "Roles of the operator's staff that work in a managed instance daily; "
    "administrators of the platform if left out."
)
Count = Field(ge=0, le=2**31 - 1)


class ContractIn(Body):
    tenant: Id = Field(description="The customer's instance; covers all below it.")
    number: Text = Field(min_length=1, max_length=60, examples=["V-2026-017"])
    starts_on: date = Field(examples=["2026-01-01"])
    ends_on: date | None = Field(
        None, description="The last day, in the instance's time zone; null: no end."
    )
    kind: Literal["managed", "self-run"] = Field("managed", description=KINDS)
    agreed_accounts: int = Count
    processing_agreement_on: date | None = Field(None, description="Art. 28 GDPR.")
    retention_terms: Text = Field("", max_length=2000)
    grace_days: int = Field(30, ge=0, le=2**31 - 1, description="At least 30.")
    export_accounts: list[Id] = Field(
        [], description="Ids of at most two accounts that outlive the contract."
    )
    operator_roles: list[Role] = Field([], description=OPERATOR_ROLES)


class ContractChange(Body):
    """What is to be changed; what is left out stays."""

    number: Text = Field(default_factory=str, min_length=1, max_length=60)
    starts_on: date = Field(default_factory=date.today)
    ends_on: date | None = None
    kind: Literal["managed", "self-run"] = Field("managed", description=KINDS)
    agreed_accounts: int = Field(default_factory=int, ge=0, le=2**31 - 1)
    processing_agreement_on: date | None = None
    retention_terms: Text = Field("", max_length=2000)
    grace_days: int = Field(30, ge=0, le=2**31 - 1)
    export_accounts: list[Id] = Field([])
    operator_roles: list[Role] = Field([], description=OPERATOR_ROLES)


class ExportAccounts(Body):
    export_accounts: list[Id] = Field(
        description="Ids of at most two accounts that outlive the contract."
    )


class ContractOut(Schema):
    id: int
    tenant: int = Field(validation_alias="tenant_id")
    number: str
    starts_on: date
    ends_on: date | None
    kind: str = Field(examples=["managed"], description=KINDS)
    agreed_accounts: int
    processing_agreement_on: date | None
    retention_terms: str
    grace_days: int
    export_accounts: list[int]
    operator_roles: list[str] = Field(examples=[["platform-admin"]])
    created_at: datetime

    @staticmethod
    def resolve_export_accounts(contract: Contract) -> list[int]:
        return export_accounts_of(contract)


@router.get("", response=Part[ContractOut], auth=readers(Permission.CONTRACTS_VIEW))
def list_contracts(
    request: ApiRequest, paging: Query[Paging], tenant: Id | None = None
) -> dict[str, Any]:
    """Contracts of the key's own instance and all below."""
    contracts = search_contracts(request.by.scope)
    if tenant is not None:
        contracts = contracts.filter(tenant_id=tenant)
    return part_of(contracts, paging)


@router.post("", response={201: ContractOut}, auth=writers(Permission.CONTRACTS_EDIT))
def add_contract(request: ApiRequest, fields: ContractIn) -> Status[Any]:
    """Note a contract with a customer; invitations that waited for it go out."""
    tenant = get_tenant(request.by.scope, fields.tenant)
    said = ContractFields(**fields.model_dump(exclude={"tenant"}))
    now = timezone.now()
    with telling_of_staff(tenant, by=request.by, at=now):
        made = create_contract(said, tenant=tenant, by=request.by, at=now)
    return Status(201, made)


@router.get(
    "/{int:contract_id}",
    response=ContractOut,
    auth=readers(Permission.CONTRACTS_VIEW),
)
def show_contract(request: ApiRequest, contract_id: int) -> object:
    return get_contract(request.by.scope, contract_id)


@router.patch(
    "/{int:contract_id}",
    response=ContractOut,
    auth=writers(Permission.CONTRACTS_EDIT),
)
def edit_contract(
    request: ApiRequest, contract_id: int, changes: ContractChange
) -> object:
    """Change what was agreed; what is left out stays."""
    said, now = changes.model_dump(exclude_unset=True), timezone.now()
    tenant = get_contract(request.by.scope, contract_id).tenant
    with telling_of_staff(tenant, by=request.by, at=now):
        return change_contract(contract_id, said, by=request.by, at=now)


@router.put(
    "/{int:contract_id}/export-accounts",
    response=ContractOut,
    auth=writers(Permission.USERS_EDIT),
)
def name_accounts(
    request: ApiRequest, contract_id: int, wanted: ExportAccounts
) -> object:
    """Name the accounts that outlive the contract, as the customer does."""
    return name_export_accounts(
        contract_id, wanted.export_accounts, by=request.by, at=timezone.now()
    )


@router.delete(
    "/{int:contract_id}",
    response={204: None},
    auth=writers(Permission.CONTRACTS_EDIT),
)
def remove_contract(request: ApiRequest, contract_id: int) -> Status[None]:
    """Take a contract back as if it had never been made; to end one, set its end."""
    now = timezone.now()
    tenant = get_contract(request.by.scope, contract_id).tenant
    with telling_of_staff(tenant, by=request.by, at=now):
        delete_contract(contract_id, by=request.by, at=now)
    return Status(204, None)
