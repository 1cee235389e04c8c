use fasttrack_domain::migration::{
    MigrationState::{self, Applied, Pending, Unknown},
    MigrationStatus,
};

#[test]
fn what_the_program_or_the_database_knows_is_listed_in_order() {
    let known = [("1", "1_users"), ("2", "2_venues"), ("4", "4_jobs")];
    let known = known.map(|(version, name)| (version.to_owned(), name.to_owned()));
    let applied = ["3", "1", "5"].map(str::to_owned).to_vec();
    let all = MigrationStatus::of_all(known, applied);
    let told: Vec<(&str, MigrationState)> = all.iter().map(|one| (one.name.as_str(), one.state)).collect();
    let expected =
        [("1_users", Applied), ("2_venues", Pending), ("3", Unknown), ("4_jobs", Pending), ("5", Unknown)];
    assert_eq!(told, expected);
}
