//! A static file server for this machine only, with the headers a real one should send.
//!
//! It serves what is in the folder and answers 404 to everything else: routes live behind the `#`, so no address needs
//! rewriting, and a missing file must not come back as a page.

use std::{
    fs,
    io::{self, Read, Write as _},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    sync::Arc,
    thread,
};

use anyhow::{Context, Result, bail};

use crate::{files, headers, process, workspace};

/// Addresses tried in turn when the wanted port is taken.
const PORTS: std::ops::Range<u16> = 0..20;
/// More than any browser sends.
const LONGEST_HEAD: usize = 64 * 1024;

pub(crate) struct Options {
    pub(crate) dir: PathBuf,
    /// 0 takes any free one.
    port: u16,
    /// Folders of the address below which the files appear, each beginning and ending with `/`.
    bases: Vec<String>,
}

impl Options {
    pub(crate) fn new(dir: PathBuf, bases: &[&str]) -> Self {
        Self { dir, port: 0, bases: bases.iter().copied().map(str::to_owned).collect() }
    }

    pub(crate) fn from_arguments(arguments: &[String]) -> Result<Self> {
        let mut options = Self { dir: workspace::dist(), port: 8080, bases: Vec::new() };
        let mut rest = arguments.iter();
        while let Some(name) = rest.next() {
            let value = rest.next().with_context(|| format!("{name} needs a value"))?;
            match name.as_str() {
                "--dir" => options.dir = std::env::current_dir()?.join(value),
                "--port" => options.port = value.parse().with_context(|| format!("{value} is no port"))?,
                "--base" => options.bases.push(format!("/{}/", value.trim_matches('/')).replace("//", "/")),
                _ => bail!("there is no option {name}"),
            }
        }
        if options.bases.is_empty() {
            options.bases.push("/".into());
        }
        Ok(options)
    }
}

/// A server in the background; it ends with this program.
pub(crate) struct Running {
    pub(crate) address: String,
    accepting: thread::JoinHandle<()>,
}

pub(crate) fn serve(options: &Options) -> Result<()> {
    let running = start(options)?;
    for base in &options.bases {
        println!("\n  Shangji 商机: {}{base}\n", running.address);
    }
    drop(running.accepting.join());
    Ok(())
}

/// A thread for each connection: browsers keep a handful open and send one request after the other on each.
pub(crate) fn start(options: &Options) -> Result<Running> {
    if !options.dir.join("index.html").is_file() {
        bail!("{} holds no index.html: build first", process::show_path(&options.dir));
    }
    let listener = bind(options.port)?;
    let address = format!("http://{}", listener.local_addr()?);
    let site = Arc::new(Site { dir: options.dir.clone(), bases: options.bases.clone() });
    let accepting = thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let site = Arc::clone(&site);
            // A browser that goes away in the middle is no concern of the server.
            thread::spawn(move || drop(site.converse(stream)));
        }
    });
    Ok(Running { address, accepting })
}

fn bind(wanted: u16) -> Result<TcpListener> {
    let candidates = PORTS.map(|step| if wanted == 0 { 0 } else { wanted.saturating_add(step) });
    let listener = candidates.into_iter().find_map(|port| TcpListener::bind(("127.0.0.1", port)).ok());
    listener.with_context(|| format!("no free port from {wanted} on"))
}

struct Site {
    dir: PathBuf,
    bases: Vec<String>,
}

/// What matters of a request.
#[derive(Debug, Default, PartialEq, Eq)]
struct Request {
    method: String,
    url: String,
    accept_encoding: String,
    if_none_match: String,
    /// The connection ends with the answer.
    is_last: bool,
}

/// An answer: its body stays away where only the head is wanted, or where nothing has changed.
struct Answer {
    status: &'static str,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

impl Site {
    fn converse(&self, mut stream: TcpStream) -> io::Result<()> {
        stream.set_nodelay(true)?;
        let mut received = Vec::new();
        loop {
            let Some(request) = next_request(&mut stream, &mut received)? else { return Ok(()) };
            // In one piece: of two writes the second would wait until the first is acknowledged.
            stream.write_all(&self.answer(&request)?.to_bytes(&request))?;
            if request.is_last {
                return Ok(());
            }
        }
    }

