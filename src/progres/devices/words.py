"""The words by which devices are found: those of their texts, and their tags."""

from collections.abc import Iterable, Sequence

from django.db import connection

from progres.database.scope import Scope
from progres.database.words import indexed_words
from progres.devices.models import Device, DeviceWord

TAG = "#"  # before a whole tag, where no other word has it; "$" comes after it
MOST_TAGS = 500
WORDS_AT_ONCE = 50_000

# Jumps along the index from one tag to the next, however many devices bear it.
_TAGS = """
with recursive tags as (
    (select word from device_word where tenant_id = any(%(tenants)s)
        and word >= '#' and word < '$' order by word limit 1)
    union all
    select (select w.word from device_word w where w.tenant_id = any(%(tenants)s)
        and w.word > t.word and w.word < '$' order by w.word limit 1)
    from tags t where t.word is not null
)
select substr(word, 2) from tags where word is not null limit %(most)s
"""


def words_of(device: Device) -> frozenset[str]:
    """Return all words by which a device is found."""
    words = indexed_words(
        device.name,
        device.dev_eui,
        device.serial_number,
        device.meter_number,
        device.measuring_location,
        device.site,
        device.installation_place,
        *device.tags,
        *device.attributes.values(),
    )
    return words | {TAG + tag for tag in device.tags}


def index_words(devices: Sequence[Device]) -> None:
    """Let devices be found by what is said of them; they had no words before."""
    _add((device, word) for device in devices for word in words_of(device))


def change_words(
    scope: Scope, changed: Iterable[tuple[frozenset[str], Device]]
) -> None:
    """Let devices be found by what is said of them now; given with what they had."""
    gone: list[tuple[int, str]] = []
    new: list[tuple[Device, str]] = []
    for before, device in changed:
        words = words_of(device)
        gone += [(device.id, word) for word in before - words]
        new += [(device, word) for word in words - before]
    if gone:
        with connection.cursor() as cursor:
            cursor.execute(
                "delete from device_word w using unnest(%s::int[], %s::text[])"
                " as gone (device_id, word) where w.tenant_id = any(%s)"
                " and w.device_id = gone.device_id and w.word = gone.word",
                [*map(list, zip(*gone, strict=True)), list(scope.tenant_ids)],
            )
    _add(new)


def forget_words(scope: Scope, device_ids: Sequence[int]) -> None:
    """Let devices be found no more."""
    DeviceWord.objects.of(scope).filter(device_id__in=device_ids).delete()


def known_tags(scope: Scope) -> list[str]:
    """All tags that devices in scope bear, in the order of their letters."""
    with connection.cursor() as cursor:
        tenants = list(scope.tenant_ids)
        cursor.execute(_TAGS, {"tenants": tenants, "most": MOST_TAGS})
        return sorted((tag for (tag,) in cursor), key=str.casefold)


def _add(words: Iterable[tuple[Device, str]]) -> None:
    rows = [(device.tenant_id, device.id, word) for device, word in words]
    with connection.cursor() as cursor:
        for start in range(0, len(rows), WORDS_AT_ONCE):
            part = rows[start : start + WORDS_AT_ONCE]
            cursor.execute(
                "insert into device_word (tenant_id, device_id, word)"
                " select * from unnest(%s::int[], %s::int[], %s::text[])",
                list(map(list, zip(*part, strict=True))),
            )
