//! Makes one constant per help article out of `content/en`, so that a link to an article that does not exist does not
//! compile (requirement HC-4).

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let content = Path::new("../../content/en");
    println!("cargo::rerun-if-changed={}", content.display());
    let mut articles = Vec::new();
    for section in fs::read_dir(content)? {
        let section = section?.path();
        if !section.is_dir() {
            continue;
        }
        println!("cargo::rerun-if-changed={}", section.display());
        for article in fs::read_dir(&section)? {
            let article = article?.path();
            if article.extension().is_some_and(|extension| extension == "md") {
                articles.push((stem(&section), stem(&article)));
            }
        }
    }
    articles.sort();
    let mut constants = String::new();
    for (section, slug) in articles {
        let name = format!("{section}_{slug}").to_uppercase().replace('-', "_");
        let _ = writeln!(
            constants,
            "/// The article `{section}/{slug}`.\npub const {name}: Article = Article {{ path: \"/help/{section}/{slug}/\" }};"
        );
    }
    let out = env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("Cargo sets OUT_DIR"))?;
    fs::write(Path::new(&out).join("articles.rs"), constants)
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}
