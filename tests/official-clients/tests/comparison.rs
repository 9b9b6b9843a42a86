//! Compares two requests for the same message.

use gatehouse_tests::courier::Received;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// The headers that may differ, and why. All others are the same.
pub const MAY_DIFFER: [(&str, &str); 8] = [
    ("accept", "Amazon's client doesn't say that it reads JSON; we do"),
    ("accept-charset", "Twilio's client says that it reads UTF-8, as if JSON could be anything else"),
    ("accept-encoding", "what can be unpacked is the affair of whoever sends: with us, of the edge"),
    ("amz-sdk-invocation-id", "by which Amazon counts the tries of its own clients"),
    ("amz-sdk-request", "likewise"),
    ("connection", "the line's, not the message's"),
    (
        "content-length",
        "the same fields are spelled in other ways: ` ` as `+` or `%20`, `ó` as itself or `\\u00f3`",
    ),
    ("user-agent", "the name of the client"),
];

/// Compares method, address and headers; gives back how many things were compared. Of a signature that is over the spelling
/// of the body, all but the signature itself must be the same.
pub fn heads(official: &Received, ours: &Received) -> usize {
    assert_eq!((&official.method, &official.path), (&ours.method, &ours.path));
    let names: BTreeSet<&String> = official.headers.keys().chain(ours.headers.keys()).collect();
    let mut compared = 2;
    for name in names {
        if MAY_DIFFER.iter().any(|(other, _)| name == other) {
            continue;
        }
        let value = |request: &Received| {
            let value = request.headers.get(name)?;
            Some(value.split("Signature=").next().unwrap_or_default().to_owned())
        };
        assert_eq!(value(official), value(ours), "the header {name} differs");
        compared += 1;
    }
    compared
}

/// Compares the fields of two forms, in whatever order and spelling they come; gives back how many there are.
pub fn forms(official: &Received, ours: &Received) -> usize {
    let (official, ours) = (fields(official), fields(ours));
    assert_eq!(official, ours);
    ours.len()
}

/// The fields of a form in the order of the alphabet. A document in one of them is written anew, in one spelling.
pub fn fields(request: &Received) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = form_urlencoded::parse(request.body.as_bytes())
        .map(|(name, value)| match name.as_ref() {
            "Twiml" => (name.into_owned(), document(&value)),
            _ => (name.into_owned(), value.into_owned()),
        })
        .collect();
    fields.sort();
    fields
}

fn document(xml: &str) -> String {
    fn write(node: roxmltree::Node<'_, '_>, written: &mut String) {
        if let Some(text) = node.text().filter(|_| node.is_text()) {
            let _ = writeln!(written, "{text:?}");
            return;
        }
        let mut attributes: Vec<_> =
            node.attributes().map(|attribute| (attribute.name(), attribute.value())).collect();
        attributes.sort_unstable();
        let _ = writeln!(written, "<{} {attributes:?}", node.tag_name().name());
        for child in node.children() {
            write(child, written);
        }
        written.push_str(">\n");
    }
    let read = roxmltree::Document::parse(xml).unwrap_or_else(|error| panic!("{error}: {xml}"));
    let mut written = String::new();
    write(read.root_element(), &mut written);
    written
}

/// How many values there are in a document.
pub fn members(value: &Value) -> usize {
    match value {
        Value::Array(list) => list.iter().map(members).sum(),
        Value::Object(members_of) => members_of.values().map(members).sum(),
        _ => 1,
    }
}
