use fasttrack_domain::{
    attachment::AttachmentId,
    blob::BlobKey,
    event::EventId,
    id::Id,
    job::{Job, JobId, JobKind, UniqueKey},
    registration::RegistrationId,
    time::Timestamp,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use uuid::Uuid;

/// What a job is about. The payload of a [`Job`] is written and read here and nowhere else.
///
/// A payload may be read by a newer version than the one that wrote it: a new field needs a default,
/// and a kind keeps its word for ever.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Task {
    /// Remove jobs that ended long ago.
    PruneJobs,
    /// Remove sessions that ended long ago.
    PruneSessions,
    /// Ask what the weather is to be at an event.
    RefreshForecast(EventId),
    /// Ask so for all events whose forecast is missing or old.
    SweepForecasts,
    /// Import the file that came with the job.
    ImportEvents,
    /// Make a small picture of an attachment.
    MakeThumbnail(AttachmentId),
    /// Remove blobs that nothing refers to any more.
    RemoveBlobs(Vec<BlobKey>),
    /// Look for blobs that nothing refers to, and remove them.
    SweepBlobs,
    /// Look for registrations of which to remind.
    SweepReminders,
    /// Remind somebody of a registration for an event that starts at that time.
    SendReminder(RegistrationId, Timestamp),
    /// Remove API keys that expired long ago.
    PruneApiKeys,
    /// Remove answers to requests that may be made again, when their time is over.
    PruneIdempotencyKeys,
    /// Remove entries of the audit log that are old.
    PruneAudit,
}

/// Why a job is nothing that this version knows how to do.
#[derive(Debug, thiserror::Error)]
pub enum TaskError {
    /// There is no such kind, or not yet.
    #[error("there is no kind of job called {0}")]
    UnknownKind(JobKind),
    /// The payload is none of this kind.
    #[error("this is no payload of {kind}")]
    Malformed {
        /// The kind.
        kind: JobKind,
        /// What does not fit.
        #[source]
        source: serde_json::Error,
    },
}

/// Of a kind whose word says it all.
#[derive(Serialize, Deserialize)]
struct Nothing {}

#[derive(Serialize, Deserialize)]
struct OfEvent {
    event_id: Uuid,
}

#[derive(Serialize, Deserialize)]
struct OfAttachment {
    attachment_id: Uuid,
}

#[derive(Serialize, Deserialize)]
struct Keys {
    keys: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct OfRegistration {
    registration_id: Uuid,
    starts_at: String,
}

impl Task {
    /// The kind of [`PruneJobs`](Self::PruneJobs).
    pub const PRUNE_JOBS: JobKind = JobKind::of("jobs.prune");
    /// The kind of [`PruneSessions`](Self::PruneSessions).
    pub const PRUNE_SESSIONS: JobKind = JobKind::of("sessions.prune");
    /// The kind of [`RefreshForecast`](Self::RefreshForecast).
    pub const REFRESH_FORECAST: JobKind = JobKind::of("forecasts.refresh");
    /// The kind of [`SweepForecasts`](Self::SweepForecasts).
    pub const SWEEP_FORECASTS: JobKind = JobKind::of("forecasts.sweep");
    /// The kind of [`ImportEvents`](Self::ImportEvents).
    pub const IMPORT_EVENTS: JobKind = JobKind::of("imports.run");
    /// The kind of [`MakeThumbnail`](Self::MakeThumbnail).
    pub const MAKE_THUMBNAIL: JobKind = JobKind::of("attachments.thumbnail");
    /// The kind of [`RemoveBlobs`](Self::RemoveBlobs).
    pub const REMOVE_BLOBS: JobKind = JobKind::of("blobs.remove");
    /// The kind of [`SweepBlobs`](Self::SweepBlobs).
    pub const SWEEP_BLOBS: JobKind = JobKind::of("blobs.sweep");
    /// The kind of [`SweepReminders`](Self::SweepReminders).
    pub const SWEEP_REMINDERS: JobKind = JobKind::of("reminders.sweep");
    /// The kind of [`SendReminder`](Self::SendReminder).
    pub const SEND_REMINDER: JobKind = JobKind::of("reminders.send");
    /// The kind of [`PruneApiKeys`](Self::PruneApiKeys).
    pub const PRUNE_API_KEYS: JobKind = JobKind::of("api_keys.prune");
    /// The kind of [`PruneIdempotencyKeys`](Self::PruneIdempotencyKeys).
    pub const PRUNE_IDEMPOTENCY_KEYS: JobKind = JobKind::of("idempotency.prune");
    /// The kind of [`PruneAudit`](Self::PruneAudit).
    pub const PRUNE_AUDIT: JobKind = JobKind::of("audit.prune");

