//! How many instances live at once.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

/// Where one rests between two calls; empty when it had to make room.
pub(crate) type Place<T> = RefCell<Option<T>>;

/// Everyone that lives.
pub(crate) struct Crowd<T> {
    most: usize,
    living: Rc<Cell<usize>>,
    /// In the order in which they came to rest.
    resting: RefCell<Vec<Weak<Place<T>>>>,
}

/// Held by one for as long as it lives.
#[derive(Debug)]
pub(crate) struct Ticket(Rc<Cell<usize>>);

impl Drop for Ticket {
    fn drop(&mut self) {
        self.0.set(self.0.get() - 1);
    }
}

impl<T> Crowd<T> {
    pub(crate) fn new(most: usize) -> Self {
        Self { most, living: Rc::default(), resting: RefCell::default() }
    }

    /// Admits one more, if need be in the place of one that rests: the last that was used. A chain of cleaners goes round,
    /// so that one will be wanted again later than any other.
    pub(crate) fn admit(&self) -> Option<Ticket> {
        while self.living.get() >= self.most {
            let last = self.resting.borrow_mut().pop()?;
            drop(last.upgrade().and_then(|place| place.take()));
        }
        self.living.set(self.living.get() + 1);
        Some(Ticket(Rc::clone(&self.living)))
    }

    /// Puts one to rest, which may end it.
    pub(crate) fn rest(&self, place: &Rc<Place<T>>, who: T) {
        place.replace(Some(who));
        let mut resting = self.resting.borrow_mut();
        resting.retain(|other| other.strong_count() > 0 && !std::ptr::eq(other.as_ptr(), Rc::as_ptr(place)));
        resting.push(Rc::downgrade(place));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goes round so many places so many times; returns how often one had to be made anew, and the most that lived.
    fn go_round(crowd: &Crowd<Ticket>, places: usize, rounds: usize) -> (usize, usize) {
        let places: Vec<Rc<Place<Ticket>>> = (0..places).map(|_| Rc::default()).collect();
        let (mut made, mut most) = (0, 0);
        for _ in 0..rounds {
            for place in &places {
                let waiting = place.take();
                made += usize::from(waiting.is_none());
                let who = waiting.or_else(|| crowd.admit()).expect("there is room");
                most = most.max(crowd.living.get());
                crowd.rest(place, who);
            }
        }
        (made, most)
    }

    #[test]
    fn what_fits_is_made_once() {
        let crowd = Crowd::new(5);
        assert_eq!(go_round(&crowd, 5, 9), (5, 5));
        // Those of the first chain are gone.
        assert_eq!(crowd.living.get(), 0);
        assert_eq!(go_round(&crowd, 3, 9), (3, 3));
        assert!(crowd.resting.borrow().len() <= 5);
    }

    #[test]
    fn what_does_not_fit_is_made_again_once_a_round() {
        let crowd = Crowd::new(5);
        let (made, most) = go_round(&crowd, 6, 9);
        assert_eq!(most, 5);
        assert!((6 + 8..=6 + 9).contains(&made), "{made}");
    }

    #[test]
    fn nobody_who_works_makes_room() {
        let crowd: Crowd<Ticket> = Crowd::new(2);
        let (first, second) = (crowd.admit(), crowd.admit());
        assert!(first.is_some() && second.is_some() && crowd.admit().is_none());
        drop(first);
        assert!(crowd.admit().is_some());
    }
}
