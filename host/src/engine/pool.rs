//! Work for several threads.

use std::sync::atomic::{AtomicUsize, Ordering};

/// Runs `task(0)` … `task(count - 1)` on at most `jobs` threads, the caller's among them.
pub(super) fn each(jobs: usize, count: usize, task: &(dyn Fn(usize) + Sync)) {
    let workers = jobs.min(count);
    if workers <= 1 {
        return (0..count).for_each(task);
    }
    let next = AtomicUsize::new(0);
    let work = || {
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            if index >= count {
                return;
            }
            task(index);
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..workers {
            scope.spawn(work);
        }
        work();
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_task_runs_once() {
        for jobs in [0, 1, 2, 7] {
            let ran: Vec<_> = (0..100).map(|_| AtomicUsize::new(0)).collect();
            each(jobs, ran.len(), &|index| {
                ran[index].fetch_add(1, Ordering::Relaxed);
            });
            assert!(ran.iter().all(|count| count.load(Ordering::Relaxed) == 1));
        }
    }
}
