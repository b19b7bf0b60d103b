//! The dev server's HTTP, over real sockets: what it answers, whom, and that nobody can make others wait.

use std::collections::BTreeMap;
use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddrV4, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use escale::serve::{Answer, Audience, File, Limits, Refusal, Request, Server, Site, content_type};

/// A word that no response may hold.
const CANARY: &str = "CANARI";
const PAGE: &str = "<!doctype html><title>Bretagne</title>";

/// A site by address; its version is how often `greeting` was asked.
struct Addresses {
    answers: BTreeMap<&'static str, Answer>,
    greeted: AtomicUsize,
    /// What happened to whoever asks for `/longtemps`: came, went.
    happened: Sender<&'static str>,
}

impl Site for Addresses {
    fn answer(&self, request: &Request) -> Answer {
        match request.path {
            // As a panic, without its message in the middle of the tests'.
            "/panne/" => std::panic::resume_unwind(Box::new("panne")),
            "/longtemps" => {
                self.happened.send("came").unwrap();
                while request.is_awaited() {
                    thread::sleep(Duration::from_millis(1));
                }
                self.happened.send("went").unwrap();
            }
            "/faits" => {
                let Request { is_from_this_machine, is_from_another_site, .. } = request;
                let facts = format!("{is_from_this_machine} {is_from_another_site} {}", request.is_awaited());
                return Answer::File(File::new("faits.txt", facts.into_bytes()));
            }
            _ => {}
        }
        let missing = Answer::Missing(Some(File::new("404.html", *b"<title>Introuvable</title>")));
        self.answers.get(request.path).cloned().unwrap_or(missing)
    }

    fn greeting(&self) -> String {
        format!("event: hello\ndata: {}", self.greeted.fetch_add(1, Ordering::SeqCst))
    }
}

fn site() -> (Addresses, Receiver<&'static str>) {
    let file = |path: &str, text: &str| Answer::File(File::new(path, text.as_bytes()));
    let mut answers = BTreeMap::from([
        ("/", file("index.html", PAGE)),
        ("/bretagne/", file("index.html", "<title>Bretagne</title>")),
        ("/bretagne", Answer::Moved("/bretagne/".to_owned())),
        ("/é tape", Answer::Moved("/é tape/\r\nX-Faux: 1".to_owned())),
        ("/été/", file("index.html", "<title>Été</title>")),
        ("/@2027-05-10T08:00+brouillons/", file("index.html", "<title>Vue</title>")),
        ("/programme.pdf", file("programme.pdf", "0123456789")),
        ("/100%", file("100.txt", "cent")),
        ("/panne.html", Answer::Unavailable(File::new("panne.html", *b"<title>Panne</title>"))),
        ("/rien", Answer::Missing(None)),
        ("/ouvrir", Answer::Confirm(File::new("ouvrir.html", *b"<title>Ouvrir</title>"))),
        ("/plein", Answer::Refused(Refusal::Crowded)),
        ("/pas-encore", Answer::Refused(Refusal::Unready)),
        ("/prive", Answer::Refused(Refusal::Private)),
        ("/.escale/etat", file("etat.json", "{}")),
        ("/.escale/flux", Answer::Stream),
        ("/grand.zip", Answer::File(File::new("grand.zip", vec![b'x'; 16 << 20]))),
    ]);
    let unreachable = [
        "/../secret.txt",
        "/bretagne/../secret.txt",
        "/./secret.txt",
        "//secret.txt",
        "/bretagne//secret.txt",
        "/..",
        "/dossier\\secret.txt",
        "/..\\secret.txt",
        "/secret\0.txt",
        "/secret.txt\r\n",
        "/été/\u{85}",
        "secret.txt",
        "*",
        "",
    ];
    for path in unreachable {
        answers.insert(path, file("secret.txt", CANARY));
    }
    let (happened, happens) = channel();
    (Addresses { answers, greeted: AtomicUsize::new(1), happened }, happens)
}

/// Stops the server even when a test has failed, so that the failure shows.
struct Stop<'a>(&'a Server);

impl Drop for Stop<'_> {
    fn drop(&mut self) {
        self.0.stop();
    }
}

fn serving(limits: Limits, test: impl FnOnce(&Server, u16)) {
    serving_at(None, limits, |server, port, _| test(server, port));
}

fn serving_at(host: Option<&str>, limits: Limits, test: impl FnOnce(&Server, u16, &Receiver<&str>)) {
    let server = Server::bind(host, 0..=0, limits).unwrap();
    let (site, happens) = site();
    thread::scope(|scope| {
        scope.spawn(|| server.run(&site));
        let stop = Stop(&server);
        test(stop.0, server.addresses()[0].port(), &happens);
    });
}

fn connect(port: u16) -> TcpStream {
    let stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(8))).unwrap();
    stream
}

/// All that comes back for some bytes, after which nothing more is said.
fn exchange(port: u16, request: &[u8]) -> String {
    let mut stream = connect(port);
    // A server that has refused already may not want the rest.
    let _ = stream.write_all(request);
    let _ = stream.shutdown(Shutdown::Write);
    let mut response = Vec::new();
    stream.read_to_end(&mut response).unwrap();
    String::from_utf8_lossy(&response).into_owned()
}

fn get(port: u16, target: &str, headers: &str) -> String {
    exchange(port, format!("GET {target} HTTP/1.1\r\nHost: localhost:{port}\r\n{headers}\r\n").as_bytes())
}

/// The status of the first response; 0 when there is none.
fn status(response: &str) -> u16 {
    response.split(' ').nth(1).map_or(0, |status| status.parse().unwrap())
}

