//! Every address that the worker answers: [`SCREENS`]. A new one gets a line there and its functions in `routes`.
//!
//! A test of the two edges asks for each of them, and the site generator holds every link against them.

/// An address that the worker answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Screen {
    SignUp,
    SignUpCheckEmail,
    SignUpConfirm,
    SignUpPassword,
    SignUpPhone,
    SignUpCode,
    SignUpCodeSend,
    SignUpApp,
    SignUpAppStart,
    SignUpPersonalKey,
    SignUpPersonalKeyFile,
    SignUpReport,
    SignIn,
    SignInMethod,
    SignInCode,
    SignInCodeSend,
    SignInApp,
    SignInPersonalKey,
    SignInNoPhone,
    Reset,
    ResetCheckEmail,
    ResetPassword,
    ResetMethod,
    ResetCode,
    ResetCodeSend,
    ResetApp,
    ResetPersonalKey,
    ResetPersonalKeySave,
    ResetPersonalKeyFile,
    ResetNoPhone,
    NotMe,
    SignInDelete,
    CancelDeletion,
    Account,
    AccountConfirm,
    AccountPersonalKey,
    AccountPersonalKeyFile,
    AccountApp,
    AccountAppStart,
    AccountAppCode,
    AccountAppRemove,
    AccountInformation,
    AccountInformationErase,
    AccountFormer,
    AccountFormerDiscard,
    AccountPersonalKeyNew,
    AccountEmail,
    AccountEmailAsked,
    AccountEmailConfirm,
    AccountEmailResume,
    AccountPassword,
    AccountPhone,
    AccountPhoneCode,
    AccountPhoneCodeSend,
    AccountPhoneRemove,
    AccountTimeOut,
    AccountStay,
    AccountSessions,
    AccountSessionsEnd,
    AccountSessionsEndOthers,
    AccountActivity,
    AccountData,
    AccountDataFile,
    AccountDelete,
    AccountDeleteMethod,
    AccountDeleteCode,
    AccountDeleteCodeSend,
    AccountDeleteApp,
    AccountDeletePersonalKey,
    AccountDeleteNoPhone,
    AccountDeleted,
    SignOut,
    SignedOut,
    Search,
    HelpFeedback,
    HelpThanks,
    ContactMessage,
    ContactSent,
}

