"""Work in an instance beside what the pages do."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from progres.database.scope import scoped
from tests.world import World


@contextmanager
def scoped_work(world: World) -> Iterator[None]:
    """Let Olga's rows be seen, in a transaction of its own."""
    with transaction.atomic(), scoped(world.olga.scope):
        yield