fn header<'a>(response: &'a str, name: &str) -> Option<&'a str> {
    let head = response.split("\r\n\r\n").next().unwrap();
    head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}

fn body(response: &str) -> &str {
    response.split_once("\r\n\r\n").map_or("", |(_, body)| body)
}

#[test]
fn a_page_comes_as_it_is_with_what_keeps_it_to_itself() {
    serving(Limits::default(), |_, port| {
        let response = get(port, "/", "");
        assert!(response.starts_with("HTTP/1.1 200 OK\r\n"), "{response}");
        assert_eq!(body(&response), PAGE);
        for (name, value) in [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Length", "38"),
            ("Cache-Control", "no-cache"),
            ("X-Content-Type-Options", "nosniff"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
            ("Referrer-Policy", "no-referrer"),
            ("X-Frame-Options", "DENY"),
            ("Content-Security-Policy", "frame-ancestors 'none'"),
            ("Accept-Ranges", "bytes"),
        ] {
            assert_eq!(header(&response, name), Some(value), "{name}");
        }
        assert!(!response.contains("Access-Control"), "{response}");
    });
}

#[test]
fn each_kind_of_answer_has_its_status() {
    serving(Limits::default(), |_, port| {
        let introuvable = get(port, "/inconnu/", "");
        assert_eq!((status(&introuvable), body(&introuvable)), (404, "<title>Introuvable</title>"));
        assert_eq!(header(&introuvable, "Cache-Control"), Some("no-store"));
        assert_eq!(header(&introuvable, "ETag"), None);
        assert!(body(&get(port, "/rien", "")).starts_with("Il n'y a rien à cette adresse."));
        let unavailable = get(port, "/panne.html", "");
        assert_eq!((status(&unavailable), body(&unavailable)), (503, "<title>Panne</title>"));
        let own = get(port, "/.escale/etat?page=/", "");
        assert_eq!((status(&own), header(&own, "Cache-Control")), (200, Some("no-store")));
        for (target, expected, retry_after, words) in [
            ("/ouvrir", 403, None, "<title>Ouvrir</title>"),
            ("/prive", 403, None, "Cette adresse ne répond qu'à l'ordinateur qui montre les sites."),
            ("/plein", 503, Some("5"), "Trop de demandes à la fois : réessayez dans quelques secondes."),
            ("/pas-encore", 503, Some("5"), "Ce site n'est pas encore prêt"),
        ] {
            let refused = get(port, target, "");
            assert_eq!((status(&refused), header(&refused, "Retry-After")), (expected, retry_after), "{target}");
            assert!(body(&refused).starts_with(words), "{refused}");
            assert_eq!(header(&refused, "Cache-Control"), Some("no-store"), "{target}");
        }
        let moved = get(port, "/bretagne?a=1&b=%C3%A9", "");
        assert_eq!((status(&moved), header(&moved, "Location")), (308, Some("/bretagne/?a=1&b=%C3%A9")));
        let odd = get(port, "/%C3%A9%20tape", "");
        assert_eq!(header(&odd, "Location"), Some("/%C3%A9%20tape/%0D%0AX-Faux:%201"));
        assert_eq!(header(&odd, "X-Faux"), None);
    });
}

#[test]
fn addresses_are_decoded_once_and_accents_have_one_form() {
    serving(Limits::default(), |_, port| {
        for (target, title) in [
            ("/%C3%A9t%C3%A9/", "Été"),
            ("/e%CC%81te%CC%81/", "Été"),
            ("/%62retagne/", "Bretagne"),
            ("/bretagne/?q=%2e%2e%2f&%zz", "Bretagne"),
            ("/@2027-05-10T08:00+brouillons/", "Vue"),
            ("/%402027-05-10T08%3A00%2Bbrouillons/", "Vue"),
        ] {
            assert_eq!(body(&get(port, target, "")), format!("<title>{title}</title>"), "{target}");
        }
        assert_eq!(body(&get(port, "/100%25", "")), "cent");
        assert_eq!(status(&get(port, "/%2562retagne/", "")), 404);
        assert_eq!(body(&get(port, &format!("http://localhost:{port}?x"), "")), PAGE);
        assert_eq!(body(&get(port, &format!("HTTP://127.0.0.1:{port}/"), "")), PAGE);
    });
}

#[test]
fn a_head_is_the_answer_without_its_bytes() {
    serving(Limits::default(), |_, port| {
        let head = |target: &str| {
            let request = format!("HEAD {target} HTTP/1.1\r\nHost: localhost:{port}\r\nRange: bytes=1-2\r\n\r\n");
            exchange(port, request.as_bytes())
        };
        for (target, expected) in [("/programme.pdf", 200), ("/rien", 404), ("/.escale/flux", 200), ("/%zz", 400)] {
            let response = head(target);
            assert_eq!((status(&response), body(&response)), (expected, ""), "{target}");
        }
        assert_eq!(header(&head("/programme.pdf"), "Content-Length"), Some("10"));
    });
}

#[test]
fn what_a_browser_has_is_not_sent_again() {
    serving(Limits::default(), |_, port| {
        let etag = header(&get(port, "/", ""), "ETag").unwrap().to_owned();
        assert!(etag.starts_with('"') && etag.ends_with('"'), "{etag} is strong");
        assert_ne!(header(&get(port, "/bretagne/", ""), "ETag"), Some(&*etag));
        let asked = |condition: &str| {
            let response = get(port, "/", &format!("If-None-Match: {condition}\r\n"));
            assert_eq!(header(&response, "ETag"), Some(&*etag));
            assert_eq!(header(&response, "Cache-Control"), Some("no-cache"));
            (status(&response), body(&response).len())
        };
        for known in [etag.clone(), format!("W/{etag}"), format!("\"autre\", {etag}"), "*".to_owned()] {
            assert_eq!(asked(&known), (304, 0), "{known}");
        }
        for other in ["\"autre\"", etag.trim_matches('"'), "W/\"autre\"", ""] {
            assert_eq!(asked(other), (200, PAGE.len()), "{other}");
        }
        // Errors are never kept, so there is nothing to compare.
        assert_eq!(status(&get(port, "/inconnu/", "If-None-Match: *\r\n")), 404);
    });
}

#[test]
fn a_part_of_a_file_may_be_asked_for() {
    serving(Limits::default(), |_, port| {
        let etag = header(&get(port, "/programme.pdf", ""), "ETag").unwrap().to_owned();
        let ask = |headers: &str| {
            let response = get(port, "/programme.pdf", headers);
            let span = header(&response, "Content-Range").unwrap_or_default().to_owned();
            (status(&response), span, body(&response).to_owned())
        };
        for (range, expected, span, text) in [
            ("bytes=2-4", 206, "bytes 2-4/10", "234"),
            ("bytes=0-0", 206, "bytes 0-0/10", "0"),
            ("bytes=7-", 206, "bytes 7-9/10", "789"),
            ("bytes=7-99999999999999999999999", 206, "bytes 7-9/10", "789"),
            ("bytes=-3", 206, "bytes 7-9/10", "789"),
            ("bytes=-30", 206, "bytes 0-9/10", "0123456789"),
            ("bytes=10-", 416, "bytes */10", ""),
            ("bytes=99999999999999999999999-", 416, "bytes */10", ""),
            ("bytes=-0", 416, "bytes */10", ""),
            ("bytes=4-2", 200, "", "0123456789"),
            ("bytes=0-1,3-4", 200, "", "0123456789"),
            ("bytes=a-b", 200, "", "0123456789"),
            ("bytes=-", 200, "", "0123456789"),
            ("bytes=--3", 200, "", "0123456789"),
            ("bytes=+1-2", 200, "", "0123456789"),
            ("octets=1-2", 200, "", "0123456789"),
        ] {
            let expected = (expected, span.to_owned(), text.to_owned());
            assert_eq!(ask(&format!("Range: {range}\r\n")), expected, "{range}");
        }
        assert_eq!(ask(&format!("Range: bytes=1-2\r\nIf-Range: {etag}\r\n")).0, 206);
        assert_eq!(ask("Range: bytes=1-2\r\nIf-Range: \"autre\"\r\n").0, 200);
        assert_eq!(ask("Range: bytes=1-2\r\nIf-Range: Wed, 21 Oct 2026 07:28:00 GMT\r\n").0, 200);
        assert_eq!(ask(&format!("Range: bytes=1-2\r\nIf-None-Match: {etag}\r\n")).0, 304);
    });
}

#[test]
fn every_kind_of_file_has_its_type() {
    for (path, expected) in [
        ("a/index.html", "text/html; charset=utf-8"),
        ("a.css", "text/css; charset=utf-8"),
        ("a.js", "text/javascript; charset=utf-8"),
        ("a.json", "application/json; charset=utf-8"),
        ("a.xml", "application/xml; charset=utf-8"),
        ("a.txt", "text/plain; charset=utf-8"),
        ("a.ics", "text/calendar; charset=utf-8"),
        ("a.csv", "text/csv; charset=utf-8"),
        ("a.svg", "image/svg+xml; charset=utf-8"),
        ("a.webmanifest", "application/manifest+json; charset=utf-8"),
        ("a.png", "image/png"),
        ("A.JPG", "image/jpeg"),
        ("a.webp", "image/webp"),
        ("a.gif", "image/gif"),
        ("a.avif", "image/avif"),
        ("a.woff2", "font/woff2"),
        ("a.pdf", "application/pdf"),
        ("a.ico", "image/x-icon"),
        ("a.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("a.zip", "application/zip"),
        ("a.mp3", "audio/mpeg"),
        ("a.mp4", "video/mp4"),
        ("a.html/b", "application/octet-stream"),
        ("html", "application/octet-stream"),
        ("a.exe", "application/octet-stream"),
    ] {
        assert_eq!(content_type(path), expected, "{path}");
    }
}

#[test]
fn one_connection_carries_one_request_after_the_other() {
    serving(Limits::default(), |_, port| {
        let one = |target: &str, end: &str| format!("GET {target} HTTP/1.1\r\nHost: localhost:{port}\r\n{end}\r\n");
        let three = one("/", "") + &one("/rien", "") + &one("/bretagne/", "Connection: keep-alive, close\r\n");
        let response = exchange(port, (three + &one("/", "")).as_bytes());
        let statuses: Vec<u16> = response.split("HTTP/1.1 ").skip(1).map(|one| one[..3].parse().unwrap()).collect();
        assert_eq!(statuses, [200, 404, 200]);

        let response = exchange(port, format!("GET / HTTP/1.0\r\nHost: localhost:{port}\r\n\r\nGET").as_bytes());
        assert_eq!(body(&response), PAGE, "HTTP/1.0 ends with its answer");
    });
}

#[test]
fn a_panic_costs_one_request() {
    serving(Limits::default(), |_, port| {
        for _ in 0..3 {
            let response = get(port, "/panne/", "");
            assert_eq!((status(&response), header(&response, "Cache-Control")), (500, Some("no-store")));
        }
        assert_eq!(body(&get(port, "/", "")), PAGE);
    });
}

#[test]
fn hostile() {
    let folder = tempfile::tempdir().unwrap();
    let secret = folder.path().join("secret.txt");
    std::fs::write(&secret, CANARY).unwrap();
    let secret = secret.to_str().unwrap().trim_start_matches('/');
    serving(Limits::default(), |_, port| {
        let mut requests: Vec<(u16, Vec<u8>)> = Vec::new();
        for (expected, target) in targets(secret, port) {
            let request = format!("GET {target} HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n");
            requests.push((expected, request.into_bytes()));
        }
        for (expected, headers) in headers(port) {
            requests.push((expected, format!("GET / HTTP/1.1\r\n{headers}\r\n").into_bytes()));
        }
        requests.extend(raw(port));
        assert!(requests.len() >= 80, "{}", requests.len());
        for (expected, request) in &requests {
            let response = exchange(port, request);
            let shown = String::from_utf8_lossy(&request[..request.len().min(200)]);
            assert_eq!(status(&response), *expected, "{shown:?}\n{response}");
            assert!(!response.contains(CANARY), "{shown:?}");
            assert!(!response.contains("Access-Control"), "{shown:?}");
        }
        assert_eq!(body(&get(port, "/", "")), PAGE, "and the next one is answered");
    });
}

fn targets(secret: &str, port: u16) -> Vec<(u16, String)> {
    let fixed = [
        (400, "/../secret.txt"),
        (400, "/bretagne/../secret.txt"),
        (400, "/bretagne/../../../../secret.txt"),
        (400, "/.."),
        (400, "/."),
        (400, "/./secret.txt"),
        (400, "/%2e%2e/secret.txt"),
        (400, "/%2E%2E/secret.txt"),
        (400, "/.%2e/secret.txt"),
        (400, "/%2e./secret.txt"),
        (400, "/%2e/secret.txt"),
        (400, "/..%2fsecret.txt"),
        (400, "/%2e%2e%2fsecret.txt"),
        (400, "/bretagne%2Fsecret.txt"),
        (400, "/..%5csecret.txt"),
        (400, "/..%5Csecret.txt"),
        (400, "/dossier%5csecret.txt"),
        (400, "/..\\secret.txt"),
        (400, "\\..\\secret.txt"),
        (404, "/%252e%252e/secret.txt"),
        (404, "/..%252fsecret.txt"),
        (404, "/%25%32%65%25%32%65/secret.txt"),
        (400, "/%c0%ae%c0%ae/secret.txt"),
        (400, "/%e0%80%ae%e0%80%ae/secret.txt"),
        (400, "/%c0%afsecret.txt"),
        (400, "/%u002e%u002e/secret.txt"),
        (404, "/%ef%bc%8e%ef%bc%8e/secret.txt"),
        (404, "/%e2%80%a5/secret.txt"),
        (400, "/secret%00.txt"),
        (400, "/%00"),
        (400, "/secret.txt%0d%0a"),
        (400, "/%0d%0aX-Faux:%201"),
        (400, "/%7f"),
        (400, "/%c3%a9t%c3%a9/%c2%85"),
        (400, "/%"),
        (400, "/%2"),
        (400, "/%zz"),
        (400, "/%+1"),
        (400, "/%ff"),
        (400, "/%c3"),
        (404, "//secret.txt"),
        (404, "//example.org/"),
        (404, "/bretagne//secret.txt"),
        (404, "//"),
        (400, "///../secret.txt"),
        (404, "/..;/secret.txt"),
        (404, "/.../secret.txt"),
        (404, "/~root/"),
        (404, "/C:/Windows/win.ini"),
        (404, "/.git/config"),
        (404, "/.env"),
        (404, "/escale.yaml"),
        (404, "/index.html::$DATA"),
        (400, "*"),
        (400, "secret.txt"),
        (400, "../secret.txt"),
        (400, "?a"),
        (400, "/a#b"),
        (400, "file:///secret.txt"),
        (400, "localhost"),
        (421, "http://example.org/"),
        (421, "http://localhost/"),
        (421, "http:///"),
        (421, "http://"),
    ];
    let mut targets: Vec<(u16, String)> = fixed.map(|(expected, target)| (expected, target.to_owned())).into();
    targets.extend([
        (404, format!("/{secret}")),
        (400, format!("/../../../../../../{secret}")),
        (400, format!("/{}/%2e%2e/{secret}", "%2e%2e/".repeat(12))),
        (400, format!("https://localhost:{port}/")),
        (421, format!("http://utilisateur@localhost:{port}/")),
        (421, format!("http://localhost:{port}@example.org/")),
        (400, format!("http://localhost:{port}/../secret.txt")),
        (404, format!("http://localhost:{port}//secret.txt")),
        (404, format!("/{}", "a".repeat(8000))),
        (414, format!("/{}", "a".repeat(8192))),
        (414, format!("/{}", "a".repeat(100_000))),
        (404, format!("/{}a", "a/".repeat(4000))),
        (200, format!("/?{}", "%".repeat(8000))),
    ]);
    targets
}

fn headers(port: u16) -> Vec<(u16, String)> {
    let mut cases = Vec::new();
    for host in ["localhost", "LOCALHOST", "127.0.0.1", "[::1]", "bretagne.localhost", "a.b-c.localhost"] {
        cases.push((200, format!("Host: {host}:{port}\r\n")));
    }
    let other_port = if port == 8000 { 8001 } else { 8000 };
    for host in [
        format!("example.org:{port}"),
        format!("localhost.example.org:{port}"),
        format!("examplelocalhost:{port}"),
        format!(".localhost:{port}"),
        format!("a..localhost:{port}"),
        format!("localhost.:{port}"),
        format!("127.0.0.1.example.org:{port}"),
        format!("127.0.0.2:{port}"),
        format!("0.0.0.0:{port}"),
        format!("127.1:{port}"),
        format!("0177.0.0.1:{port}"),
        format!("2130706433:{port}"),
        format!("::1:{port}"),
        format!("[::]:{port}"),
        format!("[::1]x:{port}"),
        format!("192.0.2.1:{port}"),
        format!("localhost:{other_port}"),
        format!("localhost:+{port}"),
        format!("localhost:{port}, example.org"),
        format!("localhost:{port}/"),
        format!("localhost:{port}:{port}"),
        "localhost".to_owned(),
        "localhost:".to_owned(),
        "localhost:99999".to_owned(),
        "[::1]".to_owned(),
        "é".to_owned(),
    ] {
        cases.push((421, format!("Host: {host}\r\n")));
    }
    let own = format!("Host: localhost:{port}\r\n");
    for (expected, more) in [
        (400, own.clone()),
        (400, "host: example.org\r\n".to_owned()),
        (400, "Transfer-Encoding: chunked\r\n".to_owned()),
        (400, "Transfer-Encoding: identity\r\n".to_owned()),
        (400, "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n".to_owned()),
        (400, "transfer-encoding:\r\n".to_owned()),
        (400, "Transfer-Encoding : chunked\r\n".to_owned()),
        (400, "Content-Length: -1\r\n".to_owned()),
        (400, "Content-Length: +3\r\n".to_owned()),
        (400, "Content-Length: 3, 3\r\n".to_owned()),
        (400, "Content-Length: 0x3\r\n".to_owned()),
        (400, "Content-Length: 3 3\r\n".to_owned()),
        (400, "Content-Length:\r\n".to_owned()),
        (400, "Content-Length: ٣\r\n".to_owned()),
        (400, "Content-Length: 0\r\nContent-Length: 0\r\n".to_owned()),
        (413, "Content-Length: 3\r\n\r\nabc".to_owned()),
        (413, "Content-Length: 99999999999999999999999999\r\n".to_owned()),
        (200, "Content-Length: 0\r\n".to_owned()),
        (417, "Expect: 100-continue\r\n".to_owned()),
        (400, "X\r\n".to_owned()),
        (400, ": x\r\n".to_owned()),
        (400, "X : x\r\n".to_owned()),
        (400, "X é: x\r\n".to_owned()),
        (400, "X: a\r\n b\r\n".to_owned()),
        (400, " X: a\r\n".to_owned()),
        (400, "\tX: a\r\n".to_owned()),
        (400, "X: a\nY: b\r\n".to_owned()),
        (400, "X: a\rY: b\r\n".to_owned()),
        (400, "X: a\0b\r\n".to_owned()),
        (400, "X: a\x1bb\r\n".to_owned()),
        (200, "X: caf\u{e9}\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n".to_owned()),
        (200, (0..99).map(|n| format!("X-{n}: a\r\n")).collect()),
        (431, (0..100).map(|n| format!("X-{n}: a\r\n")).collect()),
        (200, format!("X: {}\r\n", "a".repeat(15_000))),
        (431, format!("X: {}\r\n", "a".repeat(17_000))),
        (431, format!("X: {}\r\n", "a".repeat(1_000_000))),
        (403, "Sec-Fetch-Site: cross-site\r\n".to_owned()),
        (403, "Sec-Fetch-Site: same-site\r\n".to_owned()),
        (403, "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\nSec-Fetch-Dest: script\r\n".to_owned()),
        (403, "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: iframe\r\n".to_owned()),
        (403, "Sec-Fetch-Site: same-origin\r\nSec-Fetch-Site: cross-site\r\n".to_owned()),
        (200, "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n".to_owned()),
        (200, "Sec-Fetch-Site: same-origin\r\nSec-Fetch-Mode: no-cors\r\nSec-Fetch-Dest: style\r\n".to_owned()),
        (200, "Sec-Fetch-Site: none\r\n".to_owned()),
        (403, "Origin: http://example.org\r\n".to_owned()),
        (403, "Origin: null\r\n".to_owned()),
        (403, format!("Origin: http://localhost:{other_port}\r\n")),
        (403, format!("Origin: https://localhost:{port}\r\n")),
        (403, format!("Origin: http://127.0.0.1:{port}\r\n")),
        (200, format!("Origin: http://localhost:{port}\r\n")),
    ] {
        cases.push((expected, format!("{own}{more}")));
    }
    cases.extend([(400, String::new()), (400, "Host:\r\n".to_owned()), (400, "Host: \t \r\n".to_owned())]);
    cases
}

fn raw(port: u16) -> Vec<(u16, Vec<u8>)> {
    let host = format!("Host: localhost:{port}\r\n\r\n");
    let lines: [(u16, &str); 32] = [
        (405, "POST / HTTP/1.1"),
        (405, "PUT /index.html HTTP/1.1"),
        (405, "DELETE / HTTP/1.1"),
        (405, "OPTIONS * HTTP/1.1"),
        (405, "TRACE / HTTP/1.1"),
        (405, "CONNECT example.org:443 HTTP/1.1"),
        (405, "get / HTTP/1.1"),
        (405, "INCONNU / HTTP/1.1"),
        (505, "GET / HTTP/2.0"),
        (505, "GET / HTTP/0.9"),
        (505, "GET / HTTP/1.2"),
        (505, "PRI * HTTP/2.0"),
        (400, "GET / HTTP/1.10"),
        (400, "GET / http/1.1"),
        (400, "GET / HTTP/1"),
        (400, "GET / HTTPS/1.1"),
        (400, "GET / "),
        (400, "GET /"),
        (400, "GET"),
        (400, "GET  / HTTP/1.1"),
        (400, "GET /  HTTP/1.1"),
        (400, " GET / HTTP/1.1"),
        (400, "GET / HTTP/1.1 "),
        (400, "GET\t/\tHTTP/1.1"),
        (400, "GET /a b HTTP/1.1"),
        (400, "GET /été/ HTTP/1.1"),
        (400, "GET /a\0b HTTP/1.1"),
        (400, "GET /a\x7fb HTTP/1.1"),
        (400, "GET / HTTP/1.1\n"),
        (400, "G(T / HTTP/1.1"),
        (400, "\r\nGET / HTTP/1.1"),
        (200, "GET / HTTP/1.0"),
    ];
    let mut cases: Vec<(u16, Vec<u8>)> =
        lines.iter().map(|(expected, line)| (*expected, format!("{line}\r\n{host}").into_bytes())).collect();
    cases.extend([
        (0, b"".to_vec()),
        (0, b"GET / HT".to_vec()),
        (0, format!("GET / HTTP/1.1\r\nHost: localhost:{port}\r\n").into_bytes()),
        (400, b"\0".to_vec()),
        (400, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".to_vec()),
        (400, b"GET / HTTP/1.1\nHost: localhost\n\n".to_vec()),
        (400, b"GET /\r\n\r\n".to_vec()),
        (400, b"GET /\xff HTTP/1.1\r\n\r\n".to_vec()),
        (414, vec![b'a'; 1 << 20]),
        (400, vec![b'\n'; 1 << 20]),
        (400, format!("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n{host}0\r\n\r\n").into_bytes()),
        (405, format!("POST / HTTP/1.1\r\nContent-Length: 5\r\n{host}abcde").into_bytes()),
        // What follows a request's body is not taken for another request.
        (413, format!("GET / HTTP/1.1\r\nContent-Length: 9\r\n{host}GET /secret.txt HTTP/1.1\r\n{host}").into_bytes()),
    ]);
    cases
}

#[test]
fn another_host_answers_only_to_the_name_it_was_given() {
    serving_at(Some("0.0.0.0"), Limits::default(), |_, port, _| {
        let named =
            |host: &str| status(&exchange(port, format!("GET / HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n").as_bytes()));
        assert_eq!(["127.0.0.1", "localhost", "0.0.0.0"].map(named), [200; 3]);
        assert_eq!(["example.org", "192.0.2.1"].map(named), [421; 2]);
    });
}

/// What a site is told of a request: whether it is from this machine, from another site, and waited for.
fn facts(port: u16, from: Ipv4Addr, headers: &str) -> String {
    let mut stream = connect_from(from, port);
    write!(stream, "GET /faits HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n{headers}\r\n").unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).unwrap();
    assert_eq!(status(&response), 200, "{headers}: {response}");
    body(&response).to_owned()
}

#[test]
fn a_site_is_told_when_the_page_of_another_led_here() {
    let opened = "Sec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n";
    serving(Limits::default(), |_, port| {
        for (is_led, headers) in [
            (false, String::new()),
            (false, "Sec-Fetch-Site: none\r\n".to_owned()),
            (false, "Sec-Fetch-Site: same-origin\r\n".to_owned()),
            (false, format!("Referer: http://localhost:{port}/bretagne/\r\n")),
            (false, format!("Referer: http://LOCALHOST:{port}\r\n")),
            (true, format!("Sec-Fetch-Site: cross-site\r\n{opened}")),
            (true, format!("Sec-Fetch-Site: same-site\r\n{opened}")),
            (true, format!("Sec-Fetch-Site: cross-site\r\nReferer: http://localhost:{port}/\r\n{opened}")),
            // Browsers say no more to a host without TLS that is not this machine.
            (true, "Referer: https://chat.example.org/\r\n".to_owned()),
            (true, "Referer: http://localhost/\r\n".to_owned()),
            (true, format!("Referer: https://localhost:{port}/\r\n")),
            (true, format!("Referer: http://localhost:{port}.example.org/\r\n")),
            (true, format!("Referer: http://localhost:{port}@example.org/\r\n")),
            (true, format!("Referer: http://localhost:{port}/\r\nReferer: http://example.org/\r\n")),
            (true, "Referer: \r\n".to_owned()),
        ] {
            assert_eq!(facts(port, Ipv4Addr::LOCALHOST, &headers), format!("true {is_led} true"), "{headers}");
        }
        // Nobody is led to what is for scripts.
        let own = |headers: &str| status(&get(port, "/.escale/etat", headers));
        assert_eq!(own(&format!("Sec-Fetch-Site: cross-site\r\n{opened}")), 403);
        assert_eq!(own("Referer: http://example.org/\r\n"), 403);
        assert_eq!(own(&format!("Referer: http://localhost:{port}/\r\n")), 200);
    });
}

/// A connection from one of this machine's addresses.
pub fn connect_from(from: Ipv4Addr, port: u16) -> TcpStream {
    use rustix::net::{AddressFamily, SocketType, bind, connect, socket};
    let socket = socket(AddressFamily::INET, SocketType::STREAM, None).unwrap();
    bind(&socket, &SocketAddrV4::new(from, 0)).unwrap();
    connect(&socket, &SocketAddrV4::new(Ipv4Addr::LOCALHOST, port)).unwrap();
    let stream = TcpStream::from(socket);
    stream.set_read_timeout(Some(Duration::from_secs(8))).unwrap();
    stream
}

/// An address that no browser of this machine comes from: it stands for another machine.
#[cfg(target_os = "linux")]
pub const OTHER_MACHINE: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);

#[test]
#[cfg(target_os = "linux")]
fn a_site_is_told_when_another_machine_asks_and_what_is_for_this_one_is_told_to_no_other() {
    serving_at(Some("0.0.0.0"), Limits::default(), |server, port, _| {
        assert!(!server.is_for_this_machine_only());
        assert_eq!(facts(port, Ipv4Addr::LOCALHOST, ""), "true false true");
        assert_eq!(facts(port, OTHER_MACHINE, ""), "false false true");
        let mut streams = [Ipv4Addr::LOCALHOST, OTHER_MACHINE].map(|from| {
            let mut stream = connect_from(from, port);
            write!(stream, "GET /.escale/flux HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n").unwrap();
            until(&mut stream, "hello\ndata: ");
            stream
        });
        server.tell("data: ici", Audience::ThisMachine);
        server.tell("data: partout", Audience::Everyone);
        let heard = streams.each_mut().map(|stream| until(stream, "partout\n\n"));
        assert!(heard[0].contains("data: ici") && !heard[1].contains("ici"), "{heard:?}");
    });
    serving(Limits::default(), |server, _| assert!(server.is_for_this_machine_only()));
}

#[test]
fn a_site_learns_that_nobody_waits_any_more() {
    let wait = Duration::from_secs(8);
    serving_at(None, Limits::default(), |_, port, happens| {
        let begin = || {
            let mut stream = connect(port);
            write!(stream, "GET /longtemps HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n").unwrap();
            assert_eq!(happens.recv_timeout(wait), Ok("came"));
            stream
        };
        drop(begin());
        assert_eq!(happens.recv_timeout(wait), Ok("went"), "the connection has ended");
        let half = begin();
        half.shutdown(Shutdown::Write).unwrap();
        assert_eq!(happens.recv_timeout(wait), Ok("went"), "and so it has when only the visitor's half has");
    });
    // A place that is lost is a connection that has ended.
    let limits = Limits { connections: 1, answer: Duration::ZERO, ..Limits::default() };
    serving_at(None, limits, |_, port, happens| {
        let mut first = connect(port);
        write!(first, "GET /longtemps HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n").unwrap();
        assert_eq!(happens.recv_timeout(wait), Ok("came"));
        let _second = connect(port);
        assert_eq!(happens.recv_timeout(wait), Ok("went"));
    });
}

#[test]
fn a_port_that_is_taken_is_left_to_its_owner() {
    let first = Server::bind(None, 0..=0, Limits::default()).unwrap();
    let port = first.addresses()[0].port();
    let refused = Server::bind(None, port..=port, Limits::default()).unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::AddrInUse);
    let next = Server::bind(None, port..=port.saturating_add(20), Limits::default()).unwrap();
    assert!(next.addresses()[0].port() > port);
    for address in first.addresses().iter().chain(&next.addresses()) {
        assert!(address.ip().is_loopback(), "{address}");
    }
}

