//! A copy of one's data: everything that the tables hold of a person, or a reason why not (PV-1 to PV-3).

use crate::authenticator_app::confirm;
use crate::native::browser::{Reply, form};
use crate::native::person::{E164, EMAIL, PASSWORD, Person};
use crate::native::{NativeEdge, Random, run, shuffled};
use gatehouse_core::ports::Sql;
use gatehouse_core::secrets::one_time_password::AppSecret;
use gatehouse_core::store::factors;
use gatehouse_core::time::UnixTime;
use serde_json::Value;
use std::collections::BTreeSet;

/// Where in the file each column is shown.
const SHOWN: &[(&str, &str)] = &[
    ("accounts.created_at", "/account_created_at"),
    ("accounts.email", "/email"),
    ("accounts.language", "/language"),
    ("passwords.created_at", "/password_chosen_at"),
    ("personal_keys.created_at", "/personal_key/made_at"),
    ("personal_keys.saved_at", "/personal_key/saved_at"),
    ("phones.created_at", "/phones/0/confirmed_at"),
    ("phones.number", "/phones/0/number"),
    ("authenticator_apps.created_at", "/authenticator_app_since"),
    ("information.changed_at", "/personal_information/saved_at"),
    ("information.sealed", "/personal_information/full_name"),
    ("former_information.created_at", "/former_personal_information/0/locked_at"),
    ("sessions.created_at", "/sessions/0/signed_in_at"),
    ("sessions.last_seen_at", "/sessions/0/last_seen_at"),
    ("sessions.browser", "/sessions/0/browser"),
    ("pending_sign_ins.created_at", "/sign_ins_under_way/0/since"),
    ("pending_sign_ins.expires_at", "/sign_ins_under_way/0/until"),
    ("activities.at", "/activities/0/at"),
    ("activities.event", "/activities/0/event"),
    ("activities.browser", "/activities/0/browser"),
    ("email_changes.created_at", "/email_changes/0/sent_at"),
    ("email_changes.expires_at", "/email_changes/0/works_until"),
    ("email_changes.email", "/email_changes/0/email"),
    ("notice_links.created_at", "/notices/0/sent_at"),
    ("notice_links.expires_at", "/notices/0/works_until"),
    ("notice_links.restores", "/notices/0/email_that_it_puts_back"),
    ("sign_ups.created_at", "/sign_up_links/0/sent_at"),
    ("sign_ups.expires_at", "/sign_up_links/0/works_until"),
    ("sign_ups.finished_at", "/sign_up_links/0/used_at"),
    ("reports.created_at", "/report_links/0/sent_at"),
    ("reports.expires_at", "/report_links/0/works_until"),
    ("resets.created_at", "/reset_links/0/sent_at"),
    ("resets.expires_at", "/reset_links/0/works_until"),
    ("deletions.requested_at", "/deletion/since"),
    ("deletions.due_at", "/deletion/until"),
    ("messages.channel", "/messages_waiting/0/channel"),
    ("messages.created_at", "/messages_waiting/0/written_at"),
    ("messages.expires_at", "/messages_waiting/0/given_up_at"),
];

/// Columns that are shown too, but hold nothing in the example below.
const EMPTY: &[&str] =
    &["email_changes.used_at", "notice_links.used_at", "reports.reported_at", "resets.finished_at"];

const SECRET: &str = "checks or opens something and tells nothing of the person";
const NAME: &str = "a random name or a hash, which means nothing outside of the tables";
const SENDING: &str = "says when and by whom the message is sent, and nothing of the person";
const KEYED: &str = "lies under a keyed name that is no account's, and is said on the page that follows a message that cannot arrive";
const ANNOUNCED: &str = "says how the deletion was announced: to the address and the phones, which are shown, as the page says that asks for it";
const NOBODYS: &str = "counts answers, and holds nothing of who gave them";
const UNPROVEN: &str =
    "names no account: whoever wrote it has not proven to be its owner, and it is erased after its days";
const UNDER_WAY: &str = "belongs to a step that is under way for minutes, and is shown on its own page";

