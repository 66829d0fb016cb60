function rocAuc(labels, scores) {
    const order = [...scores.keys()].sort((a, b) => (scores[a] < scores[b] ? -1 : scores[a] > scores[b] ? 1 : 0));
    const positives = labels.filter(Boolean).length;
    const negatives = labels.length - positives;
    if (positives === 0 || negatives === 0) {
        return NaN;
    }

    // Ranks from 1; tied examples share the mean of theirs.
    let rankSum = 0;
    for (let first = 0, end = 0; first < order.length; first = end) {
        let tiedPositives = 0;
        while (end < order.length && scores[order[end]] === scores[order[first]]) {
            tiedPositives += labels[order[end]] ? 1 : 0;
            end++;
        }
        rankSum += (tiedPositives * (first + 1 + end)) / 2;
    }
    return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}
