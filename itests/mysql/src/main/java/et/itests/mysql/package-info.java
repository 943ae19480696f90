/** A real server of MySQL or MariaDB for tests: start at {@link et.itests.mysql.MySqlServer}. */
@NullMarked
package et.itests.mysql;

import org.jspecify.annotations.NullMarked;
