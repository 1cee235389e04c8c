use fasttrack_domain::{
    StoreError,
    job::{Job, JobFilter, JobId, JobState},
    page::{PageRequest, Position, SortKey},
    text::FoldedKey,
};
use fasttrack_test_support::{a_job, a_user, unique_id};

use crate::{
    Harness,
    jobs::{later, now},
    pages::{first, walk},
};

impl Harness {
    async fn listed(&self, filter: &JobFilter) -> Vec<JobId> {
        let page = self.jobs.list(filter, &first(100)).await.unwrap();
        assert_eq!(self.jobs.count(filter).await.unwrap(), u64::try_from(page.items.len()).unwrap());
        page.items.iter().map(|job| job.id).collect()
    }
}

pub(crate) async fn lists_are_by_creation_the_newest_first(harness: &Harness) {
    assert_eq!(harness.listed(&JobFilter::default()).await, []);
    // When they are due says nothing about it; of one instant, the identifiers decide.
    let jobs = [(2, 1), (1, 3), (2, 2), (3, 0)]
        .map(|(made, due)| a_job("work").made_at(later(made)).run_at(later(due)).build());
    for job in &jobs {
        harness.add_job(job).await;
    }
    let ids = [3, 2, 0, 1].map(|i: usize| jobs[i].id);
    assert_eq!(harness.listed(&JobFilter::default()).await, ids);
    let page = harness.jobs.list(&JobFilter::default(), &first(2)).await.unwrap();
    assert_eq!(page.items, [jobs[3].clone(), jobs[2].clone()]);
    assert_eq!(page.next, Some(jobs[2].position()));
}

pub(crate) async fn each_filter_and_all_together(harness: &Harness) {
    let (user, other) = (harness.some_user().await, a_user("grace").build());
    harness.add_user(&other).await;
    let running = a_job("work").of(&other).build();
    harness.add_job(&running).await;
    assert!(harness.take(now()).await.is_some());
    let due = a_job("work").of(&user).run_at(later(1)).build();
    let scheduled = a_job("work").run_at(later(2)).build();
    let foreign = a_job("other").of(&user).run_at(later(2)).build();
    let [succeeded, dead, cancelled] = [JobState::Succeeded, JobState::Dead, JobState::Cancelled]
        .map(|state| a_job("other").run_at(later(1)).ended(state, now()).build());
    for job in [&due, &scheduled, &foreign, &succeeded, &dead, &cancelled] {
        harness.add_job(job).await;
    }
    let none = JobFilter::default();
    let kind = |kind: &str| JobFilter { kind: Some(kind.parse().unwrap()), ..JobFilter::default() };
    let state = |state| JobFilter { state: Some(state), ..JobFilter::default() };
    let at = |at, due| JobFilter { due: Some((at, due)), ..JobFilter::default() };
    let owner =
        |user: &fasttrack_domain::user::User| JobFilter { owner: Some(user.id), ..JobFilter::default() };
    for (filter, expected) in [
        (none.clone(), vec![&cancelled, &dead, &succeeded, &foreign, &scheduled, &due, &running]),
        (kind("work"), vec![&scheduled, &due, &running]),
        (kind("unknown"), vec![]),
        (state(JobState::Waiting), vec![&foreign, &scheduled, &due]),
        (state(JobState::Running), vec![&running]),
        (state(JobState::Succeeded), vec![&succeeded]),
        (state(JobState::Dead), vec![&dead]),
        (state(JobState::Cancelled), vec![&cancelled]),
        (at(later(1), true), vec![&due]),
        (at(later(1), false), vec![&foreign, &scheduled]),
        (at(later(2), true), vec![&foreign, &scheduled, &due]),
        (at(later(0), true), vec![]),
        (JobFilter { state: Some(JobState::Dead), ..at(later(1), true) }, vec![]),
        (JobFilter { state: Some(JobState::Waiting), ..at(later(1), true) }, vec![&due]),
        (owner(&user), vec![&foreign, &due]),
        (owner(&other), vec![&running]),
        (
            JobFilter {
                state: Some(JobState::Waiting),
                due: Some((later(1), false)),
                owner: Some(user.id),
                ..kind("other")
            },
            vec![&foreign],
        ),
        (JobFilter { owner: Some(user.id), ..kind("unknown") }, vec![]),
    ] {
        let expected: Vec<JobId> = expected.into_iter().map(|job| job.id).collect();
        assert_eq!(harness.listed(&filter).await, expected, "{filter:?}");
    }
}

pub(crate) async fn pages_hold_under_changes(harness: &Harness) {
    let user = harness.some_user().await;
    // All at one instant: the identifiers decide.
    let jobs: Vec<Job> = (0..10).map(|_| a_job("work").of(&user).build()).collect();
    for job in &jobs {
        harness.add_job(job).await;
    }
    let all = [
        JobFilter::default(),
        JobFilter { kind: Some("work".parse().unwrap()), ..JobFilter::default() },
        JobFilter { state: Some(JobState::Waiting), ..JobFilter::default() },
        JobFilter { owner: Some(user.id), ..JobFilter::default() },
    ];
    let expected: Vec<JobId> = jobs.iter().rev().map(|job| job.id).collect();
    for filter in &all {
        let seen = walk(
            3,
            |request| async move { Ok(harness.jobs.list(filter, &request).await?.map(|job| job.id)) },
            |_| {
                let newer = a_job("work").of(&user).build();
                async move {
                    harness.add_job(&newer).await;
                    // Gone from the pages before, and from no later one.
                    let over = Job { state: JobState::Dead, finished_at: Some(now()), ..newer };
                    harness.update_job(&over).await;
                }
            },
        )
        .await;
        assert_eq!(seen.iter().filter(|id| expected.contains(id)).copied().collect::<Vec<_>>(), expected);
        let mut unit = harness.unit().await;
        unit.jobs().prune(later(1), 100).await.unwrap();
        unit.commit().await.unwrap();
    }
}

pub(crate) async fn a_position_of_another_order_is_refused(harness: &Harness) {
    let key = SortKey::Text(FoldedKey::of("a"));
    let page = PageRequest { after: Some(Position { key, id: unique_id() }), ..first(10) };
    let refused = harness.jobs.list(&JobFilter::default(), &page).await;
    assert!(matches!(refused, Err(StoreError::Backend(_))), "{refused:?}");
}
