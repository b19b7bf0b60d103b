//! Where this machine keeps what took long to make.

use std::env;
use std::path::PathBuf;
use std::sync::Arc;

use escale::cache::DiskStore;
use escale::model::store::{NoStore, Store};

/// The user's own cache, or the folder that `ESCALE_CACHE_DIR` names; none when that is empty, or nothing is known.
pub fn store() -> Arc<dyn Store> {
    let folder = |name: &str| env::var_os(name).map(PathBuf::from);
    let absolute = |name: &str| folder(name).filter(|path| path.is_absolute());
    let place = match folder("ESCALE_CACHE_DIR") {
        Some(place) => Some(place).filter(|place| !place.as_os_str().is_empty()),
        None => absolute("XDG_CACHE_HOME")
            .or_else(|| {
                let home = absolute("HOME")?;
                Some(if cfg!(target_os = "macos") { home.join("Library/Caches") } else { home.join(".cache") })
            })
            .or_else(|| absolute("LOCALAPPDATA"))
            .map(|caches| caches.join("escale")),
    };
    match place {
        Some(place) => Arc::new(DiskStore::new(place)),
        None => Arc::new(NoStore),
    }
}
