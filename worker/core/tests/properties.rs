//! An account over time: random sequences of all that an owner can do with keys and information, against a plain model.
//! After each step the service must hold exactly what the model says (PV-1, PR-3, PR-4, ST-5, ST-6).

use crate::information::{PATH, shows_field};
use crate::native::person::{EMAIL, PASSWORD, Person};
use crate::native::{NativeEdge, Random};
use gatehouse_core::secrets::Key;
use gatehouse_core::secrets::bearer::{Kind as Bearer, Token};
use gatehouse_core::secrets::password::{Kind, Record};
use gatehouse_core::secrets::personal_key::PersonalKey;
use gatehouse_core::secrets::seal::{Place, open_key_with};
use gatehouse_core::store::information;

/// Sequences in one test, of which there are several so that they run at once.
const SEQUENCES: u64 = 6;
const STEPS: usize = 25;
/// Longer than any limit of requests, shorter than two idle sessions.
const PAUSE: u32 = 8 * 60;

/// What somebody does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    SaveInformation,
    EraseInformation,
    ChangePassword,
    NewPersonalKey,
    SignInWithCode,
    SignInWithKey,
    /// Closes the browser on the page that shows the new key.
    SignInWithKeyAndLeave,
    ResetWithKey,
    ResetWithoutKey,
    OpenFormer,
    DiscardFormer,
    EndOtherSessions,
    SignOut,
}

const STEPS_OF_A_SIGNED_IN_PERSON: [Step; 13] = [
    Step::SaveInformation,
    Step::SaveInformation,
    Step::EraseInformation,
    Step::ChangePassword,
    Step::NewPersonalKey,
    Step::SignInWithCode,
    Step::SignInWithKey,
    Step::SignInWithKeyAndLeave,
    Step::ResetWithKey,
    Step::ResetWithoutKey,
    Step::OpenFormer,
    Step::DiscardFormer,
    Step::EndOtherSessions,
];

/// What the account must hold.
#[derive(Debug, Default)]
struct Model {
    password: String,
    /// The personal key and whether its owner has saved it.
    key: Option<(String, bool)>,
    information: Option<String>,
    /// Keys and what they open, newest first.
    former: Vec<(String, String)>,
    /// Which browsers are signed in.
    live: [bool; 2],
    dead_passwords: Vec<String>,
    dead_keys: Vec<String>,
}

impl Model {
    fn new_key(&mut self, key: String, saved: bool) {
        let old = self.key.replace((key, saved));
        self.dead_keys.extend(old.map(|(key, _)| key));
    }

    fn new_password(&mut self, password: &str) {
        self.dead_passwords.push(std::mem::replace(&mut self.password, password.to_owned()));
    }
}

/// An account with its owner at two browsers, and what has happened so far.
struct Life<'e> {
    edge: &'e NativeEdge,
    people: [Person<'e>; 2],
    model: Model,
    account: String,
    random: Random,
    done: Vec<(Step, usize)>,
    /// The records that were checked last, and the data key that they open.
    checked: Option<(Record, Option<Record>, Key)>,
    dead_data_keys: Vec<Key>,
}

fn plain(key: &str) -> String {
    PersonalKey::read(key).unwrap().as_str().to_owned()
}

impl<'e> Life<'e> {
    fn begin(edge: &'e NativeEdge, seed: u64) -> Self {
        let person = Person::with_account(edge);
        let key = plain(&person.key.borrow());
        let model = Model {
            password: PASSWORD.to_owned(),
            key: Some((key, true)),
            live: [true, false],
            ..Model::default()
        };
        let account = edge.text("SELECT id FROM accounts");
        let random = Random::new(seed);
        let other = person.elsewhere();
        let people = [person, other];
        Self {
            edge,
            people,
            model,
            account,
            random,
            done: Vec::new(),
            checked: None,
            dead_data_keys: Vec::new(),
        }
    }

    /// Time passes; whoever is signed in looks now and then, and stays signed in.
    fn pause(&self) {
        for _ in 0..2 {
            self.edge.wait(PAUSE);
            for (person, _) in self.people.iter().zip(self.model.live).filter(|(_, live)| *live) {
                assert_eq!(person.browser.get("/account").status, 200, "{:?}", self.done);
            }
        }
    }

