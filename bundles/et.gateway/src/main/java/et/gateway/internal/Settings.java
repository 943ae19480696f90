package et.gateway.internal;

import java.util.concurrent.TimeUnit;

/**
 * What {@link Gateway.Config} says, checked and in the units that the code counts in.
 *
 * @param window requests of a session that may be unanswered before the gateway stops reading from the client
 * @param windowBytes their payloads' bytes, likewise
 * @param resend nanoseconds after which an unanswered request is sent to its actor again; doubled with each repetition
 * @param deadline nanoseconds after which an unanswered request is answered with a failure
 * @param absent nanoseconds for which a message is still routed to the type that handled it last, when none does now
 * @param pushes pushes of a session that are kept until they are acknowledged
 * @param pushBytes their payloads' bytes
 * @param joins actors that a session may have joined at a time
 */
record Settings(
        int window, int windowBytes, long resend, long deadline, long absent, int pushes, int pushBytes, int joins) {

    static Settings of(Gateway.Config config) {
        return new Settings(
                check("window", config.window(), 1, 4096),
                check("window.bytes", config.window_bytes(), 1024, 1 << 30),
                nanos(check("resend.millis", config.resend_millis(), 100, 600_000)),
                nanos(check("deadline.millis", config.deadline_millis(), 1000, 3_600_000)),
                nanos(check("absent.millis", config.absent_millis(), 0, 600_000)),
                check("pushes", config.pushes(), 1, 65_536),
                check("push.bytes", config.push_bytes(), 1024, 1 << 30),
                check("joins", config.joins(), 1, 65_536));
    }

    private static int check(String key, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "et.gateway " + key + ": " + value + " (expected: " + least + " to " + most + ")");
        }
        return value;
    }

    private static long nanos(int millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