#[test]
fn who_says_nothing_or_little_is_let_go_in_time() {
    let limits = Limits { head: Duration::from_millis(150), ..Limits::default() };
    serving(limits, |_, port| {
        let begun = Instant::now();
        let mut silent = connect(port);
        let mut begins = connect(port);
        begins.write_all(b"GET / HT").unwrap();
        let mut drips = connect(port);
        let dripping = drips.try_clone().unwrap();
        let drip = thread::spawn(move || {
            // Each byte is in time, the whole never is.
            while (&dripping).write_all(b"a").is_ok() && begun.elapsed() < Duration::from_secs(3) {
                thread::sleep(Duration::from_millis(10));
            }
        });
        let mut after = connect(port);
        write!(after, "GET / HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n").unwrap();
        let mut ends = [&mut silent, &mut begins, &mut drips, &mut after].map(|stream| {
            let mut response = String::new();
            // A visitor who goes on talking after the refusal may have it taken back.
            let _ = stream.read_to_string(&mut response);
            status(&response)
        });
        assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
        ends[2] = ends[2].max(408);
        assert_eq!(ends, [0, 408, 408, 200]);
        drip.join().unwrap();
    });
}

#[test]
fn two_hundred_who_never_finish_keep_nobody_waiting() {
    serving(Limits::default(), |_, port| {
        let mut slow = Vec::new();
        for count in 0..200 {
            let mut stream = connect(port);
            // The last ones have been let go again when there is no place.
            let _ = stream.write_all(b"GET / HTTP/1.1\r\nX: ");
            slow.push(stream);
            if count % 10 == 0 {
                let begun = Instant::now();
                assert_eq!(body(&get(port, "/", "")), PAGE, "beside {count}");
                assert!(begun.elapsed() < Duration::from_secs(1), "{:?} beside {count}", begun.elapsed());
            }
        }
        assert_eq!(body(&get(port, "/", "")), PAGE);
    });
}

