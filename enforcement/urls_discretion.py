"""Discretion in a draft, in the back office."""

from django.urls import path

from core.views.acts import page
from enforcement.acts import discretion as acts
from enforcement.views import discretion

urlpatterns = [
    path(
        "decisions/<uuid:pk>/discretion/",
        discretion.decision_discretion,
        name="decision-discretion",
    ),
    path("decisions/<uuid:pk>/weigh/", page(acts.DECISION_WEIGH), name="decision-weigh"),
]
