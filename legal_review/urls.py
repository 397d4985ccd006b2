"""Legal review in the back office."""

from django.urls import path

from core.views.acts import page
from legal_review.acts import loops
from legal_review.urls_filings import urlpatterns as filings
from legal_review.urls_people import urlpatterns as people
from legal_review.views import qualifications, queue, reviews

OBJECTION = "reviews/objections/<int:pk>/"
urlpatterns = [
    *filings,
    *people,
    path("reviews/", queue.review_queue, name="review-queue"),
    path("reviews/<uuid:pk>/", reviews.review_detail, name="review-detail"),
    path("reviews/<uuid:pk>/withdraw/", reviews.review_withdraw, name="review-withdraw"),
    path("reviews/<uuid:pk>/materials/", page(loops.ASK), name="material-ask"),
    path("reviews/materials/<int:pk>/", page(loops.ANSWER), name="material-answer"),
    path("reviews/<uuid:pk>/handling/", page(loops.HANDLE), name="opinion-handle"),
    path("reviews/<uuid:pk>/objection/", page(loops.OBJECT), name="objection-raise"),
    path(f"{OBJECTION}negotiation/", page(loops.NEGOTIATE), name="objection-negotiate"),
    path(f"{OBJECTION}call/", page(loops.CALL), name="objection-call"),
    path(f"{OBJECTION}resolution/", page(loops.RESOLVE), name="objection-resolve"),
    path("cases/<uuid:pk>/review/", reviews.case_review, name="case-review"),
    path("cases/<uuid:pk>/review/submit/", reviews.review_submit, name="review-submit"),
    path("reviewers/", qualifications.qualification_list, name="qualification-list"),
    path("reviewers/new/", qualifications.qualification_create, name="qualification-create"),
    path("reviewers/<int:pk>/end/", qualifications.qualification_end, name="qualification-end"),
]
