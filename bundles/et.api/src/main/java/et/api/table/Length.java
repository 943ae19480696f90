package et.api.table;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** On a {@code String} or {@code byte[]} of a {@link Table}: how long it may be. A later version may raise it. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Length {

    /** What holds without this annotation. */
    int USUAL = 128;

    /** In Java characters, 1 to 4,000; or in bytes, 1 to 16,000. */
    int value();
}
