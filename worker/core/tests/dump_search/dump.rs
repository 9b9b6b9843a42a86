//! A copy of what an installation stores, with every ciphertext in it and the place that it is sealed for.

use crate::native::NativeEdge;
use gatehouse_core::secrets::decode;
use gatehouse_key_search::{Key, Lock, Report, Search, slow_hash};
use rusqlite::types::ValueRef;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// A copy of all that is stored.
pub struct Dump {
    /// Everything that is sealed.
    pub locks: Vec<Lock>,
    /// Every text of every store.
    pub texts: Vec<String>,
    /// Every password and personal key that can be guessed at.
    pub records: Vec<Hashed>,
}

/// What a slow hash of a password or personal key needs besides the secret.
pub struct Hashed {
    salt: Vec<u8>,
    costs: String,
    pepper: Key,
}

impl Hashed {
    /// Reads the fields of a record; nothing if they are those of something else.
    pub fn read<'a>(field: impl Fn(&str) -> Option<&'a str>) -> Option<Self> {
        let pepper = NativeEdge::secret(field("pepper")?);
        Some(Self { salt: decode(field("salt")?)?, costs: field("parameters")?.to_owned(), pepper })
    }

    /// One guess.
    pub fn guess(&self, secret: &str) -> Key {
        slow_hash(secret, &self.salt, &self.costs, &self.pepper)
    }
}

/// The records in JSON, at whatever depth.
fn records(value: &Value) -> Vec<Hashed> {
    let Value::Object(fields) = value else { return Vec::new() };
    let own = Hashed::read(|name| fields.get(name)?.as_str());
    own.into_iter().chain(fields.values().flat_map(records)).collect()
}

impl Dump {
    /// Takes a copy; `name` tells its ciphertexts from those of another.
    pub fn of(edge: &NativeEdge, name: &str) -> Self {
        let mut dump = Self { locks: Vec::new(), texts: vec![edge.guards_as_text()], records: Vec::new() };
        let tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
        let mut tables = edge.database().prepare(tables).unwrap();
        let tables = tables.query_map([], |row| row.get::<_, String>(0)).unwrap();
        for table in tables.map(Result::unwrap) {
            let mut rows = edge.database().prepare(&format!("SELECT * FROM {table}")).unwrap();
            let columns: Vec<String> = rows.column_names().map(str::to_owned).collect();
            let mut rows = rows.query([]).unwrap();
            while let Some(row) = rows.next().unwrap() {
                let mut cells = BTreeMap::new();
                for (index, column) in columns.iter().enumerate() {
                    match row.get_ref(index).unwrap() {
                        ValueRef::Text(text) => {
                            cells.insert(column.as_str(), String::from_utf8(text.to_vec()).unwrap());
                        }
                        ValueRef::Integer(_) | ValueRef::Null => {}
                        other => panic!("{table}.{column} holds {}", other.data_type()),
                    }
                }
                dump.take_row(name, &table, &cells);
            }
        }
        dump
    }

    fn take_row(&mut self, name: &str, table: &str, cells: &BTreeMap<&str, String>) {
        self.records.extend(Hashed::read(|column| cells.get(column).map(String::as_str)));
        for (column, text) in cells {
            self.records.extend(serde_json::from_str(text).iter().flat_map(records));
            for (path, sealed) in ciphertexts(column, text) {
                let name = format!("{name} {table}.{path}");
                let place = place(table, &path).unwrap_or_else(|| panic!("{name}: say where it lies"));
                let owner = cells.get(place.2).unwrap_or_else(|| panic!("{name} has no {}", place.2));
                self.locks.push(Lock::read(&name, &sealed, [place.0, place.1, owner]).unwrap());
            }
            self.texts.push(text.clone());
        }
    }

    /// What a ciphertext of this dump is called, for each that has opened.
    pub fn opened<'a>(search: &'a Search, report: &Report, personal: bool) -> BTreeSet<&'a str> {
        let opened = report.opened.keys().map(|number| &search.locks[*number]);
        opened.filter(|lock| lock.personal == personal).map(|lock| lock.name.as_str()).collect()
    }
}

/// The ciphertexts in a cell, with the way to each: the column, and the keys of JSON.
fn ciphertexts(path: &str, text: &str) -> Vec<(String, String)> {
    if let Ok(Value::Object(fields)) = serde_json::from_str(text) {
        let inner = fields.iter().filter_map(|(key, value)| match value {
            Value::String(text) => Some((key, text.clone())),
            Value::Object(_) => Some((key, value.to_string())),
            _ => None,
        });
        return inner.flat_map(|(key, value)| ciphertexts(&format!("{path}.{key}"), &value)).collect();
    }
    // A keyed hash looks alike and is 32 bytes long; a nonce and a tag alone are 40.
    let encoded = text.split_once('.').filter(|(id, _)| matches!(*id, "own" | "k1"));
    let is_sealed = encoded.and_then(|(_, rest)| decode(rest)).is_some_and(|bytes| bytes.len() > 40);
    if is_sealed { vec![(path.to_owned(), text.to_owned())] } else { Vec::new() }
}

/// The place that a ciphertext is sealed for: a table, a column, and the column that holds its owner.
fn place(table: &str, path: &str) -> Option<(&'static str, &'static str, &'static str)> {
    let of_account = |table, column| Some((table, column, "account_id"));
    match (table, path) {
        ("accounts", "email") => Some(("accounts", "email", "id")),
        ("messages", "payload") => Some(("messages", "payload", "id")),
        ("notice_links", "restores") => Some(("notice_links", "restores", "link")),
        ("sign_ups", "email") => Some(("sign_ups", "email", "link")),
        ("phones", "number") => of_account("phones", "number"),
        ("authenticator_apps", "secret") => of_account("authenticator_apps", "secret"),
        ("activities" | "sessions", "browser") => of_account("activities", "browser"),
        ("passwords", "data_key") | ("sign_ups" | "resets", "progress.password.data_key") => {
            of_account("passwords", "data_key")
        }
        ("personal_keys" | "former_information", "data_key")
        | ("sign_ups", "progress.personal_key.data_key")
        | ("resets", "progress.by_key.record.data_key") => of_account("personal_keys", "data_key"),
        ("information" | "former_information", "sealed") => of_account("information", "sealed"),
        ("sessions", "data_key") => of_account("sessions", "data_key"),
        ("sessions", "new_personal_key") => of_account("sessions", "new_personal_key"),
        ("sessions", "password_wrap") => of_account("sessions", "password_wrap"),
        ("sessions", "setting.secret") => of_account("sessions", "setting/app"),
        ("sessions", "setting.email" | "setting.number") => of_account("sessions", "setting"),
        ("pending_sign_ins", "keys") => of_account("pending_sign_ins", "keys"),
        ("sign_ups", "progress.phone") => of_account("sign_ups", "phone"),
        ("sign_ups", "progress.app") => of_account("sign_ups", "app"),
        ("sign_ups", "progress.data_key") => of_account("sign_ups", "data_key"),
        ("sign_ups", "progress.shown_key") => of_account("sign_ups", "personal_key"),
        ("resets", "progress.data_key") => of_account("resets", "data_key"),
        ("resets", "progress.by_key.old_data_key") => of_account("resets", "old_data_key"),
        ("resets", "progress.by_key.shown") => of_account("resets", "personal_key"),
        _ => None,
    }
}
