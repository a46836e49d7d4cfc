"""Addresses of the pages about data protection; one line a page."""

from django.urls import path

from progres.web import data_map

PRIVACY = [
    path("privacy/data/", data_map.show_map, name="data_map"),
]
