//! The settings of this installation, from Spin's variables. `spin.toml` lists them all.

use gatehouse_core::settings::{Set, Settings};
use http::HeaderName;
use spin_sdk::variables;

/// What the variables say.
pub struct Variables {
    /// What core needs.
    pub settings: Settings,
    /// The header in which a proxy in front of Spin names the client; nothing without one.
    pub client_address_header: Option<HeaderName>,
}

/// Reads the variables.
///
/// # Errors
/// If one is missing or malformed: a sentence for the operator that names it and holds no secret.
pub async fn read() -> Result<Variables, String> {
    let settings = Settings::read(&Set {
        origin: &variable("origin").await?,
        delivery: &variable("delivery").await?,
        contact: &variable("contact_address").await?,
        couriers: &variable("couriers").await?,
        operator_key: &variable("operator_key").await?,
        server_keys: &variable("server_keys").await?,
        password_peppers: &variable("password_peppers").await?,
        guard_name_key: &variable("guard_name_key").await?,
    })?;
    let client_address_header = header_name(&variable("client_address_header").await?)?;
    Ok(Variables { settings, client_address_header })
}

fn header_name(text: &str) -> Result<Option<HeaderName>, String> {
    match text.trim() {
        "" => Ok(None),
        name => name
            .parse()
            .map(Some)
            .map_err(|_| "the setting CLIENT_ADDRESS_HEADER must be the name of a header".to_owned()),
    }
}

async fn variable(name: &str) -> Result<String, String> {
    variables::get(name).await.map_err(|error| format!("the variable {name} cannot be read: {error}"))
}
