//! Web addresses that lead elsewhere than people read: a name before « @ », letters that look like others.

use unicode_normalization::UnicodeNormalization;
use unicode_security::{GeneralSecurityProfile, MixedScript, skeleton};
use url::Url;

use super::addresses::{Use, is_domain};
use crate::problem::Writing;

/// Letters of French that the tables of Unicode take for two others.
const FRENCH: [char; 3] = ['œ', 'æ', 'ß'];

/// Letters of Hangul that are only room for others.
const BLANK: [char; 4] = ['\u{115f}', '\u{1160}', '\u{3164}', '\u{ffa0}'];

/// What people may take an address for, which is `written` in a text.
pub fn misleading(url: &Url, written: &str, used: Use) -> Option<Writing> {
    let host = url.host_str()?;
    let is_registration = used == Use::Registration;
    if !url.username().is_empty() || url.password().is_some() {
        let mut plain = url.clone();
        let is_changed = plain.set_username("").is_ok() && plain.set_password(None).is_ok();
        assert!(is_changed, "an address with a host takes a user's name");
        return Some(Writing::UserInAddress { host: host.to_owned(), plain: plain.into(), is_registration });
    }
    odd(host_of(written), Some(host), used)
}

/// The host of an address, as it is written: between the slashes and the path, after the user's name, before the port.
pub fn host_of(written: &str) -> &str {
    let is_slash = |c: char| matches!(c, '/' | '\\');
    let after_scheme = written.split_once(':').map_or(written, |(_, rest)| rest);
    let rest = after_scheme.trim_start_matches(is_slash);
    let authority = rest.split(|c: char| is_slash(c) || matches!(c, '?' | '#')).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    }
}

/// The problem with an e-mail address's host.
pub fn odd_mail(address: &str) -> Option<Writing> {
    let (_, host) = address.rsplit_once('@')?;
    let ascii = idna::domain_to_ascii(host).ok();
    odd(host, ascii.as_deref(), Use::Text)
}

/// The problem with a host: it has letters that people read as others, or do not see. `ascii` is the host as the network
/// knows it; none when there can be no such host.
pub fn odd(written: &str, ascii: Option<&str>, used: Use) -> Option<Writing> {
    let problem = |shown: String, meant: Option<String>| Writing::OddHost {
        shown,
        ascii: ascii.map(str::to_owned),
        meant,
        is_registration: used == Use::Registration,
    };
    let Some(ascii) = ascii else {
        let shown = marked(written, |c| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_')));
        return (shown != written).then(|| problem(shown, None));
    };
    // The numbers of IPv6 have many forms, and none looks like a name.
    if ascii.starts_with('[') {
        return None;
    }
    let (host, _) = idna::domain_to_unicode(ascii);
    if let Some(shown) = marked_host(&host) {
        let read: String = host.chars().map(|c| look_alike(c).unwrap_or(c)).collect();
        let is_meant = is_domain(&read) && read.chars().all(|c| c.is_ascii() || is_latin(c));
        return Some(problem(shown, (is_meant && read != host).then_some(read)));
    }
    if is_spelt(written, &host, ascii) {
        return None;
    }
    let shown = marked(written, |c| c == '%' || !c.is_ascii() && !is_kept(c));
    Some(problem(shown, Some(host)))
}

/// Whether a host is written as browsers show it, or as the network knows it; capitals do no harm.
fn is_spelt(written: &str, host: &str, ascii: &str) -> bool {
    let written: String = written.nfc().collect::<String>().to_lowercase();
    let of_network: Vec<&str> = ascii.split('.').collect();
    let shown: Vec<&str> = host.split('.').collect();
    let written: Vec<&str> = written.split('.').collect();
    written.len() == shown.len()
        && written.iter().zip(shown.iter().zip(&of_network)).all(|(label, (shown, own))| label == shown || label == own)
}

/// Whether a letter of a host stays what it is.
fn is_kept(c: char) -> bool {
    c.is_alphanumeric() && std::iter::once(c).nfkc().eq([c])
}

/// A host with the letters between brackets that may mislead; `None` when it has none.
fn marked_host(host: &str) -> Option<String> {
    let labels: Vec<String> = host
        .split('.')
        .map(|label| {
            let is_odd = |c: char| {
                let is_other = !c.is_ascii() && !FRENCH.contains(&c);
                is_other && (look_alike(c).is_some() || c.is_alphanumeric() && !c.identifier_allowed())
            };
            let is_mixed = !label.is_single_script();
            let others = || label.chars().filter(|c| !c.is_ascii() && !is_accented(*c));
            if is_mixed {
                marked(label, |c| is_odd(c) || !c.is_ascii() && !is_latin(c))
            } else if others().all(is_odd) {
                marked(label, is_odd)
            } else {
                label.to_owned()
            }
        })
        .collect();
    let marked = labels.join(".");
    (marked != host).then_some(marked)
}

/// The letter of ASCII that a letter looks like.
fn look_alike(c: char) -> Option<char> {
    if c.is_ascii() || FRENCH.contains(&c) {
        return None;
    }
    let mut buffer = [0; 4];
    let mut like = skeleton(c.encode_utf8(&mut buffer));
    let first = like.next().filter(char::is_ascii_alphanumeric)?;
    like.next().is_none().then(|| first.to_ascii_lowercase())
}

/// A Latin letter that no letter of ASCII looks like: é, œ, ł.
fn is_accented(c: char) -> bool {
    is_latin(c) && c.identifier_allowed() && look_alike(c).is_none()
}

fn is_latin(c: char) -> bool {
    ['a', c].iter().collect::<String>().is_single_script()
}

/// A text with some of its letters between brackets; those that nobody sees by their number.
fn marked(text: &str, is_odd: impl Fn(char) -> bool) -> String {
    text.chars()
        .map(|c| match c {
            _ if !is_odd(c) => c.to_string(),
            _ if (c.is_alphanumeric() && !BLANK.contains(&c)) || c.is_ascii_punctuation() => format!("[{c}]"),
            _ => format!("[U+{:04X}]", u32::from(c)),
        })
        .collect()
}
