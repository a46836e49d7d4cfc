"""Everything that can be read from within an instance, about things of it or of others."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from tests.isolation.matrix import (
    endpoint_address,
    page_address,
    rows_of_endpoints,
    rows_of_pages,
)
from tests.isolation.served import Answer, Asker
from tests.isolation.table import Kind
from tests.isolation.tree import Home

READ = tuple(set(Kind) - {Kind.SENT, Kind.STREAM})


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Somebody with a session and a key."""

    browser: Asker
    caller: Asker

    def read(self, own: Home, things: Home) -> Iterator[tuple[str, str, Answer]]:
        """Read every page and endpoint in `own`, with every question of the table.

        The ids in addresses are those of `things`. Yields names, addresses, answers.
        """
        inside = replace(own, ids=things.ids)
        for name, row in rows_of_pages(*READ):
            for place in _asked(page_address(name, row, inside), row.asks, inside):
                yield name, place, self.browser.ask("GET", place)
        for name, row in rows_of_endpoints(Kind.SHOWN):
            for place in _asked(endpoint_address(name, row, inside), row.asks, inside):
                yield name, place, self.caller.ask("GET", place)


def _asked(address: str, asks: tuple[str, ...], home: Home) -> Iterator[str]:
    yield address
    for ask in asks:
        query = ask.format(tenant_id=home.tenant.id, **home.ids)
        yield f"{address}{'&' if '?' in address else '?'}{query}"
