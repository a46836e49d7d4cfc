from dataclasses import dataclass

import pytest
from django.conf import settings

from progres.audit.models import AuditEntry
from progres.database.scope import scoped
from progres.devices.actions import change_device
from progres.devices.checks import DeviceFields
from progres.devices.key_actions import Batch, reseal_keys
from progres.devices.models import DeviceKey
from progres.kit.secrets import MasterKeys, UnknownMasterKey, new_master_key
from tests.world import DEV_EUI, NOON, World

APP_KEY = "00112233445566778899aabbccddeeff"
NWK_KEY = "ffeeddccbbaa99887766554433221100"


@dataclass(frozen=True)
class Secrets:
    """The two keys of the world's device, sealed with the old master key."""

    world: World
    old: MasterKeys
    new: MasterKeys
    both: MasterKeys

    def reseal(self, keys: MasterKeys, *, after: int = 0, limit: int = 10) -> Batch:
        with scoped(self.world.everything):
            return reseal_keys(keys, after=after, limit=limit, at=NOON)

    def stored(self) -> dict[str, DeviceKey]:
        with scoped(self.world.everything):
            keys = DeviceKey.objects.of(self.world.everything).order_by("id")
            return {key.name: key for key in keys}

    def opened(self, keys: MasterKeys) -> dict[str, str]:
        return {
            name: keys.unseal(bytes(key.sealed), context=key.context).hex()
            for name, key in self.stored().items()
        }


@pytest.fixture
def secrets(world: World) -> Secrets:
    with scoped(world.olga.scope):
        change_device(
            world.device.id,
            DeviceFields(dev_eui=DEV_EUI, name="Raumfühler 1"),
            keys={"app_key": APP_KEY, "nwk_key": NWK_KEY},
            by=world.olga,
            at=NOON,
        )
    new = MasterKeys.parse(new_master_key())
    old: MasterKeys = settings.MASTER_KEYS
    return Secrets(world, old, new, MasterKeys(new.keys + old.keys))


def test_after_the_change_the_new_master_key_alone_opens_every_secret(
    secrets: Secrets,
) -> None:
    batch = secrets.reseal(secrets.both)

    assert batch == Batch(resealed=2, closed=(), last_id=None)
    assert secrets.opened(secrets.new) == {"app_key": APP_KEY, "nwk_key": NWK_KEY}
    with pytest.raises(UnknownMasterKey):
        secrets.opened(secrets.old)


def test_what_is_sealed_with_the_newest_key_stays_as_it_is(secrets: Secrets) -> None:
    secrets.reseal(secrets.both)
    before = [bytes(key.sealed) for key in secrets.stored().values()]

    assert secrets.reseal(secrets.both).resealed == 0
    assert [bytes(key.sealed) for key in secrets.stored().values()] == before


def test_a_change_that_was_cut_short_goes_on_where_it_ended(secrets: Secrets) -> None:
    first = secrets.reseal(secrets.both, limit=1)
    assert first.resealed == 1
    assert first.last_id == secrets.stored()["app_key"].id
    assert secrets.opened(secrets.both) == {"app_key": APP_KEY, "nwk_key": NWK_KEY}

    again = secrets.reseal(secrets.both)
    assert again.resealed == 1
    assert secrets.opened(secrets.new) == {"app_key": APP_KEY, "nwk_key": NWK_KEY}


def test_a_secret_that_no_key_opens_is_named_and_left_alone(secrets: Secrets) -> None:
    stranger = MasterKeys.parse(new_master_key())
    batch = secrets.reseal(stranger)

    device_id = secrets.world.device.id
    assert batch.resealed == 0
    assert batch.closed == (
        f"app_key of device {device_id}",
        f"nwk_key of device {device_id}",
    )
    assert secrets.opened(secrets.old) == {"app_key": APP_KEY, "nwk_key": NWK_KEY}


def test_the_change_stands_in_the_audit_log_of_the_instance_without_the_secret(
    secrets: Secrets,
) -> None:
    secrets.reseal(secrets.both)

    with scoped(secrets.world.everything):
        entry = AuditEntry.objects.get(action="device_keys.resealed")
    assert (entry.tenant_id, entry.actor) == (secrets.world.bad.id, "PROGRES")
    assert entry.details == {"count": 2}


def test_a_secret_moved_to_another_device_does_not_open(secrets: Secrets) -> None:
    key = secrets.stored()["app_key"]
    key.device_id += 1
    with pytest.raises(UnknownMasterKey):
        secrets.old.unseal(bytes(key.sealed), context=key.context)
