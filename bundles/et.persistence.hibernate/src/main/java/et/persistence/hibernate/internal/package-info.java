/**
 * The provider of et's stores on SQL. It exports nothing: Hibernate, the pool and the drivers stay inside this bundle, and
 * the stores are OSGi services.
 *
 * <p>Start at {@link et.persistence.hibernate.internal.Database} (what is opened, and in which order), {@link
 * et.persistence.hibernate.internal.ActorRows} (how a batch is written and fenced) and {@link
 * et.persistence.hibernate.internal.Engine} (what differs between databases).
 *
 * <p>The one invariant: a text that came from outside reaches SQL as a parameter, never as a part of a statement.
 */
@NullMarked
package et.persistence.hibernate.internal;

import org.jspecify.annotations.NullMarked;
