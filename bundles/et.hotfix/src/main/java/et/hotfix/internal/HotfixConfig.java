package et.hotfix.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** How long each phase of a hotfix may take. When one runs out, the version before goes on. */
@ObjectClassDefinition(name = "et hotfix", description = "How long each phase of a hotfix may take.")
@interface HotfixConfig {

    @AttributeDefinition(name = "Fetch, seconds", description = "Reading the new bundle's bytes.")
    int fetch_seconds() default 30;

    @AttributeDefinition(
            name = "Stage, seconds",
            description =
                    "Installing, resolving and starting the new bundle, until its logic is registered. Each by itself.")
    int stage_seconds() default 15;

    @AttributeDefinition(name = "Trial, seconds", description = "Trying the new code on copies of the live states.")
    int trial_seconds() default 30;

    @AttributeDefinition(
            name = "Warm-up, milliseconds",
            description = "So much processor time new code may take to handle what was recorded, before it serves; 0:"
                    + " it is left cold. 0 to 10000.")
    int warmup_millis() default 500;

    @AttributeDefinition(name = "Switch, seconds", description = "Until every lane runs the new code.")
    int switch_seconds() default 10;

    @AttributeDefinition(
            name = "Window, seconds",
            description = "Until every request sent before the switch is answered. What is open then is shown in the"
                    + " receipt.")
    int window_seconds() default 10;

    @AttributeDefinition(name = "Sweep, seconds", description = "Carrying all live actors over to the new code.")
    int sweep_seconds() default 60;

    @AttributeDefinition(
            name = "Idle, seconds",
            description = "With the policy idle: waiting until no actor has anything pending. Who has then stays with"
                    + " the version before, and is named.")
    int idle_seconds() default 30;

    @AttributeDefinition(
            name = "Unload, seconds",
            description = "Waiting for the old code's class loader to be collected after confirm or rollback.")
    int unload_seconds() default 5;

    @AttributeDefinition(
            name = "Unload, collections",
            description =
                    "Garbage collections asked for to prove it, 0 to 10. Each stops the world for some 10 ms; with 0"
                            + " it is only observed.")
    int unload_collections() default 3;

    @AttributeDefinition(
            name = "Impact, days",
            description = "How long it is kept whom a version has touched, 1 to 3650; of a hotfix that is neither"
                    + " confirmed nor rolled back, it is kept in any case.")
    int impact_days() default 30;

    @AttributeDefinition(
            name = "Canary, samples",
            description = "So many messages of each version before times and bytes are compared, 100 to 1000000; the"
                    + " first so many are not.")
    int canary_samples() default 1000;

    @AttributeDefinition(
            name = "Canary, errors, percent",
            description = "By so much more handlers of the new version may throw, or hold a lane too long.")
    double canary_errors_percent() default 0.5;

    @AttributeDefinition(
            name = "Canary, time, factor",
            description = "So many times as long handlers of the new version may take, for half of them and for 99 %.")
    double canary_time_factor() default 2;

    @AttributeDefinition(
            name = "Canary, time, microseconds",
            description = "And so much longer: less is no breach, whatever the factor.")
    int canary_time_micros() default 1000;

    @AttributeDefinition(
            name = "Canary, bytes, factor",
            description = "So many times as much the new version may allocate for a message.")
    double canary_bytes_factor() default 3;

    @AttributeDefinition(
            name = "Canary, bytes, more",
            description = "And so many bytes more: less is no breach, whatever the factor.")
    int canary_bytes_more() default 16384;

    @AttributeDefinition(
            name = "Canary, gone, percent",
            description = "By so much more of the sessions at actors of the new version may end.")
    double canary_gone_percent() default 5;
}
