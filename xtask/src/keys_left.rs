//! Counts what a database holds under each key of the server: what would be lost if the key went.
//!
//! A ciphertext, a fingerprint and the hash of a bearer secret all begin with the id of their key (`k1.…`), and the record of a
//! password or personal key names its pepper. They are looked for in every column of every table, also inside JSON, so
//! that a new column needs no line here. What is sealed with a key that the server does not keep (`own.…`) is not counted.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use rusqlite::{Connection, OpenFlags};

use crate::key_lists::{KeyList, Kind};
use crate::server::Edge;
use crate::workspace::{Workspace, read};
use crate::{spin, wrangler};

/// Things of one sort in one place that need one key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Left {
    /// The key.
    pub id: String,
    /// What they are.
    pub sort: Sort,
    /// Table and column, and the way inside JSON, such as `sign_ups.progress.phone`.
    pub place: String,
    /// How many.
    pub count: u64,
}

/// What can need a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    /// A sealed text.
    Ciphertext,
    /// What an address or a number is found by.
    Fingerprint,
    /// The keyed hash of a link or a cookie.
    Hash,
    /// The record of a password or personal key, by its pepper.
    Record,
}

impl Sort {
    /// All, in the order in which they are shown.
    pub const ALL: [Self; 4] = [Self::Ciphertext, Self::Fingerprint, Self::Hash, Self::Record];

    /// What they are called in a table.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ciphertext => "ciphertexts",
            Self::Fingerprint => "fingerprints",
            Self::Hash => "hashes",
            Self::Record => "records",
        }
    }

    /// Which keys they need.
    pub fn kind(self) -> Kind {
        match self {
            Self::Ciphertext | Self::Fingerprint | Self::Hash => Kind::Server,
            Self::Record => Kind::Pepper,
        }
    }

    fn named(name: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|sort| sort.name() == name).with_context(|| format!("{name} is no sort"))
    }
}

/// The databases of an edge below a state folder: none before its first start.
pub fn databases(edge: Edge, state: &Path) -> Result<Vec<PathBuf>> {
    let (folder, ending) = match edge {
        Edge::Cloudflare => (wrangler::databases(state).join("v3/d1/miniflare-D1DatabaseObject"), "sqlite"),
        Edge::Spin => (spin::databases(state), "db"),
    };
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for entry in fs::read_dir(&folder).with_context(|| format!("{} cannot be listed", folder.display()))? {
        let path = entry?.path();
        // The runtime keeps a database of its own beside the service's.
        if path.extension().is_some_and(|extension| extension == ending)
            && tables(&open(&path)?)?.iter().any(|(name, _)| name == "accounts")
        {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// What a database holds under each key.
pub fn count(database: &Path) -> Result<Vec<Left>> {
    let connection = open(database)?;
    let mut found = Vec::new();
    for statement in statements(&connection)? {
        let mut statement = connection.prepare(&statement).context("a count cannot be prepared")?;
        let mut rows = statement.query([]).context("a database cannot be counted")?;
        while let Some(row) = rows.next().context("a database cannot be counted")? {
            let sort: String = row.get("sort")?;
            found.push(Left {
                id: row.get("key")?,
                sort: Sort::named(&sort)?,
                place: row.get("place")?,
                count: u64::try_from(row.get::<_, i64>("left")?).unwrap_or(0),
            });
        }
    }
    found.sort();
    Ok(found)
}

/// The same counts as SQL, for a database that is elsewhere: by the migrations, with one statement for each table.
pub fn sql(workspace: &Workspace) -> Result<String> {
    let mut migrations: Vec<PathBuf> = fs::read_dir(workspace.path("migrations"))
        .context("migrations cannot be listed")?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<_>>()?;
    migrations.sort();
    let connection = Connection::open_in_memory().context("SQLite cannot be used")?;
    for migration in migrations {
        connection
            .execute_batch(&read(&migration)?)
            .with_context(|| format!("{} does not run", migration.display()))?;
    }
    Ok(statements(&connection)?.join("\n"))
}

/// What needs one key.
pub fn needing<'a>(left: &'a [Left], kind: Kind, id: &str) -> Vec<&'a Left> {
    left.iter().filter(|left| left.id == id && left.sort.kind() == kind).collect()
}

/// A line for each key with the numbers of each sort, and where the things are that are not under the current key.
pub fn table(lists: &[(Kind, KeyList)], left: &[Left]) -> Vec<String> {
    let line = |head: &str, [one, two, three, four]: [String; 4]| {
        format!("{head:<14} {one:>12} {two:>12} {three:>12} {four:>12}").trim_end().to_owned()
    };
    let mut lines = vec![line("", Sort::ALL.map(|sort| sort.name().to_owned()))];
    for (kind, list) in lists {
        let mut keys = vec![(list.current(), "current")];
        keys.extend(list.older().map(|id| (id, "old")));
        // What names a key that is nowhere cannot be opened any more.
        for left in left.iter().filter(|left| left.sort.kind() == *kind) {
            if !keys.iter().any(|(id, _)| *id == left.id) {
                keys.push((&left.id, "missing"));
            }
        }
        for (id, standing) in keys {
            let of_key = needing(left, *kind, id);
            let number = |sort: Sort| sum(of_key.iter().filter(|left| left.sort == sort)).to_string();
            let cells = Sort::ALL.map(|sort| if sort.kind() == *kind { number(sort) } else { String::new() });
            lines.push(line(&format!("{id} {standing}"), cells));
            if standing != "current" && !of_key.is_empty() {
                lines.push(format!("  {}", places(&of_key)));
            }
        }
    }
    lines
}

/// How many these are together.
pub fn sum<'a>(left: impl IntoIterator<Item = &'a &'a Left>) -> u64 {
    left.into_iter().fold(0, |sum, left| sum.saturating_add(left.count))
}