    /// The kind of the jobs that are about this.
    #[must_use]
    pub const fn kind(&self) -> JobKind {
        match self {
            Self::PruneJobs => Self::PRUNE_JOBS,
            Self::PruneSessions => Self::PRUNE_SESSIONS,
            Self::RefreshForecast(_) => Self::REFRESH_FORECAST,
            Self::SweepForecasts => Self::SWEEP_FORECASTS,
            Self::ImportEvents => Self::IMPORT_EVENTS,
            Self::MakeThumbnail(_) => Self::MAKE_THUMBNAIL,
            Self::RemoveBlobs(_) => Self::REMOVE_BLOBS,
            Self::SweepBlobs => Self::SWEEP_BLOBS,
            Self::SweepReminders => Self::SWEEP_REMINDERS,
            Self::SendReminder(..) => Self::SEND_REMINDER,
            Self::PruneApiKeys => Self::PRUNE_API_KEYS,
            Self::PruneIdempotencyKeys => Self::PRUNE_IDEMPOTENCY_KEYS,
            Self::PruneAudit => Self::PRUNE_AUDIT,
        }
    }

    /// The payload: JSON.
    #[must_use]
    pub fn encode(&self) -> String {
        match self {
            Self::PruneJobs
            | Self::PruneSessions
            | Self::SweepForecasts
            | Self::ImportEvents
            | Self::SweepBlobs
            | Self::SweepReminders
            | Self::PruneIdempotencyKeys
            | Self::PruneAudit
            | Self::PruneApiKeys => written(&Nothing {}),
            Self::RefreshForecast(id) => written(&OfEvent { event_id: id.uuid() }),
            Self::MakeThumbnail(id) => written(&OfAttachment { attachment_id: id.uuid() }),
            Self::RemoveBlobs(keys) => written(&Keys { keys: keys.iter().map(BlobKey::to_string).collect() }),
            Self::SendReminder(id, starts_at) => {
                written(&OfRegistration { registration_id: id.uuid(), starts_at: starts_at.to_string() })
            }
        }
    }

    /// Reads what [`encode`](Self::encode) wrote.
    ///
    /// # Errors
    /// [`TaskError`] when this version cannot do it.
    pub fn decode(kind: &JobKind, payload: &str) -> Result<Self, TaskError> {
        let nothing = |task: Self| read(kind, payload, |Nothing {}| Ok(task));
        match kind {
            kind if *kind == Self::PRUNE_JOBS => nothing(Self::PruneJobs),
            kind if *kind == Self::PRUNE_SESSIONS => nothing(Self::PruneSessions),
            kind if *kind == Self::SWEEP_FORECASTS => nothing(Self::SweepForecasts),
            kind if *kind == Self::IMPORT_EVENTS => nothing(Self::ImportEvents),
            kind if *kind == Self::SWEEP_BLOBS => nothing(Self::SweepBlobs),
            kind if *kind == Self::SWEEP_REMINDERS => nothing(Self::SweepReminders),
            kind if *kind == Self::PRUNE_API_KEYS => nothing(Self::PruneApiKeys),
            kind if *kind == Self::PRUNE_IDEMPOTENCY_KEYS => nothing(Self::PruneIdempotencyKeys),
            kind if *kind == Self::PRUNE_AUDIT => nothing(Self::PruneAudit),
            kind if *kind == Self::REFRESH_FORECAST => {
                read(kind, payload, |OfEvent { event_id }| Ok(Self::RefreshForecast(Id::new(event_id))))
            }
            kind if *kind == Self::MAKE_THUMBNAIL => read(kind, payload, |OfAttachment { attachment_id }| {
                Ok(Self::MakeThumbnail(Id::new(attachment_id)))
            }),
            kind if *kind == Self::REMOVE_BLOBS => read(kind, payload, |Keys { keys }| {
                keys.iter().map(|key| key.parse()).collect::<Result<_, _>>().map(Self::RemoveBlobs)
            }),
            kind if *kind == Self::SEND_REMINDER => {
                read(kind, payload, |OfRegistration { registration_id, starts_at }| {
                    let starts_at = Timestamp::parse(&starts_at)?;
                    Ok(Self::SendReminder(Id::new(registration_id), starts_at))
                })
            }
            kind => Err(TaskError::UnknownKind(kind.clone())),
        }
    }

    /// A job that does this, at once and for the system. Of what is about one thing, one job at a time
    /// is enough.
    #[must_use]
    pub fn job(&self, id: JobId, now: Timestamp) -> Job {
        Job { unique_key: self.unique_key(), ..Job::new(id, self.kind(), self.encode(), now) }
    }

    fn unique_key(&self) -> Option<UniqueKey> {
        let id = match self {
            Self::RefreshForecast(event) => event.uuid(),
            Self::MakeThumbnail(attachment) => attachment.uuid(),
            _ => return None,
        };
        id.to_string().parse().ok()
    }
}

fn written(payload: &impl Serialize) -> String {
    // Structs of text and identifiers: there is nothing that JSON could not say.
    serde_json::to_string(payload).unwrap_or_default()
}

fn read<P: DeserializeOwned>(
    kind: &JobKind,
    payload: &str,
    task: impl FnOnce(P) -> Result<Task, fasttrack_domain::Invalid>,
) -> Result<Task, TaskError> {
    let malformed = |source| TaskError::Malformed { kind: kind.clone(), source };
    let payload = serde_json::from_str(payload).map_err(malformed)?;
    task(payload).map_err(|invalid| malformed(serde::de::Error::custom(invalid)))
}
