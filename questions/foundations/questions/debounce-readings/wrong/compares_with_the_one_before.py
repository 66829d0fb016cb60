def keep_changes(readings, gap):
    kept = 0
    before = None
    for reading in readings:
        if before is None or abs(reading - before) >= gap:
            readings[kept] = reading
            kept += 1
        before = reading
    return kept
