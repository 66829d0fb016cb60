function cheapestTokenisation(text, costs) {
    // A trie of the pieces: a walk from each reachable start finds all pieces that begin there.
    const root = { next: new Map() };
    for (const [piece, cost] of costs) {
        let node = root;
        for (let i = 0; i < piece.length; i++) {
            if (!node.next.has(piece[i])) {
                node.next.set(piece[i], { next: new Map() });
            }
            node = node.next.get(piece[i]);
        }
        node.cost = cost;
    }

    const best = new Array(text.length + 1).fill(Infinity);
    best[0] = 0;
    for (let start = 0; start < text.length; start++) {
        if (best[start] === Infinity) {
            continue;
        }
        let node = root;
        for (let end = start; node !== undefined; end++) {
            if (node.cost !== undefined) {
                best[end] = Math.min(best[end], best[start] + node.cost);
            }
            node = node.next.get(text[end]);
        }
    }
    return best[text.length] === Infinity ? null : best[text.length];
}
