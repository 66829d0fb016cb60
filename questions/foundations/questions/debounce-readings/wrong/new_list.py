def keep_changes(readings, gap):
    kept = readings[:1]
    for reading in readings[1:]:
        if abs(reading - kept[-1]) >= gap:
            kept.append(reading)
    readings = kept
    return len(readings)
