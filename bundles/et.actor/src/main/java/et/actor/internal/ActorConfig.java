package et.actor.internal;

import et.actor.core.Settings;
import java.time.Duration;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** How actors run in this container. */
@ObjectClassDefinition(name = "et actor", description = "How actors run in this container.")
public @interface ActorConfig {

    @AttributeDefinition(description = "Lanes; 0: one for each event loop. Not more than there are loops.")
    int lanes() default 0;

    @AttributeDefinition(description = "Actors without work leave memory after so many seconds. 1 to 86400.")
    int idle_seconds() default 300;

    @AttributeDefinition(description = "Live actors of one lane; requests for more are refused. 1 or more.")
    int max_actors() default 500_000;

    @AttributeDefinition(description = "Messages that wait for one actor while it is loaded. 1 to 65536.")
    int stash() default 1024;

    @AttributeDefinition(description = "Bytes of messages that wait for one actor. 1024 or more.")
    int stash_bytes() default 1_048_576;

    @AttributeDefinition(description = "Requests held on one lane for a type without logic. 0 or more.")
    int held() default 1000;

    @AttributeDefinition(description = "Requests are held so many seconds for a logic to come. 1 to 600.")
    int hold_seconds() default 10;

    @AttributeDefinition(description = "Threads for the blocking work of games. 1 to 1024.")
    int blocking_threads() default 16;

    @AttributeDefinition(description = "Blocking work that waits for a thread; past it, it fails. 1 or more.")
    int blocking_queue() default 1000;

    @AttributeDefinition(
            description = "Queries of games' tables that are under way at once; each takes a connection. 1 to 64.")
    int find_threads() default 4;

    @AttributeDefinition(description = "Queries that wait for a thread; past it, they fail. 1 or more.")
    int find_queue() default 1000;

    @AttributeDefinition(
            description =
                    "A session that had joined before its actor was loaded anew may take so many seconds to show itself."
                            + " At least as long as a session may be resumed.")
    int resume_seconds() default 120;

    @AttributeDefinition(
            description = "Hours for which an actor remembers what it received from a session or actor. 1 or more.")
    int forget_hours() default 24;

    @AttributeDefinition(
            description = "Megabytes of messages that each lane keeps for et:hotfix replay, the newest ones. 0: none.")
    int recorder_megabytes() default 4;

    @AttributeDefinition(description = "A handler that runs so many milliseconds is named in the log. 20 or more.")
    int slow_millis() default 100;

    @AttributeDefinition(
            description = "A handler that runs so many milliseconds is interrupted and cut off. More than slow.millis.")
    int stuck_millis() default 2000;

    @AttributeDefinition(description = "So many failures of a handler within the window cut it off. 1 or more.")
    int quarantine_failures() default 20;

    @AttributeDefinition(
            description = "So many runs longer than a second within the window cut a handler off. 1 or more.")
    int quarantine_slows() default 3;

    @AttributeDefinition(description = "The window of the quarantine, in seconds. 1 or more.")
    int quarantine_seconds() default 10;

    /** Reads and checks the configuration. */
    final class Reader {

        private static final int VERY_SLOW_MS = 1000;

        private Reader() {}

        static Settings settings(ActorConfig config) {
            Settings.Limits limits = Settings.Limits.DEFAULT;
            Settings.Times times = Settings.Times.DEFAULT;
            return new Settings(
                    new Settings.Limits(
                            within("stash", config.stash(), 1, 65_536),
                            within("stash.bytes", config.stash_bytes(), 1024, Integer.MAX_VALUE),
                            within("held", config.held(), 0, Integer.MAX_VALUE),
                            limits.answers(),
                            limits.answerBytes(),
                            limits.outbox(),
                            within("max.actors", config.max_actors(), 1, Integer.MAX_VALUE),
                            within("recorder.megabytes", config.recorder_megabytes(), 0, 1024) << 20),
                    new Settings.Times(
                            seconds("idle.seconds", config.idle_seconds(), 86_400),
                            seconds("hold.seconds", config.hold_seconds(), 600),
                            seconds("resume.seconds", config.resume_seconds(), 86_400),
                            Duration.ofHours(within("forget.hours", config.forget_hours(), 1, 87_600))
                                    .toMillis(),
                            times.resend(),
                            times.wakePoll(),
                            times.slice()),
                    new Settings.Faults(
                            within("slow.millis", config.slow_millis(), 20, 60_000),
                            within("stuck.millis", config.stuck_millis(), config.slow_millis() + 1, 600_000),
                            within("quarantine.failures", config.quarantine_failures(), 1, Integer.MAX_VALUE),
                            within("quarantine.slows", config.quarantine_slows(), 1, Integer.MAX_VALUE),
                            VERY_SLOW_MS,
                            seconds("quarantine.seconds", config.quarantine_seconds(), 86_400)));
        }

        private static long seconds(String key, int value, int most) {
            return Duration.ofSeconds(within(key, value, 1, most)).toMillis();
        }

        static int within(String key, int value, int least, int most) {
            if (value < least || value > most) {
                throw new IllegalArgumentException(
                        "et.actor " + key + ": " + value + " (expected: " + least + " to " + most + ")");
            }
            return value;
        }
    }
}
