package et.api.table;

import et.api.ActorContext;
import java.util.List;

/**
 * Handles what a query has found. The duties of {@link et.api.Handler} hold.
 *
 * @param <S> the actor's state
 * @param <R> the row
 */
@FunctionalInterface
public interface RowsHandler<S, R extends Record> {

    /** Returns the next state; {@code state} itself when nothing changed. The rows are in the query's order. */
    S handle(ActorContext ctx, S state, List<R> rows) throws Exception;
}
