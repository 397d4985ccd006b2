"""Inspection tasks in the back office, and the lists they rest on."""

from django.urls import path

from core.views.acts import page
from enforcement.acts import inspection_tasks as acts
from enforcement.views import inspection_lists, inspection_tasks

urlpatterns = [
    path("tasks/", inspection_tasks.task_list, name="task-list"),
    path("tasks/new/", inspection_tasks.task_plan, name="task-plan"),
    path("tasks/counts/", inspection_tasks.task_counts, name="task-counts"),
    path("tasks/<uuid:pk>/", inspection_tasks.task_detail, name="task-detail"),
    path("tasks/<uuid:pk>/approve/", page(acts.TASK_APPROVE), name="task-approve"),
    path("tasks/<uuid:pk>/no-notice/", page(acts.TASK_NO_NOTICE), name="task-no-notice"),
    path("tasks/<uuid:pk>/arrive/", page(acts.TASK_ARRIVE), name="task-arrive"),
    path("tasks/<uuid:pk>/follow-up/", page(acts.TASK_FOLLOW_UP), name="task-follow-up"),
    path("tasks/<uuid:pk>/recheck/", page(acts.TASK_RECHECK), name="task-recheck"),
    path("registry/plans/", inspection_lists.plan_list, name="plan-list"),
    path("registry/plans/new/", inspection_lists.plan_create, name="plan-create"),
    path("registry/plans/<int:pk>/", inspection_lists.plan_edit, name="plan-edit"),
    path("registry/caps/<int:pk>/", inspection_lists.cap_edit, name="cap-edit"),
    path("registry/plans/<int:pk>/publish/", page(acts.PLAN_PUBLISH), name="plan-publish"),
    path("registry/caps/<int:pk>/publish/", page(acts.CAP_PUBLISH), name="cap-publish"),
    path("registry/caps/new/", inspection_lists.cap_create, name="cap-create"),
]
