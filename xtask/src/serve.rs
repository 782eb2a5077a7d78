//! A static file server for this machine only, with the headers a real one should send.
//!
//! It serves what is in the folder and answers 404 to everything else: routes live behind the `#`, so no address needs
//! rewriting, and a missing file must not come back as a page.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
    thread,
};

use anyhow::{Context, Result, bail};
use tiny_http::{Header, Method, Request, Response, Server, StatusCode};

use crate::{files, headers, process, workspace};

/// Addresses tried in turn when the wanted port is taken.
const PORTS: std::ops::Range<u16> = 0..20;
const THREADS: usize = 4;

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
    workers: Vec<thread::JoinHandle<()>>,
}

pub(crate) fn serve(options: &Options) -> Result<()> {
    let running = start(options)?;
    for base in &options.bases {
        println!("\n  Shangji 商机: {}{base}\n", running.address);
    }
    for worker in running.workers {
        drop(worker.join());
    }
    Ok(())
}

pub(crate) fn start(options: &Options) -> Result<Running> {
    if !options.dir.join("index.html").is_file() {
        bail!("{} holds no index.html: build first", process::show_path(&options.dir));
    }
    let server = Arc::new(bind(options.port)?);
    let port = server.server_addr().to_ip().context("no port")?.port();
    let site = Arc::new(Site { dir: options.dir.clone(), bases: options.bases.clone() });
    let workers = (0..THREADS).map(|_| {
        let (server, site) = (Arc::clone(&server), Arc::clone(&site));
        thread::spawn(move || {
            while let Ok(request) = server.recv() {
                // A browser that goes away in the middle is no concern of the server.
                drop(site.answer(request));
            }
        })
    });
    Ok(Running { address: format!("http://127.0.0.1:{port}"), workers: workers.collect() })
}

fn bind(wanted: u16) -> Result<Server> {
    let candidates = PORTS.map(|step| if wanted == 0 { 0 } else { wanted.saturating_add(step) });
    let server = candidates.into_iter().find_map(|port| Server::http(("127.0.0.1", port)).ok());
    server.with_context(|| format!("no free port from {wanted} on"))
}

struct Site {
    dir: PathBuf,
    bases: Vec<String>,
}

impl Site {
    fn answer(&self, request: Request) -> io::Result<()> {
        if !matches!(request.method(), Method::Get | Method::Head) {
            return send(request, with_headers(Response::from_string("405"), "405.txt", "no-cache", 405));
        }
        let Some((path, file)) = self.find(request.url()) else {
            return send(request, with_headers(Response::from_string("404 Not Found\n"), "404.txt", "no-cache", 404));
        };
        let (bytes, encoding) = encoded(&file, &accepted(&request))?;
        let tag = format!("\"{}{}\"", &files::hex(&files::sha256(&bytes))[..20], encoding.unwrap_or_default());
        let fresh = header(&request, "If-None-Match").is_some_and(|known| known == tag);
        let mut response = with_headers(
            Response::from_data(if fresh { Vec::new() } else { bytes }),
            &path,
            headers::cache_control(&path),
            if fresh { 304 } else { 200 },
        );
        add(&mut response, "ETag", &tag);
        add(&mut response, "Vary", "Accept-Encoding");
        if let Some(encoding) = encoding {
            add(&mut response, "Content-Encoding", encoding);
        }
        send(request, response)
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

/// Answers in one piece: of two writes the second would wait until the first is acknowledged, which takes 40 milliseconds.
/// And each on a connection of its own: the library hands several that come at once to one waiting thread, and those behind
/// the first would wait until that one is closed.
fn send<R: io::Read>(request: Request, response: Response<R>) -> io::Result<()> {
    let mut whole = Vec::new();
    let only_head = *request.method() == Method::Head;
    response.raw_print(&mut whole, request.http_version().clone(), request.headers(), only_head, None)?;
    close_after(&mut whole);
    let mut writer = request.into_writer();
    writer.write_all(&whole)?;
    writer.flush()
}

/// The library sets this header itself and takes it from nobody.
fn close_after(answer: &mut Vec<u8>) {
    if let Some(line) = answer.windows(2).position(|pair| pair == b"\r\n") {
        answer.splice(line + 2..line + 2, *b"Connection: close\r\n");
    }
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

fn accepted(request: &Request) -> String {
    header(request, "Accept-Encoding").unwrap_or_default()
}

fn header(request: &Request, name: &'static str) -> Option<String> {
    let found = request.headers().iter().find(|header| header.field.equiv(name))?;
    Some(found.value.as_str().to_owned())
}

fn with_headers<R: io::Read>(response: Response<R>, path: &str, cache: &str, status: u16) -> Response<R> {
    let mut response = response.with_status_code(StatusCode(status));
    for (name, value) in headers::security() {
        add(&mut response, name, &value);
    }
    add(&mut response, "Content-Type", headers::content_type(path));
    add(&mut response, "Cache-Control", cache);
    response
}

fn add<R: io::Read>(response: &mut Response<R>, name: &str, value: &str) {
    // Only characters outside ASCII are refused, and no header here has any.
    if let Ok(header) = Header::from_bytes(name, value) {
        response.add_header(header);
    }
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
    fn every_answer_ends_its_connection() {
        let mut answer = b"HTTP/1.1 200 OK\r\nServer: x\r\n\r\nbody\r\n".to_vec();
        close_after(&mut answer);
        assert_eq!(answer, b"HTTP/1.1 200 OK\r\nConnection: close\r\nServer: x\r\n\r\nbody\r\n");
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
