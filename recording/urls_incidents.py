"""Pages of the procedural measures of a case."""

from django.urls import path

from core.views.acts import page
from recording.acts.incidents import ASKING, CARRYING, INCIDENT_DECIDE, RECUSAL_ORDER
from recording.views.incidents import case_incidents

urlpatterns = [
    path("cases/<uuid:pk>/incidents/", case_incidents, name="case-incidents"),
    *(
        path(f"cases/<uuid:pk>/{act.name}/", page(act), name=act.name)
        for act in (*ASKING, RECUSAL_ORDER)
    ),
    *(
        path(f"incidents/<int:pk>/{act.name.removeprefix('incident-')}/", page(act), name=act.name)
        for act in (INCIDENT_DECIDE, *CARRYING)
    ),
]
