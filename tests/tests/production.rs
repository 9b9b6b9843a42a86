//! What a production build does differently. Run against such a build: it has no outbox and no clock to move,
//! so nobody can get an account here.

use gatehouse_tests::{Browser, Request, browser::origin, person::enter_password, unique, wire::Connection};

#[test]
fn the_development_tools_do_not_exist() {
    for path in ["/dev/outbox", "/dev/outbox.json", "/dev/clock", "/dev/clock?seconds=1", "/dev/", "/dev"] {
        for method in ["GET", "POST", "PUT", "HEAD"] {
            let reply = Browser::new().send(Request::new(method, path));
            reply.is(404);
        }
    }
}

#[test]
fn cookies_have_the_prefix_of_a_host_and_are_secure() {
    let mut browser = Browser::new();
    let mut replies = vec![browser.get("/sign-in"), browser.get("/sign-up")];
    replies.push(enter_password(&mut browser, &unique::email(), "not the password"));
    let cookies: Vec<_> = replies.iter().flat_map(|reply| reply.cookies()).collect();
    assert!(!cookies.is_empty(), "no cookie was set");
    for cookie in cookies {
        assert!(cookie.starts_with("__Host-"), "{cookie}");
        let attributes: Vec<_> = cookie.split(';').skip(1).map(|a| a.trim().to_lowercase()).collect();
        for wanted in ["secure", "httponly", "samesite=lax", "path=/"] {
            assert!(attributes.iter().any(|a| a == wanted), "expected {wanted} in {cookie}");
        }
        assert!(!attributes.iter().any(|a| a.starts_with("domain")), "{cookie}");
    }
}

#[test]
fn strict_transport_security_is_told() {
    assert!(
        origin().starts_with("https://"),
        "GATEHOUSE_ORIGIN is the https address that the build was given"
    );
    for path in ["/sign-in", "/sign-up", "/nothing"] {
        let reply = Browser::new().get(path);
        let value = reply.header("strict-transport-security").unwrap_or_default();
        let seconds = value.split(';').find_map(|part| part.trim().strip_prefix("max-age="));
        let seconds: u64 = seconds.and_then(|seconds| seconds.parse().ok()).unwrap_or(0);
        assert!(seconds >= 180 * 24 * 60 * 60, "{path}: {value:?}");
    }
}

#[test]
fn headers_with_a_client_address_are_ignored() {
    // Each request names another network, in the header of the development build and in those of platforms and proxies;
    // the limit of links for one network must be met all the same.
    let mut refused = false;
    for _ in 0..130 {
        let mut browser = Browser::new();
        let form = browser.form("/sign-up", "email").filled(&[("email", &unique::email())]);
        let address = unique::client_address();
        let request = form
            .request()
            .header("spin-client-addr", &format!("[{address}]:443"))
            .header("x-forwarded-for", &address)
            .header("forwarded", &format!("for=\"[{address}]\""));
        let reply = browser.send(request);
        reply.is_one_of(&[303, 429, 503]);
        refused |= reply.status == 429;
    }
    assert!(refused, "130 links for one client network were never refused");
}

#[test]
fn forms_must_come_from_the_origin_that_the_build_was_given() {
    let mut browser = Browser::new();
    let form = browser.form("/sign-in", "password");
    let request = form.filled(&[("email", &unique::email()), ("password", "not the password")]).request();
    browser.send(request.clone().header("origin", "http://localhost:8787")).is(403);
    browser.send(request).is_one_of(&[422, 429]);
}

#[test]
fn no_form_is_taken_for_one_of_ours_because_the_request_names_another_host() {
    let mut browser = Browser::new();
    let form = browser.form("/sign-in", "password");
    let request = form.filled(&[("email", &unique::email()), ("password", "not the password")]).request();
    let request = request.header("host", "evil.example");
    let mut send = |request: &Request| Connection::open().send(&mut browser, request).unwrap();
    // Wrangler's proxy writes http for https where an origin has the name of the host; Spin passes both on as they are.
    for origin in ["https://evil.example", "http://evil.example"] {
        send(&request.clone().header("origin", origin)).is(403);
    }
    // A proxy in front may have given it another host.
    send(&request).is_one_of(&[422, 429]);
}

#[test]
fn nothing_of_the_development_build_shows() {
    for path in ["/sign-in", "/sign-up", "/nothing"] {
        let text = Browser::new().get(path).text().to_lowercase();
        for word in ["/dev/", "outbox", "localhost"] {
            assert!(!text.contains(word), "{path} says {word:?}");
        }
    }
}
