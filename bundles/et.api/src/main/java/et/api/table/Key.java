package et.api.table;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a component of a {@link Table}: it is the row's name, or a part of it. There is one row for each key. An {@code int}, {@code long}, {@code Instant}, enum, or
 * a {@code String} with a {@link Length} of 190 at most. It never changes.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Key {}