#[test]
fn when_every_place_is_taken_there_is_a_word_at_once_and_a_place_soon() {
    let limits = Limits { connections: 3, answer: Duration::from_secs(2), ..Limits::default() };
    serving(limits, |_, port| {
        let begun = Instant::now();
        let slow: Vec<TcpStream> = (0..3)
            .map(|_| {
                let mut stream = connect(port);
                write!(stream, "GET /grand.zip HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n").unwrap();
                stream.read_exact(&mut [0]).unwrap();
                stream
            })
            .collect();
        let mut response = String::new();
        connect(port).read_to_string(&mut response).unwrap();
        assert_eq!((status(&response), begun.elapsed() < Duration::from_secs(1)), (503, true));
        assert_eq!(header(&response, "Retry-After"), Some("5"));
        thread::sleep(Duration::from_millis(220));
        for _ in 0..3 {
            assert_eq!(body(&get(port, "/", "")), PAGE, "who takes an answer slowly makes room");
        }
        drop(slow);
    });
}

fn listen(port: u16) -> TcpStream {
    let mut stream = connect(port);
    write!(stream, "GET /.escale/flux HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n").unwrap();
    stream
}

/// What comes until `end`.
fn until(stream: &mut TcpStream, end: &str) -> String {
    let mut text = Vec::new();
    while !text.ends_with(end.as_bytes()) {
        let mut byte = [0];
        stream.read_exact(&mut byte).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&text)));
        text.push(byte[0]);
    }
    String::from_utf8(text).unwrap()
}

