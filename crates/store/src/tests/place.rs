//! Settings, places, reach areas, sources.

use jiff::civil::date;
use kith_core::area::{CentreLinks, Linked, Place, PlaceKind, ReachArea};
use kith_core::person::Postcode;
use kith_core::service::ServiceKind;

use super::{at, fresh, read, write};
use crate::{CentreCard, CentreMap, KeptLinks, LetterWords, Source, StoreError};

fn place(name: &str) -> Place {
    Place {
        kind: PlaceKind::Centre,
        name: name.to_owned(),
        code: String::new(),
        cluster: "East".to_owned(),
        address: "1 High Street".to_owned(),
        telephone: "01632 960001".to_owned(),
    }
}

fn area(postcode: &str, centre: &str) -> ReachArea {
    ReachArea {
        postcode: postcode.parse().expect("a postcode"),
        centre: centre.to_owned(),
        cluster: if centre == "Hill" { "West" } else { "East" }.to_owned(),
        ward: "Ward".to_owned(),
        small_area: "E00000001".to_owned(),
        deprivation_decile: (centre == "Park").then_some(2),
    }
}

#[tokio::test]
async fn places_and_reach_areas_are_replaced_whole() {
    for fresh in fresh().await {
        assert!(!read!(fresh, |tx| { tx.has_reach_areas().await? }).expect("read"));
        write!(fresh, |tx| {
            tx.replace_places(&[place("Old")]).await?;
            tx.replace_places(&[place("Park"), place("Brook")]).await?;
            tx.replace_reach_areas(&[area("LX9 9ZZ", "Gone")]).await?;
            tx.replace_reach_areas(&[area("LX1 4QR", "Park"), area("LX1 4QS", "Hill"), area("LX2 1AA", "Brook")])
                .await?;
        })
        .expect("written");
        let lx1: Postcode = "LX1 4QR".parse().expect("a postcode");
        let gone: Postcode = "LX9 9ZZ".parse().expect("a postcode");
        let (places, found, gone, park, east, all) = read!(fresh, |tx| {
            (
                tx.places().await?,
                tx.reach_area(&lx1).await?,
                tx.reach_area(&gone).await?,
                tx.reach_areas_of_centre("Park").await?,
                tx.reach_areas_of_cluster("East").await?,
                tx.reach_areas().await?,
            )
        })
        .expect("read");
        assert_eq!(all.len(), 3);
        assert!(read!(fresh, |tx| { tx.has_reach_areas().await? }).expect("read"));
        assert_eq!(places, [place("Brook"), place("Park")]);
        assert_eq!((found, gone), (Some(area("LX1 4QR", "Park")), None));
        assert_eq!(park, [area("LX1 4QR", "Park")]);
        assert_eq!(east, [area("LX1 4QR", "Park"), area("LX2 1AA", "Brook")]);
    }
}

fn source() -> Source {
    Source {
        name: "health-visiting".to_owned(),
        title: "Health visiting".to_owned(),
        service: ServiceKind::HealthVisiting,
        map: "name = \"health-visiting\"".to_owned(),
        expected_every_days: 7,
        at_most_bad_percent: 5,
    }
}

#[tokio::test]
async fn a_source_is_changed_in_place_and_knows_its_newest_extract() {
    for fresh in fresh().await {
        let (found, sources, missing) = write!(fresh, |tx| {
            tx.set_source(&Source { title: "Old title".to_owned(), ..source() }).await?;
            tx.set_source(&source()).await?;
            tx.note_extract("health-visiting", date(2026, 11, 8), at(2)).await?;
            tx.note_extract("health-visiting", date(2026, 11, 1), at(3)).await?;
            (tx.source("health-visiting").await?, tx.sources().await?, tx.source("nobody").await)
        })
        .expect("written");
        assert_eq!(found, source());
        assert_eq!(sources.len(), 1);
        assert_eq!((sources[0].extract_on, sources[0].committed_at), (Some(date(2026, 11, 8)), Some(at(2))));
        assert!(matches!(missing, Err(StoreError::NotFound { what: "source", .. })));
    }
}

#[tokio::test]
async fn a_setting_is_set_again() {
    for fresh in fresh().await {
        let found = write!(fresh, |tx| {
            tx.set_setting("locality", "Old").await?;
            tx.set_setting("locality", "Northfield").await?;
            (tx.setting("locality").await?, tx.setting("nothing").await?)
        });
        assert_eq!(found.expect("written"), (Some("Northfield".to_owned()), None));
    }
}

