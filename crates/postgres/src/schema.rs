//! The tables as diesel sees them. `migrations/postgres` is the authority: this file is generated from
//! a migrated database, by `UPDATE_SCHEMA=1 cargo test -p fasttrack-postgres schema`. Generated columns
//! are left out: nobody writes them, and the queries that search in them are in SQL.

diesel::table! {
    api_keys (id) {
        id -> Uuid,
        user_id -> Uuid,
        name -> Text,
        hash -> Binary,
        scopes -> Text,
        created_at -> Timestamptz,
        last_used_at -> Nullable<Timestamptz>,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    attachments (id) {
        id -> Uuid,
        event_id -> Uuid,
        file_name -> Text,
        kind -> Text,
        size -> BigInt,
        sha256 -> Binary,
        has_thumbnail -> Bool,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    audit_log (id) {
        id -> Uuid,
        at -> Timestamptz,
        actor_kind -> Text,
        actor_id -> Nullable<Uuid>,
        action -> Text,
        subject_kind -> Nullable<Text>,
        subject_id -> Nullable<Uuid>,
        address -> Nullable<Text>,
        request_id -> Text,
        details -> Nullable<Text>,
    }
}

diesel::table! {
    event_counters (event_id) {
        event_id -> Uuid,
        registered -> BigInt,
        waitlisted -> BigInt,
        views -> BigInt,
        revision -> BigInt,
        last_place -> BigInt,
    }
}

diesel::table! {
    event_forecasts (event_id) {
        event_id -> Uuid,
        provider -> Text,
        forecast_for -> Timestamptz,
        temperature_c -> Double,
        condition -> Text,
        description -> Text,
        humidity_pct -> SmallInt,
        wind_mps -> Double,
        fetched_at -> Timestamptz,
    }
}

diesel::table! {
    event_tags (event_id, position) {
        event_id -> Uuid,
        position -> SmallInt,
        tag -> Text,
        tag_key -> Text,
    }
}

diesel::table! {
    events (id) {
        id -> Uuid,
        title -> Text,
        title_key -> Text,
        description -> Text,
        status -> Text,
        starts_at -> Timestamptz,
        ends_at -> Nullable<Timestamptz>,
        time_zone -> Text,
        city -> Text,
        city_key -> Text,
        venue_id -> Nullable<Uuid>,
        capacity -> Nullable<Integer>,
        created_by -> Uuid,
        version -> BigInt,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        import_fingerprint -> Nullable<Binary>,
        search_text -> Text,
    }
}

diesel::table! {
    idempotency_keys (user_id, route, key_hash) {
        user_id -> Uuid,
        route -> Text,
        key_hash -> Binary,
        request_hash -> Binary,
        answer -> Nullable<Binary>,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    import_rejections (job_id, record) {
        job_id -> Uuid,
        record -> BigInt,
        line -> BigInt,
        column_name -> Nullable<Text>,
        code -> Text,
        detail -> Text,
    }
}

diesel::table! {
    imports (job_id) {
        job_id -> Uuid,
        owner_id -> Uuid,
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
        last_tick -> Timestamptz,
    }
}

diesel::table! {
    jobs (id) {
        id -> Uuid,
        kind -> Text,
        payload -> Text,
        owner_id -> Nullable<Uuid>,
        unique_key -> Nullable<Text>,
        state -> Text,
        run_at -> Timestamptz,
        attempts -> BigInt,
        max_attempts -> BigInt,
        progress_done -> Nullable<BigInt>,
        progress_total -> Nullable<BigInt>,
        last_error -> Nullable<Text>,
        result -> Nullable<Text>,
        cancel_requested -> Bool,
        token -> BigInt,
        lease_until -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
        finished_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    refresh_tokens (hash) {
        hash -> Binary,
        session_id -> Uuid,
        spent -> Bool,
    }
}

diesel::table! {
    registrations (id) {
        id -> Uuid,
        event_id -> Uuid,
        user_id -> Nullable<Uuid>,
        name -> Text,
        email -> Nullable<Text>,
        status -> Text,
        place -> Nullable<BigInt>,
        checked_in_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    reminders (registration_id, starts_at) {
        registration_id -> Uuid,
        starts_at -> Timestamptz,
        taken_at -> Timestamptz,
    }
}

diesel::table! {
    sessions (id) {
        id -> Uuid,
        user_id -> Uuid,
        scopes -> Text,
        user_agent -> Nullable<Text>,
        created_at -> Timestamptz,
        last_used_at -> Timestamptz,
        expires_at -> Timestamptz,
        ended_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    users (id) {
        id -> Uuid,
        username -> Text,
        full_name -> Text,
        email -> Text,
        password_hash -> Text,
        role -> Text,
        active -> Bool,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        calendar_key_hash -> Nullable<Binary>,
    }
}

diesel::table! {
    venues (id) {
        id -> Uuid,
        name -> Text,
        name_key -> Text,
        kind -> Text,
        capacity -> Integer,
        accessible -> Bool,
        address -> Nullable<Text>,
        city -> Text,
        city_key -> Text,
        latitude -> Nullable<Double>,
        longitude -> Nullable<Double>,
        version -> BigInt,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        search_text -> Text,
    }
}

diesel::joinable!(api_keys -> users (user_id));
diesel::joinable!(attachments -> events (event_id));
diesel::joinable!(event_counters -> events (event_id));
diesel::joinable!(event_forecasts -> events (event_id));
diesel::joinable!(event_tags -> events (event_id));
diesel::joinable!(events -> users (created_by));
diesel::joinable!(events -> venues (venue_id));
diesel::joinable!(idempotency_keys -> users (user_id));
diesel::joinable!(import_rejections -> imports (job_id));
diesel::joinable!(imports -> jobs (job_id));
diesel::joinable!(imports -> users (owner_id));
diesel::joinable!(jobs -> users (owner_id));
diesel::joinable!(refresh_tokens -> sessions (session_id));
diesel::joinable!(registrations -> events (event_id));
diesel::joinable!(registrations -> users (user_id));
diesel::joinable!(reminders -> registrations (registration_id));
diesel::joinable!(sessions -> users (user_id));

diesel::allow_tables_to_appear_in_same_query!(
    api_keys,
    attachments,
    audit_log,
    event_counters,
    event_forecasts,
    event_tags,
    events,
    idempotency_keys,
    import_rejections,
    imports,
    job_schedules,
    jobs,
    refresh_tokens,
    registrations,
    reminders,
    sessions,
    users,
    venues,
);
