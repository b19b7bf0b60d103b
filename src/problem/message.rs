//! What a problem says once it is put into words.

/// A problem in words: what is wrong → why → what to write instead.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Message {
    /// What is wrong, in the writer's words.
    pub title: String,
    /// Beside the marked place: « vouliez-vous dire … ? »
    pub mark: Option<String>,
    /// Why it matters.
    pub why: Option<String>,
    /// What to do, the likeliest first.
    pub remedies: Vec<Remedy>,
}

/// One way out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remedy {
    /// Write this instead of what is marked.
    Replace(String),
    /// Add this line.
    Insert(String),
    /// Add this line, after the one of this number; 0: at the very beginning.
    InsertAfter(u32, String),
    /// Run this command, introduced by these words.
    Run(&'static str, String),
    /// Something that takes a sentence.
    Say(String),
}

impl Message {
    pub(super) fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), ..Self::default() }
    }

    pub(super) fn mark(mut self, mark: impl Into<Option<String>>) -> Self {
        self.mark = mark.into();
        self
    }

    pub(super) fn why(mut self, why: impl Into<String>) -> Self {
        self.why = Some(why.into());
        self
    }

    pub(super) fn replace(mut self, text: impl Into<Option<String>>) -> Self {
        self.remedies.extend(text.into().map(Remedy::Replace));
        self
    }

    pub(super) fn insert(mut self, line: impl Into<String>) -> Self {
        self.remedies.push(Remedy::Insert(line.into()));
        self
    }

    /// A line to add after another, when there is one.
    pub(super) fn insert_after(self, after_line: u32, line: impl Into<String>) -> Self {
        if after_line == 0 {
            return self.insert(line);
        }
        let mut message = self;
        message.remedies.push(Remedy::InsertAfter(after_line, line.into()));
        message
    }

    /// A line to add at the very beginning.
    pub(super) fn insert_first(mut self, line: impl Into<String>) -> Self {
        self.remedies.push(Remedy::InsertAfter(0, line.into()));
        self
    }

    pub(super) fn run(mut self, intro: &'static str, command: impl Into<String>) -> Self {
        self.remedies.push(Remedy::Run(intro, command.into()));
        self
    }

    pub(super) fn say(mut self, sentence: impl Into<String>) -> Self {
        self.remedies.push(Remedy::Say(sentence.into()));
        self
    }
}
