//! What a server has to say with every file. The files in deploy/ repeat it in each server's language; a test compares.

/// Refuses inline script, inline style and eval. `'wasm-unsafe-eval'` allows WebAssembly and nothing else.
const POLICY: &str = "script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; \
                      worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; object-src 'none'";

/// For `<meta>`: without `default-src`, which would take every fetch along with it, and without what only a header can say.
/// Policies intersect, so the header stays the one place where a back end's origin is allowed.
pub(crate) fn meta_policy() -> &'static str {
    POLICY
}

pub(crate) fn policy() -> String {
    format!("default-src 'none'; {POLICY}; connect-src 'self'; frame-ancestors 'none'")
}

/// Sent with every answer, errors included, but for files whose name holds a hash: those are scripts, styles and data that
/// a page has asked for, and it is the page, or the worker's own script, that a policy is asked of. The files in deploy/ send
/// them with everything; over HTTP/2 and 3, which those servers speak, what is said again costs next to nothing.
pub(crate) fn security_of(path: &str) -> Vec<(&'static str, String)> {
    let all = security().into_iter();
    all.filter(|(name, _)| !is_hashed(path) || *name == "X-Content-Type-Options").collect()
}

fn security() -> [(&'static str, String); 5] {
    [
        ("Content-Security-Policy", policy()),
        ("X-Content-Type-Options", "nosniff".into()),
        ("Referrer-Policy", "no-referrer".into()),
        ("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()".into()),
        ("Cross-Origin-Opener-Policy", "same-origin".into()),
    ]
}

/// A name that holds a hash of the contents never changes its meaning; all others are asked for again each time.
pub(crate) fn cache_control(path: &str) -> &'static str {
    if is_hashed(path) { "public, max-age=31536000, immutable" } else { "no-cache" }
}

/// `name-0123456789abcdef.ext` or `…_bg.wasm`. Trunk writes 64 bits without leading zeros, so a digit or two may be missing.
pub(crate) fn is_hashed(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let Some((stem, _)) = name.rsplit_once('.') else { return false };
    let Some((_, hash)) = stem.strip_suffix("_bg").unwrap_or(stem).rsplit_once('-') else { return false };
    (12..=16).contains(&hash.len()) && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
}

pub(crate) fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json; charset=utf-8",
        "webmanifest" => "application/manifest+json; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "txt" => "text/plain; charset=utf-8",
        _ if path.contains("LICENSE") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace;

    #[test]
    fn only_names_with_a_hash_are_kept_for_a_year() {
        assert!(is_hashed("shangji-0123456789abcdef.js"));
        assert!(is_hashed("shangji-0123456789abcdef_bg.wasm"));
        assert!(is_hashed("i18n/zh-CN-0123456789abcdef.json"));
        for path in
            ["index.html", "sw.js", "config.json", "worker_bg.wasm", "zh-CN.json", "a-01234567.js", "no-extension"]
        {
            assert!(!is_hashed(path), "{path}");
        }
    }

    #[test]
    fn every_server_file_says_the_same() {
        for file in ["security.inc", "Caddyfile", "_headers", "web.config", ".htaccess"] {
            let text = std::fs::read_to_string(workspace::root().join("deploy").join(file)).unwrap();
            for (name, value) in security() {
                assert!(text.contains(name) && text.contains(&value), "deploy/{file}: {name}: {value}");
            }
        }
    }
}
