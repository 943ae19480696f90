package et.client;

/**
 * Figures of one client since it was made.
 *
 * @param sent requests that were given a number and sent, each once
 * @param resent requests sent again after a reconnect
 * @param answered requests answered
 * @param failed requests answered with a failure
 * @param unanswered requests sent and not answered yet
 * @param queued requests that wait for the window
 * @param repeatedAnswers answers or failures for requests that had been answered
 * @param unknownAnswers answers or failures for numbers that were never used
 * @param pushes pushes taken
 * @param repeatedPushes pushes that had come before
 * @param missedPushes pushes whose number left a gap
 * @param snapshots how often the game had to be asked for a fresh picture, of one actor or of everything
 * @param reconnects sessions resumed
 * @param lost connections lost after the login, for whatever reason
 * @param serverCloses connections that the server closed with a CLOSE
 */
public record Counters(
        long sent,
        long resent,
        long answered,
        long failed,
        long unanswered,
        long queued,
        long repeatedAnswers,
        long unknownAnswers,
        long pushes,
        long repeatedPushes,
        long missedPushes,
        long snapshots,
        long reconnects,
        long lost,
        long serverCloses) {}
