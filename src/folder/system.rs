//! What neither std nor cap-std does, or not with the rights that a web server needs.

use std::ffi::OsStr;
use std::fs::File;
use std::io;
use std::path::Path;

use cap_std::fs::{Dir, Metadata, OpenOptions};

use super::{Folder, Result, Rights};

#[cfg(unix)]
mod rights {
    use std::os::fd::AsFd;
    use std::os::unix::fs::fchown;

    use cap_std::fs::{MetadataExt, OpenOptionsExt};
    use rustix::fs::{Mode, OFlags, fchmod, openat};

    use super::{Dir, File, Metadata, OpenOptions, Rights, io};

    /// The handle on a folder that its names are read and its rights are set with.
    pub fn opened(dir: &Dir) -> io::Result<File> {
        Ok(openat(dir, ".", OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty())?.into())
    }

    pub fn set_folder_mode(dir: &Dir, mode: u32) -> io::Result<()> {
        // Mostly the umask has left it right already.
        if dir.dir_metadata()?.mode() & 0o7777 == mode {
            return Ok(());
        }
        set_mode(opened(dir)?, mode)
    }

    /// Gives a folder the rights and the owner of another.
    pub fn give_folder(dir: &Dir, of: &Metadata) -> io::Result<()> {
        let folder = opened(dir)?;
        // Only the administrator may give files away; for everybody else they are their own already.
        let _ = fchown(&folder, Some(of.uid()), Some(of.gid()));
        set_mode(folder, of.mode())
    }

    /// Until it has its owner, a file is its maker's alone.
    pub fn set_first_mode(options: &mut OpenOptions, rights: Rights) {
        if let Rights::Of(found) = rights {
            options.mode(found.mode() & 0o600);
        }
    }

    /// Gives a new file its rights; with those of another go its owner and group, as far as the system lets them.
    pub fn give_file(file: &File, rights: Rights) -> io::Result<()> {
        match rights {
            Rights::Usual => Ok(()),
            Rights::Public => set_mode(file, 0o644),
            Rights::Of(found) => {
                let is_of_group = fchown(file, None, Some(found.gid())).is_ok();
                let _ = fchown(file, Some(found.uid()), None);
                // What a group may do, another may not.
                set_mode(file, found.mode() & if is_of_group { 0o777 } else { 0o707 })
            }
        }
    }

    fn set_mode(file: impl AsFd, mode: u32) -> io::Result<()> {
        Ok(fchmod(file, Mode::from_bits_truncate(mode & 0o7777))?)
    }

    /// Opening a pipe would wait for somebody at its other end.
    pub fn set_no_wait(options: &mut OpenOptions) {
        options.custom_flags(i32::try_from(OFlags::NONBLOCK.bits()).expect("flags of `open` are an i32"));
    }

    /// Whether a process has this number.
    pub fn is_running(process: u32) -> bool {
        let pid = i32::try_from(process).ok().and_then(rustix::process::Pid::from_raw);
        pid.is_some_and(|pid| rustix::process::test_kill_process(pid) != Err(rustix::io::Errno::SRCH))
    }

    pub fn symlink(target: &super::Path, dir: &Dir, name: &super::OsStr) -> io::Result<()> {
        dir.symlink_contents(target, name)
    }
}

/// There are no such modes here, and whether a file is being written is told by its lock alone.
#[cfg(not(unix))]
mod rights {
    use super::{Dir, File, Metadata, OpenOptions, OsStr, Path, Rights, io};

    pub fn opened(dir: &Dir) -> io::Result<File> {
        Ok(dir.try_clone()?.into_std_file())
    }

    pub fn set_folder_mode(_: &Dir, _: u32) -> io::Result<()> {
        Ok(())
    }

    pub fn give_folder(_: &Dir, _: &Metadata) -> io::Result<()> {
        Ok(())
    }

    pub fn set_first_mode(_: &mut OpenOptions, _: Rights) {}

    pub fn give_file(_: &File, _: Rights) -> io::Result<()> {
        Ok(())
    }

    pub fn set_no_wait(_: &mut OpenOptions) {}

    pub fn is_running(_: u32) -> bool {
        false
    }

    pub fn symlink(_: &Path, _: &Dir, _: &OsStr) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

pub use rights::{give_file, give_folder, is_running, opened, set_first_mode, set_folder_mode, set_no_wait, symlink};

/// Has everything below a folder on the disk before it takes its place, so that a power cut leaves the
/// former sites or the new ones.
#[cfg(target_os = "linux")]
pub fn flush(folder: &Folder) -> Result<()> {
    let synced = opened(&folder.dir).and_then(|opened| Ok(rustix::fs::syncfs(opened)?));
    synced.map_err(super::at(&folder.path))
}

/// File by file where the system has no single step for it.
#[cfg(not(target_os = "linux"))]
pub fn flush(folder: &Folder) -> Result<()> {
    for (name, kind) in folder.entries()? {
        if kind.is_dir() {
            flush(&folder.folder(name)?)?;
        } else if kind.is_file() {
            folder.open_file(&name)?.sync_all().map_err(folder.at(&name))?;
        }
    }
    Ok(())
}

/// What stands at two names changes places in one step.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
pub fn exchange(a: &Dir, name: &OsStr, b: &Dir, other: &OsStr) -> io::Result<()> {
    use rustix::fs::{RenameFlags, renameat_with};
    Ok(renameat_with(a, name, b, other, RenameFlags::EXCHANGE)?)
}

/// There is no such step here.
#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
pub fn exchange(_: &Dir, _: &OsStr, _: &Dir, _: &OsStr) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
