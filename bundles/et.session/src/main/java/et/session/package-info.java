/**
 * Accounts, authentication and the sessions of players.
 *
 * <p>Start at {@link et.session.Authenticator} (login and resume) and {@link et.session.Sessions} (who is here); {@link
 * et.session.Kicks} ends it.
 */
@Export
@Version("0.1.0")
@NullMarked
package et.session;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
