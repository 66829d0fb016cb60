function mergeBookings(bookings) {
    // From the latest end backwards: the open stretch grows to the left.
    const byEnd = [...bookings].sort((a, b) => b[1] - a[1]);
    const merged = [];
    for (const [start, end] of byEnd) {
        const open = merged[merged.length - 1];
        if (open && end >= open[0]) {
            open[0] = Math.min(open[0], start);
        } else {
            merged.push([start, end]);
        }
    }
    return merged.reverse();
}
