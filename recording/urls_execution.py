"""Pages of the execution of a penalty."""

from django.urls import path

from core.views.acts import page
from recording.acts import execution as acts
from recording.views import execution

urlpatterns = [
    path("cases/<uuid:pk>/execution/", execution.case_execution, name="case-execution"),
    *(
        path(f"decisions/<uuid:pk>/{act.name}/", page(act), name=act.name)
        for act in acts.ON_DECISION
    ),
    *(path(f"execution/<int:pk>/{act.name}/", page(act), name=act.name) for act in acts.ON_ROW),
]
