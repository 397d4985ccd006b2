"""The one package that sees every room: it composes URLs, the desk and the deployment checks."""

from django.apps import AppConfig


class ConfigApp(AppConfig):
    name = "config"
    verbose_name = "配置"
