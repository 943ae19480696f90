package et.api.table;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a {@code String} of a {@link Table}: it is the id of the player whose row this is. Such rows are handed out with what is stored of a player, and deleted with it. At
 * most one in a table.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface OfPlayer {}
