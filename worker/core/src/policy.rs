//! The numbers of the service, once.
//!
//! The worker enforces [`POLICY`]; the site generator hands [`Policy::variables`] to the help articles; the
//! pages and messages say them. So the help center and the code cannot disagree (requirement HC-5).
//! Start with [`POLICY`]. Durations are whole seconds.

/// Every limit and lifetime that a person can meet. Sources: `docs/requirements.md`, table "Numbers".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// Fewest characters of a password, in Unicode code points after NFC (NIST SP 800-63B).
    pub password_minimum: u32,
    /// Most characters of a password, in Unicode code points after NFC.
    pub password_maximum: u32,
    /// Digits of a security code.
    pub security_code_digits: u32,
    /// How long a security code can be used, in seconds.
    pub security_code_lifetime: u32,
    /// Security codes that one account, or one unconfirmed number, may ask for within the window.
    pub security_code_requests: u32,
    /// Security codes for unconfirmed numbers that one client network may ask for within the window.
    pub security_code_requests_per_network: u32,
    /// The window in which code requests are counted, in seconds.
    pub security_code_request_window: u32,
    /// Security codes to one unconfirmed number in an hour, whoever asks.
    pub number_codes_in_hour: u32,
    /// The same, in 24 hours.
    pub number_codes_in_day: u32,
    /// Security codes to one confirmed number in an hour, whatever account they are for; for resetting counted apart. No fewer
    /// than one account may ask for.
    pub own_number_codes_in_hour: u32,
    /// The same, in 24 hours.
    pub own_number_codes_in_day: u32,
    /// Messages to phones of the United States, or of one of its territories, in an hour; to unconfirmed numbers counted apart.
    pub codes_at_home_in_hour: u32,
    /// Messages to phones of one other country in an hour; to unconfirmed numbers counted apart.
    pub codes_abroad_in_hour: u32,
    /// Emails to one address in an hour that anybody can cause.
    pub letters_in_hour: u32,
    /// The same, in 24 hours.
    pub letters_in_day: u32,
    /// How often within 24 hours an account's owner may have mail sent again to the address that it came back from.
    pub mail_resumptions: u32,
    /// Wrong security codes or personal keys in a row until the account is locked.
    pub wrong_codes: u32,
    /// How long that lock lasts, in seconds.
    pub wrong_code_lockout: u32,
    /// Such lockouts without a success between them until a password reset is required.
    pub lockouts_before_reset: u32,
    /// Wrong current passwords, while signed in, until the person is signed out.
    pub wrong_current_passwords: u32,
    /// Wrong passwords at sign-in, per address or known browser, within the window, until a lock.
    pub wrong_passwords: u32,
    /// Wrong passwords at sign-in per client network within the window, until a lock.
    pub wrong_passwords_per_network: u32,
    /// The window in which wrong passwords at sign-in are counted, in seconds.
    pub wrong_password_window: u32,
    /// The first lock after too many wrong passwords, in seconds; it doubles each time.
    pub wrong_password_lock_first: u32,
    /// The longest such lock, in seconds.
    pub wrong_password_lock_longest: u32,
    /// Passwords that may be chosen in one sign-up within the window of wrong passwords.
    pub password_choices: u32,
    /// Characters of a personal key.
    pub personal_key_length: u32,
    /// Groups in which a personal key is shown.
    pub personal_key_groups: u32,
    /// How long an email confirmation link works, in seconds.
    pub confirmation_link_lifetime: u32,
    /// How long a password reset link works, in seconds.
    pub reset_link_lifetime: u32,
    /// Links of one kind that may be sent to one address within the window.
    pub link_requests: u32,
    /// Confirmation links that one client network may ask for within the window.
    pub link_requests_per_network: u32,
    /// The window in which link requests are counted, in seconds.
    pub link_request_window: u32,
    /// A session ends after this much time without a request, in seconds.
    pub session_idle: u32,
    /// A session ends after this much time in all, in seconds.
    pub session_absolute: u32,
    /// How long before an idle session ends the person is warned, in seconds.
    pub session_warning: u32,
    /// How long a sign-in whose second factor is missing stays open, in seconds.
    pub pending_sign_in_lifetime: u32,
    /// How long a signed-in browser that gave the current password may change settings, in seconds.
    pub password_confirmation_lifetime: u32,
    /// How long "this wasn't me" and the undo of a new address work, in seconds.
    pub notice_link_lifetime: u32,
    /// How long recent activity is kept, in seconds.
    pub activity_lifetime: u32,
    /// How long a deletion without a second factor waits, in seconds.
    pub deletion_wait: u32,
    /// How long backups of the database may hold what was deleted, in seconds: on Cloudflare, what D1's Time Travel keeps.
    pub backup_lifetime: u32,
    /// Phones that one account may have.
    pub phones: u32,
    /// The time step of an authenticator app, in seconds (RFC 6238).
    pub authenticator_step: u32,
    /// Most characters of a message to us.
    pub contact_message_maximum: u32,
    /// Messages to us that one client network may send within the window.
    pub contact_messages_per_network: u32,
    /// The window in which one network's messages to us are counted, in seconds.
    pub contact_message_window: u32,
    /// Messages to us that all together may send within the window: people read them, and a robot with many networks must
    /// not bury the rest.
    pub contact_messages_of_all: u32,
    /// The window in which those are counted, in seconds. Short, so that what it holds back is soon let in again.
    pub contact_message_of_all_window: u32,
    /// The least time between opening the contact form and sending it, in seconds: robots are faster.
    pub contact_form_minimum: u32,
    /// How long a contact form can be sent, in seconds.
    pub contact_form_lifetime: u32,
    /// How long a message to us is kept, in seconds.
    pub contact_message_lifetime: u32,
    /// Answers to "was this helpful" that one client network may give within the window.
    pub feedback_per_network: u32,
    /// The window in which these are counted, in seconds.
    pub feedback_window: u32,
}

