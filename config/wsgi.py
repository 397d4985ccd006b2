"""WSGI entry point. A production web process also refuses a database with demo accounts."""

import os

from django.core.wsgi import get_wsgi_application

from config.checks import demo_accounts, refuse

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()
refuse(demo_accounts())
