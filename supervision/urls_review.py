"""File review in the back office."""

from django.urls import path

from core.views.acts import page
from supervision.acts import reviews as acts
from supervision.views import campaigns, files, record, sheets

ONE = "file-reviews/campaigns/<uuid:pk>/"
FILE = "file-reviews/files/<uuid:pk>/"
SHEET = "file-reviews/sheets/<uuid:pk>/"
DEMAND = "file-reviews/rectifications/<uuid:pk>/"

urlpatterns = [
    path("file-reviews/campaigns/", campaigns.campaign_list, name="review-campaigns"),
    path("file-reviews/campaigns/new/", campaigns.campaign_create, name="review-plan"),
    path(ONE, campaigns.campaign_detail, name="review-campaign"),
    path(f"{ONE}results/", campaigns.campaign_results, name="review-results"),
    path(f"{ONE}report.pdf", campaigns.campaign_report, name="review-report"),
    path(f"{ONE}results.xlsx", campaigns.campaign_table, name="review-table"),
    path(f"{ONE}draw.json", campaigns.campaign_draw, name="review-draw"),
    path(f"{ONE}commit/", page(acts.COMMIT), name="review-commit"),
    path(f"{ONE}seed/", page(acts.SEED), name="review-seed"),
    path(f"{ONE}add/", page(acts.ADD), name="review-add"),
    path(f"{ONE}reviewers/", page(acts.ADD_REVIEWER), name="review-add-reviewer"),
    path(f"{ONE}abandon/", page(acts.ABANDON), name="review-abandon"),
    path(f"{ONE}close/", page(acts.CLOSE), name="review-close"),
    path("file-reviews/sheets/", sheets.sheet_list, name="review-sheets"),
    path(SHEET, sheets.sheet_detail, name="review-sheet"),
    path(f"{SHEET}save/", sheets.sheet_save, name="review-sheet-save"),
    path(f"{SHEET}sign/", page(acts.SIGN), name="review-sign"),
    path(f"{SHEET}recuse/", page(acts.RECUSE), name="review-recuse"),
    path("file-reviews/own/", files.result_list, name="review-own"),
    path(FILE, files.file_detail, name="review-file"),
    path(f"{FILE}record/", record.record, name="review-record"),
    path(f"{FILE}record/documents/<int:document>/", record.record_document, name="review-document"),
    path(f"{FILE}record/evidence/<uuid:evidence>/", record.record_evidence, name="review-evidence"),
    path(f"{FILE}third/", page(acts.THIRD), name="review-third"),
    path(f"{FILE}settle/", page(acts.SETTLE), name="review-settle"),
    path(f"{FILE}object/", page(acts.OBJECT), name="review-object"),
    path(f"{FILE}answer/", page(acts.ANSWER_ACT), name="review-answer"),
    path(f"{FILE}rectify/", page(acts.DEMAND), name="review-demand"),
    path(f"{DEMAND}report/", page(acts.REPORT), name="rectification-report"),
    path(f"{DEMAND}return/", page(acts.RETURN), name="rectification-return"),
    path(f"{DEMAND}confirm/", page(acts.CONFIRM), name="rectification-confirm"),
    path("file-reviews/proofs/<int:pk>/", files.proof, name="rectification-proof"),
]
