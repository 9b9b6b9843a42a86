//! `cargo xtask keys`: makes, rotates and retires the secrets of a server. `docs/operations.md` tells the whole way.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::key_lists::{KeyList, Kind};
use crate::keys_left::{self, Left, needing, places, sum, table};
use crate::secrets;
use crate::server::{self, Edge};
use crate::workspace::Workspace;

/// Why the third secret stays as it is.
const GUARD_STAYS: &str = "the guard name key never rotates: guards are found by their names alone, so under \
    another key every lock, limit and count of wrong tries would be forgotten";

/// What `cargo xtask keys` was asked for.
#[derive(Debug, PartialEq, Eq)]
pub enum Action {
    /// Prints a set of secrets for a new installation.
    New,
    /// Prints which keys there are, without the keys.
    Show,
    /// Puts new keys in front.
    Rotate(Vec<Kind>),
    /// Takes an old key out.
    Retire {
        /// Its id.
        id: String,
        /// Also while something needs it.
        force: bool,
    },
    /// Prints what is left under each key.
    Left(Option<Edge>),
    /// Prints the statements that count the same elsewhere.
    Sql,
}

/// Reads the words that follow `keys`, given the options.
pub fn parse(words: &[&str], edge: Option<Edge>, force: bool) -> Result<Action> {
    let action = match words {
        ["new"] => Action::New,
        [] | ["show"] => Action::Show,
        ["rotate"] => Action::Rotate(Kind::ALL.to_vec()),
        ["rotate", "server"] => Action::Rotate(vec![Kind::Server]),
        ["rotate", "pepper"] => Action::Rotate(vec![Kind::Pepper]),
        ["rotate", "guard"] => bail!(GUARD_STAYS),
        ["retire", id] => Action::Retire { id: (*id).to_owned(), force },
        ["left"] => Action::Left(edge),
        ["sql"] => Action::Sql,
        _ => bail!("`keys {}` is not a task; `cargo xtask help` lists them", words.join(" ")),
    };
    if edge.is_some() && !matches!(action, Action::Left(_)) {
        bail!("--edge is for `keys left`");
    }
    if force && !matches!(action, Action::Retire { .. }) {
        bail!("--force is for `keys retire`");
    }
    Ok(action)
}

/// Does what was asked for with the secrets in a state folder.
pub fn run(workspace: &Workspace, state: &Path, action: &Action) -> Result<()> {
    let lines = match action {
        Action::New => vec![secrets::fresh_set()?],
        Action::Show => show(state)?,
        Action::Rotate(kinds) => rotate(state, kinds)?,
        Action::Retire { id, force } => retire(state, id, *force)?,
        Action::Left(edge) => left(state, *edge)?,
        Action::Sql => vec![keys_left::sql(workspace)?],
    };
    for line in lines {
        println!("{}", line.trim_end());
    }
    Ok(())
}

/// The lists of keys in a state folder.
fn lists(state: &Path) -> Result<Vec<(Kind, KeyList)>> {
    let path = state.join(secrets::FILE);
    if !path.is_file() {
        bail!("{} has no {}: a first start makes it", state.display(), secrets::FILE);
    }
    let all = secrets::all(&path)?;
    Kind::ALL
        .into_iter()
        .map(|kind| {
            let value = all.iter().find(|(name, _)| name == kind.secret());
            let (_, value) = value.with_context(|| format!("{} has no {}", path.display(), kind.secret()))?;
            Ok((kind, KeyList::parse(kind, value)?))
        })
        .collect()
}

fn show(state: &Path) -> Result<Vec<String>> {
    let line = |secret: &str, said: &str| format!("{secret:<17} {said}");
    let lists = lists(state)?;
    let lines = lists.iter().map(|(kind, list)| {
        let older = list.older().map(|id| format!("{id} is old"));
        let keys: Vec<String> = [format!("{} is current", list.current())].into_iter().chain(older).collect();
        line(kind.secret(), &keys.join(", "))
    });
    Ok(lines.chain([line("GUARD_NAME_KEY", "never rotates")]).collect())
}

fn rotate(state: &Path, kinds: &[Kind]) -> Result<Vec<String>> {
    let mut lines = Vec::new();
    let mut changed = Vec::new();
    for (kind, list) in lists(state)?.into_iter().filter(|(kind, _)| kinds.contains(kind)) {
        let before = list.current().to_owned();
        let list = list.rotated(kind, &secrets::fresh()?);
        lines.push(format!("{}: {} is current, {before} stays", kind.secret(), list.current()));
        changed.push((kind.secret(), list.to_string()));
    }
    secrets::replace(&state.join(secrets::FILE), &changed)?;
    lines.push("A server works with the keys that it started with: start it again, or deploy.".to_owned());
    Ok(lines)
}

