//! Reads `spin.toml`: the part of Spin's manifest, version 2, that one HTTP component needs.
//!
//! Whatever this host would not honour is an error that names the key, so that no setting is silently without effect.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;
use serde::de::IgnoredAny;

/// What the manifest says about the component to serve, with the chosen profile applied and paths made absolute.
#[derive(Debug)]
pub struct Application {
    /// The application's variables, by name.
    pub variables: BTreeMap<String, Variable>,
    /// The component's name in the manifest.
    pub name: String,
    /// The component's file.
    pub source: PathBuf,
    /// Folders that the component may read.
    pub files: Vec<Mount>,
    /// Labels of the databases that the component may open.
    pub sqlite_databases: Vec<String>,
    /// Templates of the component's variables, by name.
    pub component_variables: BTreeMap<String, String>,
    /// The component's environment.
    pub environment: BTreeMap<String, String>,
    /// Templates of the hosts that the component may send requests to.
    pub allowed_outbound_hosts: Vec<String>,
}

/// A variable of the application: required, or with a default.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variable {
    /// The value when the environment has none.
    pub default: Option<String>,
    #[serde(default)]
    required: bool,
    #[serde(default, rename = "secret")]
    _secret: bool,
    #[serde(rename = "description")]
    _description: Option<String>,
}

/// A folder of this machine and the path at which the component sees it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mount {
    /// The folder on this machine.
    pub source: PathBuf,
    /// The path inside the component.
    pub destination: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    spin_manifest_version: u8,
    #[serde(rename = "application")]
    _application: About,
    #[serde(default)]
    variables: BTreeMap<String, Variable>,
    trigger: Triggers,
    #[serde(default)]
    component: BTreeMap<String, Component>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct About {
    #[serde(rename = "name")]
    _name: String,
    #[serde(rename = "version")]
    _version: Option<String>,
    #[serde(rename = "description")]
    _description: Option<String>,
    #[serde(default, rename = "authors")]
    _authors: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Triggers {
    http: Vec<HttpTrigger>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HttpTrigger {
    route: String,
    component: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Component {
    #[serde(rename = "description")]
    _description: Option<String>,
    source: PathBuf,
    #[serde(default)]
    files: Vec<Mount>,
    #[serde(default)]
    sqlite_databases: Vec<String>,
    #[serde(default)]
    variables: BTreeMap<String, String>,
    #[serde(default)]
    environment: BTreeMap<String, String>,
    #[serde(default)]
    allowed_outbound_hosts: Vec<String>,
    #[serde(rename = "build")]
    _build: Option<IgnoredAny>,
    #[serde(rename = "watch")]
    _watch: Option<IgnoredAny>,
    #[serde(default)]
    profile: BTreeMap<String, Profile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Profile {
    source: Option<PathBuf>,
    #[serde(rename = "build")]
    _build: Option<IgnoredAny>,
}

/// Reads the manifest at `path` and applies the profile of that name.
///
/// # Errors
///
/// Names the key that is unknown or wrong.
pub fn read(path: &Path, profile: Option<&str>) -> Result<Application> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let folder = std::path::absolute(if folder.as_os_str().is_empty() { Path::new(".") } else { folder })?;
    parse(&text, &folder, profile).with_context(|| format!("in {}", path.display()))
}

fn parse(text: &str, folder: &Path, profile: Option<&str>) -> Result<Application> {
    let mut manifest: Manifest = toml::from_str(text)?;
    ensure!(manifest.spin_manifest_version == 2, "spin_manifest_version must be 2");
    for (name, variable) in &manifest.variables {
        ensure!(
            variable.required != variable.default.is_some(),
            "the variable {name:?} must be required or have a default, and not both"
        );
    }
    let [trigger] = manifest.trigger.http.as_slice() else {
        bail!("this test host serves exactly one [[trigger.http]]");
    };
    ensure!(
        trigger.route == "/...",
        "this test host serves the route \"/...\" only, not {:?}",
        trigger.route
    );
    let name = trigger.component.clone();
    let component =
        manifest.component.remove(&name).with_context(|| format!("there is no [component.{name}]"))?;
    if let Some(other) = manifest.component.keys().next() {
        bail!("this test host serves one component, and [component.{other}] has no trigger");
    }
    let source = match profile {
        None => component.source,
        Some(profile) => component
            .profile
            .get(profile)
            .with_context(|| format!("[component.{name}] has no profile {profile:?}"))?
            .source
            .clone()
            .unwrap_or(component.source),
    };
    let absolute = |mount: Mount| Mount { source: folder.join(mount.source), ..mount };
    Ok(Application {
        variables: manifest.variables,
        name,
        source: folder.join(source),
        files: component.files.into_iter().map(absolute).collect(),
        sqlite_databases: component.sqlite_databases,
        component_variables: component.variables,
        environment: component.environment,
        allowed_outbound_hosts: component.allowed_outbound_hosts,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANIFEST: &str = r#"
        spin_manifest_version = 2
        [application]
        name = "shop"
        version = "1.0.0"
        [variables]
        key = { required = true, secret = true }
        greeting = { default = "Hello" }
        [[trigger.http]]
        route = "/..."
        component = "shop"
        [component.shop]
        source = "build/shop.wasm"
        files = [{ source = "site", destination = "/site" }]
        sqlite_databases = ["default"]
        allowed_outbound_hosts = ["https://example.com"]
        [component.shop.variables]
        key = "{{ key }}"
        [component.shop.build]
        command = "make"
        watch = ["src"]
        [component.shop.profile.development]
        source = "build/development.wasm"
    "#;

    fn failure(text: &str, profile: Option<&str>) -> String {
        match parse(text, Path::new("/app"), profile) {
            Ok(application) => panic!("accepted: {application:?}"),
            Err(error) => format!("{error:#}"),
        }
    }

    #[test]
    fn paths_are_relative_to_the_manifest() {
        let application = parse(MANIFEST, Path::new("/app"), None).unwrap();
        assert_eq!(application.source, Path::new("/app/build/shop.wasm"));
        assert_eq!(application.files[0].source, Path::new("/app/site"));
        assert_eq!(application.files[0].destination, "/site");
        assert_eq!(application.component_variables["key"], "{{ key }}");
    }

    #[test]
    fn a_profile_replaces_the_source() {
        let application = parse(MANIFEST, Path::new("/app"), Some("development")).unwrap();
        assert_eq!(application.source, Path::new("/app/build/development.wasm"));
        assert!(failure(MANIFEST, Some("debug")).contains("has no profile \"debug\""));
    }

    #[test]
    fn an_unknown_key_is_named() {
        let text = MANIFEST.replace("sqlite_databases", "key_value_stores");
        assert!(failure(&text, None).contains("key_value_stores"));
        let text = MANIFEST.replace("[[trigger.http]]", "[[trigger.redis]]");
        assert!(failure(&text, None).contains("redis"));
    }

    #[test]
    fn a_variable_is_required_or_has_a_default() {
        let text = MANIFEST.replace("{ default = \"Hello\" }", "{ secret = true }");
        assert!(failure(&text, None).contains("\"greeting\""));
    }

    #[test]
    fn what_is_not_served_is_refused() {
        let text = MANIFEST.replace("route = \"/...\"", "route = \"/shop\"");
        assert!(failure(&text, None).contains("\"/shop\""));
        let text = format!("{MANIFEST}\n[component.other]\nsource = \"other.wasm\"");
        assert!(failure(&text, None).contains("[component.other]"));
    }
}
