//! Forms: what is asked on a page, and how each field behaves.
//!
//! What always holds: a form is sent by POST with its proof, works without scripts, and each field has a label, the hint that
//! helps to fill it in, and the `autocomplete` by which browsers and password managers know it (WCAG 1.3.5).

use std::borrow::Cow;

/// A form. All of them post.
#[derive(Debug, Clone)]
pub struct Form {
    /// Where it is sent.
    pub action: &'static str,
    /// Its proof that it comes from this site, and its attempt id.
    pub csrf: String,
    /// What is asked.
    pub controls: Vec<Control>,
    /// The words on its button.
    pub submit: String,
    /// Whether it is a side way, with a quieter button.
    pub quiet: bool,
}

/// Something to fill in.
#[derive(Debug, Clone)]
pub enum Control {
    /// A field.
    Input(Input),
    /// One of several.
    Choice(Choice),
    /// One of many.
    Select(Select),
    /// Yes or nothing.
    Check {
        /// The field's name; its value is `yes`.
        name: &'static str,
        /// What is agreed to.
        label: String,
    },
    /// A value that goes along.
    Hidden(&'static str, String),
    /// A field of several lines.
    Lines(Input),
    /// A long text.
    Message(Input),
    /// A field that nobody sees, with words for whoever does: a robot fills it in.
    Trap(&'static str, String),
    /// A date that the person knows by heart.
    Date(DateInput),
}

impl Control {
    /// The fields in it to type in.
    pub(super) fn inputs(&self) -> &[Input] {
        match self {
            Self::Input(input) | Self::Lines(input) | Self::Message(input) => std::slice::from_ref(input),
            Self::Date(date) => &date.parts,
            Self::Choice(_) | Self::Select(_) | Self::Check { .. } | Self::Hidden(..) | Self::Trap(..) => &[],
        }
    }
}

/// A date in three fields, which are easier to fill in than a calendar.
#[derive(Debug, Clone)]
pub struct DateInput {
    /// The id of the three together.
    pub name: &'static str,
    /// What is asked.
    pub label: String,
    /// What helps to answer.
    pub hint: String,
    /// Month, day and year.
    pub parts: Vec<Input>,
}

impl DateInput {
    pub(super) fn has_error(&self) -> bool {
        self.parts.iter().any(|part| part.error.is_some())
    }
}

/// A field to type in.
#[derive(Debug, Clone, Default)]
pub struct Input {
    /// Its name, a contract with scripts and password managers (design.md).
    pub name: &'static str,
    /// What is asked.
    pub label: String,
    /// What helps to answer.
    pub hint: Option<String>,
    /// What was typed before. Never a password.
    pub value: String,
    /// What is wrong with it.
    pub error: Option<String>,
    /// How it behaves.
    pub kind: InputKind,
}

/// What a field is for: decides on type, keyboard and autocompletion.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum InputKind {
    /// An email address, which is the user name.
    #[default]
    Email,
    /// The password of an account.
    CurrentPassword,
    /// A new password of the owner of this address, with the meter.
    NewPassword(String),
    /// A phone number.
    Phone,
    /// A security code.
    Code,
    /// A personal key.
    PersonalKey,
    /// An address for an answer, which may be left out.
    AnswerAddress,
    /// A message to us.
    Message,
    /// The person's whole name.
    FullName,
    /// The month of birth, as a number.
    BirthMonth,
    /// The day of birth.
    BirthDay,
    /// The year of birth.
    BirthYear,
    /// Street, house and apartment.
    StreetAddress,
    /// A city or town.
    City,
    /// A state, province or region.
    Region,
    /// A postal code.
    PostalCode,
    /// A country.
    Country,
}

impl InputKind {
    pub(super) const fn html_type(&self) -> &'static str {
        match self {
            Self::Email | Self::AnswerAddress => "email",
            Self::CurrentPassword | Self::NewPassword(_) => "password",
            Self::Phone => "tel",
            _ => "text",
        }
    }

    pub(super) const fn autocomplete(&self) -> &'static str {
        match self {
            Self::Email => "username",
            Self::CurrentPassword => "current-password",
            Self::NewPassword(_) => "new-password",
            Self::Phone => "tel",
            Self::Code => "one-time-code",
            Self::PersonalKey | Self::Message => "off",
            Self::AnswerAddress => "email",
            // WCAG 1.3.5: what is asked about the person is said in HTML's own words.
            Self::FullName => "name",
            Self::BirthMonth => "bday-month",
            Self::BirthDay => "bday-day",
            Self::BirthYear => "bday-year",
            Self::StreetAddress => "street-address",
            Self::City => "address-level2",
            Self::Region => "address-level1",
            Self::PostalCode => "postal-code",
            Self::Country => "country-name",
        }
    }

    /// Whether it is about the person: optional, and nobody's to check the spelling of, since browsers may send what they
    /// check to their maker.
    pub(super) const fn is_personal(&self) -> bool {
        matches!(
            self,
            Self::AnswerAddress
                | Self::FullName
                | Self::BirthMonth
                | Self::BirthDay
                | Self::BirthYear
                | Self::StreetAddress
                | Self::City
                | Self::Region
                | Self::PostalCode
                | Self::Country
        )
    }

    pub(super) const fn class(&self) -> &'static str {
        match self {
            Self::Code => " code-input",
            Self::PersonalKey => " personal-key-input",
            _ => "",
        }
    }

    pub(super) const fn is_password(&self) -> bool {
        matches!(self, Self::CurrentPassword | Self::NewPassword(_))
    }
}

/// One of several answers.
#[derive(Debug, Clone)]
pub struct Choice {
    /// The field's name.
    pub name: &'static str,
    /// What is asked.
    pub label: String,
    /// Value, words and hint of each answer.
    pub options: Vec<(Cow<'static, str>, String, Option<String>)>,
    /// The value that is chosen already.
    pub chosen: String,
    /// What is wrong with the answer.
    pub error: Option<String>,
}

/// One of so many answers that they don't all fit on a page.
#[derive(Debug, Clone)]
pub struct Select {
    /// The field's name.
    pub name: &'static str,
    /// What is asked.
    pub label: String,
    /// What a browser can fill in, in the words of HTML's `autocomplete`.
    pub autocomplete: &'static str,
    /// Value and words of each answer.
    pub options: Vec<(String, String)>,
    /// The value that is chosen already.
    pub chosen: String,
}
