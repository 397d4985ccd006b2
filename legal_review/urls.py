"""Legal review in the back office."""

from django.urls import path

from legal_review.views import qualifications, reviews

urlpatterns = [
    path("reviews/", reviews.review_queue, name="review-queue"),
    path("reviews/<uuid:pk>/", reviews.review_detail, name="review-detail"),
    path("reviews/<uuid:pk>/withdraw/", reviews.review_withdraw, name="review-withdraw"),
    path("cases/<uuid:pk>/review/", reviews.case_review, name="case-review"),
    path("cases/<uuid:pk>/review/submit/", reviews.review_submit, name="review-submit"),
    path("reviewers/", qualifications.qualification_list, name="qualification-list"),
    path("reviewers/new/", qualifications.qualification_create, name="qualification-create"),
    path("reviewers/<int:pk>/end/", qualifications.qualification_end, name="qualification-end"),
]
