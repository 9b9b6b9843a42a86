//! What Twilio tells us: signed by its own client, and judged by it and by us.

use crate::clients::node;
use crate::messages::{ACCOUNT, ORIGIN, ROW, TOKEN, couriers};
use bytes::Bytes;
use gatehouse_core::couriers::{News, twilio};
use http::Request;
use serde_json::{Value, json};

/// Callbacks as Twilio makes them, and with what may come into them: each with its query.
fn told() -> Vec<(String, Value)> {
    let row = format!("m={ROW}");
    let text = json!({
        "AccountSid": ACCOUNT, "ApiVersion": "2010-04-01", "From": "+15005550001", "MessageSid": "SM0",
        "MessageStatus": "delivered", "SmsSid": "SM0", "SmsStatus": "delivered", "To": "+15005550006",
    });
    let with = |changes: Value| {
        let mut fields = text.clone();
        fields.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        fields
    };
    let call = json!({
        "AccountSid": ACCOUNT, "CallSid": "CA0", "CallStatus": "completed", "CallDuration": "21", "Direction": "outbound-api",
        "CallbackSource": "call-progress-events", "SequenceNumber": "0", "From": "+15005550001", "To": "+15005550006",
        "Timestamp": "Tue, 24 Nov 2026 10:00:00 +0000",
    });
    vec![
        (row.clone(), text.clone()),
        (row.clone(), call),
        (
            row.clone(),
            with(json!({"MessageStatus": "undelivered", "ErrorCode": "30003", "ErrorMessage": ""})),
        ),
        (row.clone(), with(json!({"Body": "a+b & c=d %20 ñ é 🗝 «œ»\n?#", "B o d y": " ", "Ñ": "+"}))),
        (row.clone(), with(json!({"Many": ["b", "a", "b", ""], "many": "A", "MessageStatuses": "x"}))),
        (format!("{row}&note=a%2Bb+c%20d&empty=&%C3%B1=%F0%9F%97%9D"), text.clone()),
        (format!("{row}&quote='(x)'*!~;/@:,"), text),
    ]
}

fn address(origin: &str, query: &str) -> String {
    format!("{origin}/callbacks/twilio?{query}")
}

/// Has Twilio's client sign; gives back signatures and forms.
fn sign(told: &[(String, Value)], origin: &str) -> Vec<(String, String)> {
    let told: Vec<Value> = told
        .iter()
        .map(|(query, fields)| json!({"address": address(origin, query), "fields": fields}))
        .collect();
    let signed = node("twilio.mjs", &json!({"do": "sign", "token": TOKEN, "told": told}));
    let word = |value: &Value| value.as_str().unwrap().to_owned();
    signed
        .as_array()
        .unwrap()
        .iter()
        .map(|signed| (word(&signed["signature"]), word(&signed["form"])))
        .collect()
}

fn posted(query: &str, signature: &str, form: &str) -> Request<Bytes> {
    Request::post(format!("/callbacks/twilio?{query}"))
        .header("content-type", "application/x-www-form-urlencoded")
        .header("x-twilio-signature", signature)
        .body(Bytes::from(form.to_owned()))
        .unwrap()
}

#[test]
fn ms_3_what_twilio_signs_is_believed() {
    let twilio_settings = couriers("https://api.twilio.com", |_| {}).twilio.unwrap();
    let told = told();
    // Twilio names the port or not, whatever it was given.
    for origin in [ORIGIN, "https://gatehouse.example:443"] {
        for ((query, fields), (signature, form)) in told.iter().zip(sign(&told, origin)) {
            let reports = twilio::callback(&twilio_settings, ORIGIN, &posted(query, &signature, &form))
                .unwrap_or_else(|error| panic!("{error}: {fields}"));
            let [report] = &reports[..] else { panic!("{reports:?}") };
            assert_eq!((report.message.as_deref(), report.to.as_str()), (Some(ROW), "+15005550006"));
            let arrived = fields["MessageStatus"] != "undelivered";
            assert_eq!(report.news == News::Delivered, arrived, "{fields}");
        }
    }
    println!("callbacks of Twilio: {} signed and believed", told.len() * 2);
}

#[test]
fn ms_3_twilios_own_client_and_we_refuse_the_same_callbacks() {
    let settings = |token: &str| {
        couriers("https://api.twilio.com", |all| all["twilio"]["auth_token"] = token.into()).twilio.unwrap()
    };
    let mut judged: Vec<(Value, bool)> = Vec::new();
    let mut judge = |token: &str, query: &str, signature: &str, fields: &Value, form: &str| {
        let ours = twilio::callback(&settings(token), ORIGIN, &posted(query, signature, form)).is_ok();
        let told = json!({"token": token, "signature": signature, "address": address(ORIGIN, query), "fields": fields});
        judged.push((told, ours));
    };
    let told = told();
    let signed = sign(&told, ORIGIN);
    for ((query, fields), (signature, form)) in told.iter().zip(&signed) {
        judge(TOKEN, query, signature, fields, form);
        judge("another token", query, signature, fields, form);
        judge(TOKEN, &format!("{query}0"), signature, fields, form);
        judge(TOKEN, &query.replace("m=", "m=1"), signature, fields, form);
        judge(TOKEN, query, &signature.replacen(&signature[..1], "?", 1), fields, form);
        judge(TOKEN, query, "", fields, form);
        // Each field left out, changed, and one more.
        for name in fields.as_object().unwrap().keys() {
            let mut without = fields.clone();
            without.as_object_mut().unwrap().remove(name);
            let mut changed = fields.clone();
            changed[name] = "changed".into();
            for fields in [without, changed] {
                judge(TOKEN, query, signature, &fields, &form_of(&fields));
            }
        }
        let mut more = fields.clone();
        more["More"] = "x".into();
        judge(TOKEN, query, signature, &more, &form_of(&more));
    }
    let question: Vec<&Value> = judged.iter().map(|(told, _)| told).collect();
    let official = node("twilio.mjs", &json!({"do": "validate", "told": question}));
    let mut believed = 0;
    for ((told, ours), official) in judged.iter().zip(official.as_array().unwrap()) {
        assert_eq!(Some(*ours), official.as_bool(), "{told}");
        believed += usize::from(*ours);
    }
    assert_eq!(believed, signed.len(), "all that was changed is refused, and nothing else");
    println!("callbacks of Twilio: {} judged alike, {believed} of them believed", judged.len());
}

fn form_of(fields: &Value) -> String {
    let mut form = form_urlencoded::Serializer::new(String::new());
    for (name, value) in fields.as_object().unwrap() {
        match value {
            Value::Array(values) => {
                form.extend_pairs(values.iter().map(|value| (name, value.as_str().unwrap())));
            }
            value => {
                form.append_pair(name, value.as_str().unwrap());
            }
        }
    }
    form.finish()
}