    fn answer(&self, request: &Request) -> io::Result<Answer> {
        if !matches!(request.method.as_str(), "GET" | "HEAD") {
            return Ok(Answer::new("405 Method Not Allowed", "405.txt", "no-cache", b"405\n".to_vec()));
        }
        let Some((path, file)) = self.find(&request.url) else {
            return Ok(Answer::new("404 Not Found", "404.txt", "no-cache", b"404 Not Found\n".to_vec()));
        };
        let (bytes, encoding) = encoded(&file, &request.accept_encoding)?;
        let tag = format!("\"{}{}\"", &files::hex(&files::sha256(&bytes))[..20], encoding.unwrap_or_default());
        let fresh = request.if_none_match == tag;
        let (status, body) = if fresh { ("304 Not Modified", Vec::new()) } else { ("200 OK", bytes) };
        let mut answer = Answer::new(status, &path, headers::cache_control(&path), body);
        answer.headers.extend([("ETag", tag), ("Vary", "Accept-Encoding".to_owned())]);
        answer.headers.extend(encoding.map(|encoding| ("Content-Encoding", encoding.to_owned())));
        Ok(answer)
    }

    /// The file an address means, with its path inside the folder.
    fn find(&self, url: &str) -> Option<(String, PathBuf)> {
        let address = percent_decode(url.split(['?', '#']).next()?)?;
        // The longest base that fits, because `/` fits always.
        let base = self.bases.iter().filter(|base| address.starts_with(base.as_str())).max_by_key(|base| base.len())?;
        let mut path = address[base.len()..].to_owned();
        if path.is_empty() || path.ends_with('/') {
            path.push_str("index.html");
        }
        let escapes = path.split(['/', '\\']).any(|part| part.is_empty() || part.starts_with('.'));
        let file = self.dir.join(&path);
        (!escapes && file.is_file()).then_some((path, file))
    }
}

impl Answer {
    fn new(status: &'static str, path: &str, cache: &str, body: Vec<u8>) -> Self {
        let mut headers = headers::security_of(path);
        headers.push(("Content-Type", headers::content_type(path).to_owned()));
        headers.push(("Cache-Control", cache.to_owned()));
        Self { status, headers, body }
    }

