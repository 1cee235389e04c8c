//! The tables as diesel sees them. `migrations/sqlite` is the authority.

diesel::table! {
    users (id) {
        id -> Binary,
        username -> Text,
        full_name -> Text,
        email -> Text,
        password_hash -> Text,
        role -> Text,
        active -> Bool,
        created_at -> BigInt,
        updated_at -> BigInt,
        calendar_key_hash -> Nullable<Binary>,
    }
}

diesel::table! {
    sessions (id) {
        id -> Binary,
        user_id -> Binary,
        scopes -> Text,
        user_agent -> Nullable<Text>,
        created_at -> BigInt,
        last_used_at -> BigInt,
        expires_at -> BigInt,
        ended_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    refresh_tokens (hash) {
        hash -> Binary,
        session_id -> Binary,
        spent -> Bool,
    }
}

diesel::table! {
    venues (key) {
        key -> BigInt,
        id -> Binary,
        name -> Text,
        name_key -> Text,
        kind -> Text,
        capacity -> BigInt,
        accessible -> Bool,
        address -> Nullable<Text>,
        city -> Text,
        city_key -> Text,
        latitude -> Nullable<Double>,
        longitude -> Nullable<Double>,
        version -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    events (key) {
        key -> BigInt,
        id -> Binary,
        title -> Text,
        title_key -> Text,
        description -> Text,
        status -> Text,
        starts_at -> BigInt,
        ends_at -> Nullable<BigInt>,
        time_zone -> Text,
        city -> Text,
        city_key -> Text,
        venue_id -> Nullable<Binary>,
        capacity -> Nullable<BigInt>,
        created_by -> Binary,
        version -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
        import_fingerprint -> Nullable<Binary>,
    }
}

diesel::table! {
    event_tags (event_key, position) {
        event_key -> BigInt,
        position -> BigInt,
        tag -> Text,
        tag_key -> Text,
    }
}

diesel::table! {
    event_counters (event_key) {
        event_key -> BigInt,
        registered -> BigInt,
        waitlisted -> BigInt,
        views -> BigInt,
        revision -> BigInt,
        last_place -> BigInt,
    }
}

diesel::table! {
    event_forecasts (event_key) {
        event_key -> BigInt,
        provider -> Text,
        forecast_for -> BigInt,
        temperature_c -> Double,
        condition -> Text,
        description -> Text,
        humidity_pct -> BigInt,
        wind_mps -> Double,
        fetched_at -> BigInt,
    }
}

diesel::table! {
    registrations (id) {
        id -> Binary,
        event_key -> BigInt,
        user_id -> Nullable<Binary>,
        name -> Text,
        email -> Nullable<Text>,
        status -> Text,
        place -> Nullable<BigInt>,
        checked_in_at -> Nullable<BigInt>,
        created_at -> BigInt,
    }
}

diesel::table! {
    import_rejections (job_id, record) {
        job_id -> Binary,
        record -> BigInt,
        line -> BigInt,
        column_name -> Nullable<Text>,
        code -> Text,
        detail -> Text,
    }
}

diesel::table! {
    imports (job_id) {
        job_id -> Binary,
        owner_id -> Binary,
        format -> Text,
        dry_run -> Bool,
        bytes -> BigInt,
        records -> BigInt,
        added -> BigInt,
        already_there -> BigInt,
        rejected -> BigInt,
    }
}

diesel::table! {
    job_schedules (name) {
        name -> Text,
        last_tick -> BigInt,
    }
}

diesel::table! {
    jobs (id) {
        id -> Binary,
        kind -> Text,
        payload -> Text,
        owner_id -> Nullable<Binary>,
        unique_key -> Nullable<Text>,
        state -> Text,
        run_at -> BigInt,
        attempts -> BigInt,
        max_attempts -> BigInt,
        progress_done -> Nullable<BigInt>,
        progress_total -> Nullable<BigInt>,
        last_error -> Nullable<Text>,
        result -> Nullable<Text>,
        cancel_requested -> Bool,
        token -> BigInt,
        lease_until -> Nullable<BigInt>,
        created_at -> BigInt,
        finished_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    attachments (id) {
        id -> Binary,
        event_key -> BigInt,
        file_name -> Text,
        kind -> Text,
        size -> BigInt,
        sha256 -> Binary,
        has_thumbnail -> Bool,
        created_at -> BigInt,
    }
}

diesel::table! {
    api_keys (id) {
        id -> Binary,
        user_id -> Binary,
        name -> Text,
        hash -> Binary,
        scopes -> Text,
        created_at -> BigInt,
        last_used_at -> Nullable<BigInt>,
        expires_at -> BigInt,
    }
}

diesel::table! {
    idempotency_keys (user_id, route, key_hash) {
        user_id -> Binary,
        route -> Text,
        key_hash -> Binary,
        request_hash -> Binary,
        answer -> Nullable<Binary>,
        expires_at -> BigInt,
    }
}

diesel::table! {
    audit_log (id) {
        id -> Binary,
        at -> BigInt,
        actor_kind -> Text,
        actor_id -> Nullable<Binary>,
        action -> Text,
        subject_kind -> Nullable<Text>,
        subject_id -> Nullable<Binary>,
        address -> Nullable<Text>,
        request_id -> Text,
        details -> Nullable<Text>,
    }
}

diesel::table! {
    event_search (rowid) {
        rowid -> BigInt,
        words -> Text,
        /// The hidden column to match against; FTS5 names it like the table.
        #[sql_name = "event_search"]
        all -> Text,
    }
}

diesel::table! {
    venue_search (rowid) {
        rowid -> BigInt,
        words -> Text,
        /// The hidden column to match against; FTS5 names it like the table.
        #[sql_name = "venue_search"]
        all -> Text,
    }
}

diesel::joinable!(sessions -> users (user_id));
diesel::joinable!(refresh_tokens -> sessions (session_id));
diesel::joinable!(event_counters -> events (event_key));
diesel::joinable!(event_forecasts -> events (event_key));
diesel::joinable!(registrations -> events (event_key));
diesel::joinable!(attachments -> events (event_key));
diesel::joinable!(api_keys -> users (user_id));
diesel::allow_tables_to_appear_in_same_query!(users, sessions, refresh_tokens, api_keys);
diesel::allow_tables_to_appear_in_same_query!(
    events,
    attachments,
    event_counters,
    event_forecasts,
    event_tags,
    event_search,
    registrations,
    venues,
    venue_search,
);
