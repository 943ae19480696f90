package et.console.internal;

/** Something the user can put right: one sentence. Carries no stack trace. */
final class ConsoleException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ConsoleException(String sentence) {
        super(sentence, null, false, false);
    }
}
