//! Back and forward, as in a browser.

/// Where the user is, where he came from, and where he went back from.
///
/// Going somewhere new forgets the way forward. At most [`History::LIMIT`] places are kept.
#[derive(Clone, Debug, PartialEq)]
pub struct History<R> {
    current: R,
    back: Vec<R>,
    forward: Vec<R>,
}

impl<R: PartialEq + Clone> History<R> {
    /// How many places back are remembered.
    pub const LIMIT: usize = 100;

    /// Starts at `route`.
    pub fn new(route: R) -> Self {
        Self { current: route, back: Vec::new(), forward: Vec::new() }
    }

    /// Where the user is.
    pub fn current(&self) -> &R {
        &self.current
    }

    /// Goes to `route`; going where one is changes nothing.
    pub fn go(&mut self, route: R) {
        if route == self.current {
            return;
        }
        self.back.push(std::mem::replace(&mut self.current, route));
        if self.back.len() > Self::LIMIT {
            self.back.remove(0);
        }
        self.forward.clear();
    }

    /// Replaces the present place without a step back to it, as when a filter of the same screen changes.
    pub fn replace(&mut self, route: R) {
        self.current = route;
    }

    /// Whether there is a place to go back to.
    pub fn can_go_back(&self) -> bool {
        !self.back.is_empty()
    }

    /// Whether there is a place to go forward to.
    pub fn can_go_forward(&self) -> bool {
        !self.forward.is_empty()
    }

    /// Goes back; says whether there was a place.
    pub fn back(&mut self) -> bool {
        let Some(route) = self.back.pop() else { return false };
        self.forward.push(std::mem::replace(&mut self.current, route));
        true
    }

    /// Goes forward; says whether there was a place.
    pub fn forward(&mut self) -> bool {
        let Some(route) = self.forward.pop() else { return false };
        self.back.push(std::mem::replace(&mut self.current, route));
        true
    }

    /// Drops every place that `keep` refuses (a voided record, a screen the session may no longer see).
    /// The present place stays.
    pub fn retain(&mut self, keep: impl Fn(&R) -> bool) {
        self.back.retain(&keep);
        self.forward.retain(&keep);
        let current = &self.current;
        while self.back.last() == Some(current) {
            self.back.pop();
        }
        while self.forward.last() == Some(current) {
            self.forward.pop();
        }
    }
}
