"""WSGI entry point. A production web process also refuses a database with demo accounts and a
store of originals that is not proven."""

import os
from itertools import chain

from django.core.wsgi import get_wsgi_application

from config.checks import demo_accounts, refuse, unproven_store

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()
refuse(chain(demo_accounts(), unproven_store()))
