"""Every answer that says no: problem details of RFC 9457."""

import logging
import re
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

import orjson
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpResponse
from ninja.errors import AuthenticationError, HttpError, ValidationError

from progres.accounts.access import Permission
from progres.accounts.contract_actions import ContractFromAbove, ContractsOverlap
from progres.accounts.grant_actions import GrantExists
from progres.accounts.invitation_actions import (
    AlreadyInvited,
    AskedTooOften,
    StillWaiting,
)
from progres.accounts.rights import BeyondOwnRights
from progres.accounts.role_actions import RoleExists, RoleInUse
from progres.accounts.room import NoRoom
from progres.accounts.support_actions import NotYours
from progres.alarms.actions import AlarmAlreadyAcknowledged, AlarmAlreadyClosed
from progres.assets.actions import AssetInUse
from progres.assets.type_actions import AssetTypeExists, AssetTypeInUse
from progres.devices.checks import (
    DevEuiInUse,
    DeviceTypeExists,
)
from progres.devices.exchanges import ExchangedLater
from progres.devices.room import NoRoomForDevices
from progres.devices.type_actions import DeviceTypeInUse
from progres.files.actions import NoRoomForFiles
from progres.gateways.checks import GatewayIdInUse
from progres.imports.actions import MayNot
from progres.imports.rules import NotNow
from progres.kit.refusal import Refusal
from progres.metering.exchanges import MeterFromLater
from progres.metering.occupancy_checks import OccupanciesOverlap
from progres.privacy.request_checks import AlreadyAsked, WrongStep
from progres.tenants.actions import NotFromHere, ShortNameInUse
from progres.tenants.placing import CannotArchive, CannotMove

CONTENT_TYPE = "application/problem+json"

_BEFORE_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")

logger = logging.getLogger(__name__)


class Forbidden(PermissionError):
    """The caller is known, but lacks a right."""

    def __init__(self, permission: Permission) -> None:
        super().__init__(
            f"This needs the right '{permission}', which neither a read-only key nor "
            "a role without it has."
        )


class SecondFactorOwed(PermissionError):
    """A session of somebody whose instance demands a second factor that is missing."""

    def __init__(self) -> None:
        super().__init__(
            "Your instance demands a second factor; set one up in your account."
        )


class NotCalledJson(ValueError):
    """A body whose sender says that it is something else."""

    def __init__(self) -> None:
        super().__init__("A body must be JSON: send 'Content-Type: application/json'.")


class NotTheFileItself(ValueError):
    """A body that wraps a file, where the file itself is taken."""

    def __init__(self) -> None:
        super().__init__(
            "The body must be the file itself, not a form with it: send it as it is, "
            "with 'Content-Type: application/octet-stream'."
        )


class SaidTwice(ValueError):
    """A body in which a field stands twice, so that one of the two would be ignored."""

    def __init__(self, name: str) -> None:
        super().__init__(f"The field '{name[:100]}' is given twice; give it once.")


class BadCursor(ValueError):
    """The cursor was not made by this list."""


