//! French as it is printed: dates, typography, alphabetical order, addresses made of words.
//!
//! Pure functions over text; nothing here knows what a programme is.

pub mod date;
pub mod order;
pub mod slug;
pub mod typography;
