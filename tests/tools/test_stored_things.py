from pathlib import Path

import pytest
from tools import stored_things
from tools.check_datamap import source_problems

from progres.ops.environment import make_environment
from progres.ops.postgres import EmbeddedPostgres, remove_database
from progres.privacy.check import file_problems
from progres.privacy.datamap import DATA_MAP


def test_our_cookies_keys_and_channels_are_in_the_map() -> None:
    # The test runner's own log handlers are no part of the platform.
    assert not [p for p in source_problems() if not p.startswith("The log <")]


@pytest.mark.parametrize(
    ("script", "keys"),
    [
        ('localStorage.setItem("a.b", value)', ["a.b"]),
        ("const k=`a.b`;function f(){return localStorage.getItem(k)}", ["a.b"]),
        ("let e='first';e='second';sessionStorage.removeItem(e)", ["second"]),
        ("localStorage['a.b'] = 1", ["a.b"]),
        ("indexedDB.open(name)", ["that main.js opens"]),
        ("document.cookie = 'a=1'", ["that main.js opens"]),
        ("let localStorageIsFine = true", []),
    ],
)
def test_what_a_script_stores_in_the_browser_is_found(
    tmp_path: Path, script: str, keys: list[str]
) -> None:
    (tmp_path / "main.js").write_text(script)
    assert list(stored_things.browser_keys(tmp_path)) == keys


def test_a_key_that_is_computed_is_refused(tmp_path: Path) -> None:
    (tmp_path / "main.js").write_text("localStorage.setItem(keyOf(device), value)")
    with pytest.raises(
        stored_things.NotReadable, match="stores something under 'keyOf'"
    ):
        list(stored_things.browser_keys(tmp_path))


def test_htmx_keeps_no_pages_in_the_browser() -> None:
    document = Path("src/progres/web/templates/_document.html").read_text()
    assert '"historyCacheSize": 0' in document


def test_no_server_of_ours_logs_the_addresses_of_people() -> None:
    assert not list(stored_things.access_logs())


def test_an_installation_writes_no_file_that_is_not_in_the_map(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path)
    try:
        server.start()
        make_environment(tmp_path, server.urls, {})
        files = set(stored_things.files(tmp_path))
    finally:
        server.stop()
        remove_database(tmp_path)
    assert {"master-key", "secret-key", "database-passwords.json"} <= files
    assert any(path.startswith("postgres/cluster/") for path in files)
    assert not list(file_problems(DATA_MAP, files))
