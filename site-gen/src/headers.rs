//! How the platform serves the pages: the `_headers` file of Cloudflare's static assets.
//!
//! The auth pages set their own headers in the worker; these are for what is served without it.

/// What every page and file is served with. Pages load styles, scripts and pictures from this site only and
/// run nothing inline (requirement PV-5 and the design's safety rules).
const EVERYWHERE: [(&str, &str); 6] = [
    (
        "Content-Security-Policy",
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; \
         base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    ),
    ("Strict-Transport-Security", "max-age=63072000; includeSubDomains"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    (
        "Permissions-Policy",
        "accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=()",
    ),
];

/// Styles and scripts keep their names from build to build, so a browser asks again after a few minutes and is
/// answered "not modified" most of the time. Pages have the platform's default: always ask.
const ASSETS: [(&str, &str); 2] = [
    ("Cache-Control", "public, max-age=600, stale-while-revalidate=3600"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
];

/// The text of the `_headers` file.
pub fn headers() -> String {
    let mut text = String::new();
    for (path, headers) in [("/*", &EVERYWHERE[..]), ("/assets/*", &ASSETS[..])] {
        text.push_str(path);
        for (name, value) in headers {
            text.extend(["\n  ", name, ": ", value]);
        }
        text.push_str("\n\n");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stands_in_one_rule_only() {
        // The platform joins the values of all rules that match, which makes nonsense of most headers.
        assert!(ASSETS.iter().all(|(name, _)| EVERYWHERE.iter().all(|(other, _)| other != name)));
    }

    #[test]
    fn nothing_inline_is_allowed() {
        assert!(!headers().contains("unsafe"));
        assert!(headers().lines().all(|line| line.len() < 2000), "the platform cuts longer lines");
    }
}
