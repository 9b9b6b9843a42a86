//! Phones (ST-4).

use super::{NEW_E164, NEW_PHONE, code_to, events, letters, unlock, wrong};
use crate::authenticator_app::with_app;
use crate::native::NativeEdge;
use crate::native::person::{E164, EMAIL, PASSWORD, Person};
use gatehouse_core::couriers::Channel;

#[test]
fn st_4_a_new_number_takes_over_only_with_its_code() {
    let edge = NativeEdge::new(15);
    let person = Person::with_account(&edge);
    let page = unlock(&person.browser, "/account/phone");
    assert!(page.body.contains("(202) 555-0123"));
    let asked = person.browser.submit(&page, "/account/phone", &[("phone", NEW_PHONE), ("method", "sms")]);
    assert!(asked.leads_to("/account/phone/code"));
    let sent = &edge.outbox()[0];
    assert_eq!((sent.channel, sent.to.as_str()), (Channel::Sms, NEW_E164), "it goes there at once");

    // Until the code is entered the old phone gets the codes.
    let other = person.elsewhere();
    other.begin_sign_in();
    assert_eq!(edge.outbox()[0].to, E164);
    let of_the_old_phone = other.code().unwrap();
    let code_page = other.browser.get("/sign-in/code");

    let code = code_to(&edge, NEW_E164);
    assert_eq!(person.browser.get("/account/phone/code").status, 200);
    let page = person.browser.fill("/account/phone/code", &[("code", wrong(&code))]);
    assert!(page.status == 422 && page.body.contains("2 tries"));
    let done = person.browser.fill("/account/phone/code", &[("code", &code)]);
    assert!(done.leads_to("/account/phone?done=added"), "{}", done.location);
    let page = person.browser.get(&done.location);
    assert!(page.body.contains("(202) 555-0188") && !page.body.contains("(202) 555-0123"), "{}", page.body);

    // A code that went to the old phone opens nothing any more.
    let late = other.browser.submit(&code_page, "/sign-in/code", &[("code", &of_the_old_phone)]);
    assert!(late.leads_to("/sign-in?why=again") && !late.brings_session(), "{}", late.location);
    other.begin_sign_in();
    assert_eq!(edge.outbox()[0].to, NEW_E164);
    assert_eq!(letters(&edge, EMAIL, "The phone of your account was replaced").len(), 1);
    let events = events(&edge);
    assert!(["phone-added", "phone-removed"].iter().all(|event| events.iter().any(|e| e == event)));
}

#[test]
fn st_4_a_second_phone_is_chosen_at_sign_in_and_there_are_at_most_two() {
    let edge = NativeEdge::new(16);
    let person = Person::with_account(&edge);
    add_phone(&edge, &person);
    assert_eq!(edge.count("SELECT COUNT(*) FROM phones"), 2);
    assert_eq!(letters(&edge, EMAIL, "A phone was added to your account").len(), 1);
    let page = person.browser.get("/account/phone");
    assert!(!page.body.contains("value=\"keep\""), "a third is not offered");
    let third = [("phone", "+1 202 555 0177"), ("method", "sms")];
    for replaces in ["", "keep", "nonsense"] {
        let fields = [third[0], third[1], ("replaces", replaces)];
        let reply = person.browser.submit(&page, "/account/phone", &fields);
        assert_eq!(reply.status, 422, "{replaces}");
        assert!(reply.body.contains("at most 2 phones"));
    }
    let first = edge.text("SELECT id FROM phones ORDER BY created_at, rowid LIMIT 1");
    let reply = person.browser.submit(&page, "/account/phone", &[third[0], third[1], ("replaces", &first)]);
    assert!(reply.leads_to("/account/phone/code"));
    let code = code_to(&edge, "+12025550177");
    assert!(
        person.browser.fill("/account/phone/code", &[("code", &code)]).leads_to("/account/phone?done=added")
    );
    assert_eq!(edge.count(&format!("SELECT COUNT(*) FROM phones WHERE id = '{first}'")), 0);
    assert_eq!(edge.count("SELECT COUNT(*) FROM phones"), 2);
}

/// Adds a second phone in a browser that is signed in.
pub fn add_phone(edge: &NativeEdge, person: &Person<'_>) {
    edge.wait(1);
    let page = unlock(&person.browser, "/account/phone");
    let fields = [("phone", NEW_PHONE), ("method", "sms"), ("replaces", "keep")];
    assert!(person.browser.submit(&page, "/account/phone", &fields).leads_to("/account/phone/code"));
    let code = code_to(edge, NEW_E164);
    assert_eq!(person.browser.fill("/account/phone/code", &[("code", &code)]).status, 303);
}

