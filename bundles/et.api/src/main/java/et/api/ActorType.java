package et.api;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the actor type that a logic serves: {@code @ActorType("counter")} serves {@code counter/1}, {@code counter/2}, ...
 *
 * <p>The name is 1 to 64 characters of {@code a-z 0-9 - _}, begins with a letter, and never changes: stored states are found
 * by it.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface ActorType {

    /** The type's name. */
    String value();

    /** Which of the type's actors a client's request may be addressed to. */
    Reach reach() default Reach.OWN;
}
