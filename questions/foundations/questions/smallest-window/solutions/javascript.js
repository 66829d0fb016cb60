function smallestWindow(text, need) {
    if (need === "") {
        return "";
    }
    const lacking = new Map();
    for (const char of need) {
        lacking.set(char, (lacking.get(char) ?? 0) + 1);
    }

    let uncovered = need.length;
    let left = 0;
    let best = null;
    for (let right = 0; right < text.length; right++) {
        const entering = text[right];
        if (!lacking.has(entering)) {
            continue;
        }
        if (lacking.get(entering) > 0) {
            uncovered--;
        }
        lacking.set(entering, lacking.get(entering) - 1);

        while (uncovered === 0) {
            if (best === null || right + 1 - left < best[1] - best[0]) {
                best = [left, right + 1];
            }
            const leaving = text[left++];
            if (lacking.has(leaving)) {
                lacking.set(leaving, lacking.get(leaving) + 1);
                if (lacking.get(leaving) > 0) {
                    uncovered++;
                }
            }
        }
    }
    return best === null ? "" : text.slice(...best);
}