fn retire(state: &Path, id: &str, force: bool) -> Result<Vec<String>> {
    let mut holders = lists(state)?.into_iter().filter(|(_, list)| list.ids().any(|other| other == id));
    let (kind, list) = holders.next().with_context(|| format!("there is no key {id}"))?;
    if holders.next().is_some() {
        bail!("{id} is both a server key and a pepper: take one of them out of {} by hand", secrets::FILE);
    }
    let list = list.without(id)?;
    if !force {
        if server::is_running(state) {
            bail!(
                "a server is using {}, and may still make things under {id} if it started before the rotation: \
                 end it first",
                state.display()
            );
        }
        let counted = counted(state, None)?;
        if counted.is_empty() {
            bail!(
                "{} has no database, so nothing shows that {id} is needed no more; where that was counted \
                 elsewhere, --force retires it",
                state.display()
            );
        }
        for Counted { edge, left, .. } in &counted {
            let needing = needing(left, kind, id);
            if !needing.is_empty() {
                let number = sum(&needing);
                bail!(
                    "{number} things on {edge} still need {id} ({}); --force would lose them",
                    places(&needing)
                );
            }
        }
    }
    secrets::replace(&state.join(secrets::FILE), &[(kind.secret(), list.to_string())])?;
    Ok(vec![format!("{}: {id} is gone, {} is current", kind.secret(), list.current())])
}

/// What one database holds.
struct Counted {
    edge: Edge,
    database: PathBuf,
    left: Vec<Left>,
}

fn counted(state: &Path, edge: Option<Edge>) -> Result<Vec<Counted>> {
    let mut found = Vec::new();
    for edge in Edge::ALL.into_iter().filter(|one| edge.is_none_or(|edge| edge == *one)) {
        for database in keys_left::databases(edge, state)? {
            found.push(Counted { edge, left: keys_left::count(&database)?, database });
        }
    }
    Ok(found)
}

