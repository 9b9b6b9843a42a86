//! Compiles the migrations in, statement by statement: Spin's `SQLite` runs one at a time and ignores what follows it.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// A module of a few bytes that stands in for an import of `zxcvbn`, see [`write_adapter`].
const ADAPTER: &str = "zxcvbn-clock.wasm";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let folder = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../../migrations");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut files: Vec<PathBuf> =
        fs::read_dir(&folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    files.sort();
    let mut code = String::from("&[\n");
    for file in files {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        writeln!(code, "    ({name:?}, &{:?}),", statements(&fs::read_to_string(&file)?)?)?;
    }
    code.push(']');
    fs::write(out.join("migrations.rs"), code)?;
    if env::var("CARGO_CFG_TARGET_OS")? == "wasi" {
        write_adapter(&out.join(ADAPTER))?;
    }
    Ok(())
}

/// The statements of a file, without comments. Our migrations hold no semicolon in a text and no trigger, which this
/// could not tell from the end of a statement: it says so if one comes.
fn statements(text: &str) -> Result<Vec<String>, String> {
    let bare: Vec<&str> =
        text.lines().map(|line| line.split("--").next().unwrap_or_default().trim()).collect();
    let bare = bare.join(" ");
    if bare.to_uppercase().contains("TRIGGER")
        || bare.split('\'').skip(1).step_by(2).any(|text| text.contains(';'))
    {
        return Err(
            "a migration holds a trigger or a text with a semicolon: split it by hand in build.rs".to_owned()
        );
    }
    let words = |statement: &str| statement.split_whitespace().collect::<Vec<_>>().join(" ");
    Ok(bare.split(';').map(words).filter(|statement| !statement.is_empty()).collect())
}

/// `zxcvbn` asks the host for the time at each judgment, and only to report how long it took: in WebAssembly by an import
/// that no component may have. A module that exports it and always says zero is linked in its place.
fn write_adapter(path: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let name = "unix_time_milliseconds_imported";
    let mut module = b"\0asm\x01\0\0\0".to_vec();
    // One type without parameters and with a 64-bit result; one function of it.
    section(&mut module, 1, &[1, 0x60, 0, 1, 0x7e])?;
    section(&mut module, 3, &[1, 0])?;
    let mut exports = vec![1, u8::try_from(name.len())?];
    exports.extend_from_slice(name.as_bytes());
    exports.extend_from_slice(&[0, 0]);
    section(&mut module, 7, &exports)?;
    // `i64.const 0`.
    section(&mut module, 10, &[1, 4, 0, 0x42, 0, 0x0b])?;
    fs::write(path, module)?;
    println!("cargo::rustc-cdylib-link-arg=--adapt");
    println!("cargo::rustc-cdylib-link-arg=zxcvbn={}", path.display());
    Ok(())
}

fn section(module: &mut Vec<u8>, id: u8, content: &[u8]) -> Result<(), std::num::TryFromIntError> {
    module.extend_from_slice(&[id, u8::try_from(content.len())?]);
    module.extend_from_slice(content);
    Ok(())
}
