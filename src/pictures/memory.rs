//! How much memory decoders may take at the same time: a project may hold hundreds of photographs, a machine dozens of
//! processors.

use std::sync::{Condvar, Mutex, PoisonError};

/// One picture that needs more is decoded while no other is.
const MOST_BYTES: u64 = 256 << 20;

/// Shared by all pictures that are decoded side by side.
#[derive(Debug, Default)]
pub struct DecoderMemory {
    taken_bytes: Mutex<u64>,
    freed: Condvar,
}

impl DecoderMemory {
    /// Does what needs so much memory, as soon as there is enough.
    pub fn with<T>(&self, bytes: u64, work: impl FnOnce() -> T) -> T {
        let bytes = bytes.min(MOST_BYTES);
        let taken = self.taken_bytes.lock().unwrap_or_else(PoisonError::into_inner);
        let is_full = |taken: &mut u64| *taken + bytes > MOST_BYTES;
        let mut taken = self.freed.wait_while(taken, is_full).unwrap_or_else(PoisonError::into_inner);
        *taken += bytes;
        drop(taken);
        let _taken = Taken { memory: self, bytes };
        work()
    }
}

/// Gives back what was taken, also when the work panics.
struct Taken<'m> {
    memory: &'m DecoderMemory,
    bytes: u64,
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        *self.memory.taken_bytes.lock().unwrap_or_else(PoisonError::into_inner) -= self.bytes;
        self.memory.freed.notify_all();
    }
}
