use std::sync::Arc;

use fasttrack_domain::{Constraint, event::ImportOutcome, import::ImportTally, user::UserId};
use fasttrack_test_support::{FakeStore, FakeUnitOfWork, FixedClock, SequentialIds, unique_id};

use super::*;
use crate::{
    Context,
    imports::{BatchReport, DryRun, Imports, jobs::result},
    testing::unheard,
};

/// Tries these batches one after the other; each is given to a unit that answers with the outcomes.
async fn try_all(dry_run: DryRun, batches: Vec<(Vec<ImportRow>, Vec<ImportOutcome>)>) -> Vec<BatchReport> {
    let mut store = FakeStore::default();
    for (_, outcomes) in &batches {
        let (mut unit, outcomes) = (FakeUnitOfWork::default(), outcomes.clone());
        unit.events.expect_import().return_once(move |rows| {
            assert_eq!(rows.len(), outcomes.len(), "rows that are known are not asked for again");
            Ok(outcomes)
        });
        store = store.then(unit);
    }
    let imports = Imports {
        store: Arc::new(store),
        changes: unheard(),
        clock: Arc::new(FixedClock::default()),
        ids: Arc::new(SequentialIds::default()),
    };
    let (ctx, owner) = (Context::system("test".to_owned()), UserId::new(unique_id()));
    let (mut dry_run, mut reports) = (dry_run, Vec::new());
    for (rows, _) in batches {
        reports.push(dry_run.add_batch(&imports, &ctx, owner, rows).await.unwrap());
    }
    reports
}

fn rows(titles: &[&str]) -> Vec<ImportRow> {
    let events: Vec<_> = titles.iter().map(|title| own(title)).collect();
    read(serde_json::to_string(&events).unwrap()).rows
}

#[tokio::test]
async fn a_row_that_comes_again_in_a_later_batch_is_there_by_then() {
    use ImportOutcome::{Added, AlreadyThere};
    let reports = try_all(
        DryRun::default(),
        vec![
            (rows(&["Um", "Dois"]), vec![Added, AlreadyThere]),
            (rows(&["Dois", "Três", "Um"]), vec![Added]),
        ],
    )
    .await;
    let counts: Vec<_> = reports.iter().map(|report| (report.added, report.already_there)).collect();
    assert_eq!(counts, [(1, 1), (1, 2)]);
}

#[tokio::test]
async fn a_row_that_is_turned_down_is_turned_down_each_time() {
    let refused = ImportOutcome::Conflict(Constraint::VenueDoubleBooked);
    let batches = vec![(rows(&["Um"]), vec![refused]), (rows(&["Um"]), vec![refused])];
    let reports = try_all(DryRun::default(), batches).await;
    for report in reports {
        assert_eq!((report.already_there, report.rejected.len()), (0, 1));
    }
}

#[tokio::test]
async fn no_more_rows_are_remembered_than_there_is_room_for() {
    use ImportOutcome::Added;
    let batches = vec![
        (rows(&["Um"]), vec![Added]),
        (rows(&["Dois", "Três", "Quatro"]), vec![Added; 3]),
        // The last two of them came when there was no room any more.
        (rows(&["Quatro", "Três", "Dois", "Um"]), vec![Added; 2]),
    ];
    let reports = try_all(DryRun::remembering(2), batches).await;
    let counts: Vec<_> = reports.iter().map(|report| (report.added, report.already_there)).collect();
    assert_eq!(counts, [(1, 0), (3, 0), (2, 2)]);
}

#[test]
fn a_result_says_whether_rows_that_came_again_were_known() {
    let tally = |added, rejected| {
        let already_there = 1;
        ImportTally { records: added + already_there + rejected, added, already_there, rejected }
    };
    let said = |tally: &ImportTally, dry_run: bool| -> serde_json::Value {
        serde_json::from_str(&result(tally, dry_run)).unwrap()
    };
    let most = DryRun::MOST_REMEMBERED as u64;
    assert_eq!(said(&tally(most - 1, most), true)["repeats_known"], true);
    assert_eq!(said(&tally(most, 0), true)["repeats_known"], false);
    // The database knows every row that is there.
    assert_eq!(said(&tally(most, 0), false).get("repeats_known"), None);
}
