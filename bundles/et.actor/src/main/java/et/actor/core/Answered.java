package et.actor.core;

/** The answer to one request, remembered until the client has seen it. */
final class Answered {

    private static final byte[] NOTHING = {};

    final long number;
    int message;
    byte[] payload = NOTHING;

    /** A failure's code; 0 for an answer. */
    int code;

    String text = "";

    /** The request was applied; its answer is still to come. */
    boolean open;

    /** The answer waits for its commit: a repeat of the request must not get it earlier. */
    boolean waiting;

    /** It was open when the actor was lost: nobody knows any more what becomes of it. */
    boolean lost;

    Answered(long number) {
        this.number = number;
    }

    Answered answer(int hash, byte[] bytes) {
        message = hash;
        payload = bytes;
        open = false;
        return this;
    }

    Answered fail(int why, String sentence) {
        code = why;
        text = sentence;
        open = false;
        return this;
    }

    int size() {
        return payload.length + text.length();
    }
}
