//! What every store must do, as one test suite that each store runs unchanged.
//!
//! A store's test binary gives an async function that makes a [`Harness`] on a fresh, empty,
//! migrated database, and lists nothing: `fasttrack_store_contract::store_contract!(harness);`
//! makes every case below a `#[tokio::test]` of its own, in a module of its area.
//!
//! A case may assume no more than the ports' documentation says. Cases that race start their tasks
//! at one barrier and repeat; none of them sleeps.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a case fails by panicking")]

mod api_keys;
mod attachment_lists;
mod attachments;
mod audit;
mod audit_lists;
mod booking;
mod bulk;
mod calendars;
mod counters;
mod event_counts;
mod event_lists;
mod event_pages;
mod events;
mod forecast_sweeps;
mod forecasts;
pub mod fuzz;
mod harness;
mod idempotency;
mod import_jobs;
mod imports;
mod job_bell;
mod job_claims;
mod job_ends;
mod job_keys;
mod job_leases;
mod job_lists;
mod job_upkeep;
mod jobs;
mod pages;
mod races;
mod registration_lists;
mod registration_rules;
mod registrations;
mod reminders;
mod session_upkeep;
mod sessions;
mod stats;
mod tokens;
mod units;
mod user_rules;
mod users;
mod venue_lists;
mod venues;
mod waitlist;

pub use harness::Harness;

/// Makes, of the one list of cases, what a store's tests call and the macro that calls it. A case
/// that is missing in the list is dead code, which the compiler reports.
macro_rules! suite {
    ($d:tt $($area:ident { $($case:ident)* })*) => {
        /// The cases, by area.
        pub mod run {
            $(pub mod $area {
                $(pub async fn $case(harness: &crate::Harness) {
                    crate::$area::$case(harness).await;
                })*
            })*
        }

        /// Every case as a test, on a new harness each: `store_contract!(path::to::harness);`
        #[macro_export]
        macro_rules! store_contract {
            ($d harness:path) => {
                $(mod $area {
                    $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                    async fn $case() {
                        let harness = $d harness().await;
                        fasttrack_store_contract::run::$area::$case(&harness).await;
                    })*
                })*
            };
        }
    };
}

