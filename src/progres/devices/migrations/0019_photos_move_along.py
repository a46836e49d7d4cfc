"""Photos of a device go with it to another instance.

They were left where the device had been, shown to nobody there and counted against that
instance's room. Whose a file is the web role cannot change, so a trigger does. Locks:
device for an instant, and the photos of devices that moved before. The code before goes
on working.
"""

from django.db import migrations

from progres.database.rls import sql

FORWARDS = """
update stored_file f set tenant_id = d.tenant_id
from device d where d.id = f.device_id and d.tenant_id <> f.tenant_id;

create function take_photos_along() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    update stored_file set tenant_id = new.tenant_id where device_id = new.id;
    return null;
end $$;
revoke all on function take_photos_along() from public;
create trigger device_takes_its_photos_along
after update of tenant_id on device
for each row when (old.tenant_id <> new.tenant_id)
execute function take_photos_along();
"""

BACKWARDS = """
drop trigger device_takes_its_photos_along on device;
drop function take_photos_along();
"""


class Migration(migrations.Migration):
    dependencies = [("devices", "0018_photos_of_exchanges")]

    operations = [sql(FORWARDS, BACKWARDS)]
