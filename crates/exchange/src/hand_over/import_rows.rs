use serde_json::{Map, Value, json};

use super::paper::{AdultPaper, ChildPaper, Paper};

/// The rows that a paper becomes at the one who receives it, as the file of a
/// source: children, who works with them in the area that sent it, contacts.
/// `sender` stands before every key, so that two senders never meet; `team` is
/// who takes the family on.
#[must_use]
pub fn import_rows(paper: &Paper, (sender, team): (&str, &str)) -> Vec<u8> {
    let (mut children, mut work, mut contacts) = (Vec::new(), Vec::new(), Vec::new());
    for child in &paper.children {
        let who = identity(paper, child, sender);
        children.push(of_child(paper, child, (&who, team)));
        for (place, line) in child.work.iter().enumerate() {
            let more = json!({
                "key": format!("{sender}/{}/{place}", child.reference),
                "service": line.service,
                "team": with_area(&line.team, paper),
                "worker": line.worker,
                "post": line.post,
                "telephone": line.telephone,
                "endedOn": line.ended_on.map(|on| on.to_string()),
            });
            work.push(joined(&who, more));
        }
        for contact in &child.contacts {
            let more = json!({
                "key": format!("{sender}/{}", contact.reference),
                "service": contact.service,
                "on": contact.on.map(|on| on.to_string()),
                "kind": contact.kind,
                "worker": contact.worker,
                "attended": if contact.was_attended { "yes" } else { "no" },
                "note": contact.note,
            });
            contacts.push(joined(&who, more));
        }
        for support in &child.support {
            let more = json!({
                "key": format!("{sender}/{}", support.reference),
                "service": paper.service,
                "on": paper.made_on.to_string(),
                "kind": format!("Support in {}", paper.from),
                "worker": paper.by,
                "attended": "yes",
                "note": format!("{}. {}", support.service, support.state),
            });
            contacts.push(joined(&who, more));
        }
    }
    json!({ "children": children, "work": work, "contacts": contacts }).to_string().into_bytes()
}

/// "East health visitors, Northfield": nobody takes a team there for one here.
fn with_area(team: &str, paper: &Paper) -> String {
    if team.is_empty() { paper.from.clone() } else { format!("{team}, {}", paper.from) }
}

fn identity(paper: &Paper, child: &ChildPaper, sender: &str) -> Map<String, Value> {
    let identity = json!({
        "child": format!("{sender}/{}", child.reference),
        "madeOn": paper.made_on.to_string(),
        "given": child.given,
        "family": child.family,
        "bornOn": child.born_on.map(|on| on.to_string()),
        "dueOn": child.due_on.map(|on| on.to_string()),
        "nhsNumber": child.nhs_number,
    });
    match identity {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}

fn of_child(paper: &Paper, child: &ChildPaper, (who, team): (&Map<String, Value>, &str)) -> Value {
    let adult = |part: &str| child.adults.iter().find(|adult| adult.part == part).map(of_adult);
    joined(
        who,
        json!({
            "service": paper.service,
            "team": team,
            "status": format!("Handed over by {}", paper.from),
            "middle": child.middle,
            "sex": child.sex,
            "line1": child.address.first(),
            "line2": child.address.get(1),
            "line3": child.address.get(2),
            "line4": child.address.get(3..).map(|rest| rest.join(", ")).filter(|rest| !rest.is_empty()),
            "postcode": child.postcode,
            "language": child.language,
            "interpreter": child.interpreter,
            "mother": adult("mother"),
            "father": adult("father"),
            "carer": adult("carer"),
        }),
    )
}

fn of_adult(adult: &AdultPaper) -> Value {
    json!({
        "given": adult.given,
        "family": adult.family,
        "bornOn": adult.born_on.map(|on| on.to_string()),
        "nhsNumber": adult.nhs_number,
        "telephone": adult.telephone,
        "language": adult.language,
    })
}

fn joined(who: &Map<String, Value>, more: Value) -> Value {
    let mut row = who.clone();
    if let Value::Object(more) = more {
        row.extend(more);
    }
    Value::Object(row)
}
