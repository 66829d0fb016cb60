function keepChanges(readings, gap) {
    let low = Infinity; // a reading between both, limits excluded, is no change
    let high = -Infinity;
    let kept = 0;
    for (const reading of readings) {
        if (reading <= low || reading >= high) {
            readings[kept++] = reading;
            low = reading - gap;
            high = reading + gap;
        }
    }
    return kept;
}
