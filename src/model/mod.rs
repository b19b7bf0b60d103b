//! What a programme is: the words of the tour as values that cannot hold nonsense.
//!
//! No disk, no clock, no sentence to a reader. A value of the model is always right: its parts were
//! parsed, its references exist, its instants are instants of its zone.

pub mod about;
pub mod address;
pub mod announced;
pub mod change;
pub mod cited;
pub mod codes;
pub mod colour;
pub mod contact;
pub mod content;
pub mod edition;
pub mod event;
pub mod ledger;
pub mod link;
pub mod moved;
pub mod origin;
pub mod page;
pub mod partner;
pub mod picture;
pub mod price;
pub mod programme;
pub mod prose;
pub mod region;
pub mod site;
pub mod store;
pub mod theme;
pub mod time;
pub mod venue;