/// Such as `accounts.email 3, sessions.id 1`.
pub fn places(left: &[&Left]) -> String {
    let mut places: BTreeMap<&str, u64> = BTreeMap::new();
    for left in left {
        let count = places.entry(&left.place).or_default();
        *count = count.saturating_add(left.count);
    }
    places.iter().map(|(place, count)| format!("{place} {count}")).collect::<Vec<_>>().join(", ")
}

/// Opens a database to look at, which may be in use.
fn open(path: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)
        .with_context(|| format!("{} cannot be opened", path.display()))?;
    connection.busy_timeout(Duration::from_secs(10)).context("a database cannot be waited for")?;
    Ok(connection)
}

/// The tables of a database with their columns of text.
fn tables(connection: &Connection) -> Result<Vec<(String, Vec<String>)>> {
    // Guards are left out: they hold ids of what their codes are for, and codes live for minutes.
    let mut statement = connection
        .prepare(
            "SELECT t.name, c.name FROM sqlite_master AS t, pragma_table_info(t.name) AS c \
             WHERE t.type = 'table' AND c.type = 'TEXT' AND t.name NOT GLOB 'sqlite[_]*' \
             AND t.name NOT GLOB '[_]cf[_]*' AND t.name <> 'guards' ORDER BY t.name, c.cid",
        )
        .context("a database cannot be read")?;
    let mut tables: Vec<(String, Vec<String>)> = Vec::new();
    let mut rows = statement.query([]).context("a database cannot be read")?;
    while let Some(row) = rows.next().context("a database cannot be read")? {
        let (table, column): (String, String) = (row.get(0)?, row.get(1)?);
        let plain = |name: &str| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if !plain(&table) || !plain(&column) {
            bail!("{table}.{column} is no name that this command can write");
        }
        match tables.last_mut() {
            Some((last, columns)) if *last == table => columns.push(column),
            _ => tables.push((table, vec![column])),
        }
    }
    Ok(tables)
}

fn statements(connection: &Connection) -> Result<Vec<String>> {
    // D1 gives a function 32 arguments at most, and a column takes two.
    let statements = tables(connection)?.into_iter().flat_map(|(table, columns)| {
        columns.chunks(15).map(|columns| statement(&table, columns)).collect::<Vec<_>>()
    });
    Ok(statements.collect())
}

