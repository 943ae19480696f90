package et.persistence.hibernate.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/** Where tests have their databases: H2, unless another module brings something else. What is tested through it holds everywhere. */
interface Place {

    Place FOUND = ServiceLoader.load(Place.class).findFirst().orElseGet(H2Place::new);

    /** The configuration of a database of this folder's own: the same folder, the same database. */
    Map<String, Object> settings(Path folder) throws IOException, SQLException;

    /** An engine for the same database. */
    Engine engine(Path folder) throws IOException, SQLException;

    /** Who connects with that engine. */
    String user();

    String password() throws IOException;

    /** The same database, in a server that can be ended. */
    Server serve(Path folder) throws IOException, SQLException;

    /** How many rows the database looks at for a query with these parameters. */
    long looked(Connection connection, String query, List<String> parameters) throws SQLException;

    /** A database that several containers share. */
    interface Server extends AutoCloseable {

        /** The configuration for each of them. */
        Map<String, Object> settings();

        /** A connection past all pools. */
        Connection connect() throws SQLException;

        /** Ends it at once. */
        void stop();

        /** Starts it again, where it was. */
        void start() throws IOException, SQLException;

        @Override
        void close();
    }
}
