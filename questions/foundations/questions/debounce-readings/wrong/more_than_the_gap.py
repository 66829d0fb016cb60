def keep_changes(readings, gap):
    kept = 0
    for reading in readings:
        if kept == 0 or abs(reading - readings[kept - 1]) > gap:
            readings[kept] = reading
            kept += 1
    return kept
