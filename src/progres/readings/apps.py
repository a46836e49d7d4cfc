from django.apps import AppConfig


class ReadingsConfig(AppConfig):
    name = "progres.readings"
