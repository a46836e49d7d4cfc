from pathlib import Path

import pytest

from progres.kit.env import BadSetting, Env
from progres.ops.check_installation import INSTALLATION_CHECKS
from progres.ops.settings_check import check_settings
from tests.tiles import write_tiles

KEY = "A" * 43 + "="


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("PROGRES_BEHIND_PROXY", "yes", "'yes' is not a flag"),
        ("PROGRES_CODEC_WORKERS", "0", "whole number from 1 to 64"),
        ("PROGRES_DATABASE_CONNECTIONS", "101", "whole number from 1 to 100"),
        ("PROGRES_SMTP_URL", "mail.example.org", "address of a mail server"),
        ("PROGRES_MAIL_FROM", "progres", "'progres' is not an e-mail address"),
        ("PROGRES_ALLOWED_HOSTS", "iot.example.org a/b", "'a/b' is not a host name"),
        ("PROGRES_INTERNAL_HOSTS", "https://login.lan", "is not a host name"),
        ("PROGRES_MAP", "/nowhere/map.json", "is not a file"),
        ("PROGRES_MASTER_KEY", "zz", "keys of 32 bytes"),
        ("PROGRES_MASTER_KEY", f"{KEY} AAAA", "keys of 32 bytes"),
    ],
)
def test_a_value_that_no_part_could_use_is_refused(
    name: str, value: str, words: str
) -> None:
    with pytest.raises(BadSetting, match=words):
        check_settings(Env({name: value}))


def test_what_can_be_used_is_taken() -> None:
    check_settings(Env({}))
    check_settings(
        Env(
            {
                "PROGRES_SMTP_URL": "smtps://user:word@mail.example.org",
                "PROGRES_MAIL_FROM": "progres@example.org",
                "PROGRES_ALLOWED_HOSTS": "iot.example.org .example.net [::1] 10.0.0.1",
                "PROGRES_MASTER_KEY": f"{KEY} {KEY}",
            }
        )
    )


@pytest.mark.parametrize(
    ("kind", "version", "words"),
    [(1, 2, "PMTiles of version 2"), (0, 3, "neither vector tiles nor pictures")],
)
def test_tiles_that_no_map_could_show_are_refused(
    tmp_path: Path, kind: int, version: int, words: str
) -> None:
    path = write_tiles(tmp_path / "town.pmtiles", kind=kind, version=version)

    with pytest.raises(BadSetting, match=words):
        check_settings(Env({"PROGRES_MAP": str(path)}))


def test_what_is_called_pmtiles_must_be_it(tmp_path: Path) -> None:
    (tmp_path / "town.pmtiles").write_text("{}")
    env = Env({"PROGRES_MAP": str(tmp_path / "town.pmtiles")})

    with pytest.raises(BadSetting, match="does not begin as a PMTiles file does"):
        check_settings(env)

    assert "docs/operating.md" in INSTALLATION_CHECKS["map can be read"](env)


def test_vector_tiles_and_pictures_are_taken(tmp_path: Path) -> None:
    for kind in (1, 2):
        path = write_tiles(tmp_path / "town.pmtiles", kind=kind)
        check_settings(Env({"PROGRES_MAP": str(path)}))
