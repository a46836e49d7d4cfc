"""The REST API: its routers, and how it answers."""

import json
from collections import Counter
from http import HTTPStatus
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver
from ninja import NinjaAPI, Router
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from ninja.parser import Parser
from ninja.renderers import BaseRenderer
from typing_extensions import override

from progres.api import (
    alarm_rules,
    alarms,
    api_keys,
    asset_files,
    asset_types,
    assets,
    audit_events,
    connection_messages,
    connections,
    contracts,
    device_photos,
    device_places,
    device_readings,
    device_type_pictures,
    device_types,
    devices,
    display_tokens,
    gateway_counts,
    gateways,
    grants,
    heard_devices,
    imports,
    many_devices,
    me,
    measuring_points,
    meter_exchanges,
    occupancies,
    own_consumption,
    person_requests,
    roles,
    search,
    sensor_exchanges,
    support_accesses,
    tenants,
    unassigned_uplinks,
    unregistered_gateways,
    users,
)
from progres.api.answers import answering
from progres.api.description import DESCRIPTION, add_problems
from progres.api.problems import NotCalledJson, SaidTwice, problem, problem_of

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


class Json(BaseRenderer):
    """Times in UTC with Z; no number that JSON does not know."""

    media_type = "application/json"

    @override
    def render(
        self, request: HttpRequest, data: object, *, response_status: int
    ) -> bytes:
        return orjson.dumps(data, option=orjson.OPT_UTC_Z)


class StrictJson(Parser):
    """Called JSON, UTF-8 only, no number that JSON does not know, each field once."""

    def parse_body(self, request: HttpRequest) -> Any:
        if request.content_type not in {"application/json", ""}:
            raise NotCalledJson
        content = orjson.loads(request.body)
        json.loads(request.body, object_pairs_hook=_each_once)
        return content


def _each_once(fields: list[tuple[str, object]]) -> None:
    counted = Counter(name for name, _ in fields)
    if len(counted) < len(fields):
        raise SaidTwice(counted.most_common(1)[0][0])


class Api(NinjaAPI):
    """NinjaAPI, but in one transaction a request, and with problems for all that fails."""

    @override
    def on_exception(
        self, request: HttpRequest, exc: Exception | type[Exception]
    ) -> HttpResponse:
        return problem_of(exc if isinstance(exc, Exception) else exc())

    def _get_urls(self) -> list[URLResolver | URLPattern]:
        patterns = super()._get_urls()
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                pattern.callback = answering(pattern.callback)
        return patterns

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return str(operation.view_func.__name__)

    def get_openapi_schema(
        self,
        *,
        path_prefix: str | None = None,
        path_params: dict[str, Any] | None = None,
    ) -> OpenAPISchema:
        document = super().get_openapi_schema(
            path_prefix=path_prefix, path_params=path_params
        )
        add_problems(document)
        return document


api = Api(
    title="PROGRES",
    version="1",
    description=DESCRIPTION,
    docs_url=None,
    renderer=Json(),
    parser=StrictJson(),
)
nothing = Router()


@nothing.api_operation(METHODS, "/{path:path}", include_in_schema=False)
def find_nothing(request: HttpRequest, path: str) -> HttpResponse:  # noqa: ARG001 given
    """Whatever no other router knows."""
    return problem(HTTPStatus.NOT_FOUND, f"There is nothing at /api/v1/{path}.")


for path, router in (
    ("/tenants", tenants.router),
    ("/contracts", contracts.router),
    ("/users", users.router),
    ("/grants", grants.router),
    ("/roles", roles.router),
    ("/support-accesses", support_accesses.router),
    ("/me", me.router),
    ("/api-keys", api_keys.router),
    ("/assets", assets.router),
    ("/assets", asset_files.router),
    ("/asset-types", asset_types.router),
    ("/measuring-points", measuring_points.router),
    ("/meter-exchanges", meter_exchanges.router),
    ("/occupancies", occupancies.router),
    ("/own-consumption", own_consumption.router),
    ("/device-types", device_types.router),
    ("/device-types", device_type_pictures.router),
    ("/devices", many_devices.router),
    ("/devices", devices.router),
    ("/devices", device_readings.router),
    ("/devices", sensor_exchanges.router),
    ("/devices", device_photos.router),
    ("/imports", imports.router),
    ("/device-places", device_places.router),
    ("/connections", connections.router),
    ("/connections", connection_messages.router),
    ("/unassigned-uplinks", unassigned_uplinks.router),
    ("/gateways", unregistered_gateways.router),
    ("/gateways", gateways.router),
    ("/gateways", gateway_counts.router),
    ("/gateways", heard_devices.router),
    ("/alarm-rules", alarm_rules.router),
    ("/alarms", alarms.router),
    ("/display-tokens", display_tokens.router),
    ("/search", search.router),
    ("/privacy-requests", person_requests.router),
    ("/audit-events", audit_events.router),
    ("", nothing),
):
    api.add_router(path, router)