#[test]
fn a_stream_greets_then_tells_then_shows_that_it_lives() {
    let limits = Limits { ping: Duration::from_millis(40), ..Limits::default() };
    serving(limits, |server, port| {
        let mut stream = listen(port);
        let head = until(&mut stream, "\r\n\r\n");
        assert_eq!(status(&head), 200);
        assert_eq!(header(&head, "Content-Type"), Some("text/event-stream; charset=utf-8"));
        assert_eq!(header(&head, "Cache-Control"), Some("no-store"));
        assert_eq!(header(&head, "X-Content-Type-Options"), Some("nosniff"));
        assert_eq!(until(&mut stream, "\n\n"), "event: hello\ndata: 1\n\n");
        server.tell("event: change\ndata: {\"version\":2}\n", Audience::Everyone);
        assert!(until(&mut stream, "}\n\n").ends_with("event: change\ndata: {\"version\":2}\n\n"));
        assert!(until(&mut stream, ": ping\n\n").ends_with(": ping\n\n"));
    });
}

#[test]
fn streams_have_places_of_their_own_and_free_them() {
    let limits = Limits { connections: 2, streams: 3, ..Limits::default() };
    serving(limits, |_, port| {
        let mut streams: Vec<TcpStream> = (0..3).map(|_| listen(port)).collect();
        for stream in &mut streams {
            until(stream, "data: ");
        }
        assert_eq!(body(&get(port, "/", "")), PAGE);
        let crowded = get(port, "/.escale/flux", "");
        assert_eq!((status(&crowded), header(&crowded, "Retry-After")), (503, Some("5")));
        drop(streams.remove(0));
        let mut next = listen(port);
        assert_eq!(status(&until(&mut next, "\r\n\r\n")), 200, "who has gone makes room");
    });
}

