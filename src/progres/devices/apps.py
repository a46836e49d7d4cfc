from django.apps import AppConfig


class DevicesConfig(AppConfig):
    name = "progres.devices"
