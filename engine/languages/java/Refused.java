package greenroom;

/** The solution cannot be run as it is: what is missing, or different from what is wanted. */
final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;

    Refused(String message) {
        super(message, null, false, false);
    }
}