suite! { $
    units {
        dropping_a_unit_rolls_back
        an_abandoned_unit_does_not_block_the_next
        a_unit_dropped_in_the_middle_of_a_statement_rolls_back
        a_query_dropped_in_the_middle_harms_nobody
        what_is_not_committed_is_not_seen
        a_unit_sees_its_own_writes
        after_an_error_nothing_is_left
        repositories_commit_together
        many_units_at_once_all_commit
        the_store_is_alive
    }
    users {
        every_field_survives
        the_shortest_and_longest_values_survive
        credentials_are_found_by_username
        an_update_writes_every_field_but_the_password
        the_password_is_set
        what_is_not_there_is_not_written
        lists_are_sorted_by_username
        pages_hold_under_changes
    }
    user_rules {
        a_username_is_taken_once
        an_email_is_taken_once
        one_of_two_units_gets_the_username
        a_deleted_user_takes_its_sessions_along
        the_owner_of_events_stays
        only_active_admins_are_locked
        two_admins_cannot_remove_each_other
    }
    sessions {
        every_field_survives
        a_session_needs_a_user
        active_means_neither_ended_nor_expired_nor_deactivated
        ending_is_for_the_own_user_and_once
        all_are_ended_but_one
        lists_show_what_is_alive_the_newest_first
        pages_hold_under_changes
    }
    tokens {
        an_unknown_token_is_none
        rotation_spends_the_old_token
        a_spent_token_is_not_rotated_again
        one_of_two_units_rotates
        the_end_of_a_session_shows_on_its_tokens
    }
    venues {
        every_field_survives
        a_venue_without_anything_optional_survives
        an_update_writes_every_field_of_the_expected_version
        a_name_is_taken_once_in_a_city
        an_update_may_not_take_a_name
        a_venue_is_found_by_its_name
        find_or_add_takes_what_is_there
        racing_units_add_one_venue
        a_venue_in_use_stays
    }
    venue_lists {
        lists_are_sorted_by_folded_name
        each_filter_and_all_together
        search_finds_words_of_name_address_and_city
        search_follows_changes
        pages_hold_under_changes
    }
    events {
        every_field_survives
        the_shortest_and_earliest_values_survive
        the_longest_and_latest_values_survive
        an_event_needs_its_venue_and_its_owner
        an_update_writes_every_field
        an_update_of_another_version_writes_nothing
        one_of_many_edits_of_a_version_wins
        an_update_needs_its_venue
        a_deleted_event_is_gone
        reassigning_moves_all_events_of_the_owner
        reassigning_needs_the_new_owner
    }
    event_counts {
        counters_start_at_zero
        an_edit_is_a_new_revision
        views_are_added_without_a_new_revision
        a_change_of_the_venue_is_a_new_revision
        popular_is_by_views_then_start_then_id
        upcoming_is_published_and_to_come
    }
    event_lists {
        each_filter_alone
        all_filters_together
        drafts_are_for_their_owners
        counts_agree_with_lists
        search_is_folded_and_wants_every_word
        search_words_are_just_words
        search_follows_changes
        lists_show_venues_and_tags
    }
    event_pages {
        every_order_is_by_key_then_id
        pages_hold_under_changes_in_every_order
        a_page_knows_whether_it_is_the_last
        pages_stay_between_two_instants
        a_position_of_another_order_is_refused
    }
    booking {
        overlapping_events_conflict
        events_that_touch_do_not_conflict
        only_published_events_with_an_end_at_one_venue_conflict
        publishing_and_moving_are_checked
        an_event_does_not_conflict_with_itself
        a_booking_is_found_in_a_full_calendar
        one_of_two_publishers_wins
    }
    imports {
        imported_events_are_like_others
        a_second_import_adds_nothing
        a_row_twice_in_one_import_is_added_once
        a_conflict_is_for_its_row_only
        an_edited_event_is_not_imported_again
        two_imports_at_once_add_each_row_once
        rows_without_a_fingerprint_are_always_new
    }
    registrations {
        every_field_survives
        the_shortest_and_longest_values_survive
        many_are_added_at_once
        a_registration_needs_its_event
        a_registration_is_found_for_its_event_only
        an_update_writes_the_status_and_the_check_in_only
        a_deleted_event_takes_its_registrations_along
        a_deleted_user_leaves_its_registrations
    }
    registration_rules {
        an_address_has_one_live_registration
        a_conflict_among_many_leaves_nothing
        who_cancelled_may_register_again
        what_was_cancelled_cannot_come_back_beside_another
        one_of_two_units_registers_the_address
    }
    registration_lists {
        lists_of_an_event_are_by_age_and_of_one_status
        pages_of_an_event_hold_under_changes
        ones_own_are_those_of_the_account_or_the_address_the_newest_first
        pages_of_ones_own_hold_under_changes
        a_position_of_another_order_is_refused
    }
    waitlist {
        the_first_are_confirmed_in_their_order
        positions_close_up
        a_hundred_units_race_for_ten_seats
    }
    counters {
        the_counts_are_written_with_a_new_revision_and_without_the_views
        no_look_is_lost_while_people_register
        no_more_are_counted_than_there_are_seats
        has_seats_means_fewer_registered_than_seats
        seats_needed_are_those_of_the_fullest_event_to_come
        who_waits_for_a_venue_is_found
        venues_are_found_together
    }
    bulk {
        all_at_once_are_like_one_by_one
        very_many_are_added_at_once
        one_conflict_leaves_none_of_them
    }
    stats {
        every_group_is_summed_up
        the_filter_is_that_of_lists
        a_group_is_written_as_its_first_event_writes_it
        odd_names_make_positions_too
        a_position_of_another_order_is_refused
    }
    calendars {
        a_calendar_holds_what_one_owns_and_attends
        a_key_opens_until_it_is_replaced_or_taken_away
        a_key_opens_for_active_users_and_outlives_edits
    }
    jobs {
        every_field_survives
        a_job_on_an_account_needs_it
        a_deleted_user_leaves_its_jobs
        a_unit_that_is_rolled_back_leaves_no_job
        a_job_is_not_taken_before_its_unit_is_committed
        an_update_writes_every_field
        of_a_running_job_only_whether_it_should_stop_is_written
        a_job_that_was_found_stays_as_it_is_until_the_unit_ends
        a_job_that_failed_for_good_can_be_done_again
    }
    job_keys {
        one_live_job_of_a_kind_has_a_key
        a_key_that_is_taken_spoils_no_unit
        a_key_is_free_again_when_its_job_is_over
        a_job_is_not_added_twice
        a_job_is_not_done_again_beside_another_of_its_key
        of_units_at_once_one_adds_the_job_of_a_key
        the_live_job_of_a_key_is_found
    }
    job_claims {
        the_job_that_has_been_due_for_longest_is_taken
        who_is_silent_stands_in_line_since_the_lease_ended
        a_worker_takes_its_own_kinds
        a_taking_counts_and_changes_nothing_else
        many_workers_take_each_job_once
        of_workers_at_once_one_takes_over
        the_next_is_due_when_it_may_begin_or_its_lease_ends
    }
    job_leases {
        a_beat_keeps_the_job_for_longer
        a_beat_notes_how_far_the_job_is
        who_lost_the_job_can_do_nothing_with_it
        a_job_that_is_over_is_nobodys
        numbers_grow_over_all_takings
        a_held_job_is_not_taken_over
        a_held_job_is_not_ended_elsewhere
        each_effect_is_there_once
    }
    job_ends {
        success_keeps_the_result
        success_leaves_no_error_behind
        a_failure_is_tried_again_later
        a_failure_for_good_is_the_end
        a_job_called_off_is_over
        what_is_released_was_not_begun
        a_unit_that_is_rolled_back_ends_nothing
        any_error_can_be_kept
        a_worker_that_falls_silent_too_often_has_its_job_given_up
        what_was_called_off_is_not_begun
    }
    job_lists {
        lists_are_by_creation_the_newest_first
        each_filter_and_all_together
        pages_hold_under_changes
        a_position_of_another_order_is_refused
    }
    job_upkeep {
        a_tick_is_taken_once_and_no_earlier_one_after_it
        a_unit_that_is_rolled_back_takes_no_tick
        of_schedulers_at_once_one_takes_the_tick
        what_ended_long_ago_is_removed_bit_by_bit
        several_remove_each_job_once
    }
    job_bell {
        who_waits_hears_of_new_jobs
        who_waits_hears_of_jobs_that_are_released
        several_who_wait_all_hear
        one_commit_is_heard_once
        nobody_hears_of_a_unit_that_is_rolled_back
        nobody_waits_longer_than_asked
    }
    import_jobs {
        every_field_survives
        an_import_needs_its_owner
        an_import_goes_with_its_job_and_its_owner
        how_far_it_is_comes_with_the_unit
        very_many_are_left_out_at_once
        reports_are_read_in_pages
        a_new_beginning_forgets_what_was_done
        jobs_that_are_imports_are_known
        old_reports_are_removed_bit_by_bit
        several_remove_each_record_once
    }
    attachments {
        every_field_survives
        the_shortest_and_longest_values_survive
        an_attachment_needs_its_event
        an_attachment_is_deleted_once
        a_small_picture_is_noted_where_there_is_an_attachment
        a_deleted_event_takes_its_attachments_along
        a_unit_that_is_rolled_back_leaves_no_attachment
        who_holds_an_event_knows_all_its_attachments
    }
    attachment_lists {
        lists_are_of_one_event_the_oldest_first
        pages_hold_under_changes
        those_that_there_are_are_known
        a_position_of_another_order_is_refused
    }
    reminders {
        who_comes_is_taken_once_with_the_start
        only_who_has_a_seat_and_an_address_is_taken
        only_published_events_that_start_soon_are_reminded_of
        who_registers_late_needs_no_reminder
        a_moved_event_is_reminded_of_again
        who_registered_before_an_event_was_moved_near_is_taken
        they_are_taken_bit_by_bit
        a_unit_that_is_rolled_back_takes_none
        several_at_once_take_each_once
        a_deleted_event_takes_its_reminders_along
        a_registration_is_found_whatever_it_is_for
    }
    session_upkeep {
        what_has_been_over_for_long_is_removed
        spent_tokens_of_a_session_that_lives_stay
        many_tokens_are_removed_bit_by_bit_before_their_session
        several_remove_each_session_once
    }
    forecasts {
        a_forecast_is_shown_with_its_event
        the_most_extreme_weather_survives
        the_last_forecast_counts
        an_older_forecast_does_not_replace_a_newer_one
        what_is_gone_or_edited_gets_none
        what_is_at_a_venue_that_moved_gets_none
        very_many_are_put_at_once
        a_forecast_is_taken_away
        a_venue_takes_the_forecasts_of_its_events_away
        a_deleted_event_takes_its_forecast_along
        a_unit_that_is_rolled_back_puts_nothing
        units_that_put_and_register_all_commit
        a_move_is_never_left_without_a_job_that_sees_it
    }
    forecast_sweeps {
        an_event_has_weather_where_it_takes_place
        events_between_two_instants_without_a_fresh_forecast_are_found
        those_of_a_city_come_together
        pages_hold_under_changes
        a_position_of_another_order_is_refused
    }
    api_keys {
        every_field_survives
        a_key_needs_a_user
        active_means_neither_expired_nor_deleted_nor_deactivated
        the_role_is_that_of_now
        a_key_is_deleted_for_its_own_user_and_once
        lists_show_all_keys_of_a_user_the_newest_first
        pages_hold_under_changes
        a_use_is_noted_once_a_minute
        several_note_uses_of_the_same_keys_at_once
        who_holds_the_user_counts_right
        a_deleted_user_takes_its_keys_along
        what_expired_long_ago_is_removed_bit_by_bit
    }
    idempotency {
        a_key_gives_what_was_kept_under_it
        any_answer_survives
        a_key_is_one_of_a_user_and_a_route
        a_unit_that_is_rolled_back_frees_the_key
        a_key_that_has_expired_is_free_and_nothing_of_it_stays
        of_units_at_once_one_has_the_key_and_the_others_its_answer
        of_units_at_once_one_takes_the_expired_key
        a_key_needs_its_user
        a_deleted_user_takes_its_keys_along
        an_answer_is_kept_under_a_claimed_key_only
        what_has_expired_is_removed_bit_by_bit
        several_remove_each_key_once
    }
    audit {
        every_field_survives
        every_action_and_kind_of_subject_is_taken
        an_entry_outlives_what_it_is_about
        a_unit_that_is_rolled_back_leaves_no_entry
        an_entry_is_not_added_twice
        what_is_old_is_removed_bit_by_bit
        nobody_removes_what_is_young
        several_remove_each_entry_once
    }
    audit_lists {
        each_filter_and_all_together
        pages_hold_while_more_is_noted
        a_position_of_another_order_is_refused
    }
}
