package et.api.table;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** An index of a {@link Table}. A query is fast when an index begins with the columns that it compares for equality, and goes on with those that it orders by. */
@Retention(RetentionPolicy.RUNTIME)
@Target({})
public @interface Index {

    /** The components, 1 to 4, in their order. Texts among them have a {@link Length} of 190 at most; bytes are not allowed. */
    String[] value();
}
