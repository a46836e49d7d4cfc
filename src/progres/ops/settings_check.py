"""All settings are read before anything is started, so that a bad one starts nothing."""

import base64
import re

from progres.kit.env import BadSetting, Env, parse_smtp_url
from progres.kit.pmtiles import PMTILES, NotPmtiles, check_pmtiles

_HOST = re.compile(r"\.?[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*|\[[0-9a-fA-F:]+\]")
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")


def check_settings(env: Env) -> None:
    """Raise BadSetting for the first value that some part could not use."""
    for name in ("PROGRES_BEHIND_PROXY", "PROGRES_DEMO"):
        env.flag(name)
    env.whole_number("PROGRES_CODEC_WORKERS", 1, low=1, high=64)
    env.whole_number("PROGRES_DATABASE_CONNECTIONS", 8, low=1, high=100)
    if smtp := env.text("PROGRES_SMTP_URL"):
        parse_smtp_url(smtp)
    _check_sender(env.text("PROGRES_MAIL_FROM"))
    for name in ("PROGRES_ALLOWED_HOSTS", "PROGRES_INTERNAL_HOSTS"):
        _check_hosts(name, env.text(name))
    _check_map(env)
    _check_master_keys(env)


def _check_sender(sender: str) -> None:
    if sender and not _ADDRESS.fullmatch(sender):
        raise BadSetting(
            f"PROGRES_MAIL_FROM='{sender}' is not an e-mail address; "
            "use one such as progres@example.org."
        )


def _check_hosts(name: str, hosts: str) -> None:
    for host in hosts.split():
        if not _HOST.fullmatch(host):
            raise BadSetting(
                f"{name}: '{host}' is not a host name; "
                "use one such as iot.example.org, without scheme and port."
            )


def _check_map(env: Env) -> None:
    if env.flag("PROGRES_DEMO"):
        return  # the demo draws its map a little later
    if problem := map_problem(env):
        raise BadSetting(problem)


def map_problem(env: Env) -> str:
    """Say in a sentence why maps cannot be drawn on the file of PROGRES_MAP, or ''."""
    named = env.text("PROGRES_MAP")
    if not named:
        return ""
    path = env.path("PROGRES_MAP", "")
    if not path.is_file():
        return (
            f"PROGRES_MAP='{named}' is not a file; "
            "name a PMTiles or GeoJSON file or leave it out."
        )
    if path.suffix != PMTILES:
        return ""
    try:
        check_pmtiles(path)
    except (NotPmtiles, OSError) as error:
        return (
            f"PROGRES_MAP='{named}' cannot be used: {error}; make it anew, as "
            "docs/operating.md says, or leave it out."
        )
    return ""


def _check_master_keys(env: Env) -> None:
    for key in env.text("PROGRES_MASTER_KEY").replace(",", " ").split():
        if not _is_master_key(key):
            raise BadSetting(
                "PROGRES_MASTER_KEY must hold keys of 32 bytes in URL-safe base64, "
                "the newest first; `progres keys new` makes one."
            )


def _is_master_key(text: str) -> bool:
    try:
        return len(base64.urlsafe_b64decode(text)) == 32
    except ValueError:
        return False
