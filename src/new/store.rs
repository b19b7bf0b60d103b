//! Writes the new file: only inside the project, through no link, over no other file, whole or not at all.

use std::io::Write;
use std::path::Path;

use escale::folder::{Error, Folder, Rights, Way};

/// Makes the file and the folders that it needs.
///
/// # Errors
/// When the machine refuses, or a part of the path is a link or is taken: that part, and why.
pub fn create(project: &Path, path: &str, text: &str) -> Result<(), Error> {
    let project = Folder::open(project)?;
    let mut way = Way::new(&project);
    let folder = way.make(Path::new(path))?;
    let name = path.rsplit('/').next().unwrap_or(path);
    // Neither replaces a file nor follows a link.
    let mut file = folder.create(name, Rights::Usual)?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(|error| {
        let _ = folder.remove_file(name);
        folder.at(name)(error)
    })
}
