"""Settings of the front door."""

from collections.abc import Mapping
from dataclasses import dataclass

from progres.kit.env import DatabaseAddress, Env, parse_database_url
from progres.kit.secrets import MasterKeys, read_master_keys


@dataclass(frozen=True, kw_only=True)
class IngestConfig:
    """How to reach the database as `progres_ingest` and brokers, and how much at once."""

    database: DatabaseAddress
    codec_workers: int
    master_keys: MasterKeys
    internal_hosts: frozenset[str]  # of brokers within the house


def read_config(environ: Mapping[str, str]) -> IngestConfig:
    """Read the environment. Raises BadSetting."""
    env = Env(environ)
    url = env.text(
        "PROGRES_DATABASE_INGEST_URL", "postgresql://progres_ingest@localhost/progres"
    )
    return IngestConfig(
        database=parse_database_url("PROGRES_DATABASE_INGEST_URL", url),
        codec_workers=env.whole_number("PROGRES_CODEC_WORKERS", 1, low=1, high=64),
        master_keys=read_master_keys(env),
        internal_hosts=frozenset(env.text("PROGRES_INTERNAL_HOSTS").lower().split()),
    )
