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
            name = "Unload, seconds",
            description = "Waiting for the old code's class loader to be collected after confirm or rollback.")
    int unload_seconds() default 5;

    @AttributeDefinition(
            name = "Unload, collections",
            description =
                    "Garbage collections asked for to prove it, 0 to 10. Each stops the world for some 10 ms; with 0"
                            + " it is only observed.")
    int unload_collections() default 3;
}
