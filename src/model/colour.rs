//! Colours of a site, and whether they can be read.

/// Accent colours of a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colours {
    /// On light pages.
    pub light: Colour,
    /// On dark pages.
    pub dark: Colour,
}

/// A colour in sRGB, `#rrggbb`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour {
    red: u8,
    green: u8,
    blue: u8,
}

/// What a colour is read on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ground {
    /// White, and white with a little of the colour in it.
    Light,
    /// Nearly black, and the same with a little of the colour in it.
    Dark,
}

/// The least contrast of text (WCAG 2.2 SC 1.4.3, RGAA 3.2), which is more than what is not text needs (SC 1.4.11).
pub const LEAST_CONTRAST: f64 = 4.5;
/// How much of the colour a ground may hold.
const TINT: f64 = 0.12;
const WHITE: Colour = Colour { red: 255, green: 255, blue: 255 };
const BLACK: Colour = Colour { red: 0, green: 0, blue: 0 };
/// The lightest ground of dark pages.
const NIGHT: Colour = Colour { red: 0x1c, green: 0x1f, blue: 0x25 };

impl Colour {
    /// Reads `#rrggbb`.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
        let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        let part = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
        is_hex.then(|| Some(Self { red: part(0)?, green: part(2)?, blue: part(4)? })).flatten()
    }

    /// The contrast of this colour with a ground, from 1 to 21; the worst of what the ground may be.
    pub fn contrast_on(self, ground: Ground) -> f64 {
        let plain = ground.colour();
        contrast(self, plain).min(contrast(self, plain.mixed(self, TINT)))
    }

    /// The nearest colour that can be read on a ground: this one with black or white in it.
    #[must_use]
    pub fn readable_on(self, ground: Ground) -> Self {
        let towards = match ground {
            Ground::Light => BLACK,
            Ground::Dark => WHITE,
        };
        let steps = (0..=100_u8).map(|percent| self.mixed(towards, f64::from(percent) / 100.0));
        steps.into_iter().find(|colour| colour.contrast_on(ground) >= LEAST_CONTRAST).unwrap_or(towards)
    }

    fn mixed(self, other: Self, share: f64) -> Self {
        // Between two bytes lies a byte.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a mean of two bytes is a byte")]
        let mix = |own: u8, its: u8| (f64::from(own) * (1.0 - share) + f64::from(its) * share).round() as u8;
        Self { red: mix(self.red, other.red), green: mix(self.green, other.green), blue: mix(self.blue, other.blue) }
    }

    /// WCAG 2.2, « relative luminance ».
    fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let share = f64::from(part) / 255.0;
            if share <= 0.040_45 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue)
    }
}

impl Ground {
    fn colour(self) -> Colour {
        match self {
            Self::Light => WHITE,
            Self::Dark => NIGHT,
        }
    }
}

impl std::fmt::Display for Colour {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

/// WCAG 2.2, « contrast ratio ».
fn contrast(one: Colour, other: Colour) -> f64 {
    let (one, other) = (one.luminance(), other.luminance());
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}
