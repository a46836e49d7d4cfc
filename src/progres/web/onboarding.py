"""What the QR code of a device fills into the form of a new one."""

from collections.abc import Mapping

from django.http import QueryDict

from progres.accounts.membership import Membership
from progres.devices.queries import find_type_of
from progres.lorawan.tr005 import NotAnIdentification, parse_identification
from progres.web.device_form import DeviceForm
from progres.web.refusals import in_words


def filled_form(
    typed: QueryDict, known: Mapping[str, object], *, by: Membership
) -> DeviceForm:
    """Make the form with what was typed and what the code says, or why it does not."""
    said = {**known, **typed.dict()}
    try:
        found = parse_identification(str(said.get("code", "")))
    except NotAnIdentification as error:
        form = DeviceForm(initial=said, by=by, is_new=True)
        form.code_problem = in_words(error)
        return form
    said |= {"dev_eui": found.dev_eui, "join_eui": found.join_eui}
    if found.serial_number:
        said["serial_number"] = found.serial_number
    if type_id := find_type_of(by.scope, found.profile_id):
        said["device_type"] = type_id
    return DeviceForm(initial=said, by=by, is_new=True)