fn left(state: &Path, edge: Option<Edge>) -> Result<Vec<String>> {
    let lists = lists(state)?;
    let counted = counted(state, edge)?;
    if counted.is_empty() {
        bail!("{} has no database to count in", state.display());
    }
    let mut lines = Vec::new();
    for Counted { edge, database, left } in &counted {
        lines.push(format!("{edge}: {}", database.display()));
        lines.extend(table(&lists, left));
        lines.push(String::new());
    }
    for (kind, list) in &lists {
        for id in list.older() {
            let needed = counted.iter().any(|counted| !needing(&counted.left, *kind, id).is_empty());
            // One edge says nothing of the other.
            if !needed && edge.is_none() {
                lines.push(format!("Nothing is left under {id}: it can be retired."));
            }
        }
    }
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;

    use rusqlite::Connection;

    use super::*;
    use crate::workspace::{create, read, remove};

    /// A state folder with the secrets of a first start, which goes when the test ends.
    struct State(PathBuf);

    impl State {
        fn new(name: &str) -> Self {
            let folder = std::env::temp_dir().join(format!("gatehouse-keys-{name}-{}", std::process::id()));
            remove(&folder).expect("a temporary folder is free");
            create(&folder).expect("a temporary folder");
            secrets::ensure(&folder.join(secrets::FILE)).expect("secrets are made");
            Self(folder)
        }

        /// Gives an edge a database with one account whose things are under these keys.
        fn with_account(self, edge: Edge, key: &str, pepper: &str) -> Self {
            let path = match edge {
                Edge::Cloudflare => "databases/v3/d1/miniflare-D1DatabaseObject/0a1b.sqlite",
                Edge::Spin => "spin/sqlite_db.db",
            };
            let path = self.0.join(path);
            create(path.parent().expect("a folder")).expect("a folder for a database");
            let hash = "a".repeat(43);
            let schema = format!(
                "CREATE TABLE accounts (email_fingerprint TEXT, pepper TEXT);
                 INSERT INTO accounts VALUES ('{key}.{hash}', '{pepper}');"
            );
            Connection::open(path).and_then(|writer| writer.execute_batch(&schema)).expect("a database");
            self
        }

        fn file(&self) -> String {
            read(&self.0.join(secrets::FILE)).expect("secrets are there")
        }

        fn ids(&self) -> Vec<String> {
            let lists = lists(&self.0).expect("lists");
            lists.iter().flat_map(|(_, list)| list.ids()).map(str::to_owned).collect()
        }

        fn refusal(&self, id: &str) -> String {
            retire(&self.0, id, false).expect_err("a key is not retired").to_string()
        }
    }

    impl Drop for State {
        fn drop(&mut self) {
            let _ = remove(&self.0);
        }
    }

    #[test]
    fn rotating_keeps_the_old_keys_and_the_guard_name_key() {
        let state = State::new("rotate");
        let before = secrets::all(&state.0.join(secrets::FILE)).expect("secrets");
        rotate(&state.0, &[Kind::Server]).expect("server keys rotate");
        assert_eq!(state.ids(), ["k2", "k1", "p1"]);
        rotate(&state.0, &Kind::ALL).expect("both rotate");
        assert_eq!(state.ids(), ["k3", "k2", "k1", "p2", "p1"]);
        let after = secrets::all(&state.0.join(secrets::FILE)).expect("secrets");
        for ((name, old), (same, new)) in before.iter().zip(&after) {
            assert_eq!(name, same);
            assert!(new.ends_with(old.as_str()), "{name} lost its old key");
        }
        assert_eq!(before.last(), after.last(), "the guard name key stays");
    }

    #[test]
    fn the_file_stays_private_and_keeps_what_else_is_in_it() {
        let state = State::new("file");
        let path = state.0.join(secrets::FILE);
        fs::write(&path, format!("# a note\n{}OTHER=1\n", state.file())).expect("the file is written");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).expect("its mode is set");
        rotate(&state.0, &Kind::ALL).expect("keys rotate");
        assert_eq!(fs::metadata(&path).expect("the file is there").permissions().mode() & 0o777, 0o600);
        assert!(
            state.file().starts_with("# a note\nSERVER_KEYS=k2:") && state.file().ends_with("\nOTHER=1\n")
        );
        let others = fs::read_dir(&state.0).expect("a folder").count();
        assert_eq!(others, 1, "nothing is left beside it");
    }

    #[test]
    fn a_key_is_retired_when_nothing_needs_it() {
        for edge in Edge::ALL {
            let state = State::new(&format!("retire-{edge}")).with_account(edge, "k2", "p1");
            rotate(&state.0, &Kind::ALL).expect("keys rotate");
            assert_eq!(
                state.refusal("p1"),
                format!("1 things on {edge} still need p1 (accounts.pepper 1); --force would lose them")
            );
            retire(&state.0, "k1", false).expect("k1 is needed no more");
            assert_eq!(state.ids(), ["k2", "p2", "p1"]);
            retire(&state.0, "p1", true).expect("force retires it all the same");
            assert_eq!(state.ids(), ["k2", "p2"]);
        }
    }

    #[test]
    fn a_key_stays_that_either_edge_needs() {
        let state = State::new("edges").with_account(Edge::Cloudflare, "k2", "p2").with_account(
            Edge::Spin,
            "k1",
            "p2",
        );
        rotate(&state.0, &Kind::ALL).expect("keys rotate");
        assert!(state.refusal("k1").contains("on spin"), "{}", state.refusal("k1"));
        retire(&state.0, "p1", false).expect("p1 is needed no more");
    }

    #[test]
    fn a_key_stays_that_is_current_or_not_known_to_be_needless() {
        let state = State::new("refusals");
        rotate(&state.0, &Kind::ALL).expect("keys rotate");
        for force in [false, true] {
            let error = retire(&state.0, "k2", force).expect_err("the current key stays").to_string();
            assert!(error.contains("current"), "{error}");
        }
        assert!(state.refusal("k9").contains("no key k9"));
        assert!(state.refusal("k1").contains("no database"));
        let state = state.with_account(Edge::Spin, "k2", "p2");
        let running = fs::File::create(state.0.join("lock")).expect("a lock");
        running.lock().expect("a server would lock it");
        assert!(state.refusal("k1").contains("end it first"));
        drop(running);
        retire(&state.0, "k1", false).expect("k1 is needed no more");
    }

    #[test]
    fn what_is_left_is_told_key_by_key() {
        let state = State::new("left").with_account(Edge::Cloudflare, "k1", "p1").with_account(
            Edge::Spin,
            "k7",
            "p2",
        );
        rotate(&state.0, &Kind::ALL).expect("keys rotate");
        rotate(&state.0, &[Kind::Server]).expect("server keys rotate");
        let lines = left(&state.0, None).expect("a count");
        let said: Vec<&str> = lines.iter().filter(|line| !line.contains(": /")).map(String::as_str).collect();
        assert_eq!(
            said,
            [
                "                ciphertexts fingerprints       hashes      records",
                "k3 current                0            0            0",
                "k2 old                    0            0            0",
                "k1 old                    0            1            0",
                "  accounts.email_fingerprint 1",
                "p2 current                                                       0",
                "p1 old                                                           1",
                "  accounts.pepper 1",
                "",
                "                ciphertexts fingerprints       hashes      records",
                "k3 current                0            0            0",
                "k2 old                    0            0            0",
                "k1 old                    0            0            0",
                "k7 missing                0            1            0",
                "  accounts.email_fingerprint 1",
                "p2 current                                                       1",
                "p1 old                                                           0",
                "",
                "Nothing is left under k2: it can be retired.",
            ]
        );
        assert!(!lines.concat().contains("Nothing is left under k1"));
    }

    #[test]
    fn no_key_is_shown() {
        let state = State::new("show");
        rotate(&state.0, &[Kind::Server]).expect("keys rotate");
        assert_eq!(
            show(&state.0).expect("keys"),
            [
                "SERVER_KEYS       k2 is current, k1 is old",
                "PASSWORD_PEPPERS  p1 is current",
                "GUARD_NAME_KEY    never rotates",
            ]
        );
        assert!(show(&state.0.join("nowhere")).is_err());
    }
}
