//! Addresses of the web that may be followed: `http` and `https`, and nothing that would hide where they lead.

/// The longest address that is kept, in bytes.
const LONGEST: usize = 2000;

/// What was typed, as an address; `https` where no scheme is written. `None` where it is none that may be followed.
pub fn read(text: &str) -> Option<String> {
    let text = text.trim();
    let address = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
    is_safe(&address).then_some(address)
}

/// Whether an address, from wherever, may become a link.
pub fn is_safe(address: &str) -> bool {
    let Some((scheme, rest)) = address.split_once("://") else { return false };
    let known = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if !port.ends_with(']') => (name, port),
        _ => (host, ""),
    };
    let named = name.contains('.') || name == "localhost" || (name.starts_with('[') && name.ends_with(']'));
    let plain = name.chars().all(|sign| sign.is_alphanumeric() || matches!(sign, '-' | '.' | '_' | ':' | '[' | ']'));
    let named = named && plain && !name.starts_with('.') && port.bytes().all(|digit| digit.is_ascii_digit());
    known && named && address.len() <= LONGEST && !address.contains(hides)
}

/// Spaces and control signs, quotation marks and brackets, and signs that turn the direction of writing.
fn hides(sign: char) -> bool {
    sign.is_whitespace()
        || sign.is_control()
        || matches!(sign, '<' | '>' | '"' | '\\' | '`')
        || matches!(sign, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_as_people_write_them() {
        for (typed, meant) in [
            ("https://example.com/a?b=c#d", Some("https://example.com/a?b=c#d")),
            (" http://example.com ", Some("http://example.com")),
            ("example.com/报价.pdf", Some("https://example.com/报价.pdf")),
            ("HTTPS://EXAMPLE.COM", Some("HTTPS://EXAMPLE.COM")),
            ("https://10.0.0.8:8080/x", Some("https://10.0.0.8:8080/x")),
            ("localhost:3000", Some("https://localhost:3000")),
            ("http://[::1]:8080/x", Some("http://[::1]:8080/x")),
            ("javascript:alert(1)", None),
            ("mailto:a@example.com", None),
            ("报价单", None),
            ("", None),
            ("https://", None),
        ] {
            assert_eq!(read(typed).as_deref(), meant, "{typed}");
        }
    }

    #[test]
    fn nothing_but_the_web_becomes_a_link() {
        for text in [
            "javascript:alert(1)",
            "JavaScript://example.com/%0aalert(1)",
            "data:text/html,<b>x</b>",
            "data://example.com",
            "file:///etc/passwd",
            "ftp://example.com",
            "vbscript://example.com",
            "https://exa mple.com",
            "https://example.com/\u{202e}gpj.exe",
            "https://example.com/\"onclick=x",
            "https://.com:",
            " https://example.com",
            "//example.com",
            "https://example.com@elsewhere.example",
        ] {
            assert!(!is_safe(text), "{text}");
        }
        assert_eq!(read(&format!("https://example.com/{}", "x".repeat(LONGEST))), None);
    }
}
