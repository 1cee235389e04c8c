//! Whoever sent a file may have become somebody else until its job begins.

use fasttrack_domain::{access::Role, user::User};
use fasttrack_test_support::{FakeStore, a_user};

use super::runs::{Scene, lines, unit};
use crate::imports::ImportJobError;

/// A file of one row of this user; what became of the job.
async fn run_of(owner: Option<User>, store: FakeStore) -> Result<(), ImportJobError> {
    let mut scene = Scene::of(&lines(["1".to_owned()]));
    let id = scene.owner.as_ref().unwrap().id;
    scene.owner = owner.map(|owner| User { id, ..owner });
    scene.run(store).await.map(drop)
}

#[tokio::test]
async fn who_may_not_import_any_more_gets_no_event() {
    let ana = a_user("ana").editor().build();
    for owner in [
        User { active: false, ..ana.clone() },
        User { role: Role::Viewer, ..ana.clone() },
        User { active: false, role: Role::Admin, ..ana },
    ] {
        let ((batch, did), (last, ended)) = (unit(), unit());
        let store = FakeStore::default().then(batch).then(last);
        let error = run_of(Some(owner), store).await.unwrap_err();
        assert!(matches!(error, ImportJobError::OwnerMayNot) && error.is_final(), "{error:?}");
        assert_eq!((did.lasting(), ended.lasting()), (Vec::new(), Vec::new()));
    }
    let error = run_of(None, FakeStore::default()).await.unwrap_err();
    assert!(matches!(error, ImportJobError::Gone) && error.is_final(), "{error:?}");
}

#[tokio::test]
async fn who_became_more_may_go_on() {
    let ((batch, _), (last, _)) = (unit(), unit());
    let root = a_user("root").admin().build();
    run_of(Some(root), FakeStore::default().then(batch).then(last)).await.unwrap();
}