/// The policy in force.
pub const POLICY: Policy = Policy {
    password_minimum: 8,
    password_maximum: 128,
    security_code_digits: 6,
    security_code_lifetime: 5 * 60,
    security_code_requests: 3,
    security_code_requests_per_network: 60,
    security_code_request_window: 15 * 60,
    number_codes_in_hour: 6,
    number_codes_in_day: 12,
    own_number_codes_in_hour: 12,
    own_number_codes_in_day: 24,
    codes_at_home_in_hour: 40_000,
    codes_abroad_in_hour: 400,
    letters_in_hour: 10,
    letters_in_day: 20,
    mail_resumptions: 3,
    wrong_codes: 3,
    wrong_code_lockout: 5 * 60,
    lockouts_before_reset: 10,
    wrong_current_passwords: 3,
    wrong_passwords: 10,
    wrong_passwords_per_network: 300,
    wrong_password_window: 15 * 60,
    wrong_password_lock_first: 60,
    wrong_password_lock_longest: 60 * 60,
    password_choices: 10,
    personal_key_length: 16,
    personal_key_groups: 4,
    confirmation_link_lifetime: 24 * 60 * 60,
    reset_link_lifetime: 30 * 60,
    link_requests: 3,
    link_requests_per_network: 120,
    link_request_window: 15 * 60,
    session_idle: 15 * 60,
    session_absolute: 12 * 60 * 60,
    session_warning: 150,
    pending_sign_in_lifetime: 15 * 60,
    password_confirmation_lifetime: 15 * 60,
    notice_link_lifetime: 7 * 24 * 60 * 60,
    activity_lifetime: 180 * 24 * 60 * 60,
    deletion_wait: 24 * 60 * 60,
    backup_lifetime: 30 * 24 * 60 * 60,
    phones: 2,
    authenticator_step: 30,
    contact_message_maximum: 3000,
    contact_messages_per_network: 20,
    contact_message_window: 24 * 60 * 60,
    contact_messages_of_all: 300,
    contact_message_of_all_window: 60 * 60,
    contact_form_minimum: 3,
    contact_form_lifetime: 12 * 60 * 60,
    contact_message_lifetime: 30 * 24 * 60 * 60,
    feedback_per_network: 60,
    feedback_window: 60 * 60,
};

