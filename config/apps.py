"""The one package that sees every room: it composes URLs, the desk and the deployment checks."""

from django.apps import AppConfig

from config import checks


class ConfigApp(AppConfig):
    name = "config"
    verbose_name = "配置"

    def ready(self) -> None:
        checks.refuse(checks.unsafe_settings())
        checks.register()
