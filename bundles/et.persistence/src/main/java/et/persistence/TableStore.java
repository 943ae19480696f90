package et.persistence;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tables of games. An OSGi service of the provider. Every method blocks and is never called on a lane. Rows are written with the actors that ask for it: {@link
 * ActorRow#writes}.
 */
public interface TableStore {

    /** For a container whose games have no tables. */
    TableStore NONE = new TableStore() {
        @Override
        public List<String> changes(String owner, List<TableShape> tables) {
            throw none();
        }

        @Override
        public void prepare(String owner, List<TableShape> tables) {
            throw none();
        }

        @Override
        public List<Map<String, @Nullable Object>> find(TableQuery query) {
            throw none();
        }

        private TableException none() {
            return new TableException("games have no tables here");
        }
    };

    /**
     * What {@link #prepare} would do now, a sentence each; empty when nothing. Changes nothing.
     *
     * @param owner the bundle's symbolic name
     * @throws TableException when it would refuse
     */
    List<String> changes(String owner, List<TableShape> tables);

    /**
     * Makes the tables what a version of the bundle wants, and records that. One container at a time does so, and who is cut off in between is continued by the next. May take as
     * long as a large table takes; rows are read and written meanwhile.
     *
     * @throws TableException when one belongs to another bundle, or would have to change in more than growth; nothing was changed
     * @throws StoreException when the database failed; call it again
     */
    void prepare(String owner, List<TableShape> tables);

    /**
     * The rows, in order; of each the columns by name, also those that the query's table does not know.
     *
     * @throws TableException when the answer is too large
     * @throws StoreException when the database failed
     */
    List<Map<String, @Nullable Object>> find(TableQuery query);
}
