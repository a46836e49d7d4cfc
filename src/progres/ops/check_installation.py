"""Checks of everything but the database. Each returns a sentence or ''."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from progres.codecs.outcome import CodecFailed
from progres.codecs.sandbox import decode
from progres.kit.env import BadSetting, Env, parse_smtp_url
from progres.ops.settings_check import map_problem

PRIVATE_FILES = ("secret-key", "master-key", "database-passwords.json")
DISK_LIMIT = 0.8  # of the disk
LOCAL_HOSTS = {"localhost", "127.0.0.1", "::1"}

GOOD_CODEC: Final = "function decodeUplink(input) { return {data: {n: input.fPort}}; }"
ENDLESS_CODEC: Final = "function decodeUplink(input) { for (;;) {} }"
UPLINK: Final = {"bytes": [1], "fPort": 7, "recvTime": "2026-03-01T12:00:00Z"}


def check_migrations(_env: Env) -> str:
    result = subprocess.run(
        [sys.executable, "-m", "progres", "migrate", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    if not result.returncode:
        return ""
    said = f" ({result.stderr.strip().splitlines()[-1]})" if result.stderr else ""
    return f"there is something left to do{said}; run `progres migrate`."


def check_files(env: Env) -> str:
    folder = env.path("PROGRES_DATA_DIR", "data")
    for name in PRIVATE_FILES:
        path = folder / name
        if path.exists() and path.stat().st_mode & 0o077:
            return f"others may read {path}; run `chmod 600 {path}`."
    return ""


def check_codecs(_env: Env) -> str:
    try:
        result = decode(GOOD_CODEC, "decodeUplink", UPLINK)
    except (CodecFailed, OSError) as error:
        return f"a codec cannot be run: {error}"
    if result["data"] != {"n": 7}:
        return f"a codec returned {result['data']} for {{'n': 7}}; run `make test`."
    try:
        decode(ENDLESS_CODEC, "decodeUplink", UPLINK)
    except CodecFailed:
        return ""
    return "a codec without end was not stopped; run `make test`."


def check_disk(env: Env) -> str:
    folder = env.path("PROGRES_DATA_DIR", "data")
    for place in (folder, (folder / "postgres").resolve()):
        if place.exists():
            usage = shutil.disk_usage(place)
            if problem := judge_room(place, used=usage.used, free=usage.free):
                return problem
    return ""


def judge_room(place: Path, *, used: int, free: int) -> str:
    """Judge a disk by its bytes; what only root may use counts as neither."""
    share = used / (used + free)
    if share <= DISK_LIMIT:
        return ""
    return (
        f"the disk of {place} is full to {share:.0%}, {free / 2**30:.1f} GiB are free; "
        "make room."
    )


def check_mail(env: Env) -> str:
    url = env.text("PROGRES_SMTP_URL")
    if not url:
        return (
            "alarms reach nobody; set PROGRES_SMTP_URL, such as "
            "smtp+starttls://user:password@mail.example.org:587."
        )
    try:
        parse_smtp_url(url)
    except BadSetting as error:
        return str(error)
    return ""


def check_address(env: Env) -> str:
    address = env.text("PROGRES_BASE_URL", "http://localhost:8000")
    parts = urlsplit(address)
    if parts.scheme == "https" or parts.hostname in LOCAL_HOSTS:
        return ""
    return (
        f"{address} carries passwords unencrypted; put a proxy with TLS in front and "
        "set PROGRES_BASE_URL to its https address."
    )


def check_privacy_contact(env: Env) -> str:
    if env.text("PROGRES_PRIVACY_CONTACT"):
        return ""
    return (
        "not production-ready: nobody is named for questions about personal data; set "
        "PROGRES_PRIVACY_CONTACT to an e-mail address."
    )


INSTALLATION_CHECKS: Mapping[str, Callable[[Env], str]] = {
    "migrations are applied": check_migrations,
    "secrets are readable by their owner alone": check_files,
    "codecs run and are limited": check_codecs,
    "disk has room": check_disk,
    "mail is set up": check_mail,
    "address is encrypted or local": check_address,
    "privacy contact is named": check_privacy_contact,
    "map can be read": map_problem,
}
