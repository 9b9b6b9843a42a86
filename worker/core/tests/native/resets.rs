//! How a person resets a password, and what the tests of it look at.

use super::browser::Reply;
use super::person::Person;
use super::{NativeEdge, run};
use gatehouse_core::ports::Sql;
use gatehouse_core::secrets::Key;
use gatehouse_core::secrets::bearer::{Kind, Token};
use gatehouse_core::secrets::seal::{Place, open_key_with};
use gatehouse_core::store::information;
use gatehouse_core::time::UnixTime;

/// The password that is chosen in a reset.
pub const NEW_PASSWORD: &str = "a heron under the iron bridge";

/// A code that is not `right`.
pub fn wrong_code(right: &str) -> &'static str {
    if right == "000000" { "000001" } else { "000000" }
}

impl Person<'_> {
    /// Asks for a reset link; gives its path.
    pub fn ask_for_reset(&self) -> String {
        assert!(self.browser.fill("/reset", &[("email", &self.email)]).leads_to("/reset/check-email"));
        self.link("/reset/password").unwrap()
    }

    /// Asks for a link, opens it, and chooses a password.
    pub fn begin_reset(&self) {
        let link = self.ask_for_reset();
        assert!(self.choose(&link, NEW_PASSWORD).leads_to("/reset/method"));
    }

    /// Chooses a password on the page of a link.
    pub fn choose(&self, link: &str, password: &str) -> Reply {
        self.browser.fill(link, &[("new_password", password)])
    }

    /// Asks for a code; gives the one that comes.
    pub fn ask_for_reset_code(&self) -> String {
        assert!(self.browser.fill("/reset/method", &[("method", "sms")]).leads_to("/reset/code"));
        self.code().unwrap()
    }

    /// Confirms the reset with a code.
    pub fn confirm_reset(&self) -> Reply {
        let code = self.ask_for_reset_code();
        self.browser.fill("/reset/code", &[("code", &code)])
    }

    /// Resets the password with a code, from the first page on.
    pub fn reset(&self) {
        self.begin_reset();
        assert!(self.confirm_reset().leads_to("/sign-in?why=reset"));
    }

    /// Whether this password signs in, up to the second factor.
    pub fn is_let_in_by(&self, password: &str) -> bool {
        let reply = self.elsewhere().give_password(password);
        assert!(reply.leads_to("/sign-in/method") || reply.status == 422, "{}", reply.status);
        reply.status == 303
    }

    /// The only account's data key, which this person's session holds.
    pub fn data_key(&self, edge: &NativeEdge) -> Key {
        let token = Token::from_text(&self.browser.cookie("session").unwrap()).unwrap();
        let id = token.hash(edge.secrets(), Kind::Session);
        let sealed = edge.text(&format!("SELECT data_key FROM sessions WHERE id = '{id}'"));
        let account = edge.text("SELECT id FROM accounts");
        let place = Place { table: "sessions", column: "data_key", owner: &account };
        open_key_with(&token.key(Kind::Session), place, &sealed).unwrap()
    }

    /// Saves personal information, as a session does.
    pub fn save_information(&self, edge: &NativeEdge, plain: &str) {
        let (account, key) = (edge.text("SELECT id FROM accounts"), self.data_key(edge));
        let sealed = information::seal(edge, &account, &key, plain.as_bytes()).unwrap();
        run(edge.batch(vec![information::set(&account, &sealed, UnixTime(0))])).unwrap();
    }

    /// The personal information that this person's session opens.
    pub fn information(&self, edge: &NativeEdge) -> Option<String> {
        let (account, key) = (edge.text("SELECT id FROM accounts"), self.data_key(edge));
        let sealed = edge.text("SELECT COALESCE((SELECT sealed FROM information), '')");
        information::open(&account, &key, &sealed).map(|plain| String::from_utf8(plain.to_vec()).unwrap())
    }
}
