function softmax(logits) {
    const largest = Math.max(...logits);
    if (largest === -Infinity) {
        return logits.map(() => 0);
    }
    const exponentials = logits.map((logit) => Math.exp(logit - largest));
    const total = exponentials.reduce((sum, value) => sum + value, 0);
    return exponentials.map((value) => value / total);
}
