//! The local review page: one reviewer, one project, this machine only.
//!
//! Reach for [`serve`] with what a project holds. It guarantees that nothing is said of what the
//! machine or another reader thinks of a card before one's own answer is in the store, that what is
//! reported as saved is synced, and that no request without the secret of the session changes or
//! shows anything. It has no accounts: who reviews is said when it is started. It serves one person;
//! the two-reader protocol works by several runs, on one machine or by exchanged files.
//!
//! ```text
//! request ─ gate ─ server ─▶ desk ─ Ledger · LinkSet · records
//!                    │         └─ store (append)
//!                    └─ pages ─ card ─ marks · romanise · texts
//! ```

mod card;
mod desk;
mod gate;
mod marks;
mod outside;
mod pages;
mod romanise;
mod server;
mod texts;

use std::sync::Arc;
use std::time::Duration;

use reporting::Language;
use store::{ProjectStore, StoreError};
use tokio::net::TcpListener;
use tokio::sync::Mutex;

pub use desk::DeskInput;
pub use outside::Outside;

/// A session ends after this long without a request. Unit: seconds.
pub const IDLE: Duration = Duration::from_secs(15 * 60);

/// Why the page cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The decisions cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No port of the loopback interface can be had.
    #[error("no port of 127.0.0.1 can be opened: {0}")]
    Port(#[from] std::io::Error),
    /// The texts built in are broken.
    #[error("the texts of the page are broken")]
    Texts,
}

/// Serves until the process ends, on a free port of the loopback interface. The address with its token
/// is announced once the page can be opened.
///
/// # Errors
/// When the store, the port or the texts cannot be had.
pub async fn serve(
    input: DeskInput,
    store: ProjectStore,
    language: Language,
    outside: Outside,
) -> Result<(), ServeError> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let port = listener.local_addr()?.port();
    let texts = |language| texts::Texts::new(language).ok_or(ServeError::Texts);
    let [english, russian, kyrgyz] = Language::ALL;
    let server = Arc::new(server::Server {
        desk: Mutex::new(desk::Desk::new(input, store).await?),
        gate: gate::Gate::new(port, IDLE),
        outside,
        texts: [texts(english)?, texts(russian)?, texts(kyrgyz)?],
        language,
        idle_seconds: IDLE.as_secs(),
    });
    server.gate.announce(&server.outside);
    axum::serve(listener, server::router(server)).await?;
    Ok(())
}
