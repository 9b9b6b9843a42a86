//! What a page of the help center may weigh, and that it asks nobody else for anything (PV-5): held against the site as it is
//! built, which is what an old phone on a slow line gets.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::tally::Tally;

/// The page itself, compressed.
const PAGE: usize = 12_000;
/// All its styles together, compressed.
const STYLES: usize = 20_000;
/// All scripts that it could load before anything is searched for, compressed: the one that it names, and every feature that
/// this may fetch.
const SCRIPTS: usize = 15_000;

/// Weighs every page. The complaints name what is too heavy or from elsewhere; the words say how heavy the heaviest are.
pub fn check(site: &Path, pages: &[PathBuf]) -> Result<(Tally, Vec<String>, String)> {
    let (mut tally, mut complaints, mut heaviest) = (Tally::default(), Vec::new(), [0; 3]);
    let scripts = all_scripts(&site.join("assets/scripts"))?;
    for path in pages {
        let html = fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
        let asked = asked_for(&html);
        let elsewhere = asked.iter().find(|address| !is_ours(address));
        let mut weights = [weight(html.as_bytes())?, 0, 0];
        let mut found =
            elsewhere.map(|address| format!("asks for {address}")).into_iter().collect::<Vec<_>>();
        for address in asked.iter().filter(|address| address.starts_with('/')) {
            let file = fs::read(site.join(address.trim_start_matches('/')))
                .with_context(|| format!("{}: {address} is not there", path.display()))?;
            let kind = Path::new(address).extension().and_then(|kind| kind.to_str());
            match kind {
                Some("css") => weights[1] += weight(&file)?,
                Some("js") => weights[2] = scripts,
                _ => {}
            }
            if kind == Some("css") && brings_fonts(&String::from_utf8_lossy(&file)) {
                found.push(format!("{address} brings fonts or asks elsewhere"));
            }
        }
        let limits = [("the page", PAGE), ("its styles", STYLES), ("its scripts", SCRIPTS)];
        for ((weight, (name, limit)), most) in weights.into_iter().zip(limits).zip(&mut heaviest) {
            *most = weight.max(*most);
            if weight > limit {
                found.push(format!("{name} weighs {weight} bytes compressed, more than {limit}"));
            }
        }
        tally += Tally::one(found.is_empty());
        complaints.extend(found.into_iter().map(|words| format!("{}: {words}", path.display())));
    }
    let [page, styles, scripts] = heaviest;
    let words = format!("heaviest, compressed: page {page}, styles {styles}, scripts {scripts} bytes");
    Ok((tally, complaints, words))
}

/// What all our scripts weigh together.
fn all_scripts(folder: &Path) -> Result<usize> {
    let Ok(entries) = fs::read_dir(folder) else { return Ok(0) };
    let files = entries.flatten().map(|entry| entry.path()).filter(|path| path.is_file());
    files.map(|path| weight(&fs::read(&path)?)).sum()
}

/// What a browser asks for when it shows the page, without being told to.
fn asked_for(html: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for tag in html.split('<').skip(1).filter_map(|rest| rest.split('>').next()) {
        let link = tag.starts_with("link ")
            && ["stylesheet", "icon", "preload", "modulepreload", "prefetch", "preconnect"]
                .iter()
                .any(|kind| value(tag, "rel").is_some_and(|rel| rel.split(' ').any(|word| word == *kind)));
        found.extend(if link { value(tag, "href") } else { value(tag, "src") });
    }
    found
}

/// The value of an attribute, as our templates write it.
fn value<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    tag.split_once(&format!(" {name}=\""))?.1.split('"').next()
}

fn is_ours(address: &str) -> bool {
    address.starts_with("data:") || (address.starts_with('/') && !address.starts_with("//"))
}

/// Whether a style sheet brings fonts, or needs anything that is not of this site.
fn brings_fonts(css: &str) -> bool {
    let mut urls = css.split("url(").skip(1).map(|rest| rest.trim_start_matches(['"', '\'']));
    let is_elsewhere = |url: &str| !is_ours(url) && !url.starts_with("../");
    css.contains("@font-face") || css.contains("@import") || urls.any(is_elsewhere)
}

fn weight(content: &[u8]) -> Result<usize> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content).and_then(|()| encoder.finish()).map(|bytes| bytes.len()).context("compression")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_a_browser_asks_for() {
        let html = r#"<link rel="canonical" href="https://a/"><link rel="stylesheet" href="/a.css">
            <script type="module" src="/a.js"></script><a href="https://b/">b</a><img alt="" src="https://c/d.png">"#;
        assert_eq!(asked_for(html), ["/a.css", "/a.js", "https://c/d.png"]);
    }

    #[test]
    fn hc_7_what_is_too_heavy_or_from_elsewhere_is_told() {
        let site = std::env::temp_dir().join(format!("gatehouse-weights-{}", std::process::id()));
        fs::create_dir_all(&site).expect("a folder");
        // Noise, which no compression makes smaller than half.
        let noise: String =
            (0_u32..500).map(|at| blake3::hash(&at.to_le_bytes()).to_hex().to_string()).collect();
        let pages = [("light.html", "<p>A".to_owned()), ("heavy.html", format!("<p>{noise}"))];
        let paths = pages.map(|(name, html)| {
            fs::write(site.join(name), html).expect("a page");
            site.join(name)
        });
        let (tally, complaints, _) = check(&site, &paths).expect("both are weighed");
        fs::remove_dir_all(&site).expect("the folder goes");
        assert_eq!(tally, Tally { passed: 1, failed: 1 });
        assert!(
            complaints.len() == 1
                && complaints.iter().all(|words| words.contains("heavy.html: the page weighs"))
        );
    }

    #[test]
    fn pv_5_only_this_site_is_ours() {
        let ours = ["/a.css", "data:image/svg+xml,x", "//a/b.js", "https://a/"].map(is_ours);
        assert_eq!(ours, [true, true, false, false]);
        assert!(!brings_fonts("a{mask:url(\"data:x\")}b{background:url(/assets/img/a.svg)}"));
        assert!(
            brings_fonts("@font-face{src:url(/a.woff2)}") && brings_fonts("a{background:url('https://b/')}")
        );
    }
}
