use fasttrack_domain::{
    text::{FoldedKey, SearchText},
    venue::{Venue, VenueFilter, VenueKind},
    version::Version,
};
use fasttrack_test_support::a_venue;

use crate::{
    Harness,
    pages::{first, walk},
};

async fn names(harness: &Harness, filter: &VenueFilter) -> Vec<String> {
    let page = harness.venues.list(filter, &first(100)).await.unwrap();
    assert_eq!(harness.venues.count(filter).await.unwrap(), page.items.len() as u64);
    page.items.iter().map(|venue| venue.details.name.as_str().to_owned()).collect()
}

fn words(query: &str) -> VenueFilter {
    VenueFilter { query: Some(SearchText::of([query])), ..VenueFilter::default() }
}

pub(crate) async fn lists_are_sorted_by_folded_name(harness: &Harness) {
    for name in ["zoo", "Zebra", "árvore", "Arena", "élan", "1 Room"] {
        harness.add_venue(&a_venue(name).build()).await;
    }
    harness.add_venue(&a_venue("Arena").city("Porto").build()).await;
    let sorted = ["1 Room", "Arena", "Arena", "árvore", "élan", "Zebra", "zoo"];
    assert_eq!(names(harness, &VenueFilter::default()).await, sorted);
}

pub(crate) async fn each_filter_and_all_together(harness: &Harness) {
    let all = VenueFilter::default();
    assert_eq!(names(harness, &all).await, Vec::<String>::new());
    for venue in [
        a_venue("A").city("Évora").kind(VenueKind::Theatre).build(),
        a_venue("B").city("Porto").kind(VenueKind::Theatre).with_steps().build(),
        a_venue("C").city("évora").kind(VenueKind::Hall).build(),
        a_venue("D").city("EVORA").kind(VenueKind::Theatre).with_steps().build(),
    ] {
        harness.add_venue(&venue).await;
    }
    let city = VenueFilter { city: Some(FoldedKey::of("Evora")), ..all.clone() };
    assert_eq!(names(harness, &city).await, ["A", "C", "D"]);
    let kind = VenueFilter { kind: Some(VenueKind::Theatre), ..all.clone() };
    assert_eq!(names(harness, &kind).await, ["A", "B", "D"]);
    for (accessible, expected) in [(true, ["A", "C"]), (false, ["B", "D"])] {
        let filter = VenueFilter { accessible: Some(accessible), ..all.clone() };
        assert_eq!(names(harness, &filter).await, expected);
    }
    let together = VenueFilter {
        city: city.city,
        kind: kind.kind,
        accessible: Some(false),
        query: Some(SearchText::of(["evora d"])),
    };
    assert_eq!(names(harness, &together).await, ["D"]);
}

pub(crate) async fn search_finds_words_of_name_address_and_city(harness: &Harness) {
    harness
        .add_venue(&a_venue("Teatro São João").address("Praça da Batalha, 112").city("Porto").build())
        .await;
    harness.add_venue(&a_venue("Casa da Música").city("Porto").build()).await;
    for (query, expected) in [
        ("sao joao", vec!["Teatro São João"]),
        ("BATALHA 112", vec!["Teatro São João"]),
        ("porto", vec!["Casa da Música", "Teatro São João"]),
        ("da porto", vec!["Casa da Música", "Teatro São João"]),
        ("porto praia", vec![]),
        ("teat", vec![]),
        ("c++ \"x a:b *", vec![]),
        ("***", vec!["Casa da Música", "Teatro São João"]),
    ] {
        assert_eq!(names(harness, &words(query)).await, expected, "{query}");
    }
}

pub(crate) async fn search_follows_changes(harness: &Harness) {
    let (old, added) = (a_venue("Coliseu").build(), a_venue("Teatro").build());
    harness.add_venue(&old).await;
    let renamed = Venue { id: old.id, version: Version(2), ..a_venue("Arena").build() };
    let mut unit = harness.unit().await;
    assert!(unit.venues().update(&renamed, Version(1)).await.unwrap());
    unit.venues().find_or_add(&added).await.unwrap();
    unit.commit().await.unwrap();
    assert_eq!(names(harness, &words("coliseu")).await, Vec::<String>::new());
    assert_eq!(names(harness, &words("arena")).await, ["Arena"]);
    assert_eq!(names(harness, &words("teatro")).await, ["Teatro"]);

    let mut unit = harness.unit().await;
    assert!(unit.venues().delete(added.id).await.unwrap());
    unit.commit().await.unwrap();
    // A store may give the deleted venue's number to the next.
    harness.add_venue(&a_venue("Cinema").build()).await;
    assert_eq!(names(harness, &words("teatro")).await, Vec::<String>::new());
}

pub(crate) async fn pages_hold_under_changes(harness: &Harness) {
    // Pairs of one name, in two cities: the identifiers decide.
    let venues: Vec<Venue> = (0..12)
        .map(|i| a_venue(&format!("M{:02}", i / 2)).city(if i % 2 == 0 { "Évora" } else { "Porto" }).build())
        .collect();
    for venue in venues.iter().rev() {
        harness.add_venue(venue).await;
    }
    let filter = VenueFilter::default();
    let seen = walk(
        3,
        |request| {
            let filter = filter.clone();
            async move { Ok(harness.venues.list(&filter, &request).await?.map(|venue| venue.id)) }
        },
        |page| {
            let gone = venues.get(page * 3).map(|venue| venue.id);
            async move {
                let Some(gone) = gone else { return };
                let mut unit = harness.unit().await;
                assert!(unit.venues().delete(gone).await.unwrap());
                unit.commit().await.unwrap();
                harness.add_venue(&a_venue(&format!("A{page:02}")).build()).await;
                harness.add_venue(&a_venue(&format!("Z{page:02}")).build()).await;
            }
        },
    )
    .await;
    let expected: Vec<_> = venues.iter().map(|venue| venue.id).collect();
    assert_eq!(seen[..12], expected);
    assert_eq!(seen.len(), 12 + 4, "what comes after is seen, what comes before is not");
}
