package et.cluster.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The configuration of links, {@code etc/et.cluster.link.cfg}, for both of their ends. */
@ObjectClassDefinition(
        name = "et links",
        description = "The connections between containers. A change takes effect when the container starts again.")
public @interface LinkConfig {

    /** Whose configuration it is. */
    String PID = "et.cluster.link";

    @AttributeDefinition(description = "The port of lane 0; lane 1 has the next one, and so on. 0: any free ones.")
    int port() default 0;

    @AttributeDefinition(description = "Connections from other containers to one lane. 1 to 65536.")
    int connections() default 1024;

    @AttributeDefinition(
            description = "Within so many milliseconds a connection has to be there and say what it is. 100 to 60000.")
    int handshake_millis() default 5000;

    @AttributeDefinition(
            description = "After so many milliseconds without a sign of life the other side is asked for one."
                    + " 10 to 60000.")
    int ping_millis() default 1000;

    @AttributeDefinition(
            description = "After so many milliseconds without any the link counts as broken. At least twice"
                    + " ping.millis, to 600000.")
    int silence_millis() default 5000;

    @AttributeDefinition(description = "The largest frame, in bytes. 65536 to 268435456, the same in all containers.")
    int max_frame() default 16_777_216;

    @AttributeDefinition(
            description = "Bytes that wait to be sent on one link from which on no more requests are taken from it.")
    int output_high() default 8_388_608;

    @AttributeDefinition(description = "Bytes that wait to be sent on one link at which it is closed.")
    int output_limit() default 67_108_864;

    @AttributeDefinition(description = "For so many milliseconds a call may be unanswered. 10 to 600000.")
    int call_millis() default 10_000;

    @AttributeDefinition(description = "Calls that may be unanswered at a time. 1 to 1000000.")
    int calls() default 1000;

    @AttributeDefinition(
            description = "Mutual TLS: auto (when the container's host is not an address of this machine alone) or on.")
    String tls() default "auto";

    @AttributeDefinition(description = "This container's key and certificate, PKCS12.")
    String tls_keystore() default "";

    @AttributeDefinition(description = "Whom it trusts, PKCS12.")
    String tls_truststore() default "";

    @AttributeDefinition(description = "The file with the password of both.")
    String tls_password_file() default "";
}
