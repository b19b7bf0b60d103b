//! Links to other sites: which, in what order, what visits of a server of our own come to, what is remembered.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{IpAddr, Ipv4Addr, TcpListener, TcpStream};
use std::os::unix::fs::symlink;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use escale::links::collect::{Links, collect, is_example};
use escale::links::internal::{is_public, is_public_when_found};
use escale::links::memory::Memory;
use escale::links::verdict::{Answer, Method, Verdict, judge};
use escale::links::{Manner, Names, Outcome, store, visit};
use escale::model::address::Slug;
use escale::problem::{Death, Doubt, Finding, Kind, Language, Level, Problem, Visited, show};
use escale::sources::{Place, Sources};
use jiff::{Timestamp, ToSpan};
use proptest::proptest;
use url::Url;

use super::cli::{Project, room};
use super::project::{NOW, at, cases, parsed, with};

/// What a server was asked: `HEAD a.fr /chemin`.
type Asked = Arc<Mutex<Vec<String>>>;

/// A server on this machine, for as long as the test program runs.
struct Server {
    port: u16,
    asked: Asked,
}

impl Server {
    /// Each connection is one request, answered by `answer` from its line and how often that came before.
    fn new(answer: impl Fn(&str, usize, &mut TcpStream) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let asked = Asked::default();
        let (answer, all) = (Arc::new(answer), Arc::clone(&asked));
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (answer, asked) = (Arc::clone(&answer), Arc::clone(&all));
                thread::spawn(move || {
                    let mut stream = stream.unwrap();
                    let mut lines = BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
                    let header: Vec<String> = lines.by_ref().take_while(|line| !line.is_empty()).collect();
                    let Some(first) = header.first() else { return };
                    let mut words = first.split(' ');
                    let host = header.iter().find_map(|line| {
                        line.to_lowercase().strip_prefix("host: ")?.split(':').next().map(str::to_owned)
                    });
                    let line = format!("{} {} {}", words.next().unwrap(), host.unwrap(), words.next().unwrap());
                    let before = {
                        let mut asked = asked.lock().unwrap();
                        asked.push(line.clone());
                        asked.iter().filter(|former| **former == line).count() - 1
                    };
                    answer(&line, before, &mut stream);
                });
            }
        });
        Self { port, asked }
    }

    /// A page of the project with a link to each of these addresses of the server.
    fn page(&self, targets: &[&str]) -> Sources {
        let link = |target: &&str| format!("[x](http://{})\n", target.replacen('/', &format!(":{}/", self.port), 1));
        with(&[("regions/occitanie/pages/p.md", &targets.iter().map(link).collect::<String>())])
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

/// Short pauses, long patience; every name is this machine, but for two.
fn manner() -> Manner {
    Manner {
        pauses: vec![Duration::from_millis(1); 2],
        look_up: |host| match host {
            "aucun.fr" => Names::None,
            "inconnu.fr" => Names::Unknown,
            _ => Names::Found(vec![IpAddr::V4(Ipv4Addr::LOCALHOST)]),
        },
        visits_this_machine: true,
        ..Manner::default()
    }
}

fn links(sources: &Sources) -> Links {
    let content = parsed(sources).content.unwrap();
    collect(&content, sources, at(NOW), &[].into())
}

fn visited(sources: &Sources, manner: &Manner) -> Outcome {
    visit(links(sources), &mut Memory::default(), at(NOW), manner, &|| {})
}

/// One line a link, by address: the path, the verdict.
fn told(outcome: &Outcome) -> String {
    let mut lines: Vec<String> = outcome
        .links
        .iter()
        .map(|(link, judged)| {
            let verdict = judged.as_ref().map(|judged| &judged.verdict);
            let detail = verdict.and_then(Verdict::detail).unwrap_or_default();
            let detail = detail
                .split_once(&format!(":{}", link.url.port().unwrap_or(80)))
                .map_or(detail.as_str(), |(_, path)| path);
            let line = format!("{}{} {} {detail}", link.host(), link.url.path(), verdict.map_or("-", Verdict::word));
            line.trim_end().to_owned() + "\n"
        })
        .collect();
    lines.sort();
    lines.concat()
}

fn status(stream: &mut TcpStream, code: u16, more: &str) {
    let _ = write!(stream, "HTTP/1.1 {code} X\r\nContent-Length: 0\r\nConnection: close\r\n{more}\r\n");
}

/// A server that behaves as its paths say.
fn odd_server() -> Server {
    Server::new(|line, before, stream| {
        let (method, path) = (line.split(' ').next().unwrap(), line.split(' ').nth(2).unwrap());
        let is_head = method == "HEAD";
        let to = |location: &str| format!("Location: {location}\r\n");
        match path {
            "/tete-404" => status(stream, if is_head { 404 } else { 200 }, ""),
            "/tete-405" => status(stream, if is_head { 405 } else { 200 }, ""),
            "/tete-coupee" if is_head => {}
            "/404-une-fois" => status(stream, if is_head || before == 0 { 404 } else { 200 }, ""),
            "/429-une-fois" => status(stream, if before == 0 { 429 } else { 200 }, "Retry-After: 0\r\n"),
            "/500-deux-fois" => status(stream, if is_head || before < 2 { 500 } else { 200 }, ""),
            "/chaine" => status(stream, 302, &to("/chaine/2")),
            "/chaine/2" => status(stream, 307, &to("/chaine/3")),
            "/chaine/3" => status(stream, 303, &to("/ailleurs")),
            "/boucle" => status(stream, 302, &to("/boucle")),
            "/courriel" => status(stream, 302, &to("mailto:a@example.org")),
            "/demenage" => status(stream, 301, &to("/nouveau#ici")),
            "/demenage-puis" => status(stream, 308, &to("/chaine")),
            "/demenage-mort" => status(stream, 301, &to("/404")),
            "/barre" => status(stream, 301, &to("/barre/")),
            "/a-l-accueil" => status(stream, 301, &to("/")),
            "/cache" => status(stream, 301, &to("/login?retour=cache")),
            "/interne" => status(stream, 302, &to("http://10.0.0.1/")),
            "/charabia" => {
                let _ = stream.write_all(b"\x00\xff\x16 ce n'est pas du HTTP\r\n\r\n");
            }
            "/coupe" => {}
            "/enorme" => {
                let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
                while !is_head && stream.write_all(&[b'x'; 16_384]).is_ok() {}
            }
            "/entetes" => {
                let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n");
                while stream.write_all(b"X-A: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n").is_ok() {}
            }
            path => status(stream, path[1..].parse().unwrap_or(200), ""),
        }
    })
}

#[test]
fn a_link_is_dead_only_when_that_is_certain() {
    let server = odd_server();
    let outcome = visited(
        &server.page(&[
            "a.fr/vivant",
            "a.fr/204",
            "a.fr/404",
            "a.fr/410",
            "a.fr/tete-404",
            "a.fr/tete-405",
            "b.fr/tete-coupee",
            "b.fr/404-une-fois",
            "b.fr/429-une-fois",
            "b.fr/500-deux-fois",
            "b.fr/400",
            "b.fr/401",
            "b.fr/403",
            "c.fr/405",
            "c.fr/406",
            "c.fr/409",
            "c.fr/418",
            "c.fr/429",
            "c.fr/451",
            "c.fr/500",
            "c.fr/503",
            "c.fr/999",
            "d.fr/chaine",
            "d.fr/boucle",
            "d.fr/courriel",
            "d.fr/demenage",
            "d.fr/demenage-puis",
            "d.fr/demenage-mort",
            "d.fr/barre",
            "d.fr/a-l-accueil",
            "d.fr/cache",
            "d.fr/interne",
            "e.fr/charabia",
            "e.fr/coupe",
            "e.fr/enorme",
            "e.fr/entetes",
            "aucun.fr/",
            "inconnu.fr/",
        ]),
        &manner(),
    );
    assert_eq!(
        told(&outcome),
        "\
a.fr/204 alive
a.fr/404 dead 404
a.fr/410 dead 410
a.fr/tete-404 alive
a.fr/tete-405 alive
a.fr/vivant alive
aucun.fr/ dead no-such-host
b.fr/400 to-check 400
b.fr/401 to-check 401
b.fr/403 to-check 403
b.fr/404-une-fois alive
b.fr/429-une-fois alive
b.fr/500-deux-fois alive
b.fr/tete-coupee alive
c.fr/405 to-check 405
c.fr/406 to-check 406
c.fr/409 to-check 409
c.fr/418 to-check 418
c.fr/429 to-check 429
c.fr/451 to-check 451
c.fr/500 to-check 500
c.fr/503 to-check 503
c.fr/999 to-check 999
d.fr/a-l-accueil alive
d.fr/barre alive
d.fr/boucle to-check redirects
d.fr/cache alive
d.fr/chaine alive
d.fr/courriel to-check redirects
d.fr/demenage moved /nouveau
d.fr/demenage-mort dead 404
d.fr/demenage-puis moved /chaine
d.fr/interne to-check internal
e.fr/charabia to-check no-answer
e.fr/coupe to-check no-answer
e.fr/enorme alive
e.fr/entetes to-check no-answer
inconnu.fr/ to-check unresolved
"
    );
    // A page that is there is asked for once, with HEAD; one that is not, twice with GET.
    let mut asked: Vec<String> =
        server.asked().into_iter().filter(|line| line.ends_with(" /404") || line.ends_with("/vivant")).collect();
    asked.retain(|line| line.contains("a.fr"));
    asked.sort();
    assert_eq!(asked, ["GET a.fr /404", "GET a.fr /404", "HEAD a.fr /404", "HEAD a.fr /vivant"]);
}

#[test]
fn a_server_that_does_not_answer_is_not_waited_for() {
    let server = Server::new(|_, _, _| thread::sleep(Duration::from_secs(5)));
    let hasty = Manner { whole_timeout: Duration::from_millis(40), ..manner() };
    assert_eq!(told(&visited(&server.page(&["lent.fr/"]), &hasty)), "lent.fr/ to-check timed-out\n");
}

#[test]
fn when_the_time_is_up_what_is_left_is_not_visited() {
    let server = Server::new(|_, _, stream| status(stream, 200, ""));
    let hasty = Manner { budget: Duration::ZERO, ..manner() };
    let outcome = visited(&server.page(&["a.fr/", "b.fr/"]), &hasty);
    assert_eq!((told(&outcome).as_str(), outcome.not_visited()), ("a.fr/ -\nb.fr/ -\n", 2));
    assert!(outcome.has_network && outcome.problems().is_empty());
}

#[test]
fn a_host_is_visited_by_two_at_once_at_most() {
    let busy: Arc<Mutex<BTreeMap<String, (usize, usize)>>> = Arc::default();
    let counted = Arc::clone(&busy);
    let server = Server::new(move |line, _, stream| {
        let host = line.split(' ').nth(1).unwrap().to_owned();
        {
            let mut busy = counted.lock().unwrap();
            let (now, most) = busy.entry(host.clone()).or_default();
            *now += 1;
            *most = (*most).max(*now);
        }
        thread::sleep(Duration::from_millis(15));
        counted.lock().unwrap().get_mut(&host).unwrap().0 -= 1;
        status(stream, 200, "");
    });
    let targets: Vec<String> = (0..8).flat_map(|n| [format!("a.fr/{n}"), format!("b.fr/{n}")]).collect();
    let targets: Vec<&str> = targets.iter().map(String::as_str).collect();
    visited(&server.page(&targets), &manner());
    assert_eq!(server.asked().len(), 16);
    assert!(busy.lock().unwrap().values().all(|(now, most)| *now == 0 && *most <= 2));
}

#[test]
fn without_a_network_nothing_is_said() {
    let mut memory = Memory::default();
    let before = memory.clone();
    let closed = Manner { look_up: |_| Names::None, ..manner() };
    let sources = with(&[("regions/occitanie/pages/p.md", "[x](https://a.fr/) [y](https://b.fr/)")]);
    let outcome = visit(links(&sources), &mut memory, at(NOW), &closed, &|| {});
    assert!(!outcome.has_network && outcome.problems().is_empty());
    assert_eq!((told(&outcome).as_str(), memory == before), ("a.fr/ -\nb.fr/ -\n", true));

    // One name that does not exist is told from no network by a link that answered the day before.
    let server = Server::new(|_, _, stream| status(stream, 200, ""));
    let sources = server.page(&["a.fr/", "aucun.fr/"]);
    visit(links(&sources), &mut memory, at(NOW), &manner(), &|| {});
    let later = at(NOW) + 30.hours();
    let outcome = visit(links(&sources), &mut memory, later, &manner(), &|| {});
    assert_eq!(told(&outcome), "a.fr/ alive\naucun.fr/ dead no-such-host\n");
}

#[test]
fn addresses_of_internal_networks_are_not_visited() {
    let strict = Manner { visits_this_machine: false, ..manner() };
    let hosts = [
        "localhost",
        "127.0.0.1",
        "127.9.9.9",
        "10.1.2.3",
        "172.16.0.1",
        "172.31.9.9",
        "192.168.1.1",
        "169.254.1.1",
        "100.64.0.1",
        "0.0.0.0",
        "2130706433",
        "[::1]",
        "[::]",
        "[fd00::1]",
        "[fe80::1]",
        "[::ffff:10.0.0.1]",
        "imprimante.local",
        "serveur.internal",
        "intranet",
        "vers-cette-machine.fr",
    ];
    let text: String = hosts.iter().map(|host| format!("[x](http://{host}/)\n")).collect();
    let outcome = visited(&with(&[("regions/occitanie/pages/p.md", &text)]), &strict);
    // 2130706433 is 127.0.0.1 as one number.
    assert_eq!(outcome.links.len(), hosts.len() - 1);
    let is_internal = |line: &str| line.ends_with("/ to-check internal");
    assert!(told(&outcome).lines().all(is_internal), "{}", told(&outcome));
}

/// Each range that leads to no site of everybody's: its first address and its last, or one within it.
const INTERNAL: [&str; 60] = [
    "0.0.0.0",
    "0.255.255.255",
    "10.0.0.0",
    "10.255.255.255",
    "100.64.0.0",
    "100.127.255.255",
    "127.0.0.1",
    "127.255.255.255",
    "169.254.169.254",
    "172.16.0.0",
    "172.31.255.255",
    "192.0.0.8",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.0.0",
    "192.168.255.255",
    "198.18.0.0",
    "198.19.255.255",
    "198.51.100.7",
    "203.0.113.255",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.0",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",
    "::808:808",
    "::ffff:0.0.0.0",
    "::ffff:10.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "::ffff:0:8.8.8.8",
    "64:ff9b::",
    "64:ff9b::127.0.0.1",
    "64:ff9b::10.0.0.1",
    "64:ff9b::8.8.8.8",
    "64:ff9b:1::8.8.8.8",
    "64:ff9b:1:ffff::1",
    "100::1",
    "1fff:ffff::1",
    "2001::1",
    "2001:0:7f00:1::",
    "2001:2::1",
    "2001:10::1",
    "2001:20::1",
    "2001:1ff:ffff::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:a00:1::1",
    "2002:808:808::1",
    "3fff::1",
    "3fff:fff::1",
    "4000::1",
    "fc00::1",
    "fdff::1",
    "fe80::1",
    "fec0::1",
    "ff02::1",
    "ffff::1",
];

#[test]
fn every_range_of_internal_addresses_is_known() {
    for address in INTERNAL {
        assert!(!is_public(address.parse().unwrap()), "{address}");
    }
    for address in [
        "1.0.0.0",
        "8.8.8.8",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "169.253.255.255",
        "169.255.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.0",
        "192.0.3.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "203.0.114.0",
        "223.255.255.255",
        "2000::1",
        "2001:200::1",
        "2001:db7:ffff::1",
        "2001:db9::1",
        "2001:4860:4860::8888",
        "2003::1",
        "2a00:1450::1",
        "3ffe::1",
        "3fff:1000::1",
    ] {
        let address: IpAddr = address.parse().unwrap();
        assert!(is_public(address) && is_public_when_found(address), "{address}");
    }
}

#[test]
fn behind_the_gateway_of_a_network_without_ipv4_the_address_inside_decides() {
    for address in ["64:ff9b::8.8.8.8", "64:ff9b::1.1.1.1"] {
        assert!(is_public_when_found(address.parse().unwrap()), "{address}");
    }
    for address in INTERNAL.into_iter().filter(|address| *address != "64:ff9b::8.8.8.8") {
        assert!(!is_public_when_found(address.parse().unwrap()), "{address}");
        if let Ok(inside) = address.parse::<Ipv4Addr>() {
            let found = format!("64:ff9b::{inside}").parse().unwrap();
            assert!(!is_public_when_found(found), "{found}");
        }
    }
}

#[test]
fn an_internal_address_is_known_however_it_is_written_or_found() {
    // Whoever writes one of these, in a link or in a redirection, means 10.0.0.1, or another address of no site.
    let written = [
        "10.0.0.1",
        "10.1",
        "10.0.1",
        "167772161",
        "0xa000001",
        "0xA.0.0.1",
        "012.0.0.1",
        "10.0.0.1.",
        "%31%30.0.0.1",
        "１０.0.0.1",
        "10。0。0。1",
        "nom@10.0.0.1",
        "nom:secret@10.0.0.1",
        "a.fr@10.0.0.1",
        "[::10.0.0.1]",
        "[::ffff:10.0.0.1]",
        "[::FFFF:a00:1]",
        "[64:ff9b::a00:1]",
        "[64:ff9b::808:808]",
        "[64:ff9b:1::a00:1]",
        "[2002:a00:1::]",
        "[2001:0:a00:1::]",
        "[fec0::1]",
        "[fd00:0:0:0:0:0:0:1]",
        "intranet",
        "INTRANET.",
        "box.home.arpa",
        "Imprimante.LOCAL.",
        "a.localhost",
        "nat64.fr",
        "6to4.fr",
        "mele.fr",
    ];
    let strict = Manner {
        look_up: |host| match host.trim_end_matches('.') {
            "nat64.fr" => Names::Found(vec!["64:ff9b::10.0.0.1".parse().unwrap()]),
            "6to4.fr" => Names::Found(vec!["2002:a00:1::".parse().unwrap()]),
            "mele.fr" => Names::Found(["192.168.0.1", "fd00::1", "198.18.0.1"].map(|ip| ip.parse().unwrap()).into()),
            "a.fr" => Names::Found(vec![IpAddr::V4(Ipv4Addr::LOCALHOST)]),
            host => panic!("{host} is looked up"),
        },
        ..manner()
    };
    let is_internal = |line: &str| line.ends_with("to-check internal");
    let text: String = written.iter().map(|host| format!("[x](<http://{host}/>)\n")).collect();
    let outcome = visited(&with(&[("regions/occitanie/pages/p.md", &text)]), &strict);
    assert!(outcome.links.len() > 12, "{}", told(&outcome));
    assert!(told(&outcome).lines().all(is_internal), "{}", told(&outcome));

    // A header holds only ASCII.
    let written = written.into_iter().filter(|host| host.is_ascii()).collect::<Vec<_>>();
    let targets: Vec<String> = (0..written.len()).map(|number| format!("a.fr/{number}")).collect();
    let server = Server::new(move |line, _, stream| {
        let number: usize = line.rsplit('/').next().unwrap().parse().unwrap();
        status(stream, 302, &format!("Location: http://{}/\r\n", written[number]));
    });
    let targets: Vec<&str> = targets.iter().map(String::as_str).collect();
    let outcome = visited(&server.page(&targets), &strict);
    assert_eq!(outcome.links.len(), targets.len());
    assert!(told(&outcome).lines().all(is_internal), "{}", told(&outcome));
}

#[test]
fn an_address_with_a_zone_is_no_link() {
    assert_eq!(links(&with(&[("regions/occitanie/pages/p.md", "[x](<http://[fe80::1%25eth0]/>)")])).all, []);
    let server = Server::new(|_, _, stream| status(stream, 302, "Location: http://[fe80::1%25lo]/\r\n"));
    assert_eq!(told(&visited(&server.page(&["a.fr/zone"]), &manner())), "a.fr/zone to-check redirects\n");
}

#[test]
fn the_address_that_was_judged_is_the_one_that_is_visited() {
    static LOOKED_UP: AtomicUsize = AtomicUsize::new(0);
    // A name that leads elsewhere each time it is looked up.
    let rebinding = Manner {
        look_up: |_| {
            let is_first = LOOKED_UP.fetch_add(1, Ordering::SeqCst) == 0;
            Names::Found(vec![if is_first { Ipv4Addr::LOCALHOST } else { Ipv4Addr::new(10, 0, 0, 1) }.into()])
        },
        ..manner()
    };
    let server = odd_server();
    assert_eq!(told(&visited(&server.page(&["a.fr/vivant"]), &rebinding)), "a.fr/vivant alive\n");
    assert_eq!(LOOKED_UP.load(Ordering::SeqCst), 1, "one look for one request");
    LOOKED_UP.store(0, Ordering::SeqCst);
    assert_eq!(told(&visited(&server.page(&["a.fr/chaine"]), &rebinding)), "a.fr/chaine to-check internal\n");
    assert_eq!(LOOKED_UP.load(Ordering::SeqCst), 2);
}

/// What a judge is told one answer after the other, and what it does.
fn judged(answers: Vec<Answer>) -> (Verdict, Vec<u64>) {
    let mut answers = answers.into_iter();
    let mut pauses = Vec::new();
    let url = Url::parse("https://a.fr/x").unwrap();
    let least = [Duration::from_secs(1), Duration::from_secs(4)];
    let ask = |_: Method, _: &Url| answers.next().unwrap();
    let pause = |pause: Duration| {
        pauses.push(pause.as_secs());
        true
    };
    (judge(&url, &least, ask, pause), pauses)
}

#[test]
fn a_server_is_left_alone_for_as_long_as_it_asks() {
    let answer = |code, seconds: Option<u64>| Answer::Status {
        code,
        location: None,
        retry_after: seconds.map(Duration::from_secs),
    };
    let busy = |seconds| answer(429, seconds);
    assert_eq!(judged(vec![busy(Some(9)), answer(200, None)]), (Verdict::Alive, vec![9]));
    assert_eq!(judged(vec![busy(Some(0)), busy(None), answer(200, None)]), (Verdict::Alive, vec![1, 4]));
    assert_eq!(judged(vec![busy(Some(30)), answer(200, None)]), (Verdict::Alive, vec![30]));
    assert_eq!(judged(vec![busy(Some(31))]), (Verdict::Doubtful(Doubt::Status(429)), vec![]));
    assert_eq!(judged(vec![busy(Some(u64::MAX))]), (Verdict::Doubtful(Doubt::Status(429)), vec![]));
    let certificate = Answer::Failed(Doubt::Certificate);
    assert_eq!(judged(vec![certificate]), (Verdict::Doubtful(Doubt::Certificate), vec![]));
    // Seen once is not certain.
    let once = vec![Answer::NoSuchHost, Answer::Failed(Doubt::Unresolved), Answer::Failed(Doubt::Unresolved)];
    assert_eq!(judged(once), (Verdict::Doubtful(Doubt::Unresolved), vec![1, 4]));
    let twice = vec![Answer::NoSuchHost, Answer::Failed(Doubt::Unresolved), Answer::NoSuchHost];
    assert_eq!(judged(twice), (Verdict::Dead(Death::NoSuchHost), vec![1, 4]));
}

/// A project with a link of each importance, to `a.fr`.
fn of_every_importance() -> Sources {
    with(&[
        ("escale.yaml", "+chiffres: [{valeur: \"1\", libelle: un, source: \"https://a.fr/chiffre\"}]\n"),
        (
            "regions/occitanie/region.yaml",
            "+editions:\n  - {id: e, titre: E, debut: 2021, sources: [https://a.fr/s1, https://a.fr]}\n",
        ),
        ("regions/occitanie/partenaires/p.md", "site: https://a.fr/partenaire\n---\n[x](https://a.fr/texte#ancre)"),
        ("regions/occitanie/partenaires/q.md", r#"site: "https:\/\/a.fr\/code""#),
        (
            "regions/occitanie/pages/p.md",
            "<https://a.fr/page>, [x](https://a.fr/partenaire), [y](../pages/p.md), [z](mailto:a@b.fr)",
        ),
        (
            "regions/occitanie/evenements/tard.md",
            "id: tard\ndate: 2027-09-01\ninscription: {lien: \"https://a.fr/tard\"}",
        ),
        (
            "regions/occitanie/evenements/tot.md",
            "id: tot\ndate: 2027-03-01\ninscription:\n  lien: https://a.fr/tot?a=1&b=2",
        ),
        ("regions/occitanie/evenements/direct.md", "id: direct\nlien_direct: https://a.fr/direct"),
        (
            "regions/occitanie/evenements/passe.md",
            "id: passe\ndate: 2021-05-17\ninscription: {lien: https://a.fr/passe}\n---\n[x](https://a.fr/passe-texte)",
        ),
        (
            "regions/occitanie/evenements/complet.md",
            "id: complet\nstatut: complet\ninscription: {lien: https://a.fr/complet}",
        ),
    ])
}

#[test]
fn links_stand_in_the_order_they_matter() {
    let sources = of_every_importance();
    let links = links(&sources);
    let line = |place: &Place| {
        let text = std::str::from_utf8(sources.get(&place.file).unwrap()).unwrap();
        let written = text.lines().nth(place.line as usize - 1).unwrap();
        let marked: String = written.chars().skip(place.column as usize - 1).take(place.length as usize).collect();
        format!(" {}:{} {marked}", place.file.rsplit('/').next().unwrap(), place.line)
    };
    let told: String = links
        .all
        .iter()
        .map(|link| {
            let level = if link.is_registration() { "!" } else { " " };
            format!("{level} {}{}\n", link.url.path(), link.places.iter().map(line).collect::<String>())
        })
        .collect();
    assert_eq!(
        told,
        "\
! /tot tot.md:9 https://a.fr/tot?a=1&b=2
! /tard tard.md:8 https://a.fr/tard
  /complet complet.md:9 https://a.fr/complet
  /direct direct.md:9 https://a.fr/direct
  /chiffre escale.yaml:20 https://a.fr/chiffre
  /partenaire p.md:5 https://a.fr/partenaire p.md:4 https://a.fr/partenaire
  /code q.md:5 
  /s1 region.yaml:7 https://a.fr/s1
  / region.yaml:7 https://a.fr
  /page p.md:4 https://a.fr/page
  /texte p.md:7 https://a.fr/texte#ancre
  /passe passe.md:8 https://a.fr/passe
  /passe-texte passe.md:10 https://a.fr/passe-texte
"
    );
    // The registration link of the event online, which says none of its own.
    assert_eq!(links.examples, 1);
}

#[test]
fn the_links_of_a_region_are_its_own_and_those_it_inherits() {
    let sources = with(&[
        ("regions/occitanie/pages/o.md", "<https://a.fr/o>"),
        (
            "regions/bretagne/region.yaml",
            "nom: Bretagne\npreposition: en\niso: BRE\ninsee: \"53\"\ncouleurs: {accent: \"#1d4ed8\"}\n",
        ),
        ("regions/bretagne/pages/b.md", "<https://a.fr/b>"),
        ("content/pages/n.md", "<https://a.fr/n>"),
        ("content/hub/h.md", "<https://a.fr/h>"),
    ]);
    let content = parsed(&sources).content.unwrap();
    let paths = |regions: &[&str]| -> Vec<String> {
        let only = regions.iter().map(|id| Slug::parse(id).unwrap()).collect();
        let links = collect(&content, &sources, at(NOW), &only);
        links.all.iter().map(|link| format!("{}×{}", link.url.path(), link.places.len())).collect()
    };
    assert_eq!(paths(&["bretagne"]), ["/n×1", "/b×1"]);
    assert_eq!(paths(&[]), ["/h×1", "/n×1", "/b×1", "/o×1"]);
}

#[test]
fn hosts_kept_for_examples_are_known() {
    for host in [
        "example.org",
        "inscription.example.org",
        "example.com",
        "a.b.example.net",
        "tour.example",
        "a.test",
        "x.invalid",
        "example.org.",
    ] {
        assert!(is_example(host), "{host}");
    }
    for host in ["example.fr", "monexample.org", "example.org.fr", "test.fr", "fr"] {
        assert!(!is_example(host), "{host}");
    }
}

#[test]
fn what_is_dead_is_told_where_it_is_written() {
    let server = odd_server();
    let base = format!("http://a.fr:{}", server.port);
    let sources = with(&[
        ("regions/occitanie/evenements/e.md", &format!("inscription: {{lien: {base}/404}}")),
        ("regions/occitanie/partenaires/p.md", &format!("site: {base}/demenage#ici")),
        ("regions/occitanie/pages/p.md", &format!("[x]({base}/404) [y]({base}/410) [z]({base}/403)")),
    ]);
    let mut problems = visited(&sources, &manner()).problems();
    problems.settle();
    let place = |problem: &Problem| format!("{} {}:{}", problem.kind.code(), problem.place.file, problem.place.line);
    assert_eq!(
        problems.iter().map(place).collect::<Vec<_>>(),
        [
            "E057 regions/occitanie/evenements/e.md:8",
            "E057 regions/occitanie/pages/p.md:4",
            "E058 regions/occitanie/pages/p.md:4",
            "E059 regions/occitanie/partenaires/p.md:5",
        ]
    );
    let levels: Vec<Level> = problems.iter().map(Problem::level).collect();
    assert_eq!(levels, [Level::Blocking, Level::ToCorrect, Level::Advice, Level::Advice]);
    let said = show::text(&problems, &sources, show::Style { language: Language::French, has_colour: false });
    assert!(said.contains("Il est écrit aussi ici : regions/occitanie/pages/p.md, ligne 4."), "{said}");
    assert!(said.contains(&format!("Remplacez la ligne 5 par :  site: {base}/nouveau#ici")), "{said}");
}

#[test]
fn every_finding_is_told_in_french_and_in_english() {
    let doubts = [
        Doubt::Status(404),
        Doubt::Status(403),
        Doubt::Status(503),
        Doubt::TimedOut,
        Doubt::NoAnswer,
        Doubt::Unresolved,
        Doubt::Certificate,
        Doubt::Redirects,
        Doubt::Internal,
    ];
    let deaths = [Death::Status(404), Death::NoSuchHost];
    let findings = doubts.map(Finding::ToCheck).into_iter().chain(deaths.map(Finding::Dead));
    let place = Place::line(&"escale.yaml".into(), 3);
    for finding in findings.chain([Finding::Moved("https://b.fr/".to_owned())]) {
        let others = vec![place.clone(); 7];
        let target = "https://a.fr/".to_owned();
        let kind = Kind::Visited(Visited { target, finding, is_registration: true, others });
        let problem = Problem::new(place.clone(), kind);
        let [french, english] = [Language::French, Language::English].map(|language| show::message(&problem, language));
        assert!(french.title.contains("https://a.fr/") && english.title.contains("https://a.fr/"));
        assert!(french.title != english.title && french.why.is_some() && french.why != english.why);
        let said = |message: &escale::problem::Message, words: &str| format!("{:?}", message.remedies).contains(words);
        assert!(said(&french, "ligne 3 ; 2 de plus.") && said(&english, "line 3; 2 more."), "{french:?}");
    }
}

#[test]
fn what_was_seen_is_not_visited_again() {
    let server = odd_server();
    let base = format!("http://a.fr:{}", server.port);
    let sources = with(&[
        ("regions/occitanie/evenements/e.md", &format!("inscription: {{lien: {base}/inscription}}")),
        ("regions/occitanie/pages/p.md", &format!("[x]({base}/page) [y]({base}/404) [z]({base}/demenage)")),
    ]);
    let mut memory = Memory::default();
    let mut asked_after = |hours: i64| -> Vec<String> {
        let now = at(NOW) + hours.hours();
        let before = server.asked().len();
        // Through its text, as from run to run.
        memory = Memory::read(&memory.text(now));
        let outcome = visit(links(&sources), &mut memory, now, &manner(), &|| {});
        assert_eq!(outcome.count(|judged| matches!(judged.verdict, Verdict::Dead(Death::Status(404)))), 1);
        let mut paths: Vec<String> =
            server.asked()[before..].iter().map(|line| line.rsplit(' ').next().unwrap().to_owned()).collect();
        paths.sort();
        paths.dedup();
        paths
    };
    assert_eq!(asked_after(0), ["/404", "/demenage", "/inscription", "/nouveau", "/page"]);
    assert_eq!(asked_after(23), Vec::<String>::new());
    assert_eq!(asked_after(25), ["/404"]);
    assert_eq!(asked_after(73), ["/404", "/inscription"]);
    assert_eq!(asked_after(169), ["/404", "/demenage", "/inscription", "/nouveau", "/page"]);
    // A clock that was wrong: what was seen in time to come is seen anew.
    assert_eq!(asked_after(0), ["/404", "/demenage", "/inscription", "/nouveau", "/page"]);
}

#[test]
fn a_memory_that_cannot_be_read_is_forgotten() {
    let good = "https://a.fr/\t2027-01-15T00:00:00Z\tvivant\n";
    let kept = |text: &str| Memory::read(text).text(at(NOW)).lines().count() - 1;
    assert_eq!(kept(&format!("escale liens 1\n{good}")), 1);
    for foreign in ["", "{}", "\u{feff}escale liens 1\n", &format!("escale liens 2\n{good}"), good] {
        assert_eq!(kept(foreign), 0, "{foreign:?}");
    }
    let lines = "x\nhttps://b.fr/\thier\tvivant\nhttps://c.fr/\t2027-01-15T00:00:00Z\tmort\t4040\n\
        https://d.fr/\t2027-01-15T00:00:00Z\tdeplace\tici\nhttps://e.fr/\t2027-01-15T00:00:00Z\tbizarre\n";
    assert_eq!(kept(&format!("escale liens 1\n{lines}{good}")), 1);
}

proptest! {
    #![proptest_config(cases(200))]
    #[test]
    fn any_text_can_be_taken_for_a_memory(text in "(escale liens 1\n)?(https://a.fr/|\t|\n|2027-01-01T00:00:00Z|mort|404|vivant|.)*") {
        let read = Memory::read(&text);
        let now: Timestamp = at("2027-01-02T00:00:00Z");
        assert_eq!(Memory::read(&read.text(now)).text(now), read.text(now));
    }
}

#[test]
fn the_memory_is_written_whole_and_through_no_link() {
    let project = room();
    let folder = project.path().join(".escale");
    let file = folder.join("liens.txt");
    let memory = Memory::read("escale liens 1\nhttps://a.fr/\t2027-01-15T00:00:00Z\tmort\t404\n");
    assert_eq!(store::load(project.path()), Memory::default());
    store::save(project.path(), &memory, at(NOW)).unwrap();
    assert_eq!(store::load(project.path()), memory);
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);

    // A link in place of the file is refused; what it leads to stays.
    let other = project.path().join("autre.txt");
    fs::write(&other, "à moi").unwrap();
    fs::remove_file(&file).unwrap();
    symlink(&other, &file).unwrap();
    assert_eq!(store::load(project.path()), Memory::default());
    assert!(store::save(project.path(), &memory, at(NOW)).is_err());
    assert_eq!((fs::read_to_string(&other).unwrap().as_str(), file.is_symlink()), ("à moi", true));

    // Nor through a link in place of the folder.
    fs::remove_dir_all(&folder).unwrap();
    let elsewhere = room();
    symlink(elsewhere.path(), &folder).unwrap();
    assert!(store::save(project.path(), &memory, at(NOW)).is_err());
    assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 0);

    fs::remove_file(&folder).unwrap();
    fs::create_dir_all(&file).unwrap();
    assert_eq!(store::load(project.path()), Memory::default());
    assert!(store::save(project.path(), &memory, at(NOW)).is_err());
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
    fs::remove_dir(&file).unwrap();
    fs::write(&file, [0xff; 100]).unwrap();
    assert_eq!(store::load(project.path()), Memory::default());
}

