package et.api;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a logic class: its actors answer at once, and their states are written behind. After a crash such an actor goes back to
 * its last write. Without this annotation an answer leaves only when the change behind it is durable.
 *
 * <p>A single handler can be relaxed with {@link Handlers.Handling#relaxed}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Relaxed {

    /** The longest time a change stays unwritten, as {@code 500ms}, {@code 5s} or {@code 2m}; 100 ms to 10 min. */
    String every() default "5s";
}
