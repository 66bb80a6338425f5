//! Which messages belong to one conversation.

use std::collections::BTreeMap;

/// What of a message tells its thread.
#[derive(Clone, Debug, Default)]
pub(crate) struct Letter {
    pub(crate) id: Option<String>,
    /// References, oldest first, then In-Reply-To.
    pub(crate) refers: Vec<String>,
    pub(crate) subject: String,
    /// Seconds since 1970.
    pub(crate) at: Option<i64>,
}

/// The conversation of each message: the id of the message that began it, whether it is in the file or only referred to.
///
/// References decide. Some programs send answers without them: those join the earliest message that has the same subject
/// without its `Re:`.
pub(crate) fn threads(letters: &[Letter]) -> Vec<String> {
    let mut groups = Groups::default();
    let mut earliest: BTreeMap<String, usize> = BTreeMap::new();
    let order = |letter: usize| (letters[letter].at.unwrap_or(i64::MAX), letter);
    let nodes: Vec<usize> = letters.iter().map(|letter| groups.node(letter.id.as_deref())).collect();
    for (index, letter) in letters.iter().enumerate() {
        for other in &letter.refers {
            let other = groups.node(Some(other));
            groups.join(nodes[index], other);
        }
        let first = earliest.entry(topic(&letter.subject).0).or_insert(index);
        if order(index) < order(*first) {
            *first = index;
        }
    }
    for (index, letter) in letters.iter().enumerate() {
        let (topic, answers) = topic(&letter.subject);
        if answers && letter.refers.is_empty() && !topic.is_empty() {
            groups.join(nodes[index], nodes[earliest[&topic]]);
        }
    }
    let mut names: BTreeMap<usize, usize> = BTreeMap::new();
    for (index, node) in nodes.iter().enumerate() {
        let first = names.entry(groups.root(*node)).or_insert(index);
        if order(index) < order(*first) {
            *first = index;
        }
    }
    let name = |letter: &Letter| {
        let id = letter.refers.first().or(letter.id.as_ref()).cloned();
        id.unwrap_or_else(|| topic(&letter.subject).0)
    };
    nodes
        .iter()
        .map(|node| names.get(&groups.root(*node)).map_or_else(String::new, |first| name(&letters[*first])))
        .collect()
}

/// The subject without what answering and forwarding put in front, and whether there was any.
fn topic(subject: &str) -> (String, bool) {
    let mut rest = subject.trim();
    let mut answers = false;
    while let Some((prefix, after)) = rest.split_once([':', '：']) {
        // `Re`, `RE[2]`, `AW`, `回复`.
        let word = prefix.split(['[', '(', '（']).next().unwrap_or_default().trim().to_lowercase();
        let words = ["re", "fw", "fwd", "aw", "wg", "sv", "答复", "回复", "转发", "回覆", "轉寄", "答覆"];
        if !words.contains(&word.as_str()) {
            break;
        }
        answers = true;
        rest = after.trim();
    }
    (rest.to_lowercase(), answers)
}

/// Sets that are joined: each node points towards the root of its own.
#[derive(Debug, Default)]
struct Groups {
    parents: Vec<usize>,
    ids: BTreeMap<String, usize>,
}

impl Groups {
    /// The node of an id; without one, a node of its own.
    fn node(&mut self, id: Option<&str>) -> usize {
        if let Some(node) = id.and_then(|id| self.ids.get(id)) {
            return *node;
        }
        let node = self.parents.len();
        self.parents.push(node);
        if let Some(id) = id {
            self.ids.insert(id.to_owned(), node);
        }
        node
    }

    fn root(&mut self, mut node: usize) -> usize {
        while self.parents[node] != node {
            self.parents[node] = self.parents[self.parents[node]];
            node = self.parents[node];
        }
        node
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.parents[a.max(b)] = a.min(b);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter(id: &str, refers: &[&str], subject: &str, at: i64) -> Letter {
        let id = (!id.is_empty()).then(|| id.to_owned());
        Letter { id, refers: refers.iter().map(|id| (*id).to_owned()).collect(), subject: subject.into(), at: Some(at) }
    }

    #[test]
    fn references_decide_and_subjects_help_out() {
        let letters = [
            letter("c", &["a", "b"], "Re: 退款", 3),
            letter("a", &[], "退款", 1),
            letter("b", &["a"], "Re: 退款", 2),
            letter("d", &[], "回复：Re: 退款", 4),
            letter("e", &[], "退款", 5),
            letter("f", &["lost"], "Re: 发票", 6),
            letter("", &[], "无编号", 7),
        ];
        assert_eq!(threads(&letters), ["a", "a", "a", "a", "e", "lost", "无编号"]);
    }
}
