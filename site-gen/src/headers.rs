//! How the platform serves the pages: the `_headers` file of Cloudflare's static assets.
//!
//! The auth pages set their own headers in the worker; these are for what is served without it.

/// What every page and file is served with. Pages load styles, scripts and pictures from this site only and
/// run nothing inline (requirement PV-5 and the design's safety rules). Their search box shows results while somebody
/// types: its script loads an index and the `WebAssembly` that reads it, and asks the worker.
const EVERYWHERE: [(&str, &str); 6] = [
    (
        "Content-Security-Policy",
        "default-src 'none'; style-src 'self'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; \
         img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
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

/// The index of the search in the browser has endings of its own, which no server knows a type for.
const SEARCH_DATA: [(&str, &str); 1] = [("Content-Type", "application/octet-stream")];

/// The text of the `_headers` file.
pub fn headers() -> String {
    let mut text = String::new();
    let rules =
        [("/*", &EVERYWHERE[..]), ("/assets/*", &ASSETS[..]), ("/assets/search/data/*", &SEARCH_DATA[..])];
    for (path, headers) in rules {
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
        let others = [&ASSETS[..], &SEARCH_DATA[..]].concat();
        assert!(others.iter().all(|(name, _)| EVERYWHERE.iter().all(|(other, _)| other != name)));
    }

    #[test]
    fn nothing_inline_is_allowed() {
        assert!(!headers().contains("unsafe-inline") && !headers().contains("'unsafe-eval"));
        assert!(headers().lines().all(|line| line.len() < 2000), "the platform cuts longer lines");
    }
}
