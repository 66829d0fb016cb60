function cheapestTokenisation(text, costs) {
    const best = [0];
    for (let end = 1; end <= text.length; end++) {
        best[end] = Infinity;
        for (let start = Math.max(0, end - 40); start < end; start++) {
            const cost = costs.get(text.slice(start, end));
            if (cost && best[start] + cost < best[end]) {
                best[end] = best[start] + cost;
            }
        }
    }
    return best[text.length] === Infinity ? null : best[text.length];
}