    /// Does something that is possible now.
    fn step(&mut self) {
        self.pause();
        let number = self.done.len();
        let live: Vec<usize> = (0..2).filter(|browser| self.model.live[*browser]).collect();
        let mut browser = self.random.below(2);
        let mut step = match self.random.below(STEPS_OF_A_SIGNED_IN_PERSON.len() + 1) {
            index if index < STEPS_OF_A_SIGNED_IN_PERSON.len() => STEPS_OF_A_SIGNED_IN_PERSON[index],
            _ => Step::SignOut,
        };
        let has_key = self.model.key.is_some();
        match step {
            Step::ResetWithKey | Step::SignInWithKey | Step::SignInWithKeyAndLeave if !has_key => {
                step = Step::SignInWithCode;
            }
            Step::ResetWithKey
            | Step::ResetWithoutKey
            | Step::SignInWithKey
            | Step::SignInWithKeyAndLeave
            | Step::SignInWithCode => {}
            Step::OpenFormer | Step::DiscardFormer if self.model.former.is_empty() => {
                step = Step::SignInWithCode;
            }
            _ if live.is_empty() => step = Step::SignInWithCode,
            _ => browser = live[self.random.below(live.len())],
        }
        self.done.push((step, browser));
        self.perform(step, browser, number);
    }

    fn perform(&mut self, step: Step, at: usize, number: usize) {
        let person = &self.people[at];
        let said = |reply: &crate::native::browser::Reply| {
            format!("{} {} {:?}", reply.status, reply.location, self.done)
        };
        match step {
            Step::SaveInformation => {
                let city = format!("City {number}");
                let saved = person.browser.fill(PATH, &[("full_name", "Ana Ruiz"), ("city", &city)]);
                assert!(saved.leads_to("/account/information?done=saved"), "{}", said(&saved));
                self.model.information = Some(city);
            }
            Step::EraseInformation => {
                if self.model.information.take().is_some() {
                    let page = person.browser.get(PATH);
                    let erased = person.browser.submit(&page, "/account/information/erase", &[]);
                    assert!(erased.leads_to("/account/information?done=erased"), "{}", said(&erased));
                }
            }
            Step::ChangePassword => {
                let new = format!("nine herons on jetty {number}");
                self.change(at, "/account/password", &[("new_password", &new)]);
                self.model.new_password(&new);
            }
            Step::NewPersonalKey => self.change(at, "/account/personal-key/new", &[]),
            Step::SignInWithCode => {
                person.browser.forget("session");
                person.method.set("sms");
                let renews = !self.model.key.as_ref().is_some_and(|(_, saved)| *saved);
                assert_eq!(person.go("/sign-in").status, 200, "{:?}", self.done);
                if renews {
                    self.renewed(at);
                }
                self.model.live[at] = true;
            }
            Step::SignInWithKey => {
                person.browser.forget("session");
                person.method.set("personal_key");
                assert_eq!(person.go("/sign-in").status, 200, "{:?}", self.done);
                self.renewed(at);
            }
            Step::SignInWithKeyAndLeave => {
                person.browser.forget("session");
                person.method.set("personal_key");
                let page = person.go_until("/sign-in", "/account/personal-key");
                let shown = page.personal_key();
                person.key.replace(shown);
                person.browser.forget("session");
                self.renewed(at);
                self.model.live = [false, false];
                if let Some((_, saved)) = &mut self.model.key {
                    *saved = false;
                }
            }
            Step::ResetWithKey => self.reset(at, number, "personal_key"),
            Step::ResetWithoutKey => self.reset(at, number, "sms"),
            Step::OpenFormer => {
                let index = self.random.below(self.model.former.len());
                let (key, value) = self.model.former.remove(index);
                let id = self.former_id(index);
                let path = format!("/account/information/former?id={id}");
                let page = person.browser.get(&path);
                let fields = [("id", id.as_str()), ("personal_key", key.as_str())];
                let opened = person.browser.submit(&page, "/account/information/former", &fields);
                assert!(opened.leads_to("/account/information?done=opened"), "{}", said(&opened));
                self.model.information = Some(value);
                self.model.dead_keys.push(key);
            }
            Step::DiscardFormer => {
                let index = self.random.below(self.model.former.len());
                let (key, _) = self.model.former.remove(index);
                let id = self.former_id(index);
                let page = person.browser.get(&format!("/account/information/former?id={id}"));
                let discarded = person.browser.submit(
                    &page,
                    "/account/information/former/discard",
                    &[("id", id.as_str())],
                );
                assert_eq!(discarded.status, 303, "{}", said(&discarded));
                self.model.dead_keys.push(key);
            }
            Step::EndOtherSessions => {
                let page = person.browser.get("/account/sessions");
                if page.hidden("/account/sessions/end-others", "csrf").is_some() {
                    let ended = person.browser.submit(&page, "/account/sessions/end-others", &[]);
                    assert_eq!(ended.status, 303, "{}", said(&ended));
                }
                self.model.live = [at == 0, at == 1];
            }
            Step::SignOut => {
                let page = person.browser.get("/account");
                assert!(person.browser.submit(&page, "/sign-out", &[]).leads_to("/signed-out"));
                self.model.live[at] = false;
            }
        }
        let (password, key) = (self.model.password.clone(), self.model.key.clone());
        for person in &mut self.people {
            person.password.clone_from(&password);
            person.key.replace(key.as_ref().map(|(key, _)| key.clone()).unwrap_or_default());
        }
    }

