"""Importing this module sets Django up; import it before any of the portal's own modules."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

READY = True
