//! Which requests are answered: well-formed ones, for this server, from its own pages.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use tiny_http::Method;

use super::head::Head;
use super::{OWN, address};

/// Why a request is not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Not HTTP, or HTTP that two programs may read in two ways.
    Malformed,
    /// From the page of another site.
    Foreign,
    /// Not for other machines.
    Private,
    /// An address that cannot exist.
    Missing,
    /// Neither GET nor HEAD.
    OtherMethod,
    /// Not finished in time.
    Slow,
    /// A body, which no page of a site needs.
    Body,
    /// An address longer than any.
    TargetTooLong,
    /// An expectation that is not met.
    Expectation,
    /// For another host: a name that leads here without being this server's.
    OtherHost,
    /// Too many bytes or lines before the body.
    HeadTooLarge,
    /// The site could not answer.
    Broken,
    /// More is asked for than can be answered now.
    Crowded,
    /// There is nothing to show yet.
    Unready,
    /// Neither HTTP/1.0 nor HTTP/1.1.
    OtherVersion,
}

impl Refusal {
    /// The status of HTTP.
    pub fn status(self) -> u16 {
        match self {
            Self::Malformed => 400,
            Self::Foreign | Self::Private => 403,
            Self::Missing => 404,
            Self::OtherMethod => 405,
            Self::Slow => 408,
            Self::Body => 413,
            Self::TargetTooLong => 414,
            Self::Expectation => 417,
            Self::OtherHost => 421,
            Self::HeadTooLarge => 431,
            Self::Broken => 500,
            Self::Crowded | Self::Unready => 503,
            Self::OtherVersion => 505,
        }
    }

    /// What a person reads who meets it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Malformed => "Cette demande est mal écrite.\nThis request is malformed.\n",
            Self::Foreign => {
                "Cette adresse ne répond pas aux pages d'un autre site : ouvrez-la vous-même.\n\
                 This address does not answer pages of another site: open it yourself.\n"
            }
            Self::Private => {
                "Cette adresse ne répond qu'à l'ordinateur qui montre les sites. Pour la montrer à d'autres : \
                 escale serve --host … --drafts\nThis address answers only the computer that shows the sites. To show it to \
                 others: escale serve --host … --drafts\n"
            }
            Self::Missing => "Il n'y a rien à cette adresse.\nThere is nothing at this address.\n",
            Self::OtherMethod => "Ce serveur ne fait que montrer des pages.\nThis server only shows pages.\n",
            Self::Slow => "La demande n'est pas arrivée à temps.\nThe request did not arrive in time.\n",
            Self::Body => "Ce serveur ne reçoit rien.\nThis server takes nothing in.\n",
            Self::TargetTooLong => "Cette adresse est trop longue.\nThis address is too long.\n",
            Self::Expectation => "Cette attente n'est pas connue.\nThis expectation is not known.\n",
            Self::OtherHost => {
                "Ce serveur ne répond pas sous ce nom : écrivez localhost et le port dans l'adresse, ou le nom donné \
                 par --host.\nThis server does not answer to this name: write localhost and the port in the address, \
                 or the name given by --host.\n"
            }
            Self::HeadTooLarge => "L'en-tête de la demande est trop long.\nThe head of the request is too long.\n",
            Self::Broken => "La page n'a pas pu être montrée.\nThe page could not be shown.\n",
            Self::Crowded => {
                "Trop de demandes à la fois : réessayez dans quelques secondes.\n\
                 Too many requests at once: try again in some seconds.\n"
            }
            Self::Unready => {
                "Ce site n'est pas encore prêt : réessayez plus tard.\nThis site is not ready yet: try again later.\n"
            }
            Self::OtherVersion => "Ce serveur parle HTTP/1.1.\nThis server speaks HTTP/1.1.\n",
        }
    }
}

/// What this server is called by those who reach it.
#[derive(Debug, Clone, Copy)]
pub struct Own<'a> {
    /// The end of the connection that is the server's.
    pub address: SocketAddr,
    /// The host that it was asked to listen at.
    pub host: Option<&'a str>,
}

/// What is asked for.
#[derive(Debug, PartialEq, Eq)]
pub struct Asked<'a> {
    /// See [`super::Site::answer`].
    pub path: String,
    /// What follows `?`.
    pub query: Option<&'a str>,
    /// See [`super::Request`].
    pub is_from_another_site: bool,
}