/// Why each other column is not shown.
const LEFT_OUT: &[(&str, &str)] = &[
    ("accounts.id", NAME),
    ("accounts.email_fingerprint", NAME),
    ("accounts.locked_at", "a locked account has no session that could ask"),
    ("passwords.account_id", NAME),
    ("passwords.salt", SECRET),
    ("passwords.parameters", SECRET),
    ("passwords.pepper", SECRET),
    ("passwords.verifier", SECRET),
    ("passwords.data_key", SECRET),
    ("personal_keys.account_id", NAME),
    ("personal_keys.salt", SECRET),
    ("personal_keys.parameters", SECRET),
    ("personal_keys.pepper", SECRET),
    ("personal_keys.verifier", SECRET),
    ("personal_keys.data_key", SECRET),
    ("phones.id", NAME),
    ("phones.account_id", NAME),
    ("phones.number_fingerprint", NAME),
    ("authenticator_apps.account_id", NAME),
    ("authenticator_apps.secret", SECRET),
    ("information.account_id", NAME),
    ("former_information.id", NAME),
    ("former_information.account_id", NAME),
    ("former_information.sealed", "only the personal key of its time opens it: its own page does that"),
    ("former_information.salt", SECRET),
    ("former_information.parameters", SECRET),
    ("former_information.pepper", SECRET),
    ("former_information.verifier", SECRET),
    ("former_information.data_key", SECRET),
    ("sessions.id", NAME),
    ("sessions.account_id", NAME),
    ("sessions.reference", NAME),
    ("sessions.data_key", SECRET),
    ("sessions.new_personal_key", SECRET),
    ("sessions.password_confirmed_at", UNDER_WAY),
    ("sessions.password_wrap", SECRET),
    ("sessions.setting", UNDER_WAY),
    ("pending_sign_ins.id", NAME),
    ("pending_sign_ins.account_id", NAME),
    ("pending_sign_ins.keys", SECRET),
    ("pending_sign_ins.method", UNDER_WAY),
    ("pending_sign_ins.code_sent_at", UNDER_WAY),
    ("pending_sign_ins.code_number", UNDER_WAY),
    ("pending_sign_ins.locked_until", UNDER_WAY),
    ("pending_sign_ins.phone_id", UNDER_WAY),
    ("activities.id", NAME),
    ("activities.account_id", NAME),
    ("email_changes.link", NAME),
    ("email_changes.account_id", NAME),
    ("email_changes.email_fingerprint", NAME),
    ("notice_links.link", NAME),
    ("notice_links.account_id", NAME),
    ("sign_ups.link", NAME),
    ("sign_ups.account_id", NAME),
    ("sign_ups.email_fingerprint", "erased when the account is made"),
    ("sign_ups.email", "erased when the account is made"),
    ("sign_ups.browser", "erased when the account is made"),
    ("sign_ups.progress", "erased when the account is made"),
    ("sign_ups.revision", "counts steps"),
    ("reports.link", NAME),
    ("reports.account_id", NAME),
    ("resets.link", NAME),
    ("resets.account_id", NAME),
    ("resets.browser", NAME),
    ("resets.progress", UNDER_WAY),
    ("resets.revision", "counts steps"),
    ("deletions.account_id", NAME),
    ("deletions.link", NAME),
    ("announcements.account_id", NAME),
    ("announcements.recipient", ANNOUNCED),
    ("announcements.channel", ANNOUNCED),
    ("announcements.came_back", ANNOUNCED),
    ("messages.id", NAME),
    ("messages.account_id", NAME),
    ("messages.payload", "is on its way to the person"),
    ("messages.due_at", SENDING),
    ("messages.for_anybody", SENDING),
    ("messages.attempts", SENDING),
    ("messages.lease", SENDING),
    ("messages.leased_until", SENDING),
    ("messages.series", SENDING),
    ("messages.finished_at", "is set once the message is nobody's any more"),
    ("delivery_problems.recipient", KEYED),
    ("delivery_problems.channel", KEYED),
    ("delivery_problems.problem", KEYED),
    ("delivery_problems.since", KEYED),
    ("delivery_problems.expires_at", KEYED),
    ("delivery_problems.for_anybody", KEYED),
    ("delivery_counts.hour", NOBODYS),
    ("delivery_counts.channel", NOBODYS),
    ("delivery_counts.courier", NOBODYS),
    ("delivery_counts.outcome", NOBODYS),
    ("delivery_counts.count", NOBODYS),
    ("courier_pauses.channel", NOBODYS),
    ("courier_pauses.courier", NOBODYS),
    ("courier_pauses.ends_at", NOBODYS),
    ("feedback.article", NOBODYS),
    ("feedback.language", NOBODYS),
    ("feedback.helpful", NOBODYS),
    ("feedback.day", NOBODYS),
    ("feedback.count", NOBODYS),
    ("contact_messages.id", NAME),
    ("contact_messages.created_at", UNPROVEN),
    ("contact_messages.payload", UNPROVEN),
    ("expectations.holds", "is empty except within a write"),
];

