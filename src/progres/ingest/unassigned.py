"""Uplinks that no device of ours bears, as rows of `unassigned_uplink`."""

from collections.abc import Iterator, Sequence

import orjson

from progres.ingest.group import Row, radio_json
from progres.ingest.writes import StoreUnassigned


def unassigned_rows(writes: Sequence[StoreUnassigned]) -> Iterator[list[Row]]:
    """Rows for as few statements as it takes for none to hold a frame twice."""
    parts: list[dict[object, StoreUnassigned]] = []
    for write in writes:
        key = (write.connection_id, write.uplink.dev_eui, write.frame_key, write.ts)
        part = next((part for part in parts if key not in part), None)
        if part is None:
            part = {}
            parts.append(part)
        part[key] = write
    return ([_row(write) for write in part.values()] for part in parts)


def _row(write: StoreUnassigned) -> Row:
    return (
        write.tenant_id,
        write.connection_id,
        write.uplink.dev_eui,
        write.reason,
        write.received_at,
        write.frame_key,
        write.ts,
        write.uplink.sent_at,
        write.late,
        write.uplink.f_cnt,
        write.uplink.f_port,
        write.uplink.payload,
        radio_json(write),
        orjson.dumps(write.receptions).decode(),
        write.body,
    )