#[test]
fn a_stream_that_nobody_reads_is_let_go_and_the_others_hear_everything() {
    serving(Limits::default(), |server, port| {
        let mut deaf = listen(port);
        let mut hears = listen(port);
        until(&mut deaf, "hello");
        until(&mut hears, "hello");
        let event = format!("event: change\ndata: {}\n\n", "x".repeat(64 << 10));
        thread::scope(|scope| {
            let count = scope.spawn(move || {
                let mut bytes = vec![0; 64 << 10];
                let mut count = 0;
                loop {
                    let read = hears.read(&mut bytes).unwrap();
                    count += read;
                    if bytes[..read].ends_with(b"fin\n\n") {
                        return count;
                    }
                }
            });
            for _ in 0..300 {
                let begun = Instant::now();
                server.tell(&event, Audience::Everyone);
                assert!(begun.elapsed() < Duration::from_millis(500), "nobody is waited for");
                // Long enough for who listens.
                thread::sleep(Duration::from_micros(300));
            }
            server.tell("data: fin", Audience::Everyone);
            assert!(count.join().unwrap() > 300 * event.len());
        });
        // What had been sent before may be read still, then it is over.
        let mut rest = Vec::new();
        let _ = deaf.read_to_end(&mut rest);
        assert!(rest.len() < 300 * event.len(), "{}", rest.len());
    });
}

