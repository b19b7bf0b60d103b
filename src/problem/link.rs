//! What visiting an external link came to, as facts of a problem.

use crate::sources::Place;

/// A link of which a visit has something to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visited {
    /// The address.
    pub target: String,
    /// What the visit came to.
    pub finding: Finding,
    /// Whether people register there now, for an event to come.
    pub is_registration: bool,
    /// Where the same address is written too, the most important place apart.
    pub others: Vec<Place>,
}

/// What there is to say of a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// Nothing is there, for certain.
    Dead(Death),
    /// A person has to look.
    ToCheck(Doubt),
    /// The page is at another address for good.
    Moved(String),
}

/// Why a link certainly leads nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Death {
    /// 404 or 410 (RFC 9110 §15.5.5, §15.5.11).
    Status(u16),
    /// There is no such name in the DNS.
    NoSuchHost,
}

/// Why a visit settles nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Doubt {
    /// The server answered something that it may answer to programs only, or only now.
    Status(u16),
    /// No answer in time.
    TimedOut,
    /// The connection was refused or cut, or the answer was not HTTP.
    NoAnswer,
    /// The name could not be looked up.
    Unresolved,
    /// The certificate was not accepted: expired, or of another name.
    Certificate,
    /// Redirected too often, or to what is no web page.
    Redirects,
    /// An address of an internal network.
    Internal,
}
