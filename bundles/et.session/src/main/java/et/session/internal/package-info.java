/**
 * Authentication on top of the account store.
 *
 * <p>Start at {@link et.session.internal.StoredAuthenticator} (the way of a login and of a resume), {@link et.session.internal.Passwords} (Argon2id)
 * and {@link et.session.internal.Throttles} (who has to wait).
 *
 * <p>The one invariant: what a stranger is told, and when, does not depend on whether the account exists.
 */
@NullMarked
package et.session.internal;

import org.jspecify.annotations.NullMarked;