/// Counts the columns of one table. What is no JSON is read as one text of JSON, so that both go the same way. A keyed
/// hash is 32 bytes, which are 43 characters; a ciphertext is longer by its nonce and its tag.
fn statement(table: &str, columns: &[String]) -> String {
    let columns: Vec<String> =
        columns.iter().map(|column| format!("'{column}', \"{table}\".\"{column}\"")).collect();
    let columns = columns.join(", ");
    format!(
        "WITH texts AS (\
         SELECT cell.key || replace(substr(part.fullkey, 2), '\"', '') AS place, \
         coalesce(part.key, cell.key) AS name, part.atom AS text, instr(part.atom, '.') AS dot \
         FROM \"{table}\", json_each(json_object({columns})) AS cell, \
         json_tree(CASE WHEN json_valid(cell.value) THEN cell.value ELSE json_quote(cell.value) END) AS part \
         WHERE part.type = 'text'), \
         named AS (\
         SELECT place, text AS key, 'records' AS sort FROM texts WHERE name = 'pepper' \
         UNION ALL \
         SELECT place, substr(text, 1, dot - 1), \
         CASE WHEN length(text) - dot > 43 THEN 'ciphertexts' WHEN name GLOB '*fingerprint' THEN 'fingerprints' \
         ELSE 'hashes' END \
         FROM texts WHERE dot > 1 AND length(text) - dot >= 43 AND substr(text, 1, dot) <> 'own.' \
         AND substr(text, 1, dot - 1) NOT GLOB '*[^A-Za-z0-9]*' \
         AND substr(text, dot + 1) NOT GLOB '*[^A-Za-z0-9_-]*') \
         SELECT '{table}.' || place AS place, key, sort, count(*) AS \"left\" FROM named GROUP BY 1, 2, 3;"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::{create, remove};

    /// A database that the columns of text were written into.
    fn counted(name: &str, schema: &str) -> Vec<Left> {
        let folder = std::env::temp_dir().join(format!("gatehouse-left-{name}-{}", std::process::id()));
        create(&folder).expect("a temporary folder");
        let path = folder.join("some.sqlite");
        Connection::open(&path)
            .and_then(|writer| writer.execute_batch(schema))
            .expect("a database is written");
        let found = count(&path).expect("a database is counted");
        remove(&folder).expect("a temporary folder is removed");
        found
    }

    fn left(id: &str, sort: Sort, place: &str, count: u64) -> Left {
        Left { id: id.to_owned(), sort, place: place.to_owned(), count }
    }

    fn text(id: &str, length: usize) -> String {
        format!("{id}.{}", "aB3_-".repeat(20).get(..length).unwrap_or_default())
    }

    #[test]
    fn counts_each_sort_under_its_key() {
        let (sealed, hash) = (text("k1", 54), text("k1", 43));
        let (newer, own) = (text("k2", 90), text("own", 90));
        let found = counted(
            "sorts",
            &format!(
                "CREATE TABLE accounts (id TEXT, email TEXT, email_fingerprint TEXT, pepper TEXT, at INTEGER);
                 INSERT INTO accounts VALUES ('{hash}', '{sealed}', '{hash}', 'p1', 1);
                 INSERT INTO accounts VALUES ('x', '{newer}', '{hash}', 'p1', 2);
                 INSERT INTO accounts VALUES ('y', '{own}', NULL, 'p2', 3);"
            ),
        );
        assert_eq!(
            found,
            [
                left("k1", Sort::Ciphertext, "accounts.email", 1),
                left("k1", Sort::Fingerprint, "accounts.email_fingerprint", 2),
                left("k1", Sort::Hash, "accounts.id", 1),
                left("k2", Sort::Ciphertext, "accounts.email", 1),
                left("p1", Sort::Record, "accounts.pepper", 2),
                left("p2", Sort::Record, "accounts.pepper", 1),
            ]
        );
    }

    #[test]
    fn looks_into_json() {
        let progress = format!(
            r#"{{"password": {{"pepper": "p1", "data_key": "{}"}}, "phone": "{}", "more": ["{}", 7, null]}}"#,
            text("own", 90),
            text("k1", 60),
            text("k2", 60)
        );
        let found = counted(
            "json",
            &format!(
                "CREATE TABLE sign_ups (progress TEXT); INSERT INTO sign_ups VALUES ('{progress}'), (NULL);"
            ),
        );
        assert_eq!(
            found,
            [
                left("k1", Sort::Ciphertext, "sign_ups.progress.phone", 1),
                left("k2", Sort::Ciphertext, "sign_ups.progress.more[0]", 1),
                left("p1", Sort::Record, "sign_ups.progress.password.pepper", 1),
            ]
        );
    }

    #[test]
    fn takes_nothing_else_for_a_thing_with_a_key() {
        let long = "a".repeat(50);
        let found = counted(
            "others",
            &format!(
                "CREATE TABLE others (word TEXT);
                 INSERT INTO others VALUES ('0001_accounts.sql'), ('k1.short'), ('.{long}'), ('{long}'), ('17'),
                   ('k1.{long}.{long}'), ('a person.{long}'), ('k1 {long}.x'), ('{{'), ('k1.{long} and more');
                 CREATE TABLE guards (state TEXT); INSERT INTO guards VALUES ('k1.{long}');"
            ),
        );
        assert_eq!(found, []);
    }

    #[test]
    fn the_migrations_of_the_service_can_be_counted() {
        let workspace = Workspace::find().expect("tests run in a checkout");
        let sql = sql(&workspace).expect("the migrations run");
        assert!(sql.contains("'email_fingerprint', \"accounts\".\"email_fingerprint\""), "{sql}");
        assert!(sql.lines().all(|line| line.len() < 100_000 && line.ends_with(';')), "D1 takes no more");
    }
}
