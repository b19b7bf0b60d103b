//! Waits until something of a project is touched on the disk.
//!
//! What the system tells is a hint: after a rest it is answered with the paths to read again, and every two
//! seconds with all of them, for there is no system that tells everything. Whoever reads decides whether
//! anything is different.

mod notices;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use crate::sources::extent::Touched;
use notices::{Notice, Notices};

/// What belongs together (a save by way of another file, a `git checkout`) comes at shorter intervals.
const REST: Duration = Duration::from_millis(6);
/// From the first notice to the answer, though more keep coming.
const LONGEST: Duration = Duration::from_millis(100);
/// The same for [`MANY`] notices and more.
const LONGEST_OF_MANY: Duration = Duration::from_millis(300);
const MANY: usize = 200;
/// Between two looks at everything where the system tells what is touched, and where it does not.
const LOOK_EVERY: Duration = Duration::from_secs(2);
const POLL_EVERY: Duration = Duration::from_millis(500);
/// A look takes at most one part in so many of the time.
const SHARE_OF_LOOKS: u32 = 50;
/// Until watches that the system refused are asked for again.
const RETRY_AFTER: Duration = Duration::from_secs(10);

/// How it is known that something was touched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum How {
    /// The system tells it at once.
    Notified,
    /// Everything is looked at twice a second.
    Polling {
        /// What stands in the way of being told.
        why: Why,
    },
}

/// Why the system does not tell what is touched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// The project's folder is not there, or may not be read.
    Gone,
    /// The system watches no more folders for this person (on Linux, `fs.inotify.max_user_watches`).
    Limit,
    /// The project lies on a network drive, or in a folder shared with another system: what is done there
    /// elsewhere is told to nobody here.
    Network,
    /// Anything else, in the system's words.
    Refused(String),
}

/// Watches one project. Make it before the project is first read, so that nothing is missed in between.
pub struct Watcher {
    folder: PathBuf,
    notices: Result<Notices, Why>,
    sender: Sender<Message>,
    messages: Receiver<Message>,
    burst: Option<Burst>,
    /// `None` from a look until the next wait: reading takes its time.
    look_due: Option<Instant>,
    look_took: Duration,
    retry_due: Instant,
}

/// Ends a wait from another thread.
#[derive(Clone)]
pub struct Waker(Sender<Message>);

enum Message {
    Notice(Notice, Instant),
    Wake,
}

/// Notices that came at short intervals.
struct Burst {
    first: Instant,
    last: Instant,
    count: usize,
    touched: BTreeSet<PathBuf>,
    /// Those of them that went or came under this name.
    renamed: BTreeSet<PathBuf>,
    /// Those of them that are being written to: some editors empty a file before they fill it.
    unfinished: BTreeSet<PathBuf>,
    is_incomplete: bool,
}

impl Watcher {
    /// Watches the project in `folder`. Where that cannot be, everything is looked at instead; see [`how`](Self::how).
    pub fn new(folder: &Path) -> Self {
        let (sender, messages) = channel();
        let mut watcher = Self {
            folder: folder.to_owned(),
            notices: Err(Why::Gone),
            sender,
            messages,
            burst: None,
            look_due: None,
            look_took: Duration::ZERO,
            retry_due: Instant::now(),
        };
        watcher.start();
        watcher
    }

    /// How it is known now that something was touched.
    pub fn how(&self) -> How {
        let why = match &self.notices {
            Ok(notices) => notices.why_incomplete().cloned(),
            Err(why) => Some(why.clone()),
        };
        why.map_or(How::Notified, |why| How::Polling { why })
    }

    /// What ends a [`wait`](Self::wait) from another thread.
    pub fn waker(&self) -> Waker {
        Waker(self.sender.clone())
    }

    /// How long the last reading of everything took, so that the next ones are as far apart as they need to
    /// be for a machine that does other work.
    pub fn looked(&mut self, took: Duration) {
        self.look_took = took;
    }

