"""What may stand in an address; the modules of addresses import it first."""

from django.urls import register_converter
from django.urls.converters import IntConverter, StringConverter


class IdConverter(IntConverter):
    """The number of a row; more digits than the database has are no address."""

    regex = "[0-9]{1,9}"


class EuiConverter(StringConverter):
    """A DevEUI as it is stored."""

    regex = "[0-9a-f]{16}"


register_converter(IdConverter, "id")
register_converter(EuiConverter, "eui")
