//! Finishes a `dist/` that Trunk has written: list of files for offline use, version, licences, compressed copies; and
//! holds the result to its promises.

use std::{fmt::Write as _, fs, io::Write as _, path::Path};

use anyhow::{Result, bail};
use flate2::{Compression, write::GzEncoder};

use crate::{files, generate, licenses, process};

/// Bytes on the wire to the first board, brotli 11.
const BUDGET: usize = 250_000;
/// Below this a packed copy saves nothing that matters.
const WORTH_PACKING: usize = 1024;
const PACKED: [&str; 7] = ["html", "js", "css", "json", "wasm", "svg", "webmanifest"];

/// Not kept for offline use: what the operator edits, what describes the build, what only people read.
const NOT_PRECACHED: [&str; 8] = [
    "sw.js",
    "version.json",
    "config.json",
    "config.schema.json",
    "404.html",
    "LICENSE-MIT",
    "LICENSE-APACHE",
    "THIRD_PARTY_LICENSES.txt",
];

/// Corrects what Trunk writes. Browsers know no integrity for a preload that is to be fetched, and say so on the console
/// each time; boot.js checks it when it fetches the file, so the value moves to where only boot.js reads it.
pub(crate) fn correct_page(dist: &Path) -> Result<()> {
    let path = dist.join("index.html");
    let page = files::read(&path)?;
    let links = page.split_inclusive('>').map(|piece| {
        let is_fetch = piece.contains("rel=\"preload\"") && piece.contains("as=\"fetch\"");
        if is_fetch { piece.replace(" integrity=", " data-integrity=") } else { piece.to_owned() }
    });
    let kept = links.collect::<String>();
    let lines: Vec<&str> = kept.lines().filter(|line| !line.trim().is_empty()).collect();
    files::write(&path, &(lines.join("\n") + "\n"))
}

pub(crate) fn finish(dist: &Path) -> Result<()> {
    remove_packed(dist)?;
    let page = files::read(&dist.join("index.html"))?;
    refuse_inline(&page)?;
    fs::write(dist.join("THIRD_PARTY_LICENSES.txt"), licenses::collect()?)?;
    fill_service_worker(dist)?;
    write_version(dist)?;
    pack(dist)?;
    budget(dist, &page)
}

fn remove_packed(dist: &Path) -> Result<()> {
    for path in files::list(dist)?.iter().filter(|path| path.ends_with(".br") || path.ends_with(".gz")) {
        fs::remove_file(dist.join(path))?;
    }
    Ok(())
}

/// The policy would block these at run time; better that the build fails.
fn refuse_inline(page: &str) -> Result<()> {
    for tag in page.split('<').skip(1) {
        let tag = tag.split('>').next().unwrap_or_default().to_lowercase();
        let name = tag.split(|c: char| c.is_whitespace() || c == '/').next().unwrap_or_default();
        let attributes = || tag.split_whitespace().skip(1);
        let inline = name == "style"
            || (name == "script" && !attributes().any(|attribute| attribute.starts_with("src=")))
            || attributes().any(|attribute| attribute.starts_with("style=") || is_handler(attribute));
        if inline {
            bail!("index.html has inline script or style: <{tag}>");
        }
    }
    Ok(())
}

