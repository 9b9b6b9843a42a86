//! Generates the bindings of Spin's interfaces from the WIT that the crate spin-sdk ships.
//!
//! The lock file says which release of spin-sdk that is, and cargo says where its source lies. So the interfaces that
//! this host offers are those that a component of the same release asks for, and no copy of them can go stale.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=Cargo.lock");
    let interfaces = spin_sdk_folder()?.join("wit").join("deps");
    let sqlite = existing(&interfaces.join("spin-sqlite@3.1.0"))?;
    let variables = existing(&interfaces.join("spin-variables@3.0.0"))?;
    let bindings = format!(
        r##"wasmtime::component::bindgen!({{
    path: [{sqlite:?}, {variables:?}],
    inline: r#"
        package host:bindings;
        world spin {{
            import spin:sqlite/sqlite@3.1.0;
            import spin:variables/variables@3.0.0;
        }}
    "#,
    world: "host:bindings/spin",
    imports: {{ default: async | trappable }},
    with: {{ "spin:sqlite/sqlite.connection": crate::sqlite::Connection }},
}});
"##
    );
    let destination = PathBuf::from(env::var("OUT_DIR")?).join("bindings.rs");
    fs::write(destination, bindings)?;
    Ok(())
}

fn existing(folder: &Path) -> Result<String, Failure> {
    match folder.to_str() {
        Some(path) if folder.is_dir() => Ok(path.to_owned()),
        _ => Err(format!("spin-sdk has no folder {}", folder.display()).into()),
    }
}

/// The folder of spin-sdk's source, as the lock file pins it.
///
/// This program itself never depends on it, so cargo may have to download it first: that is why it is not told
/// `--offline`. It downloads nothing a second time.
fn spin_sdk_folder() -> Result<PathBuf, Failure> {
    let manifest = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("Cargo.toml");
    let output = Command::new(env::var("CARGO")?)
        .args(["metadata", "--format-version", "1", "--locked"])
        .args(["--filter-platform", "wasm32-wasip2", "--manifest-path"])
        .arg(manifest)
        .output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout)?;
    metadata["packages"]
        .as_array()
        .and_then(|packages| packages.iter().find(|package| package["name"] == "spin-sdk"))
        .and_then(|package| package["manifest_path"].as_str())
        .and_then(|path| Path::new(path).parent())
        .map(Path::to_path_buf)
        .ok_or_else(|| "cargo metadata does not name spin-sdk".into())
}
