"""Papers of inspection tasks, under the back office."""

from django.urls import path

from core.views.acts import page
from recording.acts import inspection_tasks

urlpatterns = [
    path("tasks/<uuid:pk>/notify/", page(inspection_tasks.TASK_NOTIFY), name="task-notify"),
    path("tasks/<uuid:pk>/cancel/", page(inspection_tasks.TASK_CANCEL), name="task-cancel"),
]