    /// Waits until something was touched and has come to rest, or until a look at everything is due; `None`
    /// when `until` has come, or a [`Waker`] has been used.
    pub fn wait(&mut self, until: Option<Instant>) -> Option<Touched> {
        loop {
            while let Ok(message) = self.messages.try_recv() {
                if self.has_been_woken(message) {
                    return None;
                }
            }
            let now = Instant::now();
            if let Some(touched) = self.due(now) {
                return Some(touched);
            }
            if until.is_some_and(|until| until <= now) {
                return None;
            }
            let burst_due = self.burst.as_ref().map(Burst::due);
            let next = [burst_due, until].into_iter().flatten().fold(self.look_due(), Instant::min);
            match self.messages.recv_timeout(next - now) {
                Ok(message) => {
                    if self.has_been_woken(message) {
                        return None;
                    }
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => unreachable!("a watcher keeps a sender of its own"),
            }
        }
    }

    /// What [`wait`](Self::wait) would answer at once: whoever has other work to do asks between two parts of it, however
    /// often it was woken.
    pub fn touched(&mut self) -> Option<Touched> {
        while let Ok(message) = self.messages.try_recv() {
            self.has_been_woken(message);
        }
        self.due(Instant::now())
    }

    fn due(&mut self, now: Instant) -> Option<Touched> {
        let burst_due = self.burst.as_ref().map(Burst::due);
        if burst_due.is_some_and(|due| due <= now) {
            return Some(self.answer());
        }
        (self.look_due() <= now).then(|| self.look())
    }

    /// When everything is to be looked at.
    fn look_due(&mut self) -> Instant {
        let every = if self.how() == How::Notified { LOOK_EVERY } else { POLL_EVERY };
        let every = every.max(self.look_took * SHARE_OF_LOOKS);
        *self.look_due.get_or_insert_with(|| Instant::now() + every)
    }

    fn has_been_woken(&mut self, message: Message) -> bool {
        match message {
            Message::Wake => true,
            Message::Notice(notice, at) => {
                self.burst.get_or_insert_with(|| Burst::new(at)).add(notice, at);
                false
            }
        }
    }

    /// What a burst comes to; folders that came with it are watched from here on.
    fn answer(&mut self) -> Touched {
        let Some(burst) = self.burst.take() else { return Touched::Files(BTreeSet::new()) };
        let is_whole = !burst.is_incomplete && !burst.renamed.contains(Path::new(""));
        match &mut self.notices {
            Ok(notices) if is_whole => {
                notices.follow(&burst.touched, &burst.renamed);
                Touched::Files(burst.touched)
            }
            _ => {
                self.start();
                self.everything()
            }
        }
    }

    /// The answer to a look that is due, which mends what may be wrong with the notices first.
    fn look(&mut self) -> Touched {
        self.answer();
        let is_worth_trying = match &self.notices {
            Ok(notices) if !notices.are_of(&self.folder) => true,
            Err(Why::Gone) => true,
            _ => {
                self.retry_due <= Instant::now()
                    && !matches!(self.how(), How::Notified | How::Polling { why: Why::Network })
            }
        };
        if is_worth_trying {
            self.start();
        }
        self.everything()
    }

    fn everything(&mut self) -> Touched {
        self.look_due = None;
        Touched::Everything
    }

    /// Asks the system for notices, from the beginning.
    fn start(&mut self) {
        let sender = self.sender.clone();
        // Nobody waits any more when this cannot be sent.
        let tell = move |notice| drop(sender.send(Message::Notice(notice, Instant::now())));
        self.notices = Notices::new(&self.folder, tell);
        self.retry_due = Instant::now() + RETRY_AFTER;
    }
}

impl Waker {
    /// Ends the wait that is going on, or else the next one.
    pub fn wake(&self) {
        // Nobody waits any more when this cannot be sent.
        drop(self.0.send(Message::Wake));
    }
}

impl Burst {
    fn new(at: Instant) -> Self {
        Self {
            first: at,
            last: at,
            count: 0,
            touched: BTreeSet::new(),
            renamed: BTreeSet::new(),
            unfinished: BTreeSet::new(),
            is_incomplete: false,
        }
    }

    fn add(&mut self, notice: Notice, at: Instant) {
        self.last = at;
        self.count += 1;
        match notice {
            Notice::Touched(path) => {
                self.unfinished.remove(&path);
                self.touched.insert(path);
            }
            Notice::Unfinished(path) => {
                self.unfinished.insert(path.clone());
                self.touched.insert(path);
            }
            Notice::Renamed(path) => {
                self.unfinished.remove(&path);
                self.renamed.insert(path.clone());
                self.touched.insert(path);
            }
            Notice::Incomplete => self.is_incomplete = true,
        }
    }

    fn due(&self) -> Instant {
        let longest = if self.count < MANY { LONGEST } else { LONGEST_OF_MANY };
        let latest = self.first + longest;
        if self.unfinished.is_empty() { latest.min(self.last + REST) } else { latest }
    }
}