    /// Changes a setting that renews the keys, and saves the new personal key.
    fn change(&mut self, at: usize, path: &str, fields: &[(&str, &str)]) {
        let person = &self.people[at];
        let asked = person.browser.get(path);
        let given = person.browser.fill(&asked.location, &[("current_password", &self.model.password)]);
        assert!(given.leads_to(path), "{} {:?}", given.status, self.done);
        let changed = person.browser.fill(path, fields);
        assert_eq!(changed.status, 303, "{:?}", self.done);
        assert_eq!(person.go("/account/personal-key").status, 200, "{:?}", self.done);
        self.renewed(at);
    }

    /// A new key came with a new data key: only this browser is still signed in.
    fn renewed(&mut self, at: usize) {
        let key = plain(&self.people[at].key.borrow());
        assert!(self.model.key.as_ref().is_none_or(|(old, _)| *old != key), "no new key: {:?}", self.done);
        self.model.new_key(key, true);
        self.model.live = [at == 0, at == 1];
    }

    fn reset(&mut self, at: usize, number: usize, method: &'static str) {
        let new = format!("a ferry by the old pier {number}");
        let person = &mut self.people[at];
        person.password.clone_from(&new);
        person.method.set(method);
        person.browser.forget("session");
        assert_eq!(person.go_until("/reset", "/sign-in").status, 200, "{:?}", self.done);
        if method == "personal_key" {
            let key = plain(&person.key.borrow());
            self.model.new_key(key, true);
        } else {
            match (self.model.key.take(), self.model.information.take()) {
                (Some((key, _)), Some(value)) => self.model.former.insert(0, (key, value)),
                (Some((key, _)), None) => self.model.dead_keys.push(key),
                (None, information) => assert_eq!(information, None, "nothing is sealed without a key"),
            }
        }
        self.model.new_password(&new);
        self.model.live = [false, false];
    }

    fn former_id(&self, index: usize) -> String {
        let ids = "SELECT json_group_array(id) FROM (SELECT id FROM former_information ORDER BY created_at DESC, id)";
        let ids: Vec<String> = serde_json::from_str(&self.edge.text(ids)).unwrap();
        ids[index].clone()
    }

    // What must hold.

    fn record(&self, table: &str) -> Option<Record> {
        let columns = "json_object('salt', salt, 'parameters', parameters, 'pepper', pepper, 'verifier', verifier, \
                       'data_key', data_key)";
        let json = self.edge.text(&format!("SELECT json_group_array({columns}) FROM {table}"));
        let records: Vec<Record> = serde_json::from_str(&json).unwrap();
        assert!(records.len() < 2);
        records.into_iter().next()
    }

    fn open(&self, kind: Kind, record: &Record, secret: &str) -> Option<Key> {
        let unlocked = record.check(self.edge.secrets(), kind, &self.account, secret);
        unlocked.ok().flatten().map(|unlocked| unlocked.data_key)
    }

    /// Right password and right key open the same data key, a new one whenever either is new, and that the information.
    fn check(&mut self) {
        let told = format!("{:?} {:?}", self.model, self.done);
        assert_eq!(self.edge.contradiction(), None, "{told}");
        let (password, key) = (self.record("passwords").unwrap(), self.record("personal_keys"));
        let known = self.checked.as_ref().is_some_and(|(p, k, _)| (p, k) == (&password, &key));
        if !known {
            let data_key = self.open(Kind::Password, &password, &self.model.password);
            let data_key = data_key.unwrap_or_else(|| panic!("the password opens nothing: {told}"));
            assert_eq!(key.is_some(), self.model.key.is_some(), "{told}");
            if let (Some(record), Some((secret, _))) = (&key, &self.model.key) {
                let by_key = self.open(Kind::PersonalKey, record, secret);
                assert_eq!(by_key, Some(data_key.clone()), "{told}");
            }
            if let Some((_, _, old)) = self.checked.replace((password, key, data_key.clone())) {
                assert_ne!(old, data_key, "new keys, and the data key of before: {told}");
                self.dead_data_keys.push(old);
            }
        }
        let Some((_, _, data_key)) = &self.checked else { return };
        self.check_information(data_key, &told);
        self.check_sessions(data_key, &told);
        let formers = self.edge.count("SELECT COUNT(*) FROM former_information");
        assert_eq!(usize::try_from(formers).unwrap(), self.model.former.len(), "{told}");
    }

