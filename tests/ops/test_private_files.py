from pathlib import Path

from progres.ops.private_files import read_or_make


def test_a_secret_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    file = tmp_path / "new" / "secret"

    assert read_or_make(file, lambda: "first") == "first"
    assert read_or_make(file, lambda: "second") == "first"

    assert file.stat().st_mode & 0o777 == 0o600
    assert list(file.parent.iterdir()) == [file]


def test_two_that_make_a_secret_at_once_agree(tmp_path: Path) -> None:
    file = tmp_path / "secret"

    def make_late() -> str:
        assert read_or_make(file, lambda: "the other's") == "the other's"
        return "mine"

    assert read_or_make(file, make_late) == "the other's"
    assert list(tmp_path.iterdir()) == [file]
