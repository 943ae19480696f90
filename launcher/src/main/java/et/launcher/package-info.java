/**
 * What the script {@code ./et} cannot do in a shell.
 *
 * <p>Start at {@link et.launcher.Main}, which has one verb for each thing the script asks for. {@link et.launcher.Keys} makes
 * and reads the keys that open a container's console; {@link et.launcher.Remote} is one connection to it;
 * {@link et.launcher.DatabaseServer} is the database that tiers on one machine share.
 *
 * <p>The one invariant: nobody needs a password. A container believes the operator's key, which only the owner of its
 * directory can read, and the operator believes the host key that lies in the same directory.
 */
@NullMarked
package et.launcher;

import org.jspecify.annotations.NullMarked;
