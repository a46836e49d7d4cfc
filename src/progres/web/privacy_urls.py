"""Addresses of the pages about data protection; one line a page."""

from django.urls import path

from progres.web import data_map, instance_export

PRIVACY = [
    path("privacy/data/", data_map.show_map, name="data_map"),
    path("privacy/export/", instance_export.export_instance, name="instance_export"),
]