#[test]
fn st_4_a_phone_can_be_removed_as_long_as_a_factor_stays() {
    let edge = NativeEdge::new(17);
    let person = Person::with_account(&edge);
    let page = unlock(&person.browser, "/account/phone");
    assert!(page.body.contains("your only way"), "the last one has no button");
    let csrf = page.hidden("/account/phone", "csrf").unwrap();
    let only = edge.text("SELECT id FROM phones");
    let refused = person.browser.post("/account/phone/remove", &format!("csrf={csrf}&phone={only}"));
    assert!(refused.leads_to("/account/phone?done=last"));
    assert!(person.browser.get(&refused.location).body.contains("your only way"));

    edge.wait(15 * 60);
    person.browser.forget("session");
    person.go("/sign-in");
    add_phone(&edge, &person);
    let page = person.browser.get("/account/phone");
    assert!(page.body.contains("Remove (202) 555-0123") && page.body.contains("Remove (202) 555-0188"));
    let removed = person.browser.submit(&page, "/account/phone/remove", &[]);
    assert!(removed.leads_to("/account/phone?done=removed"));
    assert_eq!(edge.count(&format!("SELECT COUNT(*) FROM phones WHERE id = '{only}'")), 0, "the first form");
    // Pressed again, it is the same answer and no other message.
    assert!(
        person.browser.submit(&page, "/account/phone/remove", &[]).leads_to("/account/phone?done=removed")
    );
    assert_eq!(letters(&edge, EMAIL, "A phone was removed from your account").len(), 1);
}

#[test]
fn st_4_the_phone_of_another_account_cannot_be_removed_or_replaced() {
    let edge = NativeEdge::new(18);
    let victim = Person::with_account(&edge);
    let theirs = edge.text("SELECT id FROM phones");
    let mut thief = Person::new(&edge);
    "thief@example.org".clone_into(&mut thief.email);
    "+1 202 555 0166".clone_into(&mut thief.phone);
    thief.go("/sign-up");
    add_phone(&edge, &thief);
    let page = thief.browser.get("/account/phone");
    let csrf = page.hidden("/account/phone", "csrf").unwrap();
    thief.browser.post("/account/phone/remove", &format!("csrf={csrf}&phone={theirs}"));
    let fields = [("phone", "+1 202 555 0155"), ("method", "sms"), ("replaces", theirs.as_str())];
    assert_eq!(thief.browser.submit(&page, "/account/phone", &fields).status, 422);
    assert_eq!(edge.count(&format!("SELECT COUNT(*) FROM phones WHERE id = '{theirs}'")), 1);
    assert!(victim.browser.get("/account").body.contains("(202) 555-0123"));
}

#[test]
fn st_4_a_number_that_is_wrong_or_there_already_is_refused_and_kept_in_the_field() {
    let edge = NativeEdge::new(19);
    let person = Person::with_account(&edge);
    let page = unlock(&person.browser, "/account/phone");
    for (phone, method) in [
        ("", "sms"),
        ("nonsense", "sms"),
        ("(202) 555-0123", "sms"),
        ("+1 900 555 0123", "sms"),
        ("+33 1 42 34 56 78", "sms"),
        (NEW_PHONE, ""),
    ] {
        let reply = person.browser.submit(&page, "/account/phone", &[("phone", phone), ("method", method)]);
        assert_eq!(reply.status, 422, "{phone}");
        assert!(reply.body.contains(&format!("type=\"tel\" value=\"{phone}\"")), "{phone}");
    }
    let reply = person.browser.submit(&page, "/account/phone", &[("phone", NEW_PHONE), ("method", "voice")]);
    assert!(reply.leads_to("/account/phone/code"));
    assert_eq!(edge.outbox()[0].channel, Channel::Voice);
}

