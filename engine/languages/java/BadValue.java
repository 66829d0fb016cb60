package greenroom;

/** What the solution returned is no value that a test can carry. */
final class BadValue extends RuntimeException {
    private static final long serialVersionUID = 1;

    BadValue(String message) {
        super(message, null, false, false);
    }
}