    fn to_bytes(&self, request: &Request) -> Vec<u8> {
        let mut bytes = format!("HTTP/1.1 {}\r\n", self.status).into_bytes();
        let length = (!self.status.starts_with("304")).then(|| ("Content-Length", self.body.len().to_string()));
        let last = request.is_last.then(|| ("Connection", "close".to_owned()));
        for (name, value) in self.headers.iter().chain(&length).chain(&last) {
            bytes.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
        }
        bytes.extend_from_slice(b"\r\n");
        if request.method != "HEAD" {
            bytes.extend_from_slice(&self.body);
        }
        bytes
    }
}

/// Reads on until a request is whole; nothing when the browser has closed the connection.
fn next_request(stream: &mut impl Read, received: &mut Vec<u8>) -> io::Result<Option<Request>> {
    let mut piece = [0; 8192];
    loop {
        if let Some((request, length)) = parse(received)? {
            received.drain(..length);
            return Ok(Some(request));
        }
        match stream.read(&mut piece)? {
            0 => return Ok(None),
            _ if received.len() > LONGEST_HEAD => return Err(io::ErrorKind::InvalidData.into()),
            read => received.extend_from_slice(&piece[..read]),
        }
    }
}

/// A request and how many bytes it takes, once all of it is there.
fn parse(received: &[u8]) -> io::Result<Option<(Request, usize)>> {
    let mut fields = [httparse::EMPTY_HEADER; 64];
    let mut head = httparse::Request::new(&mut fields);
    let httparse::Status::Complete(length) = head.parse(received).map_err(io::Error::other)? else { return Ok(None) };
    let field = |name: &str| {
        let found = head.headers.iter().find(|field| field.name.eq_ignore_ascii_case(name));
        found.map(|field| String::from_utf8_lossy(field.value).into_owned()).unwrap_or_default()
    };
    let method = head.method.unwrap_or_default().to_owned();
    Ok(Some((
        Request {
            // A body is nobody's business here, and where it ends is not looked for.
            is_last: field("Connection").eq_ignore_ascii_case("close") || !matches!(method.as_str(), "GET" | "HEAD"),
            method,
            url: head.path.unwrap_or_default().to_owned(),
            accept_encoding: field("Accept-Encoding"),
            if_none_match: field("If-None-Match"),
        },
        length,
    )))
}

/// The smallest form the browser takes, of those lying beside the file.
fn encoded(file: &Path, accepted: &str) -> io::Result<(Vec<u8>, Option<&'static str>)> {
    for (encoding, extension) in [("br", ".br"), ("gzip", ".gz")] {
        if accepted.split(',').any(|one| one.split(';').next().unwrap_or_default().trim() == encoding) {
            let mut packed = file.as_os_str().to_owned();
            packed.push(extension);
            if let Ok(bytes) = fs::read(packed) {
                return Ok((bytes, Some(encoding)));
            }
        }
    }
    Ok((fs::read(file)?, None))
}

fn percent_decode(text: &str) -> Option<String> {
    percent_encoding::percent_decode_str(text).decode_utf8().ok().map(Into::into)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site() -> Site {
        Site { dir: workspace::root().join("deploy"), bases: vec!["/".into(), "/a/b/".into(), "/商机/".into()] }
    }

    #[test]
    fn a_file_is_found_below_every_base() {
        for url in ["/nginx.conf", "/a/b/nginx.conf?v=1", "/%E5%95%86%E6%9C%BA/nginx.conf"] {
            assert_eq!(site().find(url).unwrap().0, "nginx.conf", "{url}");
        }
    }

    #[test]
    fn a_request_is_read_when_all_of_it_is_there() {
        let text = b"GET /a%20b HTTP/1.1\r\nHost: x\r\naccept-encoding: gzip, br\r\n\r\nGET /next";
        assert!(parse(&text[..30]).unwrap().is_none());
        let (request, length) = parse(text).unwrap().unwrap();
        assert_eq!((request.url.as_str(), request.accept_encoding.as_str()), ("/a%20b", "gzip, br"));
        assert_eq!((&text[length..], request.is_last), (&b"GET /next"[..], false));
        let (request, _) = parse(b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\n").unwrap().unwrap();
        assert!(request.is_last, "its body is not read");
    }

    #[test]
    fn only_what_has_changed_is_sent_again() {
        let get = |if_none_match: &str| {
            let request = Request {
                method: "GET".into(),
                url: "/nginx.conf".into(),
                if_none_match: if_none_match.into(),
                ..Request::default()
            };
            let answer = site().answer(&request).unwrap();
            (String::from_utf8(answer.to_bytes(&request)).unwrap(), answer.headers)
        };
        let (first, headers) = get("");
        assert!(first.starts_with("HTTP/1.1 200 OK\r\n") && first.contains("Content-Length: "));
        let tag = headers.into_iter().find(|(name, _)| *name == "ETag").unwrap().1;
        let (again, _) = get(&tag);
        assert!(again.starts_with("HTTP/1.1 304 ") && again.ends_with("\r\n\r\n") && !again.contains("Content-Length"));
    }

    #[test]
    fn nothing_else_is_found() {
        for url in
            ["/../Cargo.toml", "/%2e%2e/Cargo.toml", "/.htaccess", "/a/nginx.conf", "/deals/42", "/%zz", "/a/b/..%2fx"]
        {
            assert!(site().find(url).is_none(), "{url}");
        }
    }
}
