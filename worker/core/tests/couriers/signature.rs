//! Amazon's signature, version 4, a second time: written from its documentation alone, held against Amazon's vectors, and then
//! the measure of what we send (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>).

use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::process::Command;

fn mac(key: &[u8], data: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.update(data.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

/// The header `authorization` for a request: its method, path and query in canonical form, and its signed headers in order.
pub fn authorization(
    (id, secret): (&str, &str),
    region: &str,
    service: &str,
    [method, path, query]: [&str; 3],
    headers: &[(&str, &str)],
    body: &[u8],
) -> String {
    let date = headers.iter().find(|(name, _)| *name == "x-amz-date").unwrap().1;
    let names: Vec<&str> = headers.iter().map(|(name, _)| *name).collect();
    let names = names.join(";");
    let lines: String = headers.iter().flat_map(|(name, value)| [*name, ":", *value, "\n"]).collect();
    let body = HEXLOWER.encode(&Sha256::digest(body));
    let canonical = format!("{method}\n{path}\n{query}\n{lines}\n{names}\n{body}");
    let day = &date[..8];
    let scope = format!("{day}/{region}/{service}/aws4_request");
    let canonical = HEXLOWER.encode(&Sha256::digest(canonical.as_bytes()));
    let text = format!("AWS4-HMAC-SHA256\n{date}\n{scope}\n{canonical}");
    let key = [day, region, service, "aws4_request"]
        .iter()
        .fold(format!("AWS4{secret}").into_bytes(), |key, part| mac(&key, part));
    let signature = HEXLOWER.encode(&mac(&key, &text));
    format!("AWS4-HMAC-SHA256 Credential={id}/{scope}, SignedHeaders={names}, Signature={signature}")
}

/// Where the vectors are: Amazon's crate brings them along.
fn vectors() -> PathBuf {
    let metadata = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--offline", "--locked", "--manifest-path"])
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml"))
        .output()
        .unwrap();
    let metadata: Value = serde_json::from_slice(&metadata.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let package = packages.iter().find(|package| package["name"] == "aws-sigv4").unwrap();
    let manifest = Path::new(package["manifest_path"].as_str().unwrap());
    manifest.parent().unwrap().join("aws-signing-test-suite/v4")
}

#[expect(clippy::disallowed_methods, reason = "the vectors are files")]
#[test]
fn amazons_vectors_hold() {
    // Two more in the folder are those of the crate, for other credentials.
    let not_amazons = ["double-encode-path", "double-url-encode"];
    let mut count = 0;
    for case in std::fs::read_dir(vectors()).unwrap() {
        let case = case.unwrap().path();
        let name = case.file_name().unwrap().to_str().unwrap();
        if not_amazons.contains(&name) {
            continue;
        }
        let read = |file: &str| std::fs::read_to_string(case.join(file)).unwrap().replace("\r\n", "\n");
        let signed = read("header-signed-request.txt");
        let expected = signed.lines().find_map(|line| line.strip_prefix("Authorization:")).unwrap().trim();
        // The canonical form is given: for our one address, without a query, there is nothing to bring into it.
        let canonical = read("header-canonical-request.txt");
        let mut lines = canonical.lines();
        let head = [lines.next().unwrap(), lines.next().unwrap(), lines.next().unwrap()];
        let headers: Vec<(&str, &str)> =
            lines.take_while(|line| !line.is_empty()).map(|line| line.split_once(':').unwrap()).collect();
        let body = signed.split_once("\n\n").map_or("", |(_, body)| body);
        let identity = ("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
        let found = authorization(identity, "us-east-1", "service", head, &headers, body.as_bytes());
        assert_eq!(found, expected, "{name}");
        count += 1;
    }
    assert_eq!(count, 38);
}
