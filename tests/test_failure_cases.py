"""Where every failure case of the record is tested, by name: uploads, originals, the log, disposal.

Each sub-case is a row of its own. A row whose test has gone, or was renamed, fails here.
"""

import pytest

from tests.test_vectors import names_in

CORE, RECORD = "tests/core", "tests/recording"
SERVER, SEALING = f"{RECORD}/test_upload_server.py", f"{RECORD}/test_sealing_uploads.py"
BEGIN, TUS = f"{RECORD}/test_beginning_uploads.py", f"{RECORD}/test_tus_protocol.py"
PARTS, FULL = f"{CORE}/test_partial_files.py", f"{RECORD}/test_full_database.py"
HELD, HOSTILE = f"{RECORD}/test_held_back_uploads.py", f"{RECORD}/test_media_hostile.py"
PROOF, S3 = f"{CORE}/test_store_proof.py", f"{CORE}/test_files_s3.py"
PLACES, FIXITY = f"{CORE}/test_write_once_places.py", f"{CORE}/test_fixity.py"
SECOND, VERIFY = f"{CORE}/test_second_copy.py", f"{CORE}/test_audit_verify.py"
SEAL, WATCH = f"{CORE}/test_audit_seal.py", f"{CORE}/test_log_watch.py"
APPEND, TRIGGERS = f"{CORE}/test_audit_append.py", f"{CORE}/test_triggers.py"
STAMPS, GATES = f"{CORE}/test_time_stamps.py", f"{CORE}/test_gate_watch.py"
KEPT, DISPOSAL = f"{RECORD}/test_retention.py", f"{RECORD}/test_disposal.py"
CLOSED, VIEWING = f"{RECORD}/test_closed_evidence.py", f"{RECORD}/test_viewing.py"
SUPPLY_DECISION = f"{RECORD}/test_supply_decision.py"
SUPPLY_LINKS, SUPPLY_GATES = f"{RECORD}/test_supply_links.py", f"{RECORD}/test_supply_gates.py"
WORKER, CUSTODY = f"{RECORD}/test_media_worker.py", f"{RECORD}/test_custody.py"
CRASH = "test_a_crash_at_any_step_ends_with_exactly_one_original"
BRINGS_BACK = "test_a_marker_or_a_new_version_on_top_does_not_hide_the_original"
Where = tuple[str, str]
CASES: dict[str, Where] = {
    # 1 --------------------------------------------------------------------------- killed
    "01 server killed at random offsets": (
        SERVER,
        "test_a_server_killed_at_random_moments_loses_no_byte",
    ),
    "01 killed before the link": (SEALING, CRASH),
    "01 killed after the link": (SEALING, CRASH),
    "01 killed after the commit": (SEALING, CRASH),
    "01 client restarted": (
        SERVER,
        "test_a_window_goes_on_after_the_server_died_and_again_after_a_reload",
    ),
    "01 another client restarted": (SERVER, "test_a_client_that_others_wrote_uploads_and_resumes"),
    "01 502 from the proxy on HEAD": (
        SERVER,
        "test_a_bad_gateway_on_head_never_makes_the_window_begin_again",
    ),
    # 2 --------------------------------------------------------------------------- two writers
    "02 stalled writer and a second one": (
        BEGIN,
        "test_who_asks_how_far_it_is_takes_over_from_a_stalled_line",
    ),
    "02 two windows on one file": (
        SERVER,
        "test_two_windows_on_one_file_end_with_one_right_original",
    ),
    "02 late writer gets 409 and writes nothing": (
        TUS,
        "test_another_offset_than_where_it_stands_is_409_and_writes_nothing",
    ),
    "02 overtaken writer writes nothing": (
        PARTS,
        "test_a_writer_that_was_overtaken_writes_nothing_more",
    ),
    # 3 --------------------------------------------------------------------------- disk full
    "03 disk full at creation": (
        SERVER,
        "test_a_full_disk_is_said_before_any_byte_and_leaves_nothing",
    ),
    "03 disk full in the middle": (
        PARTS,
        "test_a_disk_that_fills_on_the_way_keeps_what_was_written",
    ),
    "03 disk full during sealing": (SEALING, "test_a_place_that_fails_is_tried_again"),
    "03 disk full in the database at the announcement": (
        FULL,
        "test_a_file_is_not_announced_and_nothing_is_left_of_it",
    ),
    "03 disk full in the database at the last piece": (
        FULL,
        "test_the_last_piece_is_answered_in_words_and_the_upload_goes_on_later",
    ),
    "03 disk full in the database at the sealing": (
        FULL,
        "test_the_sealing_waits_for_room_and_ends_with_one_original",
    ),
    # 4 --------------------------------------------------------------------------- duplicates
    "04 duplicate of the same user": (
        SEALING,
        "test_the_same_file_twice_is_two_items_and_one_blob",
    ),
    "04 duplicate of another user": (
        SEALING,
        "test_the_same_file_of_two_people_is_an_item_of_each_and_one_blob",
    ),
    # 5 --------------------------------------------------------------------------- checksums
    "05 wrong declared hash": (SEALING, "test_another_file_than_declared_is_rejected_in_words"),
    "05 wrong declared hash of a docking station": (
        f"{RECORD}/test_docking_stations.py",
        "test_a_wrong_digest_of_the_manifest_is_rejected",
    ),
    "05 wrong chunk checksum, offset unchanged": (
        BEGIN,
        "test_a_wrong_checksum_leaves_the_upload_where_it_was",
    ),
    "05 wrong chunk checksum over the protocol": (
        TUS,
        "test_a_piece_with_a_wrong_checksum_is_460_and_does_not_count",
    ),
    # 6 --------------------------------------------------------------------------- at once
    "06 eight last pieces at once": (SERVER, "test_of_eight_last_pieces_at_once_one_is_taken"),
    "06 two sealers of an upload": (SEALING, "test_a_sealer_leaves_what_another_one_is_at"),
    "06 two sealers of the log": (SEAL, "test_a_second_sealer_does_nothing"),
    # 7 --------------------------------------------------------------------------- no byte
    "07 no session": (SERVER, "test_nothing_is_written_for_who_has_no_session"),
    "07 another user's upload": (TUS, "test_nobody_writes_into_the_upload_of_another"),
    "07 wrong content type": (TUS, "test_another_content_type_is_415_and_writes_nothing"),
    "07 no header against forgery": (
        TUS,
        "test_a_session_without_the_header_against_forgery_writes_nothing",
    ),
    "07 body untouched before the checks": (
        TUS,
        "test_the_body_is_not_touched_before_everything_else_was_checked",
    ),
    # 8 --------------------------------------------------------------------------- held back
    "08 ASGI at start-up": (HELD, "test_an_asgi_application_is_found_by_the_system_check"),
    "08 ASGI at a request": (HELD, "test_a_request_under_asgi_is_named"),
    "08 buffering proxy": (
        HELD,
        "test_a_proxy_is_believed_only_when_it_says_that_it_does_not_buffer",
    ),
    # 9 --------------------------------------------------------------------------- not whole
    "09 truncated anywhere (index at the end or in front)": (
        HOSTILE,
        "test_a_film_cut_anywhere_is_not_whole",
    ),
    "09 last bytes cut": (HOSTILE, "test_the_last_byte_counts"),
    "09 cut on the edge of a fragment": (
        HOSTILE,
        "test_a_film_cut_between_fragments_only_lacks_its_end_mark",
    ),
    "09 zero length": (f"{RECORD}/test_intake.py", "test_an_empty_file_is_never_kept"),
    "09 bit flip": (HOSTILE, "test_flipped_bits_crash_nothing"),
    "09 ten sparse gigabytes": (HOSTILE, "test_ten_sparse_gigabytes_are_judged_at_once"),
    # 10 -------------------------------------------------------------------------- hostile
    "10 HTML or SVG named mp4": (HOSTILE, "test_what_is_no_recording_is_none"),
    "10 list of other files": (HOSTILE, "test_a_list_of_other_files_is_not_followed"),
    "10 polyglot": (
        f"{RECORD}/test_intake.py",
        "test_html_behind_the_head_of_a_film_is_no_film",
    ),
    "10 bomb of pixels": (HOSTILE, "test_a_picture_of_400_million_pixels_is_not_opened"),
    "10 bomb of boxes": (HOSTILE, "test_a_million_empty_boxes_end_the_walk"),
    "10 prober crashes or hangs": (
        HOSTILE,
        "test_a_program_that_crashes_hangs_or_takes_too_much_is_ended",
    ),
    "10 record kept and not probed": (
        WORKER,
        "test_a_prober_that_dies_leaves_the_original_and_not_probed",
    ),
    # 11 -------------------------------------------------------------------------- no lock
    "11 lock ignored on several parts": (
        S3,
        "test_a_large_original_in_several_parts_is_locked_too",
    ),
    "11 store that only pretends to lock": (
        PLACES,
        "test_a_lock_the_store_only_pretends_to_set_is_found_out",
    ),
    "11 store that accepts a delete": (
        PROOF,
        "test_every_attack_on_an_object_without_lock_is_seen_to_succeed",
    ),
    "11 store that refuses the retention": (
        PROOF,
        "test_a_lock_that_the_account_may_not_set_is_refused",
    ),
    "11 bucket without lock": (
        PROOF,
        "test_a_bucket_without_object_lock_is_refused_before_anything_is_put",
    ),
    "11 clock of the store off": (PROOF, "test_a_store_whose_clock_is_off_is_refused"),
    "11 never reaches sealed": (SEALING, "test_a_place_that_fails_is_tried_again"),
    # 12 -------------------------------------------------------------------------- on top
    "12 delete marker on top": (S3, BRINGS_BACK),
    "12 new version on top": (S3, BRINGS_BACK),
    "12 alarm": (
        PROOF,
        "test_what_is_put_on_top_never_hides_the_original_and_is_reported",
    ),
    # 13 -------------------------------------------------------------------------- fixity
    "13 flipped bit": (FIXITY, "test_damaged_and_lost_originals_are_named_and_audited"),
    "13 missing blob": (FIXITY, "test_damaged_and_lost_originals_are_named_and_audited"),
    "13 missing second copy": (
        SECOND,
        "test_a_missing_and_a_damaged_second_copy_are_alarms_and_no_success",
    ),
    "13 never overwritten automatically": (
        SECOND,
        "test_a_damaged_original_is_never_overwritten_automatically",
    ),
    "13 restored on an order": (
        SECOND,
        "test_a_whole_copy_is_put_in_the_place_of_a_damaged_one_on_an_order",
    ),
    # 14 -------------------------------------------------------------------------- the log
    "14 row edited": (VERIFY, "test_a_changed_column_names_its_entry"),
    "14 row deleted": (VERIFY, "test_a_deleted_entry_is_named"),
    "14 newest rows cut": (
        VERIFY,
        "test_newest_entries_cut_off_with_seals_and_head_are_missed_by_the_file",
    ),
    "14 gap in the sequence": (VERIFY, "test_an_entry_deleted_with_its_seal_leaves_a_hole"),
    "14 slow transaction": (
        SEAL,
        "test_the_entry_of_a_slow_transaction_is_sealed_later_and_not_lost",
    ),
    "14 idle transaction": (
        WATCH,
        "test_an_idle_transaction_stops_the_sealing_until_the_database_ends_it",
    ),
    "14 alarm on the lag of the sealing": (
        WATCH,
        "test_an_entry_that_waits_too_long_is_an_alarm",
    ),
    "14 INSERT OR REPLACE": (
        TRIGGERS,
        "test_insert_or_replace_is_refused_on_every_unique_column",
    ),
    "14 DISABLE TRIGGER": (GATES, "test_a_trigger_disabled_or_hollowed_out_is_found"),
    "14 trigger dropped": (GATES, "test_a_dropped_trigger_is_named_and_reported_once_a_day"),
    "14 restored old backup": (
        VERIFY,
        "test_newest_entries_cut_off_with_seals_and_head_are_missed_by_the_file",
    ),
    "14 rewritten log against the published root": (
        VERIFY,
        "test_a_log_rewritten_with_our_own_key_is_found_by_the_head_outside",
    ),
    "14 replaced log against a checkpoint somebody holds": (
        CUSTODY,
        "test_a_replaced_log_is_found_by_a_checkpoint_that_somebody_holds",
    ),
    # 15 -------------------------------------------------------------------------- clocks
    "15 server clock back an hour": (
        WATCH,
        "test_a_clock_stepped_back_an_hour_is_flagged_and_the_order_is_that_of_the_log",
    ),
    "15 device clock off": (
        f"{RECORD}/test_evidence_page.py",
        "test_the_clock_of_the_device_is_compared_with_what_was_told",
    ),
    "15 device clock off in the coverage": (
        f"{RECORD}/test_coverage.py",
        "test_a_clock_counts_as_off_from_two_minutes_on",
    ),
    "15 time-stamping authority down for a day": (
        STAMPS,
        "test_an_authority_that_is_down_for_a_day_stamps_late_and_never_backdates",
    ),
    "15 time stamp dated back": (
        STAMPS,
        "test_a_stamp_before_its_head_or_ahead_of_our_clock_is_refused",
    ),
    # 16 -------------------------------------------------------------------------- retention
    "16 shortening refused": (KEPT, "test_an_earlier_end_is_refused_in_words"),
    "16 shortening refused by SQL": (
        KEPT,
        "test_sql_shortens_nothing_and_lifts_no_hold_without_a_reason",
    ),
    "16 shortening refused by the store": (
        S3,
        "test_nobody_deletes_or_shortens_a_locked_version",
    ),
    "16 hold beats expiry": (KEPT, "test_a_hold_beats_the_end_of_the_period"),
    "16 hold beats an approved disposal": (
        DISPOSAL,
        "test_a_hold_after_the_approval_saves_the_item",
    ),
    "16 delete before expiry at every layer": (
        KEPT,
        "test_nothing_deletes_an_original_at_any_layer",
    ),
    "16 delete before expiry by SQL": (
        DISPOSAL,
        "test_sql_marks_nothing_destroyed_before_its_end_or_under_a_hold",
    ),
    "16 delete before expiry by appraisal": (
        DISPOSAL,
        "test_before_its_end_an_item_is_not_appraised",
    ),
    "16 delete through the storage": (
        f"{CORE}/test_files.py",
        "test_the_storage_api_offers_no_way_to_change_or_delete",
    ),
    # 17 -------------------------------------------------------------------------- views
    "17 provision without approval": (
        SUPPLY_DECISION,
        "test_nothing_is_made_and_nothing_handed_over_without_approval",
    ),
    "17 provision without approval by SQL": (
        SUPPLY_GATES,
        "test_no_statement_goes_around_the_procedure",
    ),
    "17 self-approval": (SUPPLY_DECISION, "test_nobody_approves_what_they_applied_for_themselves"),
    "17 expired link": (
        SUPPLY_LINKS,
        "test_an_expired_link_opens_nothing_and_says_so_to_who_had_it_open",
    ),
    "17 link used by somebody else": (
        SUPPLY_LINKS,
        "test_a_link_that_was_opened_answers_no_other_browser",
    ),
    "17 logged when the client goes away": (
        SUPPLY_LINKS,
        "test_a_fetch_is_on_record_when_the_client_goes_away_at_once",
    ),
    "17 expired grant": (CLOSED, "test_a_grant_ends_by_itself"),
    "17 grant used by another account": (
        CLOSED,
        "test_a_grant_opens_its_class_to_its_person_alone",
    ),
    "17 nobody lets in oneself": (CLOSED, "test_nobody_lets_in_oneself"),
    "17 every view is logged": (
        VIEWING,
        "test_the_ranges_of_one_player_are_one_entry_and_one_sum_at_the_end",
    ),
}


@pytest.mark.parametrize("case", sorted(CASES))
def test_a_failure_case_has_its_test(case: str) -> None:
    path, name = CASES[case]
    assert name in names_in(path), (case, path, name)


def test_each_of_the_seventeen_has_a_row() -> None:
    assert {int(case[:2]) for case in CASES} == set(range(1, 18))
