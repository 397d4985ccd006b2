"""The one package that sees every room: it composes URLs, the desk and the deployment checks."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy

from config import checks


class ConfigApp(AppConfig):
    name = "config"
    verbose_name = gettext_lazy("配置")

    def ready(self) -> None:
        checks.refuse(checks.unsafe_settings())
        checks.register()
