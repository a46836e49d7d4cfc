"""Files that are there."""

from progres.accounts.membership import Membership
from progres.audit.rules import Thing
from progres.files.actions import Upload, keep_file
from progres.files.models import StoredFile
from progres.files.queries import Owner
from progres.files.rules import Use
from tests.world import NOON


def keep(
    thing: Thing,
    owner: Owner,
    by: Membership,
    *,
    use: Use = Use.FILE,
    name: str = "Plan.txt",
    content: bytes = b"Plan",
) -> StoredFile:
    """Keep a file with a thing."""
    upload = Upload(name=name, content=content)
    return keep_file(upload, use=use, thing=thing, owner=owner, by=by, at=NOON)
