//! The clock of time limits: plugins look at a counter, and a thread moves it.

use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

/// How often the counter moves: the precision of time limits.
const TICK: Duration = Duration::from_millis(10);

/// The thread, for as long as this lives.
#[derive(Debug)]
pub(super) struct Ticker {
    alive: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Ticker {
    /// Starts to move the engine's counter.
    ///
    /// # Errors
    /// Where the system has no thread left: time limits would not hold, so nothing may run.
    pub(super) fn start(engine: &wasmtime::Engine) -> std::io::Result<Self> {
        let (alive, dropped) = channel();
        let engine = engine.weak();
        let run = move || {
            while dropped.recv_timeout(TICK) == Err(RecvTimeoutError::Timeout) {
                let Some(engine) = engine.upgrade() else { return };
                engine.increment_epoch();
            }
        };
        let thread = std::thread::Builder::new().name("plugin-clock".to_owned()).spawn(run)?;
        Ok(Self { alive: Some(alive), thread: Some(thread) })
    }
}

impl Drop for Ticker {
    fn drop(&mut self) {
        drop(self.alive.take());
        if let Some(thread) = self.thread.take() {
            // The thread cannot panic, and there is nobody to tell if it did.
            let _ = thread.join();
        }
    }
}

/// The ticks after which a call has surely had its time.
pub(super) fn ticks(time: Duration) -> u64 {
    let ticks = time.as_nanos().div_ceil(TICK.as_nanos()) + 1;
    // Far below the counter's end, so that counter + ticks never wraps.
    u64::try_from(ticks).unwrap_or(u64::MAX).min(1 << 40)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_never_shortened() {
        assert_eq!(ticks(Duration::ZERO), 1);
        assert_eq!(ticks(Duration::from_millis(10)), 2);
        assert_eq!(ticks(Duration::from_millis(11)), 3);
        assert_eq!(ticks(Duration::MAX), 1 << 40);
    }
}