/// Every address, with the methods that it knows.
pub const SCREENS: &[(&str, Screen, &str)] = &[
    ("/sign-up", Screen::SignUp, "GET, HEAD, POST"),
    ("/sign-up/check-email", Screen::SignUpCheckEmail, "GET, HEAD"),
    ("/sign-up/confirm", Screen::SignUpConfirm, "GET, HEAD, POST"),
    ("/sign-up/password", Screen::SignUpPassword, "GET, HEAD, POST"),
    ("/sign-up/phone", Screen::SignUpPhone, "GET, HEAD, POST"),
    ("/sign-up/code", Screen::SignUpCode, "GET, HEAD, POST"),
    ("/sign-up/code/send", Screen::SignUpCodeSend, "POST"),
    ("/sign-up/app", Screen::SignUpApp, "GET, HEAD, POST"),
    ("/sign-up/app/start", Screen::SignUpAppStart, "POST"),
    ("/sign-up/personal-key", Screen::SignUpPersonalKey, "GET, HEAD, POST"),
    ("/sign-up/personal-key.txt", Screen::SignUpPersonalKeyFile, "GET, HEAD"),
    ("/sign-up/report", Screen::SignUpReport, "GET, HEAD, POST"),
    ("/sign-in", Screen::SignIn, "GET, HEAD, POST"),
    ("/sign-in/method", Screen::SignInMethod, "GET, HEAD, POST"),
    ("/sign-in/code", Screen::SignInCode, "GET, HEAD, POST"),
    ("/sign-in/code/send", Screen::SignInCodeSend, "POST"),
    ("/sign-in/app", Screen::SignInApp, "GET, HEAD, POST"),
    ("/sign-in/personal-key", Screen::SignInPersonalKey, "GET, HEAD, POST"),
    ("/sign-in/no-phone", Screen::SignInNoPhone, "GET, HEAD"),
    ("/reset", Screen::Reset, "GET, HEAD, POST"),
    ("/reset/check-email", Screen::ResetCheckEmail, "GET, HEAD"),
    ("/reset/password", Screen::ResetPassword, "GET, HEAD, POST"),
    ("/reset/method", Screen::ResetMethod, "GET, HEAD, POST"),
    ("/reset/code", Screen::ResetCode, "GET, HEAD, POST"),
    ("/reset/code/send", Screen::ResetCodeSend, "POST"),
    ("/reset/app", Screen::ResetApp, "GET, HEAD, POST"),
    ("/reset/personal-key", Screen::ResetPersonalKey, "GET, HEAD, POST"),
    ("/reset/personal-key/save", Screen::ResetPersonalKeySave, "GET, HEAD, POST"),
    ("/reset/personal-key.txt", Screen::ResetPersonalKeyFile, "GET, HEAD"),
    ("/reset/no-phone", Screen::ResetNoPhone, "GET, HEAD"),
    ("/not-me", Screen::NotMe, "GET, HEAD, POST"),
    ("/sign-in/delete", Screen::SignInDelete, "GET, HEAD, POST"),
    ("/cancel-deletion", Screen::CancelDeletion, "GET, HEAD, POST"),
    ("/account", Screen::Account, "GET, HEAD"),
    ("/account/confirm", Screen::AccountConfirm, "GET, HEAD, POST"),
    ("/account/personal-key", Screen::AccountPersonalKey, "GET, HEAD, POST"),
    ("/account/personal-key.txt", Screen::AccountPersonalKeyFile, "GET, HEAD"),
    ("/account/app", Screen::AccountApp, "GET, HEAD"),
    ("/account/app/start", Screen::AccountAppStart, "POST"),
    ("/account/app/code", Screen::AccountAppCode, "GET, HEAD, POST"),
    ("/account/app/remove", Screen::AccountAppRemove, "POST"),
    ("/account/information", Screen::AccountInformation, "GET, HEAD, POST"),
    ("/account/information/erase", Screen::AccountInformationErase, "POST"),
    ("/account/information/former", Screen::AccountFormer, "GET, HEAD, POST"),
    ("/account/information/former/discard", Screen::AccountFormerDiscard, "POST"),
    ("/account/personal-key/new", Screen::AccountPersonalKeyNew, "GET, HEAD, POST"),
    ("/account/email", Screen::AccountEmail, "GET, HEAD, POST"),
    ("/account/email/check-email", Screen::AccountEmailAsked, "GET, HEAD"),
    ("/account/email/confirm", Screen::AccountEmailConfirm, "GET, HEAD, POST"),
    ("/account/email/resume", Screen::AccountEmailResume, "POST"),
    ("/account/password", Screen::AccountPassword, "GET, HEAD, POST"),
    ("/account/phone", Screen::AccountPhone, "GET, HEAD, POST"),
    ("/account/phone/code", Screen::AccountPhoneCode, "GET, HEAD, POST"),
    ("/account/phone/code/send", Screen::AccountPhoneCodeSend, "POST"),
    ("/account/phone/remove", Screen::AccountPhoneRemove, "POST"),
    ("/account/time-out", Screen::AccountTimeOut, "GET, HEAD"),
    ("/account/stay", Screen::AccountStay, "POST"),
    ("/account/sessions", Screen::AccountSessions, "GET, HEAD"),
    ("/account/sessions/end", Screen::AccountSessionsEnd, "POST"),
    ("/account/sessions/end-others", Screen::AccountSessionsEndOthers, "POST"),
    ("/account/activity", Screen::AccountActivity, "GET, HEAD"),
    ("/account/data", Screen::AccountData, "GET, HEAD"),
    ("/account/data.json", Screen::AccountDataFile, "POST"),
    ("/account/delete", Screen::AccountDelete, "GET, HEAD"),
    ("/account/delete/method", Screen::AccountDeleteMethod, "GET, HEAD, POST"),
    ("/account/delete/code", Screen::AccountDeleteCode, "GET, HEAD, POST"),
    ("/account/delete/code/send", Screen::AccountDeleteCodeSend, "POST"),
    ("/account/delete/app", Screen::AccountDeleteApp, "GET, HEAD, POST"),
    ("/account/delete/personal-key", Screen::AccountDeletePersonalKey, "GET, HEAD, POST"),
    ("/account/delete/no-phone", Screen::AccountDeleteNoPhone, "GET, HEAD"),
    ("/account-deleted", Screen::AccountDeleted, "GET, HEAD"),
    ("/sign-out", Screen::SignOut, "POST"),
    ("/signed-out", Screen::SignedOut, "GET, HEAD"),
    ("/search", Screen::Search, "GET, HEAD"),
    ("/help/feedback", Screen::HelpFeedback, "POST"),
    ("/help/thanks", Screen::HelpThanks, "GET, HEAD"),
    ("/contact/message", Screen::ContactMessage, "GET, HEAD, POST"),
    ("/contact/sent", Screen::ContactSent, "GET, HEAD"),
];

/// The addresses that a link can lead to: those of all pages that the worker shows.
pub fn addresses() -> impl Iterator<Item = &'static str> {
    SCREENS.iter().filter(|(_, _, methods)| methods.starts_with("GET")).map(|&(address, _, _)| address)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The suite that asks both edges the same. It knows nothing of this crate, and so has a list of its own.
    const SUITE: &str = include_str!("../../../../tests/tests/differential/main.rs");

    #[test]
    fn the_suite_of_both_edges_asks_for_every_address() {
        let (_, list) = SUITE.split_once("const SCREENS: ").unwrap();
        let (list, _) = list.split_once("];").unwrap();
        let mut asked: Vec<&str> =
            list.lines().filter_map(|line| line.trim().strip_prefix('"')?.split(['"', '?']).next()).collect();
        // One may be asked for with a question, too.
        asked.dedup();
        let known: Vec<&str> = SCREENS.iter().map(|(address, _, _)| *address).collect();
        assert_eq!(
            asked, known,
            "SCREENS in tests/tests/differential/main.rs is the same list, in the same order"
        );
    }
}
