from django.apps import AppConfig


class DisplaysConfig(AppConfig):
    name = "progres.displays"
