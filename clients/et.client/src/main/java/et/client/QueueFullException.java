package et.client;

/** More requests wait than the client was told to keep; this one was not sent. Carries no stack trace. */
public final class QueueFullException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    QueueFullException(int waiting) {
        super(waiting + " requests wait already: send slower, or give the client a larger queue", null, false, false);
    }
}
