//! Places for connections: few, and those who only wait make room for those who come.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::net::{Shutdown, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;
use std::time::{Duration, Instant};

/// What everybody is given to begin: many who come at once, and speak, do not displace each other.
const HEARING: Duration = Duration::from_millis(50);

/// The places of a server.
#[derive(Debug)]
pub struct Places {
    most: usize,
    slow: Duration,
    taken: Mutex<Taken>,
}

#[derive(Debug, Default)]
struct Taken {
    is_closed: bool,
    next: u64,
    by_number: BTreeMap<u64, Occupant>,
}

#[derive(Debug)]
struct Occupant {
    stream: Arc<TcpStream>,
    state: State,
    since: Instant,
}

/// What a connection is at. The first who may lose the place comes last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Nobody has listened to it yet.
    New,
    /// It takes an answer.
    Answered,
    /// It has not said what it wants.
    Silent,
    /// It had its answer, and has asked for nothing else.
    Idle,
}

/// A place, until it is dropped.
pub struct Place<'a> {
    places: &'a Places,
    number: u64,
}

impl Places {
    /// Free places. Who has been taking one answer for longer than `slow` may lose the place.
    pub fn new(most: usize, slow: Duration) -> Self {
        Self { most, slow, taken: Mutex::default() }
    }

    /// A place for a connection. When all are taken, who has been silent longest loses the place, or who has been
    /// taking an answer slowly; when nobody does either, there is none.
    pub fn take(&self, stream: &Arc<TcpStream>) -> Option<Place<'_>> {
        loop {
            let mut taken = self.lock();
            if taken.is_closed {
                return None;
            }
            if taken.by_number.len() >= self.most {
                let (number, state, since) = taken.idlest(self.slow)?;
                if state != State::Idle
                    && let Some(begins) = HEARING.checked_sub(since.elapsed())
                {
                    drop(taken);
                    thread::sleep(begins);
                    continue;
                }
                let idle = taken.by_number.remove(&number)?;
                shut(&idle.stream);
            }
            let number = taken.next;
            taken.next += 1;
            let occupant = Occupant { stream: Arc::clone(stream), state: State::New, since: Instant::now() };
            taken.by_number.insert(number, occupant);
            return Some(Place { places: self, number });
        }
    }

    /// Ends every connection; there are no places any more.
    pub fn close(&self) {
        let mut taken = self.lock();
        taken.is_closed = true;
        taken.by_number.values().for_each(|occupant| shut(&occupant.stream));
    }

    fn lock(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().expect("nothing panics while it holds the places")
    }
}

impl Taken {
    /// Who is to make room, what it is at, and since when.
    fn idlest(&self, slow: Duration) -> Option<(u64, State, Instant)> {
        let may_go = |occupant: &Occupant| occupant.state != State::Answered || occupant.since.elapsed() > slow;
        let going = self.by_number.iter().filter(|(_, occupant)| may_go(occupant));
        let idlest = going.max_by_key(|(_, occupant)| (occupant.state, Reverse(occupant.since)));
        idlest.map(|(number, occupant)| (*number, occupant.state, occupant.since))
    }
}

impl Place<'_> {
    /// What the connection is at from now on.
    pub fn is(&self, state: State) {
        if let Some(occupant) = self.places.lock().by_number.get_mut(&self.number) {
            occupant.state = state;
            occupant.since = Instant::now();
        }
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.places.lock().by_number.remove(&self.number);
    }
}

/// Ends a connection; whoever reads or writes it finds out at once.
pub fn shut(stream: &TcpStream) {
    // It may have ended already.
    let _ = stream.shutdown(Shutdown::Both);
}