# What a sentence of the domain means to HTTP.
STATUS_OF: dict[type[Exception], HTTPStatus] = {
    NotCalledJson: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    NotTheFileItself: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    SaidTwice: HTTPStatus.BAD_REQUEST,
    Refusal: HTTPStatus.UNPROCESSABLE_ENTITY,  # but for the kinds below
    AssetInUse: HTTPStatus.CONFLICT,
    AssetTypeExists: HTTPStatus.CONFLICT,
    AssetTypeInUse: HTTPStatus.CONFLICT,
    MeterFromLater: HTTPStatus.CONFLICT,
    OccupanciesOverlap: HTTPStatus.CONFLICT,
    BadCursor: HTTPStatus.UNPROCESSABLE_ENTITY,
    ShortNameInUse: HTTPStatus.CONFLICT,
    CannotMove: HTTPStatus.CONFLICT,
    CannotArchive: HTTPStatus.CONFLICT,
    NotFromHere: HTTPStatus.FORBIDDEN,
    ContractsOverlap: HTTPStatus.CONFLICT,
    ContractFromAbove: HTTPStatus.FORBIDDEN,
    NoRoom: HTTPStatus.CONFLICT,
    NoRoomForDevices: HTTPStatus.CONFLICT,
    NoRoomForFiles: HTTPStatus.CONFLICT,
    StillWaiting: HTTPStatus.CONFLICT,
    GatewayIdInUse: HTTPStatus.CONFLICT,
    DevEuiInUse: HTTPStatus.CONFLICT,
    ExchangedLater: HTTPStatus.CONFLICT,
    DeviceTypeExists: HTTPStatus.CONFLICT,
    DeviceTypeInUse: HTTPStatus.CONFLICT,
    AlarmAlreadyClosed: HTTPStatus.CONFLICT,
    AlarmAlreadyAcknowledged: HTTPStatus.CONFLICT,
    AlreadyInvited: HTTPStatus.CONFLICT,
    GrantExists: HTTPStatus.CONFLICT,
    AskedTooOften: HTTPStatus.CONFLICT,
    RoleExists: HTTPStatus.CONFLICT,
    RoleInUse: HTTPStatus.CONFLICT,
    BeyondOwnRights: HTTPStatus.FORBIDDEN,
    NotYours: HTTPStatus.FORBIDDEN,
    NotNow: HTTPStatus.CONFLICT,
    WrongStep: HTTPStatus.CONFLICT,
    AlreadyAsked: HTTPStatus.CONFLICT,
    MayNot: HTTPStatus.FORBIDDEN,
    Forbidden: HTTPStatus.FORBIDDEN,
    SecondFactorOwed: HTTPStatus.FORBIDDEN,
}


def problem(
    status: HTTPStatus, detail: str, errors: Sequence[dict[str, str]] = ()
) -> HttpResponse:
    """Build an answer; `errors` name the fields that are wrong."""
    content: dict[str, Any] = {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "detail": detail,
    }
    if errors:
        content["errors"] = errors
    response = HttpResponse(
        orjson.dumps(content), status=status, content_type=CONTENT_TYPE
    )
    if status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = 'Bearer realm="PROGRES"'
    return response


def problem_of(error: Exception) -> HttpResponse:
    """Turn any exception into an answer; what nobody expected is logged."""
    for kind in type(error).__mro__:
        if kind in STATUS_OF:
            return problem(STATUS_OF[kind], str(error))
    match error:
        case ObjectDoesNotExist():
            noun = _BEFORE_CAPITAL.sub(" ", type(error).__qualname__.partition(".")[0])
            detail = f"There is no {noun.lower()} with this id in reach."
            return problem(HTTPStatus.NOT_FOUND, detail)
        case AuthenticationError():
            return problem(
                HTTPStatus.UNAUTHORIZED,
                "This needs a valid key: send 'Authorization: Bearer pk_…'.",
            )
        case ValidationError():
            return _invalid(error)
        case HttpError(__cause__=NotCalledJson() | SaidTwice() as cause):
            return problem_of(cause)
        case HttpError():  # the only one that Ninja raises besides
            return problem(
                HTTPStatus.BAD_REQUEST,
                "The body is not JSON; send one JSON object in UTF-8.",
            )
        case _:
            logger.error("the API failed", exc_info=error)
            return problem(
                HTTPStatus.INTERNAL_SERVER_ERROR,
                "Something is wrong on our side; nothing was changed.",
            )


def _invalid(error: ValidationError) -> HttpResponse:
    errors = [
        {"field": _field(part["loc"]), "message": f"{part['msg']}."}
        for part in error.errors
    ]
    told = " ".join(f"{part['field']}: {part['message']}" for part in errors)
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, told, errors)


def _field(place: Sequence[object]) -> str:
    """Name a field as the sender knows it: without our names for the parts."""
    source, *names = (str(part) for part in place)
    return ".".join(names[1:] if source == "body" else names) or source