impl Policy {
    /// The numbers by the names that articles, page texts and messages use for them.
    pub fn variables(&self) -> [(&'static str, u32); 39] {
        let minutes = |seconds: u32| seconds / 60;
        let hours = |seconds: u32| seconds / 3600;
        let days = |seconds: u32| seconds / (24 * 3600);
        [
            ("password_minimum", self.password_minimum),
            ("password_maximum", self.password_maximum),
            ("security_code_digits", self.security_code_digits),
            ("security_code_minutes", minutes(self.security_code_lifetime)),
            ("security_code_requests", self.security_code_requests),
            ("security_code_request_minutes", minutes(self.security_code_request_window)),
            ("number_codes_in_hour", self.number_codes_in_hour),
            ("number_codes_in_day", self.number_codes_in_day),
            ("own_number_codes_in_hour", self.own_number_codes_in_hour),
            ("own_number_codes_in_day", self.own_number_codes_in_day),
            ("letters_in_hour", self.letters_in_hour),
            ("letters_in_day", self.letters_in_day),
            ("mail_resumptions", self.mail_resumptions),
            ("wrong_codes", self.wrong_codes),
            ("lockout_minutes", minutes(self.wrong_code_lockout)),
            ("lockouts_before_reset", self.lockouts_before_reset),
            ("wrong_current_passwords", self.wrong_current_passwords),
            ("wrong_passwords", self.wrong_passwords),
            ("wrong_password_minutes", minutes(self.wrong_password_window)),
            ("wrong_password_lock_first_minutes", minutes(self.wrong_password_lock_first)),
            ("wrong_password_lock_longest_minutes", minutes(self.wrong_password_lock_longest)),
            ("personal_key_length", self.personal_key_length),
            ("personal_key_groups", self.personal_key_groups),
            ("confirmation_link_hours", hours(self.confirmation_link_lifetime)),
            ("reset_link_minutes", minutes(self.reset_link_lifetime)),
            ("link_requests", self.link_requests),
            ("link_request_minutes", minutes(self.link_request_window)),
            ("session_idle_minutes", minutes(self.session_idle)),
            ("session_hours", hours(self.session_absolute)),
            ("session_warning_seconds", self.session_warning),
            ("password_confirmation_minutes", minutes(self.password_confirmation_lifetime)),
            ("notice_link_days", days(self.notice_link_lifetime)),
            ("activity_days", days(self.activity_lifetime)),
            ("deletion_wait_hours", hours(self.deletion_wait)),
            ("backup_days", days(self.backup_lifetime)),
            ("phones", self.phones),
            ("authenticator_step_seconds", self.authenticator_step),
            ("contact_message_maximum", self.contact_message_maximum),
            ("contact_message_days", days(self.contact_message_lifetime)),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lifetime_is_a_whole_number_of_the_unit_it_is_told_in() {
        for seconds in [
            POLICY.security_code_lifetime,
            POLICY.security_code_request_window,
            POLICY.wrong_code_lockout,
            POLICY.wrong_password_window,
            POLICY.wrong_password_lock_first,
            POLICY.wrong_password_lock_longest,
            POLICY.reset_link_lifetime,
            POLICY.link_request_window,
            POLICY.session_idle,
            POLICY.password_confirmation_lifetime,
        ] {
            assert_eq!(seconds % 60, 0);
        }
        assert_eq!(POLICY.confirmation_link_lifetime % 3600, 0);
        assert_eq!(POLICY.deletion_wait % 3600, 0);
        assert_eq!(POLICY.notice_link_lifetime % (24 * 3600), 0);
        assert_eq!(POLICY.activity_lifetime % (24 * 3600), 0);
        assert_eq!(POLICY.backup_lifetime % (24 * 3600), 0);
        assert_eq!(POLICY.contact_message_lifetime % (24 * 3600), 0);
        assert_eq!(POLICY.session_absolute % 3600, 0);
    }

    #[test]
    fn si_3_an_account_that_asks_as_often_as_it_may_does_not_reach_the_limit_of_its_number_in_an_hour() {
        let of_account = POLICY.security_code_requests * (3600 / POLICY.security_code_request_window);
        assert!(POLICY.own_number_codes_in_hour >= of_account);
    }
}
