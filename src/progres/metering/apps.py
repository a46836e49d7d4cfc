from django.apps import AppConfig


class MeteringConfig(AppConfig):
    name = "progres.metering"
