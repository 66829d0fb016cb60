def keep_changes(readings, gap):
    last = None
    for i, reading in enumerate(readings):
        if last is not None and abs(reading - last) < gap:
            del readings[i]
        else:
            last = reading
    return len(readings)
