"""Addresses of the pages about data protection; one line a page."""

from django.urls import path

import progres.web.converters  # noqa: F401 knows <id>
from progres.web import data_map, instance_export, resolution

PRIVACY = [
    path("privacy/data/", data_map.show_map, name="data_map"),
    path("privacy/export/", instance_export.export_instance, name="instance_export"),
    path("privacy/resolution/", resolution.show_resolution, name="resolution"),
    path("privacy/resolution/heat/", resolution.change_heat, name="heat_release"),
    path(
        "privacy/resolution/<id:policy_id>/remove/",
        resolution.remove,
        name="resolution_remove",
    ),
]
