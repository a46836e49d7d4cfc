"""The `progres` command."""

import os
import sys
from importlib import import_module

from progres.kit.env import BadSetting
from progres.ops.command_line import build_parser
from progres.ops.refusal import CannotRun


def main() -> int:
    """Run one command; what it needs is imported only then, to keep `serve` small."""
    args = build_parser().parse_args()
    try:
        if any(not os.environ.get(name) for name in args.needs):
            moment = import_module("progres.ops.moment")
            code = moment.run_again(
                args.data_dir,
                sys.argv[1:],
                begins=args.begins,
                migrated=args.migrated,
            )
        else:
            code = import_module(args.module).main(args)
    except (CannotRun, BadSetting) as refusal:
        sys.stderr.write(f"progres: {refusal}\n")
        return 1
    except (
        PermissionError,
        NotADirectoryError,
        FileExistsError,
        FileNotFoundError,
    ) as error:
        sys.stderr.write(
            f"progres: {error.filename} cannot be used ({error.strerror}); make it a "
            "directory of the user who starts PROGRES, or choose another --data-dir.\n"
        )
        return 1
    return int(code)


if __name__ == "__main__":
    sys.exit(main())