#[test]
fn check_visits_links_only_when_asked() {
    let project = Project::new(&with(&[
        ("regions/occitanie/evenements/e.md", ""),
        ("regions/occitanie/pages/p.md", "[x](http://intranet/) [y](http://10.0.0.1/)"),
    ]));
    let answer = project.run("check --date 2027-01-15T10:00");
    // Addresses of a private network are refused where they are written; nothing is said of a visit.
    assert!(answer.stderr.contains("[E127]") && !answer.stderr.contains("[E058]"), "{}", answer.stderr);
    assert!(!project.path(".escale").exists());

    let answer = project.run("check --links --date 2027-01-15T10:00");
    assert_eq!(
        (answer.code, answer.stdout.as_str()),
        (
            1,
            "\
2 liens : 0 vivant, 0 mort, 2 à vérifier à la main (2 visités maintenant, 0 en mémoire depuis moins de 7 jours).
1 lien d'exemple, non visité.
"
        )
    );
    assert!(answer.stderr.contains("Ce lien est à vérifier à la main : http://intranet/"), "{}", answer.stderr);

    let answer = project.run("check --links --lang en --date 2027-01-15T10:00");
    assert!(
        answer.stdout.starts_with("2 links: 0 alive, 0 dead, 2 to check by hand (0 visited now, 2 remembered"),
        "{}",
        answer.stdout
    );
    let answer = project.run("check --links --fresh --format json --date 2027-01-15T10:00");
    let json: serde_json::Value = serde_json::from_str(&answer.stdout).unwrap();
    assert_eq!(json["links"]["links"][1]["url"], "http://10.0.0.1/");
    assert_eq!(json["links"]["links"][0]["verdict"], "to-check");
    assert_eq!(json["links"]["links"][0]["remembered"], false);
    assert_eq!(json["links"]["examples"], 1);
    assert_eq!(project.run("check --fresh").code, 2);
}
