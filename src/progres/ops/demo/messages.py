"""The bodies that ChirpStack v4 posts to its HTTP integration."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import orjson

from progres.ops.demo.city import Thing
from progres.ops.demo.geography import place
from progres.ops.demo.nature.noise import uniform
from progres.ops.demo.radio import Heard, spreading_factor

CHANNELS_HZ = (
    868_100_000, 868_300_000, 868_500_000, 867_100_000,
    867_300_000, 867_500_000, 867_700_000, 867_900_000,
)  # fmt: skip
Body = dict[str, object]


def uplink(
    thing: Thing,
    *,
    f_cnt: int,
    f_port: int,
    data: str,
    heard: Sequence[Heard],
    at: datetime,
) -> Body:
    """An event `up`; `data` is base64, `at` when the first gateway heard it."""
    factor = spreading_factor(heard[0])
    number = int(uniform(thing.seed, f_cnt) * 2**64)
    return {
        "deduplicationId": str(UUID(int=number << 64 | f_cnt, version=4)),
        "time": at.isoformat(),
        "deviceInfo": device_info(thing),
        "devAddr": thing.dev_addr,
        "adr": True,
        "dr": 12 - factor,
        "fCnt": f_cnt,
        "fPort": f_port,
        "confirmed": False,
        "data": data,
        "rxInfo": [_reception(one, f_cnt, at) for one in heard],
        "txInfo": {
            "frequency": CHANNELS_HZ[number % len(CHANNELS_HZ)],
            "modulation": {
                "lora": {
                    "bandwidth": 125_000,
                    "spreadingFactor": factor,
                    "codeRate": "CR_4_5",
                }
            },
        },
        "regionConfigId": "eu868",
    }


def join(thing: Thing, *, at: datetime) -> Body:
    """An event `join`."""
    return {
        "deduplicationId": str(UUID(int=int(at.timestamp() * 1e6) << 32, version=4)),
        "time": at.isoformat(),
        "deviceInfo": device_info(thing),
        "devAddr": thing.dev_addr,
    }


def status(thing: Thing, *, battery_percent: float, at: datetime) -> Body:
    """An event `status`: what the device answered when the network asked for it."""
    return {
        "deduplicationId": str(UUID(int=int(at.timestamp() * 1e6) << 32, version=4)),
        "time": at.isoformat(),
        "deviceInfo": device_info(thing),
        "margin": 12,
        "externalPowerSource": False,
        "batteryLevelUnavailable": False,
        "batteryLevel": round(battery_percent, 1),
    }


def log(thing: Thing, *, at: datetime) -> Body:
    """An event `log`: the network server complains of a counter that went back."""
    return {
        "time": at.isoformat(),
        "deviceInfo": device_info(thing),
        "level": "ERROR",
        "code": "UPLINK_F_CNT_RESET",
        "description": "Frame-counter reset or rollover detected",
        "context": {"deduplication_id": str(UUID(int=thing.number, version=4))},
    }


def device_info(thing: Thing) -> Body:
    return {
        "tenantName": "Musterstadt",
        "applicationName": thing.customer,
        "deviceProfileName": f"{thing.kind.manufacturer} {thing.kind.model}",
        "deviceName": thing.name,
        "devEui": thing.dev_eui,
        "deviceClassEnabled": "CLASS_A",
        "tags": {},
    }


def to_json(body: Body) -> bytes:
    return orjson.dumps(body)


def _reception(heard: Heard, f_cnt: int, at: datetime) -> Body:
    latitude, longitude = place(heard.x, heard.y)
    return {
        "gatewayId": heard.gateway_id,
        "uplinkId": f_cnt * 97 % 2**31,
        "gwTime": at.isoformat(),
        "nsTime": at.isoformat(),
        "rssi": heard.rssi_dbm,
        "snr": heard.snr_db,
        "channel": 3,
        "location": {"latitude": latitude, "longitude": longitude, "altitude": 90.0},
        "metadata": {"region_config_id": "eu868"},
        "crcStatus": "CRC_OK",
    }
