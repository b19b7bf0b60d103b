//! What visitors wait for that takes long to make: a short queue that forgets what nobody waits for.

/// What is waited for, by one visitor or several. It is made one at a time, the newest first: whoever waits longest has
/// most likely gone on to another page.
#[derive(Debug)]
pub struct Queue<T> {
    most: usize,
    next: u64,
    /// What was asked for last comes last.
    waiting: Vec<Entry<T>>,
    making: Option<Ticket>,
}

#[derive(Debug)]
struct Entry<T> {
    ticket: Ticket,
    what: T,
    visitors: usize,
}

/// Names what a visitor waits for. A later one is of what was asked for later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ticket(u64);

impl<T: PartialEq> Queue<T> {
    /// Nothing is waited for; `most` things may be at once.
    pub fn new(most: usize) -> Self {
        Self { most, next: 0, waiting: Vec::new(), making: None }
    }

    /// A visitor asks for something. When there is too much, what nobody has asked for since the longest time is dropped.
    pub fn join(&mut self, what: T) -> Ticket {
        let known = self.waiting.iter().position(|entry| entry.what == what);
        let entry = match known {
            Some(at) => {
                let entry = self.waiting.remove(at);
                Entry { visitors: entry.visitors + 1, ..entry }
            }
            None => {
                self.next += 1;
                Entry { ticket: Ticket(self.next), what, visitors: 1 }
            }
        };
        if self.waiting.len() >= self.most {
            self.waiting.remove(0);
        }
        let ticket = entry.ticket;
        self.waiting.push(entry);
        ticket
    }

    /// A visitor waits no longer: what nobody else waits for is forgotten.
    pub fn leave(&mut self, ticket: Ticket) {
        for entry in self.waiting.iter_mut().filter(|entry| entry.ticket == ticket) {
            entry.visitors -= 1;
        }
        self.waiting.retain(|entry| entry.visitors > 0);
    }

    /// What is to be made now; it is being made until [`done`](Self::done).
    pub fn take(&mut self) -> Option<(Ticket, T)> {
        let Entry { ticket, what, .. } = self.waiting.pop()?;
        self.making = Some(ticket);
        Some((ticket, what))
    }

    /// What was taken has been made, or cannot be.
    pub fn done(&mut self) {
        self.making = None;
    }

    /// Whether a visitor has something to wait for.
    pub fn has(&self, ticket: Ticket) -> bool {
        self.making == Some(ticket) || self.waiting.iter().any(|entry| entry.ticket == ticket)
    }

    /// Whether nothing is waited for.
    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }
}