/// What a request asks for, if it is to be answered.
pub fn judge<'a>(head: &'a Head, own: Own) -> Result<Asked<'a>, Refusal> {
    let has_body = has_body(head)?;
    let mut hosts = head.values("Host");
    let (Some(host), None) = (hosts.next().filter(|host| !host.is_empty()), hosts.next()) else {
        return Err(Refusal::Malformed);
    };
    if !own.is_called(host) {
        return Err(Refusal::OtherHost);
    }
    if !matches!(head.method, Method::Get | Method::Head) {
        return Err(Refusal::OtherMethod);
    }
    if has_body {
        return Err(Refusal::Body);
    }
    if head.values("Expect").next().is_some() {
        return Err(Refusal::Expectation);
    }
    if is_foreign(head, host) {
        return Err(Refusal::Foreign);
    }
    let target = local(&head.target, own)?;
    let (path, query) = target.split_once('?').map_or((target, None), |(path, query)| (path, Some(query)));
    let path = address::decode(if path.is_empty() { "/" } else { path })?;
    let is_from_another_site = is_led_here(head, host);
    // What is the server's own is for scripts: nobody is led to it.
    if is_from_another_site && path.starts_with(OWN) {
        return Err(Refusal::Foreign);
    }
    Ok(Asked { path, query, is_from_another_site })
}

/// Whether a body follows; a request whose end two programs may see at two places is malformed.
fn has_body(head: &Head) -> Result<bool, Refusal> {
    if head.values("Transfer-Encoding").next().is_some() {
        return Err(Refusal::Malformed);
    }
    let mut lengths = head.values("Content-Length");
    match (lengths.next(), lengths.next()) {
        (None, _) => Ok(false),
        (Some(length), None) if !length.is_empty() && length.bytes().all(|byte| byte.is_ascii_digit()) => {
            Ok(length.bytes().any(|byte| byte != b'0'))
        }
        _ => Err(Refusal::Malformed),
    }
}

/// Whether the page of another site asks. A person may follow a link to here from anywhere, into a window of its
/// own; another port of this machine is another site.
fn is_foreign(head: &Head, host: &str) -> bool {
    let is_only = |name, value| head.values(name).eq([value]);
    let is_opened = is_only("Sec-Fetch-Mode", "navigate") && is_only("Sec-Fetch-Dest", "document");
    let is_own_origin = head
        .values("Origin")
        .all(|origin| origin.strip_prefix("http://").is_some_and(|origin| origin.eq_ignore_ascii_case(host)));
    !is_own_origin || !(is_of_own_page(head) || is_opened)
}

/// Whether a request that is not foreign was caused by the page of another site. Browsers say so to this machine; to
/// other hosts without TLS, and if they are old, they only name the page, which ours never let them.
fn is_led_here(head: &Head, host: &str) -> bool {
    let is_own = |page: &str| {
        let rest = page.strip_prefix("http://").unwrap_or_default();
        rest.split('/').next().is_some_and(|origin| origin.eq_ignore_ascii_case(host))
    };
    !is_of_own_page(head) || !head.values("Referer").all(is_own)
}

/// Whether a browser says that a page of this server asks, or a person; one that says nothing contradicts neither.
fn is_of_own_page(head: &Head) -> bool {
    head.values("Sec-Fetch-Site").all(|site| site == "same-origin" || site == "none")
}

/// Path and query of a target, which may name the server before them.
fn local<'a>(target: &'a str, own: Own) -> Result<&'a str, Refusal> {
    if target.starts_with('/') {
        return Ok(target);
    }
    let (scheme, rest) = target.split_once("://").ok_or(Refusal::Malformed)?;
    if !scheme.eq_ignore_ascii_case("http") {
        return Err(Refusal::Malformed);
    }
    let (host, local) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    if own.is_called(host) { Ok(local) } else { Err(Refusal::OtherHost) }
}

impl Own<'_> {
    /// Whether a host, as a request names it, is this server: with its port, and a name that no other than this
    /// machine's own resolver or an address gives. A page that makes its own name lead here is not let in.
    fn is_called(self, host: &str) -> bool {
        let (name, port) = match host.rsplit_once(':') {
            Some((name, port)) if !port.contains(']') => (name, port),
            _ => (host, "80"),
        };
        let has_port = port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse() == Ok(self.address.port());
        let name = name.to_ascii_lowercase();
        has_port
            && (is_local_name(&name)
                || self.is_at(&name)
                || self.host.is_some_and(|own| own.eq_ignore_ascii_case(&name)))
    }

    /// Whether a name is the address that the connection came in at, or another that means this machine.
    fn is_at(self, name: &str) -> bool {
        let bracketed = name.strip_prefix('[').and_then(|name| name.strip_suffix(']'));
        let address = match bracketed {
            Some(name) => name.parse().map(IpAddr::V6),
            None => name.parse().map(IpAddr::V4),
        };
        let own = self.address.ip().to_canonical();
        address.is_ok_and(|address| {
            let is_loopback = address == Ipv4Addr::LOCALHOST || address == Ipv6Addr::LOCALHOST;
            address == own || own.is_loopback() && is_loopback
        })
    }
}

/// RFC 6761, 6.3: « localhost » and what ends with it never leave the machine.
fn is_local_name(name: &str) -> bool {
    let first = name.strip_suffix("localhost");
    first.is_some_and(|first| {
        first.is_empty()
            || first.strip_suffix('.').is_some_and(|labels| {
                let is_label =
                    |label: &str| !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
                labels.split('.').all(is_label)
            })
    })
}