    fn check_information(&self, data_key: &Key, told: &str) {
        let sealed = self.edge.text("SELECT COALESCE((SELECT sealed FROM information), '')");
        assert_eq!(sealed.is_empty(), self.model.information.is_none(), "{told}");
        if let Some(city) = &self.model.information {
            let plain =
                information::open(&self.account, data_key, &sealed).unwrap_or_else(|| panic!("{told}"));
            assert!(String::from_utf8_lossy(&plain).contains(&format!("\"{city}\"")), "{told}");
            for dead in &self.dead_data_keys {
                assert!(information::open(&self.account, dead, &sealed).is_none(), "a dead data key: {told}");
            }
        }
    }

    fn check_sessions(&self, data_key: &Key, told: &str) {
        for (person, live) in self.people.iter().zip(self.model.live) {
            let page = person.browser.get(PATH);
            assert_eq!(page.status == 200, live, "{} {} {told}", page.status, page.location);
            if live {
                assert!(
                    shows_field(&page, "city", self.model.information.as_deref().unwrap_or_default()),
                    "{told}"
                );
                let token = Token::from_text(&person.browser.cookie("session").unwrap()).unwrap();
                let id = token.hash(self.edge.secrets(), Bearer::Session);
                let sealed = self.edge.text(&format!("SELECT data_key FROM sessions WHERE id = '{id}'"));
                let place = Place { table: "sessions", column: "data_key", owner: &self.account };
                assert_eq!(
                    open_key_with(&token.key(Bearer::Session), place, &sealed).as_ref(),
                    Some(data_key)
                );
            }
        }
    }

    /// What was replaced is dead, and what a reset has locked opens with the key of its time.
    fn check_the_past(&self) {
        let told = format!("{:?} {:?}", self.model, self.done);
        let (password, key) = (self.record("passwords").unwrap(), self.record("personal_keys"));
        for dead in self.model.dead_passwords.iter().rev().take(4) {
            assert!(self.open(Kind::Password, &password, dead).is_none(), "{dead} {told}");
        }
        let formers = self.model.former.iter().map(|(key, _)| key);
        for dead in self.model.dead_keys.iter().rev().take(4).chain(formers) {
            let opens = key.as_ref().and_then(|record| self.open(Kind::PersonalKey, record, dead));
            assert!(opens.is_none(), "{dead} {told}");
        }
        for (index, (key, value)) in self.model.former.iter().enumerate() {
            let id = self.former_id(index);
            let former =
                crate::native::run(information::former(self.edge, &self.account, &id)).unwrap().unwrap();
            let data_key =
                self.open(Kind::PersonalKey, &former.personal_key, key).unwrap_or_else(|| panic!("{told}"));
            let plain = information::open(&self.account, &data_key, &former.sealed).unwrap();
            assert!(String::from_utf8_lossy(&plain).contains(&format!("\"{value}\"")), "{told}");
            let (_, _, today) = self.checked.as_ref().unwrap();
            assert!(information::open(&self.account, today, &former.sealed).is_none(), "{told}");
        }
        if let Some(dead) = self.model.dead_passwords.last() {
            let stranger = Person::new(self.edge);
            let refused = stranger.browser.fill("/sign-in", &[("email", EMAIL), ("password", dead)]);
            assert_eq!(refused.status, 422, "{told}");
        }
    }
}

/// Lives that follow from these seeds.
fn live(first: u64) {
    for seed in first..first + SEQUENCES {
        let edge = NativeEdge::new(seed);
        let mut life = Life::begin(&edge, seed);
        for _ in 0..STEPS {
            life.step();
            life.check();
        }
        life.check_the_past();
        assert!(edge.reported().is_empty(), "{:?} {:?}", edge.reported(), life.done);
    }
}

macro_rules! lives {
    ($($name:ident: $first:expr;)*) => {
        $(
            #[test]
            fn $name() {
                live($first);
            }
        )*
    };
}

lives! {
    pv_1_pr_4_an_account_holds_what_its_history_says_first_lives: 100;
    pv_1_pr_4_an_account_holds_what_its_history_says_more_lives: 200;
    pv_1_pr_4_an_account_holds_what_its_history_says_still_more_lives: 300;
    pv_1_pr_4_an_account_holds_what_its_history_says_last_lives: 400;
}
