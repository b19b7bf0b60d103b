//! How to reach people, and who answers for a site: telephone, e-mail, legal notice, data, audit.

use jiff::civil::Date;

use super::address::WebUrl;

/// An e-mail address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Email(String);

impl Email {
    /// `None` unless it reads `name@domain.tld`, without spaces or `mailto:`.
    pub fn parse(text: &str) -> Option<Self> {
        let (name, domain) = text.split_once('@')?;
        let plain = |part: &str| {
            !part.is_empty()
                && part.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '+'))
                && !part.starts_with('.')
                && !part.ends_with('.')
        };
        (plain(name) && plain(domain) && domain.contains('.') && !domain.contains("..")).then(|| Self(text.to_owned()))
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A French telephone number, stored as `+33` and its nine digits (ITU-T E.164), or a short number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Telephone {
    dialled: String,
    shown: String,
}

impl Telephone {
    /// Ten digits from 0, `+33` and nine digits, another country's `+…`, or a short number (39 49);
    /// spaces, dots and hyphens do not count.
    pub fn parse(text: &str) -> Option<Self> {
        let compact: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '.' | '-' | '(' | ')' | '\u{a0}' | '\u{202f}'))
            .collect();
        let digits = compact.strip_prefix('+').unwrap_or(&compact);
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        if let Some(national) = compact.strip_prefix("+330").or(compact.strip_prefix("+33")) {
            return (national.len() == 9).then(|| Self::national(national));
        }
        if compact.starts_with('+') {
            return (8..=15).contains(&digits.len()).then(|| Self { dialled: compact.clone(), shown: text.to_owned() });
        }
        match (digits.len(), digits.strip_prefix('0')) {
            (10, Some(national)) => Some(Self::national(national)),
            (4, None) => Some(Self { dialled: digits.to_owned(), shown: pairs(digits) }),
            _ => None,
        }
    }

    fn national(nine: &str) -> Self {
        Self { dialled: format!("+33{nine}"), shown: pairs(&format!("0{nine}")) }
    }

    /// For `tel:` links.
    pub fn dialled(&self) -> &str {
        &self.dialled
    }

    /// For readers: « 03 80 00 00 00 », with no-break spaces.
    pub fn shown(&self) -> &str {
        &self.shown
    }
}

fn pairs(digits: &str) -> String {
    let pairs: Vec<&str> = (0..digits.len()).step_by(2).map(|i| &digits[i..i + 2]).collect();
    pairs.join("\u{a0}")
}

/// Whom a visitor can ask.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contact {
    /// Telephone.
    pub telephone: Option<Telephone>,
    /// E-mail.
    pub email: Option<Email>,
    /// « du lundi au vendredi, de 9 h à 17 h »
    pub opening_hours: Option<String>,
    /// Postal address.
    pub postal: Option<String>,
}

/// What the law asks a publisher to say (STANDARDS P3).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Legal {
    /// Who publishes.
    pub publisher: Option<String>,
    /// « association loi 1901 »
    pub status: Option<String>,
    /// The seat's address.
    pub seat: Option<String>,
    /// Telephone.
    pub telephone: Option<Telephone>,
    /// E-mail.
    pub email: Option<Email>,
    /// Director of publication.
    pub director: Option<String>,
    /// Who hosts the site.
    pub host: Host,
}

/// The company that hosts the site.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Host {
    /// Name.
    pub name: Option<String>,
    /// Address.
    pub postal: Option<String>,
    /// Telephone.
    pub telephone: Option<Telephone>,
}

/// What becomes of personal data (STANDARDS P4).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PersonalData {
    /// Who runs registration, in one sentence.
    pub registration: Option<String>,
    /// Their privacy policy.
    pub policy: Option<WebUrl>,
    /// Whom to write to about one's data.
    pub email: Option<Email>,
}

/// An accessibility audit that was made (STANDARDS A12).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audit {
    /// When.
    pub date: Date,
    /// By whom.
    pub auditor: String,
    /// Share of the criteria that are met, in percent, 0 to 100.
    pub rate_percent: u8,
}

/// The three states the law knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conformity {
    /// « non conforme »: no audit, or fewer than half of the criteria.
    None,
    /// « partiellement conforme »: half of the criteria or more.
    Partial,
    /// « totalement conforme »: all of them.
    Full,
}

impl Conformity {
    /// What may be claimed on the strength of an audit.
    pub fn of(audit: Option<&Audit>) -> Self {
        match audit.map(|audit| audit.rate_percent) {
            Some(100) => Self::Full,
            Some(50..) => Self::Partial,
            _ => Self::None,
        }
    }
}
