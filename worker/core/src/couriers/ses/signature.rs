//! Amazon's signature, version 4, by Amazon's own crate.

use crate::couriers::settings::Ses;
use crate::time::UnixTime;
use aws_credential_types::Credentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign as sign_request};
use aws_sigv4::sign::v4::SigningParams;
use bytes::Bytes;
use http::Request;
use http::header::AUTHORIZATION;
// Only as the type in which the crate takes the time that we give it. Nothing here reads a clock.
use std::time::{Duration, UNIX_EPOCH};

/// The name of SES in signatures; its hosts are called `email`.
const SERVICE: &str = "ses";

/// Adds the date and the signature to `request`; nothing if it cannot be signed. What is signed is the host of its address, which
/// must be the host that the edge sends.
pub fn sign(settings: &Ses, request: &mut Request<Bytes>, now: UnixTime) -> Option<()> {
    let time = UNIX_EPOCH.checked_add(Duration::from_secs(now.0.try_into().ok()?))?;
    let identity =
        Credentials::new(&settings.access_key, &settings.secret_key, None, None, "settings").into();
    let parameters = SigningParams::builder()
        .identity(&identity)
        .region(&settings.region)
        .name(SERVICE)
        .time(time)
        .settings(SigningSettings::default())
        .build()
        .ok()?
        .into();
    let address = request.uri().to_string();
    // Exactly what Amazon's own clients sign besides host and date.
    let headers = [("content-type", request.headers().get("content-type")?.to_str().ok()?)].into_iter();
    let body = SignableBody::Bytes(request.body());
    let signable = SignableRequest::new(request.method().as_str(), address, headers, body).ok()?;
    let (instructions, _) = sign_request(signable, &parameters).ok()?.into_parts();
    instructions.apply_to_request_http1x(request);
    // Whoever prints the request does not print who we are to Amazon.
    request.headers_mut().get_mut(AUTHORIZATION)?.set_sensitive(true);
    Some(())
}
