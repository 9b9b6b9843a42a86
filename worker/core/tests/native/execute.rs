//! Running futures by hand, so that a test decides who goes on at each port call.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

/// A request under way.
pub type Task<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// Runs one future to its end.
pub fn run<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return value;
        }
    }
}

/// Runs a task for so many port calls and drops it there, as an edge does that is ended, or whose client has gone. Gives what it
/// came to, if it had ended by then.
pub fn dropped<T>(mut task: Task<'_, T>, calls: usize) -> Option<T> {
    for _ in 0..=calls {
        if let Poll::Ready(value) = task.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return Some(value);
        }
    }
    None
}

/// Runs tasks in step: each takes one port call, then the next one does. Both read before either writes.
pub fn together<T>(tasks: Vec<Task<'_, T>>) -> Vec<T> {
    let mut turn = 0;
    scheduled(tasks, |alive| {
        turn += 1;
        (turn - 1) % alive
    })
}

/// Runs tasks with whichever goes on drawn at random at each port call.
pub fn shuffled<T>(random: &mut Random, tasks: Vec<Task<'_, T>>) -> Vec<T> {
    scheduled(tasks, |alive| random.below(alive))
}

fn scheduled<T>(tasks: Vec<Task<'_, T>>, mut choose: impl FnMut(usize) -> usize) -> Vec<T> {
    let mut done: Vec<Option<T>> = tasks.iter().map(|_| None).collect();
    let mut alive: Vec<(usize, Task<'_, T>)> = tasks.into_iter().enumerate().collect();
    while !alive.is_empty() {
        let chosen = choose(alive.len());
        let (index, task) = &mut alive[chosen];
        if let Poll::Ready(value) = task.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            done[*index] = Some(value);
            drop(alive.remove(chosen));
        }
    }
    done.into_iter().map(Option::unwrap).collect()
}

/// Lets other tasks run.
pub async fn pause() {
    let mut paused = false;
    poll_fn(|_| if std::mem::replace(&mut paused, true) { Poll::Ready(()) } else { Poll::Pending }).await;
}

/// A random generator that gives the same for the same seed (`SplitMix64`).
pub struct Random(u64);

impl Random {
    /// The generator of `seed`.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    pub const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(end).unwrap()).unwrap()
    }

    /// Fills a buffer.
    pub fn fill(&mut self, buffer: &mut [u8]) {
        for chunk in buffer.chunks_mut(8) {
            chunk.copy_from_slice(&self.next().to_le_bytes()[..chunk.len()]);
        }
    }
}