#[test]
fn st_4_three_wrong_codes_for_a_new_phone_sign_out_and_lock() {
    let edge = NativeEdge::new(20);
    let person = Person::with_account(&edge);
    let page = unlock(&person.browser, "/account/phone");
    person.browser.submit(&page, "/account/phone", &[("phone", NEW_PHONE), ("method", "sms")]);
    let guess = wrong(&code_to(&edge, NEW_E164));
    for left in ["2 tries", "1 try"] {
        assert!(person.browser.fill("/account/phone/code", &[("code", guess)]).body.contains(left), "{left}");
    }
    let locked = person.browser.fill("/account/phone/code", &[("code", guess)]);
    assert_eq!((locked.status, locked.retry_after), (429, Some(300)));
    assert_eq!(person.browser.cookie("session"), None);
    assert_eq!(edge.count("SELECT COUNT(*) FROM sessions"), 0);
    assert_eq!(edge.count("SELECT COUNT(*) FROM phones"), 1);
    assert_eq!(events(&edge).last().unwrap(), "locked-wrong-codes");
    assert_eq!(person.give_password(PASSWORD).status, 429);
}

#[test]
fn st_4_a_lock_by_somebody_else_does_not_end_the_session() {
    let edge = NativeEdge::new(21);
    let person = Person::with_account(&edge);
    let page = unlock(&person.browser, "/account/phone");
    person.browser.submit(&page, "/account/phone", &[("phone", NEW_PHONE), ("method", "sms")]);
    let code = code_to(&edge, NEW_E164);
    let page = person.browser.get("/account/phone/code");
    let thief = person.elsewhere();
    thief.give_password(PASSWORD);
    for _ in 0..3 {
        thief.browser.fill("/sign-in/personal-key", &[("personal_key", "0123-4567-89AB-CDEF")]);
    }
    assert_eq!(person.browser.submit(&page, "/account/phone/code", &[("code", &code)]).status, 429);
    assert_eq!(person.browser.get("/account").status, 200);
}

#[test]
fn st_4_codes_to_new_numbers_are_limited_and_can_be_asked_for_by_either_way() {
    let edge = NativeEdge::new(22);
    let person = Person::with_account(&edge);
    let page = unlock(&person.browser, "/account/phone");
    let fields = [("phone", NEW_PHONE), ("method", "sms")];
    person.browser.submit(&page, "/account/phone", &fields);
    for method in ["sms", "voice"] {
        let csrf =
            person.browser.get("/account/phone/code").hidden("/account/phone/code/send", "csrf").unwrap();
        let again = person.browser.post("/account/phone/code/send", &format!("csrf={csrf}&method={method}"));
        assert!(again.leads_to("/account/phone/code"));
        assert_eq!(edge.outbox()[0].channel.as_str(), method);
    }
    let refused = person.browser.fill("/account/phone", &fields);
    assert_eq!((refused.status, refused.retry_after), (429, Some(15 * 60)));
    let code = code_to(&edge, NEW_E164);
    assert_eq!(person.browser.fill("/account/phone/code", &[("code", &code)]).status, 303);
}

#[test]
fn st_4_a_code_for_one_number_confirms_no_other() {
    let edge = NativeEdge::new(23);
    let person = Person::with_account(&edge);
    let page = unlock(&person.browser, "/account/phone");
    person.browser.submit(&page, "/account/phone", &[("phone", NEW_PHONE), ("method", "sms")]);
    let code = code_to(&edge, NEW_E164);
    person.browser.fill("/account/phone", &[("phone", "+1 202 555 0177"), ("method", "sms")]);
    assert_eq!(person.browser.fill("/account/phone/code", &[("code", &code)]).status, 422);
    // Nor does a code for signing in, and the other way round.
    person.elsewhere().begin_sign_in();
    let to_sign_in = code_to(&edge, E164);
    assert_eq!(person.browser.fill("/account/phone/code", &[("code", &to_sign_in)]).status, 422);
}

#[test]
fn st_4_an_account_with_an_app_alone_can_have_a_phone_and_lose_it_again() {
    let edge = NativeEdge::new(24);
    let person = with_app(&edge);
    let page = unlock(&person.browser, "/account/phone");
    assert!(page.body.contains("has no phone") && !page.body.contains("name=\"replaces\""));
    let fields = [("phone", NEW_PHONE), ("method", "sms")];
    assert!(person.browser.submit(&page, "/account/phone", &fields).leads_to("/account/phone/code"));
    let code = code_to(&edge, NEW_E164);
    assert_eq!(person.browser.fill("/account/phone/code", &[("code", &code)]).status, 303);
    let page = person.browser.get("/account/phone");
    let removed = person.browser.submit(&page, "/account/phone/remove", &[]);
    assert!(removed.leads_to("/account/phone?done=removed"), "the app stays");
    assert_eq!(edge.count("SELECT COUNT(*) FROM phones"), 0);
}