/// A person of whom every table has something, in a browser that may see the copy.
fn with_everything(edge: &NativeEdge) -> Person<'_> {
    let person = Person::with_account(edge);
    let saved =
        [("full_name", "Ana Ruiz"), ("birth_year", "1985"), ("birth_month", "2"), ("birth_day", "28")];
    assert_eq!(person.browser.fill("/account/information", &saved).status, 303);
    confirm(&person.browser, "/account/email");
    assert_eq!(person.browser.fill("/account/email", &[("email", "new@example.org")]).status, 303);
    let other = person.elsewhere();
    other.browser.fill("/sign-up", &[("email", EMAIL)]);
    other.browser.fill("/reset", &[("email", EMAIL)]);
    other.begin_sign_in();
    other.go("/sign-in/code");
    person.elsewhere().begin_sign_in();
    let account = edge.text("SELECT id FROM accounts");
    let app = factors::set_app(
        edge.secrets(),
        edge,
        &account,
        &AppSecret::random(edge).unwrap(),
        UnixTime(1_800_000_000),
    );
    run(edge.batch(vec![app.unwrap()])).unwrap();
    let token = gatehouse_core::secrets::bearer::Token::random(edge).unwrap();
    let restoring =
        gatehouse_core::store::notice_links::insert(edge, &token, &account, Some("old@example.org")).unwrap();
    run(edge.batch(vec![restoring])).unwrap();
    let rows = "
        DELETE FROM notice_links WHERE restores IS NULL;
        INSERT INTO former_information SELECT 'f1', id, 1800000000, 'x', 's', 'p', 'p1', 'v', 'd' FROM accounts;
        INSERT INTO deletions SELECT id, 1800000000, 1800086400, 'hash' FROM accounts;";
    edge.database().execute_batch(rows).unwrap();
    confirm(&person.browser, "/account/data");
    person
}

fn download(person: &Person<'_>) -> Reply {
    let page = person.browser.get("/account/data");
    assert_eq!(page.status, 200);
    person.browser.submit(&page, "/account/data.json", &[])
}

