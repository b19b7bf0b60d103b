//! What one rendering may take. This file is not part of upstream: see README.md.
//!
//! Every instruction costs a step, whatever is written or built costs its bytes, wherever it goes: to the output, into
//! a capture or into a value. An operation whose cost depends on its operands pays before it starts.

use std::cell::Cell;
use std::io::{self, Write};

use crate::value::{Value, ValueInner};

/// What one rendering may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Instructions, and the elements that an instruction looks at.
    pub steps: u64,
    /// Bytes written and built, all together.
    pub bytes: u64,
    /// Templates, blocks and components inside each other; lists inside each other.
    pub depth: usize,
}

impl Limits {
    /// No limit at all.
    pub const NONE: Self = Self {
        steps: u64::MAX,
        bytes: u64::MAX,
        depth: usize::MAX,
    };
}

/// Which of the limits was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// See [`Limits::steps`].
    Steps,
    /// See [`Limits::bytes`].
    Bytes,
    /// See [`Limits::depth`].
    Depth,
}

/// Text of this length costs a step to look at.
const BYTES_A_STEP: usize = 64;
/// What an element of a list or of a map takes, at least.
const ELEMENT_BYTES: usize = 32;

/// What is left for one rendering.
#[derive(Debug)]
pub(crate) struct Budget {
    steps: Cell<u64>,
    bytes: Cell<u64>,
    depth: Cell<usize>,
    deepest: usize,
    reached: Cell<Option<Limit>>,
}

impl Budget {
    pub(crate) fn new(limits: Limits) -> Self {
        Self {
            steps: Cell::new(limits.steps),
            bytes: Cell::new(limits.bytes),
            depth: Cell::new(0),
            deepest: limits.depth,
            reached: Cell::new(None),
        }
    }

    /// The limit that a charge went beyond, if any did.
    pub(crate) fn reached(&self) -> Option<Limit> {
        self.reached.get()
    }

    #[inline]
    pub(crate) fn steps(&self, steps: usize) -> io::Result<()> {
        match self.steps.get().checked_sub(steps as u64) {
            Some(left) => {
                self.steps.set(left);
                Ok(())
            }
            None => self.refuse(Limit::Steps),
        }
    }

    #[inline]
    pub(crate) fn bytes(&self, bytes: usize) -> io::Result<()> {
        match self.bytes.get().checked_sub(bytes as u64) {
            Some(left) => {
                self.bytes.set(left);
                Ok(())
            }
            None => self.refuse(Limit::Bytes),
        }
    }

    /// For a list or a map of so many elements.
    pub(crate) fn elements(&self, count: usize) -> io::Result<()> {
        self.steps(count)?;
        self.bytes(count.saturating_mul(ELEMENT_BYTES))
    }

    /// For looking at a text from end to end.
    pub(crate) fn text(&self, len: usize) -> io::Result<()> {
        self.steps(1 + len / BYTES_A_STEP)
    }

    /// Goes one level deeper; [`Self::leave`] comes back.
    pub(crate) fn enter(&self) -> io::Result<()> {
        let depth = self.depth.get() + 1;
        if depth > self.deepest {
            return self.refuse(Limit::Depth);
        }
        self.depth.set(depth);
        Ok(())
    }

    pub(crate) fn leave(&self) {
        self.depth.set(self.depth.get() - 1);
    }

    /// For looking at a value without what its elements hold: what an argument costs.
    pub(crate) fn shallow(&self, value: &Value) -> io::Result<()> {
        match &value.inner {
            ValueInner::String(text) => self.text(text.len()),
            ValueInner::Bytes(bytes) => self.text(bytes.len()),
            ValueInner::Array(array) => self.text(array.len()),
            _ => Ok(()),
        }
    }

    /// For looking at all that a value holds, as often as it holds it: a list that holds another one twice looks small
    /// and prints twice as much.
    pub(crate) fn whole(&self, value: &Value) -> io::Result<()> {
        self.whole_within(value, self.deepest)
    }

    fn whole_within(&self, value: &Value, deepest: usize) -> io::Result<()> {
        let inner = |inner: &Value| match deepest.checked_sub(1) {
            Some(deepest) => self.whole_within(inner, deepest),
            None => self.refuse(Limit::Depth),
        };
        match &value.inner {
            ValueInner::String(text) => self.text(text.len()),
            ValueInner::Bytes(bytes) => self.text(bytes.len()),
            ValueInner::Array(array) => {
                self.steps(1)?;
                array.iter().try_for_each(inner)
            }
            ValueInner::Map(map) => {
                self.steps(1 + map.len())?;
                map.values().try_for_each(inner)
            }
            _ => self.steps(1),
        }
    }

    /// For a value that an operation made.
    pub(crate) fn made(&self, value: &Value) -> io::Result<()> {
        match &value.inner {
            ValueInner::String(text) => self.bytes(text.len()),
            ValueInner::Bytes(bytes) => self.bytes(bytes.len()),
            ValueInner::Array(array) => {
                self.elements(array.len())?;
                self.whole(value)
            }
            ValueInner::Map(map) => {
                self.elements(map.len())?;
                self.whole(value)
            }
            _ => Ok(()),
        }
    }

    /// For a value that becomes an element of another one.
    pub(crate) fn nested(&self, value: &Value) -> io::Result<()> {
        match &value.inner {
            ValueInner::Array(_) | ValueInner::Map(_) => self.whole_within(value, self.deepest - 1),
            _ => Ok(()),
        }
    }

    /// For the arguments of a call.
    pub(crate) fn arguments(&self, arguments: &Value) -> io::Result<()> {
        let arguments = arguments.as_map().into_iter().flat_map(|map| map.values());
        arguments
            .into_iter()
            .try_for_each(|value| self.shallow(value))
    }

    /// For comparing two values: as far as they may be equal.
    pub(crate) fn compare(&self, one: &Value, other: &Value) -> io::Result<()> {
        match (&one.inner, &other.inner) {
            (ValueInner::String(one), ValueInner::String(other)) => {
                self.text(one.len().min(other.len()))
            }
            (ValueInner::Array(_), ValueInner::Array(_))
            | (ValueInner::Map(_), ValueInner::Map(_)) => self.whole(one),
            _ => Ok(()),
        }
    }

    /// For finding a value among others.
    pub(crate) fn find(&self, needle: &Value, container: &Value) -> io::Result<()> {
        match &container.inner {
            ValueInner::String(text) => self.text(text.len()),
            ValueInner::Array(array) => match &needle.inner {
                ValueInner::Array(_) | ValueInner::Map(_) => self.whole(container),
                ValueInner::String(text) => {
                    self.steps(array.len().saturating_mul(1 + text.len() / BYTES_A_STEP))
                }
                _ => self.steps(array.len()),
            },
            _ => Ok(()),
        }
    }

    #[cold]
    fn refuse(&self, limit: Limit) -> io::Result<()> {
        self.reached.set(self.reached.get().or(Some(limit)));
        Err(io::Error::other("a limit of the rendering was reached"))
    }
}

/// Pays for what goes through.
pub(crate) struct Metered<'b, W> {
    pub(crate) inner: W,
    pub(crate) budget: &'b Budget,
}

impl<W: Write> Write for Metered<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes)?;
        Ok(bytes.len())
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.budget.bytes(bytes.len())?;
        self.inner.write_all(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}