#[test]
fn pages_of_other_sites_do_not_hear_the_stream() {
    serving(Limits::default(), |_, port| {
        for foreign in ["Origin: http://example.org\r\n", "Origin: null\r\n", "Sec-Fetch-Site: same-site\r\n"] {
            assert_eq!(status(&get(port, "/.escale/flux", foreign)), 403, "{foreign}");
        }
    });
}

#[test]
fn everything_ends_at_once() {
    let server = Server::bind(None, 0..=0, Limits::default()).unwrap();
    let (site, _happens) = site();
    let port = server.addresses()[0].port();
    thread::scope(|scope| {
        let running = scope.spawn(|| server.run(&site));
        let mut stream = listen(port);
        until(&mut stream, "hello");
        let silent = connect(port);
        let mut begins = connect(port);
        begins.write_all(b"GET / HT").unwrap();
        let mut slow = connect(port);
        write!(slow, "GET /grand.zip HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n").unwrap();
        slow.read_exact(&mut [0]).unwrap();
        let begun = Instant::now();
        server.stop();
        running.join().unwrap();
        assert!(begun.elapsed() < Duration::from_millis(300), "{:?}", begun.elapsed());
        let mut rest = String::new();
        stream.read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "\ndata: 1\n\n");
        drop((silent, begins, slow));
    });
    server.tell("data: personne", Audience::Everyone);
    server.stop();
}
