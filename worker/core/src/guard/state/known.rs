//! Reads what a guard keeps, but for what only another version knows.

use super::{Budget, Remembered};
use crate::time::UnixTime;
use serde::de::value::{Error as Unknown, StrDeserializer};
use serde::de::{IgnoredAny, IntoDeserializer};
use serde::{Deserialize, Deserializer};
use std::collections::{BTreeMap, VecDeque};

/// Reads budgets, but for those of another version.
pub fn budgets<'a, D: Deserializer<'a>>(
    deserializer: D,
) -> Result<BTreeMap<Budget, Vec<UnixTime>>, D::Error> {
    let all = BTreeMap::<String, Vec<UnixTime>>::deserialize(deserializer)?;
    let known = all.into_iter().filter_map(|(name, times)| {
        let name: StrDeserializer<'_, Unknown> = name.as_str().into_deserializer();
        Some((Budget::deserialize(name).ok()?, times))
    });
    Ok(known.collect())
}

/// Reads verdicts, but for those of another version.
pub fn verdicts<'a, D: Deserializer<'a>>(deserializer: D) -> Result<VecDeque<Remembered>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Perhaps {
        Known(Remembered),
        Unknown(IgnoredAny),
    }
    let all = Vec::<Perhaps>::deserialize(deserializer)?;
    let known = all.into_iter().filter_map(|one| match one {
        Perhaps::Known(known) => Some(known),
        Perhaps::Unknown(_) => None,
    });
    Ok(known.collect())
}