fn is_handler(attribute: &str) -> bool {
    let name = attribute.split('=').next().unwrap_or_default();
    attribute.contains('=')
        && name.len() > 2
        && name.starts_with("on")
        && name.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// Each file with its hash, which the worker checks while installing. The page itself goes by `./`, because some hosts
/// redirect `index.html`, and a redirected answer cannot be used for opening a page.
fn fill_service_worker(dist: &Path) -> Result<()> {
    let mut list = Vec::new();
    for path in files::list(dist)?.into_iter().filter(|path| !NOT_PRECACHED.contains(&path.as_str())) {
        let integrity = format!("sha256-{}", files::base64(&files::sha256(&fs::read(dist.join(&path))?)));
        list.push((if path == "index.html" { "./".to_owned() } else { path }, integrity));
    }
    let list = serde_json::to_string(&list)?;
    let worker = dist.join("sw.js");
    let source = files::read(&worker)?;
    if !source.contains("{{precache}}") {
        return Ok(()); // finished before
    }
    let version: String = files::hex(&files::sha256(format!("{list}{source}").as_bytes())).chars().take(16).collect();
    fs::write(worker, source.replace("{{precache}}", &list).replace("{{version}}", &version))?;
    Ok(())
}

/// A wasm module without what only tools read. Gives the bytes back as they are where they are no such module.
pub(crate) fn without_custom_sections(wasm: &[u8]) -> Vec<u8> {
    let strip = || -> Option<Vec<u8>> {
        let (head, mut rest) = wasm.split_at_checked(8)?;
        let mut kept = head.to_vec();
        while let Some((&id, after)) = rest.split_first() {
            let (length, used) = leb128(after)?;
            let end = 1 + used + length;
            let section = rest.get(..end)?;
            if id != 0 {
                kept.extend_from_slice(section);
            }
            rest = &rest[end..];
        }
        Some(kept)
    };
    strip().unwrap_or_else(|| wasm.to_vec())
}

/// A number as wasm writes it, and how many bytes it takes.
fn leb128(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut value = 0_usize;
    for (index, byte) in bytes.iter().enumerate().take(5) {
        value |= usize::from(byte & 0x7f) << (7 * index);
        if byte & 0x80 == 0 {
            return Some((value, index + 1));
        }
    }
    None
}

fn write_version(dist: &Path) -> Result<()> {
    let mut list = serde_json::Map::new();
    for path in files::list(dist)?.into_iter().filter(|path| path != "version.json" && path != "config.json") {
        let hash = files::hex(&files::sha256(&fs::read(dist.join(&path))?));
        list.insert(path, hash.into());
    }
    let version = serde_json::json!({
        "version": env!("CARGO_PKG_VERSION"),
        "build": generate::build_id()?,
        "builtAt": generate::built_at(),
        "sha256": list,
    });
    fs::write(dist.join("version.json"), serde_json::to_string_pretty(&version)? + "\n")?;
    Ok(())
}

fn pack(dist: &Path) -> Result<()> {
    process::say("packing: brotli 11 and gzip 9");
    for path in files::list(dist)? {
        // The operator edits the configuration; a packed copy would go on serving the old one.
        let packs = PACKED.contains(&path.rsplit('.').next().unwrap_or_default()) && path != "config.json";
        let bytes = fs::read(dist.join(&path))?;
        if packs && bytes.len() >= WORTH_PACKING {
            fs::write(dist.join(format!("{path}.br")), brotli(&bytes)?)?;
            let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
            gzip.write_all(&bytes)?;
            fs::write(dist.join(format!("{path}.gz")), gzip.finish()?)?;
        }
    }
    Ok(())
}

fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut packed = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    brotli::BrotliCompress(&mut &bytes[..], &mut packed, &parameters)?;
    Ok(packed)
}

/// What a first visit in Chinese fetches before it can show the board.
fn budget(dist: &Path, page: &str) -> Result<()> {
    let all = files::list(dist)?;
    let mut total = 0;
    let mut report = String::new();
    for path in all.iter().filter(|path| is_needed_first(path, page)) {
        let bytes = fs::read(dist.join(format!("{path}.br"))).or_else(|_| fs::read(dist.join(path)))?;
        total += bytes.len();
        writeln!(report, "  {:>8}  {path}", bytes.len())?;
    }
    println!("bytes on the wire to the first board (brotli 11):\n{report}  {total:>8}  of {BUDGET}");
    if total > BUDGET {
        bail!("the first board needs {total} bytes, {} over the budget of {BUDGET}", total - BUDGET);
    }
    Ok(())
}

fn is_needed_first(path: &str, page: &str) -> bool {
    let code = [".js", ".css", ".wasm"].iter().any(|extension| path.ends_with(extension));
    let named = code && !path.contains('/') && !path.starts_with("old-") && page.contains(path);
    named
        || path == "index.html"
        || path == "config.json"
        || (path.starts_with("i18n/zh-CN-") && path.ends_with(".json") && !path.ends_with(".more.json"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inline_things_are_refused() {
        for page in
            ["<script>x</script>", "<p style=\"a\">", "<style>", "<body onload=\"x()\">", "<script type=module>"]
        {
            assert!(refuse_inline(page).is_err(), "{page}");
        }
        for page in ["<script src=\"./a.js\"></script>", "<link rel=\"stylesheet\">", "<p data-on=\"x\">one = on</p>"] {
            refuse_inline(page).unwrap();
        }
    }

    #[test]
    fn only_custom_sections_go() {
        let wasm = b"\0asm\x01\0\0\0\x01\x02ab\0\x03abc\x0a\x01z";
        assert_eq!(without_custom_sections(wasm), b"\0asm\x01\0\0\0\x01\x02ab\x0a\x01z");
        assert_eq!(without_custom_sections(b"torn"), b"torn");
    }

    #[test]
    fn the_first_visit_is_what_the_page_names() {
        let page = "href=\"./app-1.js\" href=\"./app-1_bg.wasm\" src=\"./old-2.js\"";
        assert!(is_needed_first("app-1.js", page) && is_needed_first("app-1_bg.wasm", page));
        assert!(is_needed_first("i18n/zh-CN-0.json", page) && is_needed_first("index.html", page));
        assert!(!is_needed_first("i18n/zh-CN-0.more.json", page));
        assert!(!is_needed_first("old-2.js", page) && !is_needed_first("i18n/en-0.json", page));
        assert!(!is_needed_first("app-1.js.br", page) && !is_needed_first("lazy/export.js", page));
    }
}
