"""Who reviews and by when: more time, assignment, reviewers, counsel; and counsel's page under /p/."""

from django.urls import path

from core.views.acts import page
from legal_review.acts import extensions
from legal_review.acts import people as acts
from legal_review.views import counsel_public, people

public = [
    path("counsel-<str:token>/", counsel_public.counsel_page, name="counsel-door"),
    path("counsel-<str:token>/confirm/", counsel_public.counsel_confirm, name="counsel-confirm"),
    path("counsel-<str:token>/accept/", counsel_public.counsel_accept, name="counsel-accept"),
    path("counsel-<str:token>/advise/", counsel_public.counsel_advise, name="counsel-advise"),
    path("counsel-<str:token>/<int:no>/", counsel_public.counsel_paper, name="counsel-paper"),
]
urlpatterns = [
    path("reviews/<uuid:pk>/extend/", page(extensions.EXTEND), name="review-extend"),
    path(
        "reviews/extensions/<int:pk>/",
        page(extensions.ANSWER),
        name="review-extension-answer",
    ),
    path("reviews/<uuid:pk>/reassign/", page(acts.REASSIGN), name="review-reassign"),
    path("reviews/<uuid:pk>/counsel/", people.counsel_ask, name="counsel-ask"),
    path("reviews/counsel/<int:pk>/end/", page(acts.COUNSEL_WITHDRAW), name="counsel-withdraw"),
    path("reviewers/<int:pk>/", people.reviewer_detail, name="reviewer-detail"),
    path("reviewers/<int:pk>/versed/", page(acts.VERSED), name="reviewer-versed"),
    path("reviewers/<int:pk>/train/", page(acts.TRAIN), name="reviewer-train"),
    path("reviewers/trainings/<int:pk>/void/", page(acts.VOID), name="reviewer-training-void"),
    path("counsel/", people.counsel_list, name="counsel-list"),
    path("counsel/new/", people.counsel_create, name="counsel-create"),
    path("counsel/<int:pk>/end/", page(acts.COUNSEL_END), name="counsel-end"),
]
