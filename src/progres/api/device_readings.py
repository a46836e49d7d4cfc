"""What devices sent: /api/v1/devices/{id}/latest, readings and uplinks."""

import re
from datetime import datetime, timedelta
from typing import Any

import orjson
from django.http import HttpResponse
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import AwareDatetime, Field, field_validator

from progres.accounts.access import Permission
from progres.api.answers import ApiRequest
from progres.api.auth import readers
from progres.api.fields import Text
from progres.api.paging import Paging, Part, bad_cursor, read_cursor, write_cursor
from progres.kit.clock import EPOCH, from_microseconds, to_microseconds
from progres.readings.queries import (
    MAX_BUCKETS,
    bucketed_series,
    current_state,
    raw_series,
)
from progres.readings.rules import UplinkState
from progres.readings.uplinks import uplinks_of
from progres.readings.values import CurrentState, UplinkRow

router = Router(tags=["readings"])

AnyValue = float | bool | str | list[float] | None
DAY = timedelta(days=1)
_BLANK_OFFSET = re.compile(r" (\d\d:?\d\d)$")


class LatestValue(Schema):
    key: str = Field(examples=["temperature"])
    label_de: str = Field(examples=["Temperatur"])
    label_en: str = Field(examples=["Temperature"])
    unit: str = Field(examples=["°C"])
    kind: str = Field(description="As the device type says; empty if it does not.")
    ts: datetime = Field(description="The reading's own time.")
    value: AnyValue = Field(description="A number, a text, yes or no, or a position.")


class LatestOut(Schema):
    """The newest of each value, and how the device was heard last."""

    device: int
    ts: datetime | None = Field(description="Time of the newest reading.")
    last_seen_at: datetime | None = Field(description="null: never heard.")
    f_cnt: int | None
    rssi_dbm: float | None
    snr_db: float | None
    gateway_id: str | None
    battery_percent: float | None
    battery_at: datetime | None
    values: list[LatestValue]


class Period(Schema):
    start: AwareDatetime | None = Field(
        None, alias="from", description="Inclusive; a day before `to` if left out."
    )
    end: AwareDatetime | None = Field(
        None, alias="to", description="Exclusive; now if left out."
    )
    buckets: int | None = Field(
        None,
        ge=1,
        le=MAX_BUCKETS,
        description="Summarise in about so many parts of the period: minutes, hours, "
        "or in the instance's time zone days, weeks, months or years.",
    )

    @field_validator("start", "end", "buckets", mode="before")
    @classmethod
    def as_typed(cls, value: object) -> object:
        """Take '' as left out, and a '+' that an address turned into a blank as '+'."""
        if not isinstance(value, str):
            return value
        return _BLANK_OFFSET.sub(r"+\1", value) or None


class Question(Period):
    keys: Text = Field(
        min_length=1,
        description="Keys of values, separated by commas; at most 50.",
        examples=["temperature,humidity"],
    )


class SeriesOut(Schema):
    key: str
    unit: str = Field(examples=["°C"])
    points: list[list[AnyValue]] = Field(
        description="[time, value], or with buckets [start, min, avg, max, count]; "
        "times without a value are absent.",
        examples=[[["2026-03-01T12:00:00Z", 21.5]]],
    )
    truncated: bool = Field(
        description="There were more than 100,000 readings; the newest are missing."
    )
    resolution: str | None = Field(
        description="The finest that the caller may see of this period, of which only "
        "whole parts that are over are given; null: everything.",
        examples=["hour"],
    )


class ReadingsOut(Schema):
    series: list[SeriesOut] = Field(description="In the order of `keys`.")


class UplinkOut(Schema):
    received_at: datetime
    ts: datetime = Field(
        description="The reading's time: the network server's, "
        "or ours where that is in the future or missing."
    )
    sent_at: datetime | None = Field(description="What the network server said.")
    late: bool
    connection: int
    f_cnt: int
    f_port: int | None
    payload: str = Field(description="Hexadecimal.", examples=["00d75b01"])
    radio: dict[str, Any] = Field(description="Frequency, spreading factor and so on.")
    receptions: list[dict[str, Any]] = Field(description="How each gateway heard it.")
    state: str = Field(description="undecoded, decoded, failed or empty.")
    error: str | None = Field(description="Why decoding failed.")
    warning: str | None = Field(description="What the codec warned of.")


@router.get(
    "/{int:device_id}/latest",
    response=LatestOut,
    auth=readers(Permission.READINGS_VIEW),
)
def show_latest(request: ApiRequest, device_id: int) -> dict[str, Any]:
    """The newest of each value, those of the device type first."""
    return _latest(current_state(request.by.scope, device_id))


@router.get(
    "/{int:device_id}/readings",
    response=ReadingsOut,
    auth=readers(Permission.READINGS_VIEW),
)
def list_readings(
    request: ApiRequest, device_id: int, asked: Query[Question]
) -> HttpResponse:
    """Values of a period: every one, or summarised in buckets for a chart."""
    end = asked.end or timezone.now()
    start = asked.start or max(end, EPOCH + DAY) - DAY
    scope, keys = request.by.scope, asked.keys.split(",")
    if asked.buckets is None:
        series = raw_series(scope, device_id, keys, start=start, end=end)
    else:
        series = bucketed_series(
            scope, device_id, keys, start=start, end=end, buckets=asked.buckets
        )
    # Not through `response`: checking 35,000 points would take longer than finding them.
    content = orjson.dumps({"series": series}, option=orjson.OPT_UTC_Z)
    return HttpResponse(content, content_type="application/json")


@router.get(
    "/{int:device_id}/uplinks",
    response=Part[UplinkOut],
    auth=readers(Permission.READINGS_VIEW),
)
def list_uplinks(
    request: ApiRequest, device_id: int, paging: Query[Paging]
) -> dict[str, Any]:
    """Uplinks as they came, the newest first."""
    before = _read_place(paging.cursor) if paging.cursor else None
    rows = uplinks_of(
        request.by.scope, device_id, before=before, limit=paging.limit + 1
    )
    items = rows[: paging.limit]
    return {
        "items": [_uplink(row) for row in items],
        "next_cursor": _write_place(items[-1]) if len(rows) > len(items) else None,
    }


def _latest(state: CurrentState) -> dict[str, Any]:
    names = LatestOut.model_fields.keys() - {"device", "values"}
    facts = {name: getattr(state.latest, name, None) for name in names}
    return {"device": state.device.id, "values": state.values, **facts}


def _uplink(row: UplinkRow) -> dict[str, Any]:
    failed = row.state == UplinkState.FAILED
    names = UplinkOut.model_fields.keys() & set(UplinkRow.__slots__)
    return {
        **{name: getattr(row, name) for name in names},
        "connection": row.connection_id,
        "payload": row.payload.hex(),
        "state": row.state.name.lower(),
        "error": (row.message or row.problem) if failed else None,
        "warning": None if failed else row.message,
    }


def _write_place(row: UplinkRow) -> str:
    received_at, frame_key = row.place
    return write_cursor("qq", to_microseconds(received_at), frame_key)


def _read_place(cursor: str) -> tuple[datetime, int]:
    microseconds, frame_key = read_cursor(cursor, "qq")
    try:
        return from_microseconds(microseconds), frame_key
    except OverflowError:
        raise bad_cursor(cursor) from None
