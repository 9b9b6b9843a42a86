//! An operator's commands say what they did, and leave a line (MS-6).

use crate::native::browser::Browser;
use crate::native::person::EMAIL;
use crate::undelivered::{edge, letters, newest, operate, operate_by};

#[test]
fn ms_6_each_command_leaves_a_line_that_names_nobody() {
    let (edge, _) = edge(27, 0);
    Browser::new(&edge).fill("/sign-up", &[("email", EMAIL)]);
    let id = newest(&edge);
    let with_id = format!("id={id}");
    let mut lines = Vec::new();
    for (method, command, body, line) in [
        ("GET", "messages", "", "messages"),
        ("GET", "reports", "", "reports"),
        ("GET", "contact", "", "contact"),
        ("POST", "messages/drop", &with_id, "drop"),
        ("POST", "tick", "", "tick"),
        ("POST", "problems/clear", "to=ana.ruiz@example.org", "clear problems"),
        ("POST", "unlock", "to=ana.ruiz@example.org", "unlock"),
    ] {
        assert_eq!(operate_by(&edge, method, command, body).status, 200, "{command}");
        lines.push(format!("operator: {line}"));
        assert_eq!(edge.notes(), lines);
    }
    // What is refused is no command.
    for (method, command) in [("POST", "messages"), ("GET", "tick"), ("GET", "erase")] {
        assert!([404, 405].contains(&operate_by(&edge, method, command, "").status), "{command}");
    }
    assert_eq!(edge.notes(), lines);
}

#[test]
fn ms_6_an_operator_is_told_that_a_message_does_not_wait() {
    let (edge, asked) = edge(28, 0);
    let letter = |email: &str| {
        Browser::new(&edge).fill("/sign-up", &[("email", email)]);
        format!("id={}", newest(&edge))
    };
    let (sent, dropped) = (letter(EMAIL), letter("b@example.org"));
    assert_eq!(operate(&edge, "messages/drop", &dropped).status, 200);
    let retried = operate(&edge, "messages/retry", &sent);
    assert_eq!((retried.status, retried.body.as_str(), letters(&asked)), (200, r#"{"finished":1}"#, 1));
    let expired = letter("c@example.org");
    edge.wait(24 * 60 * 60);
    let notes = edge.notes();
    for command in ["messages/retry", "messages/drop"] {
        for id in [&sent, &dropped, &expired, "id=nonsense", ""] {
            let reply = operate(&edge, command, id);
            assert_eq!(reply.status, 404, "{command} {id}");
            assert!(reply.body.contains("no message with this id waits to be sent"), "{}", reply.body);
        }
    }
    assert_eq!((edge.notes(), letters(&asked)), (notes, 1));
}
