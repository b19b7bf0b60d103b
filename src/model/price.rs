//! What a price in words comes to, for programs that compare prices.

use std::fmt;

/// An amount in hundredths of a euro.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Euros {
    cents: u32,
}

impl Euros {
    /// Nothing to pay.
    pub const ZERO: Self = Self { cents: 0 };

    /// The one amount that a price in words can mean: « Gratuit », « Gratuit, sur inscription », « 12,50 € ». `None` where
    /// it may mean several (« gratuit pour les uns, 5 € pour les autres ») or none that is certain.
    pub fn in_words(price: &str) -> Option<Self> {
        let price = price.to_lowercase();
        let has_digits = price.bytes().any(|byte| byte.is_ascii_digit());
        let is_free = price.split(|c: char| !c.is_alphanumeric()).any(|word| FREE.contains(&word));
        let is_doubtful = price.split(|c: char| !c.is_alphanumeric()).any(|word| DOUBTFUL.contains(&word));
        match (is_free, has_digits) {
            (true, false) => (!is_doubtful).then_some(Self::ZERO),
            (false, true) => Self::written(&price),
            _ => None,
        }
    }

    /// « 12 € », « 12,50 euros », « 12 € 50 » is none of them.
    fn written(price: &str) -> Option<Self> {
        let compact: String = price.chars().filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{202f}')).collect();
        let number = ["euros", "euro", "eur", "€"].iter().find_map(|unit| compact.strip_suffix(unit))?;
        let (whole, part) = number.split_once([',', '.']).unwrap_or((number, "00"));
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number(whole) || !is_number(part) || part.len() > 2 {
            return None;
        }
        let cents: u32 = format!("{part:0<2}").parse().ok()?;
        let cents = whole.parse::<u32>().ok()?.checked_mul(100)?.checked_add(cents)?;
        Some(Self { cents })
    }
}

/// Words that say that nothing is to be paid.
const FREE: [&str; 4] = ["gratuit", "gratuite", "gratuits", "gratuitement"];
/// Words beside them that say that it is not so for everybody, or not at all.
const DOUBTFUL: [&str; 13] = [
    "non",
    "pas",
    "pour",
    "sauf",
    "si",
    "sous",
    "condition",
    "conditions",
    "selon",
    "partir",
    "ou",
    "payant",
    "payante",
];

/// « 0 », « 12 », « 12.50 », as schema.org writes amounts.
impl fmt::Display for Euros {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, part) = (self.cents / 100, self.cents % 100);
        if part == 0 { write!(f, "{whole}") } else { write!(f, "{whole}.{part:02}") }
    }
}
