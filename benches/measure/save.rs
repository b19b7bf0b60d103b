//! One save, and what many of them took.

use std::fmt;
use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// What is done to one file.
pub struct Edit {
    /// The file.
    pub path: PathBuf,
    /// What it is to hold; `None`: it goes.
    pub text: Option<String>,
    /// The address of a page that shows it.
    pub page: String,
    /// What stands in the page then, and did not before.
    pub shows: String,
}

/// Saves it, in place or by way of another file that then takes its name; answers when that was done.
pub fn save(edit: &Edit, by_renaming: bool) -> Instant {
    let Some(text) = &edit.text else {
        fs::remove_file(&edit.path).expect("the file is there");
        return Instant::now();
    };
    if by_renaming {
        let name = edit.path.file_name().expect("a file has a name").to_string_lossy();
        let other = edit.path.with_file_name(format!(".{name}.tmp"));
        fs::write(&other, text).expect("files can be written");
        fs::rename(&other, &edit.path).expect("files can be renamed");
    } else {
        fs::write(&edit.path, text).expect("files can be written");
    }
    Instant::now()
}

/// Times of the same thing, shown as their median, and unless `{:#}` is asked for the least and the worst.
#[derive(Default)]
pub struct Figures(Vec<Duration>);

impl Figures {
    /// Another time.
    pub fn add(&mut self, time: Duration) {
        self.0.push(time);
        self.0.sort_unstable();
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        let ms = |time: &Duration| time.as_secs_f64() * 1000.0;
        let Some((least, worst)) = self.0.first().zip(self.0.last()) else { return formatter.write_str("–") };
        write!(formatter, "{:>6.1} ms", ms(&self.0[self.0.len() / 2]))?;
        if formatter.alternate() {
            return Ok(());
        }
        write!(formatter, " (least {:>6.1}, worst {:>6.1})", ms(least), ms(worst))
    }
}
