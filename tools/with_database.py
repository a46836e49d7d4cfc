"""Run a Python command with a fresh, migrated database: `with_database.py -m django …`."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from progres.ops.moment import database_for_a_moment
from progres.ops.postgres import remove_database


def main() -> int:
    for name in [name for name in os.environ if name.startswith("PROGRES_")]:
        del os.environ[name]
    os.environ["DJANGO_SETTINGS_MODULE"] = "progres.settings"
    with tempfile.TemporaryDirectory(prefix="progres-check-") as folder:
        try:
            with database_for_a_moment(Path(folder)) as environment:
                for command in (["-m", "progres", "migrate"], sys.argv[1:]):
                    result = subprocess.run(  # noqa: S603 - the developer's own command
                        [sys.executable, *command], env=environment, check=False
                    )
                    if result.returncode:
                        return result.returncode
        finally:
            remove_database(Path(folder))
    return 0


if __name__ == "__main__":
    sys.exit(main())
