"""Papers of inspection tasks, under the back office."""

from django.urls import path

from core.views.acts import page
from recording.acts import tasks

urlpatterns = [
    path("tasks/<uuid:pk>/notify/", page(tasks.TASK_NOTIFY), name="task-notify"),
    path("tasks/<uuid:pk>/cancel/", page(tasks.TASK_CANCEL), name="task-cancel"),
]
