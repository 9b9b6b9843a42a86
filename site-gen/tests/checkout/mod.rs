//! The help center as it is in this checkout.

use gatehouse_site_gen::Sources;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The root of the checkout.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// All text files below a folder of the checkout, by their path in it.
pub fn texts(folder: &str) -> BTreeMap<String, String> {
    let mut texts = BTreeMap::new();
    read(&root().join(folder), "", &mut texts);
    texts
}

/// All articles and templates.
#[allow(dead_code, reason = "each test is a program of its own, and one of them makes sources of its own")]
pub fn sources() -> Sources {
    Sources {
        content: texts("content"),
        content_folder: "content".to_owned(),
        templates: texts("site-gen/templates"),
        templates_folder: "site-gen/templates".to_owned(),
        ..Sources::default()
    }
}

fn read(folder: &Path, below: &str, texts: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).expect("the folder is in the repository") {
        let entry = entry.expect("the folder can be read");
        let name = format!("{below}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            read(&entry.path(), &format!("{name}/"), texts);
        } else {
            texts.insert(name, fs::read_to_string(entry.path()).expect("the file is text"));
        }
    }
}
