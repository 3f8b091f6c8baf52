//! Work on several scenarios at a time; results come in the order of the scenarios.

use std::num::NonZero;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use maquette::diag::{Diagnostic, codes};

use crate::cli::terminal::wording::trouble;

/// The result of `work`, or a finding if maquette itself is broken: one scenario must not take the
/// others down with it.
pub fn guarded<R>(name: &str, work: impl FnOnce() -> R) -> Result<R, Diagnostic> {
    // What was worked on is dropped, so nothing half-done can be seen afterwards.
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).map_err(|_| {
        trouble(&codes::INTERNAL, format!("`{name}` ran into a defect of maquette"))
            .with_help("please report it together with the scenario")
    })
}

/// `work` of each item, by up to `jobs` threads.
pub fn map<T: Sync, R: Send>(
    items: &[T],
    jobs: Option<u16>,
    work: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let processors = || std::thread::available_parallelism().map_or(1, NonZero::get);
    // To count the processors reads several files; one item needs no count.
    let most = if items.len() > 1 { jobs.map_or_else(processors, usize::from) } else { 1 };
    let threads = most.min(items.len());
    if threads <= 1 {
        return items.iter().map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::with_capacity(items.len()));
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(item) = items.get(at) else { break };
                    let result = work(item);
                    if let Ok(mut done) = done.lock() {
                        done.push((at, result));
                    }
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::{guarded, map};

    #[test]
    fn results_come_in_order_whatever_the_number_of_threads() {
        let items: Vec<u64> = (0..100).collect();
        for jobs in [1, 2, 8] {
            let squares = map(&items, Some(jobs), |item| item * item);
            assert!(squares.iter().enumerate().all(|(at, square)| *square == (at * at) as u64));
        }
    }

    #[test]
    fn a_panic_becomes_a_finding() {
        let result = guarded("a.toml", || assert_eq!(1, 2, "on purpose"));
        assert_eq!(result.unwrap_err().code, "MQ0901");
    }
}
