"""Changing the master key of an installation, as docs/operating.md describes it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from progres.kit.secrets import MasterKeys, UnknownMasterKey
from progres.ops.moment import database_for_a_moment
from progres.ops.postgres import remove_database

SECRET = bytes(range(16))
CONTEXT = "device 1 app_key"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Yield a data directory with one sealed secret in its database."""
    folder = tmp_path_factory.mktemp("keys") / "data"
    with database_for_a_moment(folder) as environment:
        migrate = [sys.executable, "-m", "progres", "migrate"]
        subprocess.run(migrate, check=True, env=environment)
        keys = MasterKeys.parse(environment["PROGRES_MASTER_KEY"])
        with psycopg.connect(environment["PROGRES_DATABASE_URL"]) as owner:
            _insert_secret(owner, keys.seal(SECRET, context=CONTEXT))
    yield folder
    remove_database(folder)


def _insert_secret(owner: psycopg.Connection, sealed: bytes) -> None:
    owner.execute(
        "insert into tenant (id, name, short_name, language, time_zone, created_at)"
        " values (1, 'A', 'a', 'de', 'Europe/Berlin', now())"
    )
    owner.execute(
        "insert into device_type (id, tenant_id, shared, manufacturer, model,"
        " codec_source, value_specs, expected_interval, created_at)"
        " values (1, 1, true, 'A', 'B', '', '[]', '1 hour', now())"
    )
    owner.execute(
        "insert into device (id, tenant_id, device_type_id, dev_eui, join_eui, name,"
        " sort_key, status, serial_number, meter_number, measuring_location, site,"
        " installation_place, notes, created_at)"
        " values (1, 1, 1, '24e124710c140001', '', 'A', 'a', 'registered', '', '', '',"
        " '', '', '', now())"
    )
    owner.execute(
        "insert into device_key (id, tenant_id, device_id, name, sealed)"
        " values (1, 1, 1, 'app_key', %s)",
        [sealed],
    )


def _progres(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    inherited = {name: os.environ[name] for name in ("PATH", "HOME")}
    return subprocess.run(
        [sys.executable, "-m", "progres", *arguments],
        env={**inherited, **settings},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def _stored_secret(folder: Path) -> bytes:
    with (
        database_for_a_moment(folder) as environment,
        psycopg.connect(environment["PROGRES_DATABASE_URL"]) as owner,
    ):
        row = owner.execute("select sealed from device_key").fetchone()
    assert row is not None
    return bytes(row[0])


def test_a_master_key_is_changed_in_four_steps(folder: Path) -> None:
    key_file = folder / "master-key"
    old_key = key_file.read_text()
    new_key = _progres("keys", "new").stdout

    key_file.write_text(new_key + old_key)
    changed = _progres("keys", "rotate", "--data-dir", str(folder))
    again = _progres("keys", "rotate", "--data-dir", str(folder))
    key_file.write_text(new_key)

    assert changed.stdout == "Secrets sealed with the newest key: 1.\n"
    assert again.stdout == "Secrets sealed with the newest key: 0.\n"
    sealed = _stored_secret(folder)
    assert MasterKeys.parse(new_key).unseal(sealed, context=CONTEXT) == SECRET
    with pytest.raises(UnknownMasterKey):
        MasterKeys.parse(old_key).unseal(sealed, context=CONTEXT)


def test_a_master_key_that_was_taken_away_too_early_is_asked_for(folder: Path) -> None:
    stranger = _progres("keys", "new").stdout.strip()
    refused = _progres(
        *("keys", "rotate", "--data-dir", str(folder)), PROGRES_MASTER_KEY=stranger
    )

    assert refused.returncode == 1
    assert refused.stderr.endswith(
        "Secrets that no master key at hand opens: 1, the first is the app_key of "
        "device 1; PROGRES_MASTER_KEY must still hold the keys they were sealed with.\n"
    )