fn columns(edge: &NativeEdge) -> BTreeSet<String> {
    let sql = "SELECT t.name || '.' || c.name FROM sqlite_master t, pragma_table_info(t.name) c WHERE t.type = 'table'";
    let mut columns = edge.database().prepare(sql).unwrap();
    columns.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

#[test]
fn pv_2_the_copy_shows_every_column_that_the_tables_have_or_there_is_a_reason_why_not() {
    let edge = NativeEdge::new(1);
    let shown = SHOWN.iter().map(|(column, _)| *column);
    let known: Vec<&str> =
        shown.chain(EMPTY.iter().copied()).chain(LEFT_OUT.iter().map(|(column, _)| *column)).collect();
    let unique: BTreeSet<String> = known.iter().map(|column| (*column).to_owned()).collect();
    assert_eq!(unique.len(), known.len(), "a column is named twice");
    assert_eq!(unique, columns(&edge));
    assert!(LEFT_OUT.iter().all(|(_, reason)| !reason.is_empty()));
    let person = with_everything(&edge);
    let file: Value = serde_json::from_str(&download(&person).body).unwrap();
    for (column, pointer) in SHOWN {
        let shown = file.pointer(pointer).unwrap_or(&Value::Null);
        assert!(!shown.is_null(), "{column} at {pointer}: {file:#}");
    }
}

#[test]
fn pv_1_the_copy_holds_what_the_person_told_and_no_secret() {
    let edge = NativeEdge::new(2);
    let person = with_everything(&edge);
    let reply = download(&person);
    let file: Value = serde_json::from_str(&reply.body).unwrap();
    for (pointer, value) in [
        ("/email", EMAIL),
        ("/phones/0/number", E164),
        ("/personal_information/full_name", "Ana Ruiz"),
        ("/personal_information/birth_date", "1985-02-28"),
        ("/account_created_at", "2027-01-15T08:00:00Z"),
        ("/email_changes/0/email", "new@example.org"),
        ("/notices/0/email_that_it_puts_back", "old@example.org"),
        ("/deletion/until", "2027-01-16T08:00:00Z"),
    ] {
        assert_eq!(file.pointer(pointer).and_then(Value::as_str), Some(value), "{pointer}");
    }
    assert!(file["kept"]["activities"].as_str().unwrap().contains("180 days"));
    let page = person.browser.get("/account/data").body;
    for shown in
        [EMAIL, "(202) 555-0123", "Ana Ruiz", "1985-02-28", "new@example.org", "old@example.org", "180 days"]
    {
        assert!(page.contains(shown), "{shown}");
    }
    let key = person.key.borrow().clone();
    let mut secrets = vec![PASSWORD.to_owned(), key.replace('-', ""), key];
    secrets.extend(person.browser.cookies());
    let columns = "SELECT salt FROM passwords UNION SELECT verifier FROM passwords UNION SELECT secret FROM authenticator_apps \
        UNION SELECT id FROM sessions UNION SELECT data_key FROM sessions UNION SELECT link FROM notice_links \
        UNION SELECT reference FROM sessions UNION SELECT id FROM accounts";
    let mut stored = edge.database().prepare(columns).unwrap();
    secrets.extend(stored.query_map([], |row| row.get::<_, String>(0)).unwrap().map(Result::unwrap));
    for secret in secrets {
        assert!(!reply.body.contains(&secret) && !page.contains(&secret), "{secret}");
    }
}

#[test]
fn pv_3_the_copy_says_that_no_agency_was_given_anything() {
    let edge = NativeEdge::new(3);
    let person = Person::with_account(&edge);
    confirm(&person.browser, "/account/data");
    let file: Value = serde_json::from_str(&download(&person).body).unwrap();
    assert_eq!(file["agencies"], Value::Array(Vec::new()));
    assert!(person.browser.get("/account/data").body.contains("No agency has been given anything"));
}

#[test]
fn st_2_the_copy_is_shown_after_the_current_password_only_and_its_download_is_an_activity() {
    let edge = NativeEdge::new(4);
    let person = Person::with_account(&edge);
    assert!(person.browser.get("/account/data").leads_to("/account/confirm?next=/account/data"));
    assert_eq!(person.browser.get("/account/data.json").status, 405, "looking is no download");
    let sessions = person.browser.get("/account/sessions");
    let csrf = sessions.hidden("/account/sessions/end", "csrf").unwrap();
    let early = person.browser.post("/account/data.json", &format!("csrf={csrf}"));
    assert!(early.leads_to("/account/confirm?next=/account/data"));
    confirm(&person.browser, "/account/data");
    let reply = download(&person);
    assert_eq!(reply.status, 200);
    assert_eq!(edge.count("SELECT COUNT(*) FROM activities WHERE event = 'data-copied'"), 1);
    let file: Value = serde_json::from_str(&reply.body).unwrap();
    assert!(file["activities"].as_array().unwrap().iter().all(|one| one["event"] != "data-copied"));
}

#[test]
fn pv_1_a_copy_is_whole_or_not_there_while_the_session_ends() {
    let base = NativeEdge::new(5);
    let person = with_everything(&base);
    let page = person.browser.get("/account/data");
    let body = form(&page, "/account/data.json", &[]);
    let sign_out = form(&person.browser.get("/account"), "/sign-out", &[]);
    let mut outcomes = BTreeSet::new();
    for seed in 0..30 {
        let edge = base.fork();
        let browsers = [person.browser.on(&edge), person.browser.on(&edge)];
        let tasks =
            vec![browsers[0].later("/account/data.json", &body), browsers[1].later("/sign-out", &sign_out)];
        let replies = shuffled(&mut Random::new(seed), tasks);
        let copied = edge.count("SELECT COUNT(*) FROM activities WHERE event = 'data-copied'");
        assert_eq!(replies[0].status == 200, copied == 1, "seed {seed}");
        assert!([200, 303].contains(&replies[0].status), "seed {seed}");
        if replies[0].status == 200 {
            let file: Value = serde_json::from_str(&replies[0].body).unwrap();
            assert_eq!(file["email"], EMAIL);
        }
        outcomes.insert(replies[0].status);
    }
    assert_eq!(outcomes, BTreeSet::from([200, 303]), "both happen");
}
