package et.actor.core;

import org.jspecify.annotations.Nullable;

/**
 * Effects of one handled message that wait, for their own write or for those before them. Holds bytes only.
 *
 * @param write the write that must be done; 0 when there is none and only the order counts
 * @param reply who gets which answer, or null
 * @param effects all others, in order
 * @param replyAt how many of the others go before the reply
 */
record Staged(long write, @Nullable Reply reply, Object[] effects, int replyAt) {

    static final Object[] NONE = {};
}