#[tokio::test]
async fn what_is_counted_counts_on_from_where_it_stands() {
    for fresh in fresh().await {
        let counted = write!(fresh, |tx| {
            let first = tx.count_on("people").await?;
            tx.count_on("records").await?;
            (first, tx.count_on("people").await?, tx.counts(["people", "records", "nothing"]).await?)
        });
        assert_eq!(counted.expect("written"), (1, 2, [2, 1, 0]));
        let again = write!(fresh, |tx| { (tx.counts(["people"]).await?, tx.count_on("people").await?) });
        assert_eq!(again.expect("written"), ([2], 3));
        let failed = write!(fresh, |tx| {
            tx.count_on("people").await?;
            Err::<(), _>(StoreError::not_found("family", "1"))?;
        });
        failed.expect_err("it fails");
        assert_eq!(write!(fresh, |tx| { tx.count_on("people").await? }).expect("written"), 4);
    }
}

#[tokio::test]
async fn what_a_centre_says_on_its_cards_is_the_newest_line_of_that_centre() {
    for fresh in fresh().await {
        let line = |centre: &str, way: &str, second| CentreCard {
            centre: centre.to_owned(),
            open_times: "Monday, 9am\nTuesday, 10am".to_owned(),
            way: way.to_owned(),
            page: "https://park.example/times".to_owned(),
            said_by: None,
            said_at: at(second),
        };
        let lines = [line("Park’s \"centre\"; --", "Old", 1), line("Park’s \"centre\"; --", "<b>New</b>", 2)];
        let other = line("Elm", "Over the bridge", 3);
        let (all, centre) = ([&lines[..], std::slice::from_ref(&other)].concat(), lines[0].centre.clone());
        let kept = write!(fresh, |tx| {
            for line in &all {
                tx.add_centre_card(line).await?;
            }
            (tx.centre_card(&centre).await?, tx.centre_card("Elm").await?, tx.centre_card("Oak").await?)
        })
        .expect("written");
        assert_eq!(kept, (Some(lines[1].clone()), Some(other), None));
    }
}

#[tokio::test]
async fn the_newest_map_of_a_centre_counts_and_an_empty_one_takes_it_off() {
    for fresh in fresh().await {
        let map = |centre: &str, picture: &[u8], second| CentreMap {
            centre: centre.to_owned(),
            picture: picture.to_vec(),
            shows: "The blue door beside Park’s \"library\"; --".to_owned(),
            credit: String::new(),
            said_by: None,
            said_at: at(second),
        };
        let all = [map("Park", b"one", 1), map("Park", b"two", 2), map("Elm", b"x", 3), map("Elm", b"", 4)];
        let kept = write!(fresh, |tx| {
            for map in &all {
                tx.add_centre_map(map).await?;
            }
            (tx.centre_map("Park").await?, tx.centre_map("Elm").await?, tx.centre_map("Oak").await?)
        });
        assert_eq!(kept.expect("written"), (Some(map("Park", b"two", 2)), None, None));
    }
}

#[tokio::test]
async fn the_newest_words_of_each_language_count_and_empty_ones_take_it_out_of_use() {
    for fresh in fresh().await {
        let line = |language: &str, words: &str, second| LetterWords {
            language: language.to_owned(),
            words: words.to_owned(),
            said_by: None,
            said_at: at(second),
        };
        let all = [
            line("pl", "old’s", 1),
            line("bn", "words", 2),
            line("pl", "new", 3),
            line("cy", "x", 4),
            line("cy", "", 5),
        ];
        let kept = write!(fresh, |tx| {
            for words in &all {
                tx.add_letter_words(words).await?;
            }
            tx.letter_words().await?
        })
        .expect("written");
        assert_eq!(kept, [line("bn", "words", 2), line("pl", "new", 3)]);
    }
}

#[tokio::test]
async fn the_newest_line_about_the_links_of_a_centre_counts() {
    for fresh in fresh().await {
        let linked = |name: &str| Linked {
            name: name.to_owned(),
            telephone: "01632 960118".to_owned(),
            service: "West’s <b>team</b>; --".to_owned(),
        };
        let line = |visitor: &str, second| KeptLinks {
            centre: "Park".to_owned(),
            links: CentreLinks { health_visitor: linked(visitor), speech_therapist: linked("Theo") },
            said_by: None,
            said_at: at(second),
        };
        let (old, new) = (line("Old", 1), line("New", 2));
        let expected = new.clone();
        let kept = write!(fresh, |tx| {
            tx.add_centre_links(&old).await?;
            tx.add_centre_links(&new).await?;
            tx.centre_links().await?
        })
        .expect("written");
        assert_eq!(kept.into_values().collect::<Vec<_>>(), [expected]);
    }
}
