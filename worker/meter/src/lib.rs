//! The password strength meter in the browser: `gatehouse-strength` compiled with wasm-bindgen.
//!
//! The page loads it when the person first touches the password field; without it the page works the same and
//! says the same after submitting.

use gatehouse_strength::judge as judge_strength;
use wasm_bindgen::prelude::wasm_bindgen;

/// Judges `password` for the owner of `email`: JSON `{"score":0..4,"refused":bool,"advice":["key",…]}`.
#[wasm_bindgen]
pub fn judge(password: &str, email: &str) -> String {
    let strength = judge_strength(password, &[email]);
    let advice: Vec<String> = strength.advice.iter().map(|key| format!("\"{key}\"")).collect();
    format!(
        r#"{{"score":{},"refused":{},"advice":[{}]}}"#,
        strength.score,
        strength.refused,
        advice.join(",")
    )
}
